"""Every screen on which something is typed keeps it until it is saved; each is walked, and no form is without."""

import re
from html import unescape

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLResolver, get_resolver

from negotiations import actions
from negotiations.capture.cleaning import copy_of
from negotiations.forms.copying import PageForm
from negotiations.models import Source
from parley.models import Comment, Unsaved
from parley.selectors.changes import logged
from tests import build
from tests.parley.screens import another, fields, keep

TEXT = "Washington would not negotiate the rate of 10%.\nTokyo wants all of the duty on cars gone by July."
SCREENS = {  # the address of each, a field, and what is typed in it
    "record_create": ("/records/official/new/", "family_name", "Akazawa"),
    "record_edit": ("/records/source/report/edit/", "title", "As it shall be"),
    "record_restore": ("/records/source/report/restore/{first}/", "reason", "It was right"),
    "comment_list": ("/records/source/report/comments/", "text", "Which page?"),
    "round_create": ("/negotiations/talks/rounds/new/", "round-place", "Osaka"),
    "round_edit": ("/negotiations/talks/rounds/1/edit/", "round-place", "Osaka"),
    "round_remove": ("/negotiations/talks/rounds/2/remove/", "reason", "Logged twice"),
    "source_create": ("/sources/new/", "publisher", "Press"),
    "source_copy": ("/sources/report/copy/", "page", "A line\nand another"),
    "source_read": ("/sources/report/read/?negotiation=talks&passage=0-47", "statement-0-words", "As Tokyo sees it"),
    "statement_rank": ("/statements/position/first/rank/", "reason", "On the record"),
}
TEMPLATES = settings.BASE_DIR / "templates"
COMMENTS = "/records/source/report/comments/"
HISTORY = "/records/source/report/history/"


@pytest.fixture
def desk(client, editor):
    """A browser in which the editor has logged in, who may write on every screen."""
    client.force_login(editor)
    return client


@pytest.fixture(scope="module")
def made(standing):
    talks = build.negotiation(key="talks")
    party = build.party(negotiation=talks)
    issue = build.issue(negotiation=talks)
    build.round(negotiation=talks, number=1)
    build.round(negotiation=talks, number=2, draft=True)
    build.position(key="first", issue=issue, party=party)
    source = build.source(key="report", title="As it was")
    first = source.version
    source.title = "As it became"
    source.record(by=None, reason="Looked again")
    actions.keep_copy(source, copy_of(TEXT.encode()), by=None)
    return {"first": first}


@pytest.fixture
def world(made, db):
    return made


def screen_of(page):
    return unescape(re.search(r'data-screen="([^"]*)"', page.text)[1])


def lines_of_history():
    return sum(model.history.count() for model in logged().values())


def names_of_screens(resolver=None):
    """The names of all addresses that keep what is typed."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from names_of_screens(each)
        elif getattr(each.callback, "keeps_unsaved", False):
            yield each.name


def test_every_screen_of_writing_is_walked():
    assert set(names_of_screens()) == set(SCREENS)


def test_no_form_with_something_to_type_is_left_out():
    for page in TEMPLATES.rglob("*.html"):
        if page.parent.name == "account":
            continue  # passwords are not kept
        for head, body in re.findall(r'<form([^>]*method="post"[^>]*)>(.*?)</form>', page.read_text(), re.DOTALL):
            body = re.sub(r'<(textarea|input)[^>]* form="[^>]*>', "", body)  # of another form
            assert "data-unsaved" in head or not re.search(r"\{\{ \w*form|as_field_group|<textarea|<select", body), page


@pytest.mark.parametrize("name", SCREENS)
def test_what_is_typed_comes_back_without_a_fault_and_nothing_is_written(desk, world, name):
    address, field, typed = SCREENS[name]
    address = address.format(**world)
    page = desk.get(address)
    before = lines_of_history()

    told = keep(desk, screen_of(page), fields(page) | {field: typed}).json()["told"]

    back = desk.get(address)
    assert told.endswith("not yet saved.")
    assert back.status_code == 200
    assert "You left this unsaved on" in back.text
    assert fields(back)[field] == typed
    assert 'class="errorlist"' not in back.text
    assert lines_of_history() == before
    assert Unsaved.objects.get(saved_at__isnull=False).title


@pytest.mark.parametrize("name", SCREENS)
def test_what_is_sent_after_the_session_ended_comes_back_after_the_log_in(desk, world, editor, name):
    address, field, typed = SCREENS[name]
    address = address.format(**world)
    sent = fields(desk.get(address)) | {field: typed}
    before = lines_of_history()
    desk.logout()

    answer = desk.post(address, sent)

    assert answer.url.startswith("/accounts/login/?next=")
    assert fields(another(editor).get(address))[field] == typed
    assert lines_of_history() == before


@pytest.mark.parametrize("name", SCREENS)
def test_a_form_with_an_old_token_is_kept_and_not_done(world, editor, name):
    address, field, typed = SCREENS[name]
    address = address.format(**world)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    sent = fields(strict.get(address)) | {field: typed, "csrfmiddlewaretoken": "x" * 64}
    before = lines_of_history()

    answer = strict.post(address, sent, follow=True)

    assert "the form had grown too old" in answer.text
    assert fields(answer)[field] == typed
    assert lines_of_history() == before


REFUSED = {  # what each refuses, and where else something must be typed for that
    "source_create": ({"publisher": "", "title": "A report"}, "title"),
    "source_copy": ({"page": TEXT}, "page"),
    "source_read": ({"statement-0-words": "As it is", "statement-0-issue": ""}, "statement-0-words"),
    "statement_rank": ({"reason": "", "back-reason": "Sensitive"}, "back-reason"),
    "record_restore": ({"reason": "x" * 501}, "reason"),
    "round_remove": ({"reason": "x" * 501}, "reason"),
    "comment_list": ({"text": "x" * 5001}, "text"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_save_is_kept(desk, world, name):
    typed, field = REFUSED[name]
    address = SCREENS[name][0].format(**world)

    answer = desk.post(address, fields(desk.get(address)) | typed | {"step": "save"})

    assert answer.status_code == 422
    assert "not yet saved" in answer.text
    assert fields(desk.get(address))[field] == typed[field]


def test_a_comment_that_is_sent_twice_is_made_once_and_nothing_is_left(desk, world):
    sent = fields(desk.get(COMMENTS)) | {"text": "Which page?"}

    answers = [desk.post(COMMENTS, sent) for _ in range(2)]

    assert [answer.url for answer in answers] == [f"{COMMENTS}#comment-{Comment.objects.get().pk}"] * 2
    assert not Unsaved.objects.filter(saved_at__isnull=False).exists()


def test_a_comment_that_was_begun_comes_back_on_the_page_of_the_history(desk, world):
    page = desk.get(HISTORY)

    keep(desk, screen_of(page), fields(page) | {"text": "Which page?"})

    back = desk.get(HISTORY)
    assert fields(back)["text"] == fields(desk.get(COMMENTS))["text"] == "Which page?"
    assert back["Cache-Control"].endswith("no-store, must-revalidate, private")


def test_a_comment_that_was_begun_beside_a_draft_comes_back_there(desk, editor):
    draft = build.position(draft=True)
    address = f"/negotiations/{draft.issue.negotiation.key}/drafts/"
    page = desk.get(address).text
    sent = dict(re.findall(r'name="(unsaved-\w+)" value="([^"]*)"', page))

    keep(desk, f"/records/position/{draft.key}/comments/", sent | {"text": "Which minister?"})

    back = desk.get(address).text
    assert re.search(r">Which minister\?</textarea>", back)
    assert "You left this unsaved on" in back
    mark = re.search(r'name="unsaved-mark" value="([^"]*)"', back)[1]
    desk.post(f"/records/position/{draft.key}/comments/", {"text": "Which minister?", "unsaved-mark": mark})
    assert not Unsaved.objects.filter(saved_at__isnull=False).exists()


def test_a_page_that_was_read_comes_back_with_its_copy(desk, world):
    page = desk.post(
        "/sources/new/", fields(desk.get("/sources/new/")) | {"step": "read", "page": "", "file": a_file()}
    )
    keep(desk, "/sources/new/", fields(page) | {"title": "Typed after it was read"})

    back = desk.get("/sources/new/")

    assert fields(back)["title"] == "Typed after it was read"
    assert "<p>Tokyo wants all of the duty on cars gone by July.</p>" in back.text
    desk.post(
        "/sources/new/",
        fields(back) | {"step": "save", "publisher": "Press", "published_on": "2025-05-05", "reliability": "B"},
    )
    assert Source.objects.get(title="Typed after it was read").captures.get().text == TEXT


def test_a_file_is_read_again_where_a_deadlock_has_it_tried_twice():
    file = a_file()

    for _ in range(2):
        page = PageForm({}, {"file": file})
        assert page.is_valid()
        assert page.copy.text == TEXT


def test_what_the_database_cannot_hold_is_left_out_of_what_is_kept(desk, world):
    keep(desk, COMMENTS, fields(desk.get(COMMENTS)) | {"text": "From a\0file"})

    assert fields(desk.get(COMMENTS))["text"] == "From afile"


def test_what_is_too_large_to_be_read_is_not_kept_and_told_after_the_log_out(desk):
    sent = fields(desk.get("/sources/new/")) | {"page": "x" * 9_000_000}
    desk.logout()

    answer = desk.post("/sources/new/", sent)

    assert "You were logged out, and nothing was saved." in desk.get(answer.url).text
    assert not Unsaved.objects.filter(saved_at__isnull=False).exists()


def test_both_reasons_on_the_page_of_ranking_are_kept_and_only_the_chosen_one_is_used(desk, world):
    address = SCREENS["statement_rank"][0]
    sent = fields(desk.get(address)) | {"reason": "On the record", "back-reason": ""}

    refused = desk.post(address, sent | {"return": "1"})

    assert refused.status_code == 422
    assert refused.text.count("This field is required.") == 1
    assert fields(refused)["reason"] == "On the record"
    assert desk.post(address, fields(refused) | {"rank": "preferred"}).status_code == 302


def test_of_a_moment_before_the_first_copy_nothing_is_shown_and_nothing_lost(desk, world):
    address, field, typed = SCREENS["source_read"]
    keep(desk, address, fields(desk.get(address)) | {field: typed})

    assert desk.get(f"{address}&recorded=2025-01-01T00:00Z").status_code == 404

    assert fields(desk.get(address))[field] == typed


def a_file():
    return SimpleUploadedFile("a.txt", TEXT.encode())
