"""Correcting a logged round on the same screen."""

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from negotiations.models import Attendance, Citation, Deadline, Occasion, Position, Round
from tests import build

DAY = date(2025, 5, 30)


@pytest.fixture(scope="module")
def made(standing):
    """A published round: one session, one official there, one position told by two sources, one deadline."""
    negotiation = build.negotiation()
    economy = build.economy(time_zone="Asia/Tokyo")
    party = build.party(negotiation=negotiation, economy=economy)
    issue = build.issue(negotiation=negotiation)
    source = build.source(publisher="Example Press", published_on=DAY)
    talks = build.round(
        negotiation=negotiation, number=4, starts_on=DAY, ends_on=DAY, source=source, summary="Progress."
    )
    occasion = build.occasion(
        round=talks, title="Session", held_on=DAY, source=source, time_zone="Asia/Tokyo", minutes=130
    )
    build.attendance(
        occasion=occasion, official=build.official(given_name="Ryosei", family_name="Akazawa"), source=source
    )
    position = build.position(
        issue=issue, party=party, occasion=occasion, starts_on=DAY, words="All of it gone", source=source,
        quantity="14.5", unit="percent", sense="to",
    )  # fmt: skip
    build.citation(position=position, source=build.source(publisher="Another Press", published_on=DAY))
    build.deadline(negotiation=negotiation, name="Summit", set_on=DAY, source=source)
    return talks


@pytest.fixture
def talks(world):
    return world


def url(talks):
    return reverse("negotiations:round_edit", args=[talks.negotiation.key, talks.number])


def opened(client, talks):
    """What stands in the form, as a browser would send it back."""
    page = client.get(url(talks)).content.decode()
    form = page[page.index('id="round-form"') : page.index("</form>", page.index('id="round-form"'))]
    data = {"save": "draft"}
    for tag in re.findall(r"<input [^>]*>", form):
        found = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if found.get("type") != "checkbox" or " checked" in tag:
            data[found["name"]] = unescape(found.get("value", "on" if found.get("type") == "checkbox" else ""))
    for name, body in re.findall(r'<textarea name="([\w-]+)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL):
        data[name] = unescape(body)
    for name, body in re.findall(r'<select[^>]* name="([\w-]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        data[name] = chosen[1] if chosen else ""
    return data | {"round-reason": "As the minutes have it"}


def lines(*models):
    return [model.history.count() for model in models or (Round, Occasion, Attendance, Position, Deadline, Citation)]


def test_is_filled_with_what_is_there(desk, talks):
    data = opened(desk, talks)

    assert data["round-number"] == "4"
    assert data["round-summary"] == "Progress."
    assert data["source-0-pick"].startswith("Example Press: ")
    assert (data["occasion-0-title"], data["occasion-0-minutes"]) == ("Session", "130")
    assert data["occasion-0-time_zone"] == "Asia/Tokyo"
    assert data["attendance-0-official"] == "Ryosei Akazawa"
    assert (data["position-0-words"], data["position-0-quantity"], data["position-0-sense"]) == (
        "All of it gone",
        "14.5%",
        "to",
    )
    assert (data["position-0-source"], data["position-0-also"]) == ("1", "2")
    assert (data["deadline-0-name"], data["deadline-0-falls_on"]) == ("Summit", "2025-07-09")


def test_sent_back_as_it_is_nothing_is_written(desk, talks):
    before = lines()

    response = desk.post(url(talks), opened(desk, talks))

    assertRedirects(response, talks.get_absolute_url(), fetch_redirect_response=False)
    assert lines() == before


def test_only_what_changed_is_written_with_the_reason(desk, analyst, talks):
    before = lines(Round, Occasion, Attendance, Citation)

    desk.post(url(talks), opened(desk, talks) | {"position-0-words": "Half of it gone"})

    position = Position.objects.get()
    line = position.history.first()
    assert (position.words, position.published_at is not None) == ("Half of it gone", True)
    assert (line.history_user, line.history_change_reason) == (analyst, "As the minutes have it")
    assert lines(Round, Occasion, Attendance, Citation) == before


def test_a_change_needs_a_reason(desk, talks):
    response = desk.post(url(talks), opened(desk, talks) | {"round-reason": "", "round-place": "Osaka"})

    assertContains(response, "Say why this change is made", status_code=422)
    assertContains(response, "Osaka", status_code=422)
    assert Round.objects.get().place == ""


def test_a_statement_is_added(desk, talks):
    data = opened(desk, talks)
    row = {"issue": data["position-0-issue"], "party": data["position-0-party"], "stance": "warns", "words": "Of more",
           "source": "2", "attribution": "document", "credibility": "2", "occasion": "1"}  # fmt: skip
    data |= {"position-TOTAL_FORMS": "2"} | {f"position-1-{name}": value for name, value in row.items()}

    desk.post(url(talks), data)

    added = Position.objects.get(words="Of more")
    assert (added.is_draft, added.citations.get().source.publisher) == (True, "Another Press")


def test_a_source_that_no_longer_tells_it_is_taken_out(desk, talks):
    desk.post(url(talks), opened(desk, talks) | {"position-0-also": ""})

    assert Position.objects.get().citations.get().source.publisher == "Example Press"


def test_a_published_statement_keeps_a_citation(desk, talks):
    response = desk.post(url(talks), opened(desk, talks) | {"attendance-0-source": ""})

    assertContains(response, "keeps at least one citation", status_code=422)
    assert Attendance.objects.get().citations.count() == 1


def test_a_published_statement_is_not_removed(desk, talks):
    response = desk.post(url(talks), opened(desk, talks) | {"position-0-DELETE": "on"})

    assertContains(response, "rank it deprecated", status_code=422)
    assert Position.objects.exists()


def test_a_draft_is_removed_with_its_citations(desk, talks):
    draft = build.position(
        draft=True, issue=Position.objects.get().issue, party=Position.objects.get().party,
        occasion=Occasion.objects.get(), starts_on=DAY, words="A slip",
    )  # fmt: skip
    build.citation(position=draft)

    desk.post(url(talks), opened(desk, talks) | {"position-1-DELETE": "on"})

    assert not Position.objects.filter(words="A slip").exists()
    assert Position.history.filter(id=draft.pk, history_type="-").exists()


def test_what_a_colleague_saved_meanwhile_is_not_overwritten(desk, editor, talks):
    data = opened(desk, talks) | {"position-0-words": "My words"}
    position = Position.objects.get()
    position.words, position.condition = "Their words", "all goes well"
    position.record(by=editor, reason="Quoted")

    response = desk.post(url(talks), data)

    assertContains(response, "editor saved the position “Their words” after you opened it", status_code=422)
    assertContains(response, "in words: theirs “Their words”, yours “My words”", status_code=422)
    assertContains(response, ">\nMy words</textarea>", status_code=422)
    # The field that was not touched here takes the colleague's value.
    assertContains(response, 'name="position-0-condition" value="all goes well"', status_code=422)
    assert Position.objects.get().words == "Their words"


def test_saved_again_it_takes_the_place_of_the_colleagues(desk, editor, talks):
    data = opened(desk, talks) | {"round-summary": "My words"}
    other = Round.objects.get()
    other.summary = "Their words"
    other.record(by=editor, reason="Quoted")

    response = desk.post(url(talks), data)
    latest = re.search(r'name="round-version" value="(\d+)"', response.content.decode())[1]
    desk.post(url(talks), data | {"round-version": latest})

    assertContains(response, "theirs “Their words”, yours “My words”", status_code=422)
    assert Round.objects.get().summary == "My words"


def test_two_who_change_different_rows_do_not_disturb_each_other(desk, editor, talks):
    data = opened(desk, talks) | {"position-0-words": "My words"}
    occasion = Occasion.objects.get()
    occasion.minutes = 125
    occasion.record(by=editor, reason="By the minutes")
    data["occasion-0-minutes"] = "125"

    desk.post(url(talks), data)

    assert Position.objects.get().words == "My words"
    assert Occasion.objects.get().minutes == 125


def test_an_editor_publishes_the_drafts_of_the_round(client, editor, talks):
    client.force_login(editor)
    draft = build.position(
        draft=True, issue=Position.objects.get().issue, party=Position.objects.get().party,
        occasion=Occasion.objects.get(), starts_on=DAY,
    )  # fmt: skip
    build.citation(position=draft)

    client.post(url(talks), opened(client, talks) | {"save": "publish"})

    draft.refresh_from_db()
    assert draft.published_at is not None


def test_its_own_positions_are_not_carried_forward(desk, talks):
    earlier = build.position(
        issue=Position.objects.get().issue,
        party=Position.objects.get().party,
        starts_on=date(2025, 5, 1),
        words="Before",
    )

    data = opened(desk, talks)

    assert f"held-{earlier.pk}-choice" in data
    assert f"held-{Position.objects.get(words='All of it gone').pk}-choice" not in data


def test_a_row_of_another_round_is_refused(desk, talks):
    response = desk.post(url(talks), opened(desk, talks) | {"position-0-key": "somewhere-else"})

    assertContains(response, "is not in this round", status_code=422)


def test_a_row_is_added_without_a_script(desk, talks):
    response = desk.post(url(talks), opened(desk, talks) | {"add": "position", "position-0-words": "Half ty"})

    assertContains(response, "Half ty")
    assertContains(response, 'name="position-TOTAL_FORMS" value="2"')


def test_the_queries_do_not_grow(desk, talks):
    position = Position.objects.get()

    def fill(number):
        for _ in range(number):
            build.position(issue=position.issue, party=position.party, occasion=position.occasion, starts_on=DAY)
            build.attendance(occasion=position.occasion)
            build.discussion(occasion=position.occasion, issue=position.issue)

    def count():
        with CaptureQueriesContext(connection) as queries:
            desk.get(url(talks))
        return len(queries)

    fill(3)
    desk.get(url(talks))
    few = count()
    fill(9)

    assert count() == few <= 40


def test_a_reader_corrects_nothing(client, reader, talks):
    client.force_login(reader)

    assert client.get(url(talks)).status_code == 403
    assert client.post(url(talks), {}).status_code == 403


def test_a_round_that_is_not_there(desk, talks):
    assert desk.get(reverse("negotiations:round_edit", args=[talks.negotiation.key, 9])).status_code == 404
