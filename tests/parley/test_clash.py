"""Saving over a newer version: both stand side by side, and the writer chooses in each field."""

import re

import pytest

from negotiations.models import Position, Source
from tests import build
from tests.parley.screens import another, fields, keep

EDIT = "/records/source/report/edit/"


@pytest.fixture
def source(db):
    return build.source(key="report", title="As it was", publisher="Press", note="Nothing yet.", reliability="B")


@pytest.fixture
def both(desk, source, editor):
    """What an analyst sends after an editor saved first: both changed the title, each another field besides."""
    mine = fields(desk.get(EDIT)) | {"title": "As the analyst has it", "note": "Read twice.", "reason": "Looked again"}
    client = another(editor)
    theirs = {"title": "As the editor has it", "reliability": "A", "reason": "The ministry's own"}
    assert client.post(EDIT, fields(client.get(EDIT)) | theirs).status_code == 302
    return mine


def choices(page):
    return dict(re.findall(r'name="choose-([\w-]+)" value="(mine|theirs)" checked', page.text))


def test_it_is_refused_with_both_versions_and_all_that_was_typed(desk, both):
    answer = desk.post(EDIT, both)

    assert answer.status_code == 422
    assert re.search(
        r"<b>editor</b>, <time [^>]*>[^<]* UTC</time> <span class=\"why\">The ministry&#x27;s own", answer.text
    )
    assert "As the <mark>analyst</mark> has it" in answer.text
    assert "As the <mark>editor</mark> has it" in answer.text
    assert "A: completely reliable" in answer.text.replace("<mark>", "").replace("</mark>", "")
    assert choices(answer) == {"title": "mine", "note": "mine", "reliability": "theirs"}
    assert fields(answer)["title"] == "As the analyst has it"
    assert Source.objects.get().title == "As the editor has it"


def test_sent_again_it_keeps_ones_own_and_takes_what_one_had_not_touched(desk, both):
    answer = desk.post(EDIT, fields(desk.post(EDIT, both)))

    assert answer.status_code == 302
    stands = Source.objects.get()
    assert (stands.title, stands.note, stands.reliability) == ("As the analyst has it", "Read twice.", "A")
    assert stands.history.count() == 3


def test_the_others_words_are_taken_where_they_are_chosen(desk, both):
    sent = fields(desk.post(EDIT, both)) | {"choose-title": "theirs", "choose-reliability": "mine"}

    assert desk.post(EDIT, sent).status_code == 302

    stands = Source.objects.get()
    assert (stands.title, stands.note, stands.reliability) == ("As the editor has it", "Read twice.", "B")


def test_a_third_who_saves_meanwhile_is_not_overwritten_either(desk, both, editor):
    sent = fields(desk.post(EDIT, both))
    client = another(editor)
    client.post(EDIT, fields(client.get(EDIT)) | {"title": "A third time", "reason": "Again"})

    answer = desk.post(EDIT, sent)

    assert answer.status_code == 422
    assert choices(answer)["title"] == "mine"
    assert Source.objects.get().title == "A third time"


def test_what_was_left_unsaved_shows_what_was_saved_meanwhile(desk, both):
    keep(desk, EDIT, both)

    page = desk.get(EDIT)

    assert page.status_code == 200
    assert choices(page) == {"title": "mine", "note": "mine", "reliability": "theirs"}
    assert desk.post(EDIT, fields(page)).status_code == 302
    assert Source.objects.get().title == "As the analyst has it"


def test_the_same_words_of_both_are_no_choice(desk, source, editor):
    sent = fields(desk.get(EDIT)) | {"title": "The same", "reason": "Looked again"}
    client = another(editor)
    client.post(EDIT, fields(client.get(EDIT)) | {"title": "The same", "reason": "Looked too"})

    answer = desk.post(EDIT, sent)

    assert "where both of you wrote, it says the same" in answer.text
    assert desk.post(EDIT, fields(answer)).status_code == 302


def test_days_and_other_records_are_told_in_words(desk, editor):
    position = build.position(key="ask", starts_on=build.SPRING)
    edit = "/records/position/ask/edit/"
    mine = fields(desk.get(edit)) | {"starts_on": "2025-05-02", "reason": "Looked again"}
    client = another(editor)
    occasion = build.occasion(negotiation=position.issue.negotiation, key="call", held_on=build.SPRING)
    sent = {"starts_on": "2025-05-03", "occasion": occasion.key, "stance": "offers", "reason": "As told"}
    assert client.post(edit, fields(client.get(edit)) | sent).status_code == 302

    page = desk.post(edit, mine)
    text = re.sub(r"</?mark>", "", page.text)

    assert "2 May 2025" in text
    assert "3 May 2025" in text
    assert "Offers" in text
    assert choices(page) == {"starts_on": "mine", "occasion": "theirs", "stance": "theirs"}
    assert desk.post(edit, fields(page)).status_code == 302
    stands = Position.objects.get(key="ask")
    assert (stands.occasion, stands.stance, stands.starts_on.day) == (occasion, "offers", 2)


@pytest.fixture
def talks(db):
    negotiation, source = build.negotiation(), build.source()
    talks = build.round(negotiation=negotiation, number=1, source=source, place="Tokyo")
    occasion = build.occasion(round=talks, source=source)
    for words in ("All of it gone", "Half of it gone"):
        build.position(
            issue=build.issue(negotiation=negotiation), party=build.party(negotiation=negotiation), occasion=occasion,
            words=words, source=source,
        )  # fmt: skip
    return talks


def test_on_a_round_too_the_others_words_are_shown_and_taken_where_they_are_chosen(desk, editor, talks):
    edit = f"{talks.get_absolute_url()}edit/"
    reason = {"round-reason": "Looked again", "save": "draft"}
    mine = fields(desk.get(edit)) | {"position-0-words": "The analyst's", "round-place": "Osaka"} | reason
    client = another(editor)
    theirs = {
        "position-0-words": "The editor's",
        "position-1-words": "Not touched here",
        "round-place": "Kyoto",
    }
    assert client.post(edit, fields(client.get(edit)) | theirs | reason).status_code == 302

    answer = desk.post(edit, mine)

    assert answer.status_code == 422
    assert answer.text.count("<b>editor</b>, <time ") == 2
    assert choices(answer) == {"position-0-words": "mine", "round-place": "mine"}
    assert desk.post(edit, fields(answer) | reason | {"choose-round-place": "theirs"}).status_code == 302
    talks.refresh_from_db()
    assert talks.place == "Kyoto"
    assert list(Position.objects.order_by("id").values_list("words", flat=True)) == [
        "The analyst's",
        "Not touched here",
    ]


def test_what_a_writer_did_not_touch_is_no_conflict(desk, editor, talks):
    edit = f"{talks.get_absolute_url()}edit/"
    reason = {"round-reason": "Looked again", "save": "draft"}
    mine = fields(desk.get(edit)) | {"position-0-words": "The analyst's"} | reason
    client = another(editor)
    client.post(edit, fields(client.get(edit)) | {"position-1-starts_on": "2025-05-03"} | reason)

    assert desk.post(edit, mine).status_code == 302

    first, second = Position.objects.order_by("id")
    assert (first.words, second.starts_on.day) == ("The analyst's", 3)
    assert second.history.count() == 2


def test_a_round_left_unsaved_shows_what_was_saved_meanwhile(desk, editor, talks):
    edit = f"{talks.get_absolute_url()}edit/"
    reason = {"round-reason": "Looked again", "save": "draft"}
    keep(desk, edit, fields(desk.get(edit)) | {"position-0-words": "The analyst's"} | reason)
    client = another(editor)
    theirs = {"position-0-words": "The editor's", "round-place": "Kyoto", "position-1-words": "Not touched here"}
    assert client.post(edit, fields(client.get(edit)) | theirs | reason).status_code == 302

    page = desk.get(edit)

    assert page.status_code == 200
    assert choices(page) == {"position-0-words": "mine"}
    shown = fields(page)
    assert (shown["round-place"], shown["position-1-words"]) == ("Kyoto", "Not touched here")
    assert desk.post(edit, shown | reason).status_code == 302
    assert [position.words for position in Position.objects.order_by("id")] == ["The analyst's", "Not touched here"]
