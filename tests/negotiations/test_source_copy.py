"""One more copy of a source: kept beside the earlier ones, and the passages looked for in it."""

from copy import deepcopy
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from negotiations import actions
from negotiations.capture.cleaning import copy_of
from tests import build

FIRST = "Washington would not negotiate the rate of 10%.\nTokyo wants all of the duty on cars gone by July.\nThe end."
SECOND = "Washington would not negotiate the rate of 10%.\nTokyo wants most of the duty on cars gone by July."


@pytest.fixture(scope="module")
def made(standing):
    """A source with four passages, of which no copy is kept yet."""
    source = build.source(key="report")
    for words in ("would not negotiate", "wants all of the duty on cars gone by July", "The end.", ""):
        position = build.position(words=f"On “{words}”")
        build.citation(position=position, source=source, quotation=words)
    return source


@pytest.fixture
def source(made, analyst):
    """The source as it was made for this file, with the first copy of its page."""
    source = deepcopy(made)
    actions.keep_copy(source, copy_of(FIRST.encode()), by=analyst)
    source.refresh_from_db()
    return source


def test_the_very_copy_that_is_the_latest_is_refused(source, analyst):
    with pytest.raises(ValidationError, match="This very copy is kept already"):
        actions.keep_copy(source, copy_of(FIRST.encode()), by=analyst)

    assert source.captures.count() == 1


def test_a_copy_that_came_back_is_kept_anew(source, analyst):
    actions.keep_copy(source, copy_of(SECOND.encode()), by=analyst)
    actions.keep_copy(source, copy_of(FIRST.encode()), by=analyst)

    assert source.captures.count() == 3


def test_the_day_of_the_latest_copy_stands_with_the_source_and_is_signed(source, analyst):
    line = source.history.latest()

    assert source.captured_on == source.captures.first().captured_at.date()
    assert line.history_user == analyst


def test_after_a_new_copy_the_passages_are_told_and_both_copies_are_there(desk, source):
    answer = desk.post("/sources/report/copy/", {"page": SECOND}, follow=True)

    page = " ".join(answer.text.split())
    assert "The copy is kept. Passages: 1 still there, 1 changed, 1 gone." in page
    assert "<del>all</del>" in page
    assert "<ins>most</ins>" in page
    assert page.count("no quotation") == 1
    assert source.captures.count() == 2


def test_what_a_draft_rests_on_is_told_to_those_who_write_alone(client, reader, desk, source):
    draft = build.position(words="Drafted from the copy", draft=True)
    build.citation(position=draft, source=source, quotation="The end.")

    answer = desk.post("/sources/report/copy/", {"page": SECOND}, follow=True)

    assert "2 gone" in answer.text
    assert "Drafted from the copy" in answer.text
    assert "Drafted from the copy" not in desk.get("/sources/report/?known=2025-06-30").text
    client.force_login(reader)
    assert "Drafted from the copy" not in client.get("/sources/report/").text


@pytest.mark.parametrize(
    ("page", "sentence"),
    [("", "Paste the page, or choose a file."), (FIRST, "This very copy is kept already")],
)
def test_a_refusal_is_a_sentence(desk, source, page, sentence):
    answer = desk.post("/sources/report/copy/", {"page": page})

    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_copy_is_shown_as_text_and_its_original_only_saved(client, reader, source, analyst):
    actions.keep_copy(source, copy_of(b"<p onclick='run()'>One &lt;b&gt; page</p><script>run()</script>"), by=analyst)
    client.force_login(reader)

    shown = client.get("/sources/report/copies/2/")
    original = client.get("/sources/report/copies/2/original/")

    assert "<p>One &lt;b&gt; page</p>" in shown.text
    assert "run()" not in shown.text
    assert original.content == b"<p onclick='run()'>One &lt;b&gt; page</p><script>run()</script>"
    assert original["Content-Type"] == "text/plain"
    assert original["X-Content-Type-Options"] == "nosniff"
    assert original["Content-Disposition"] == 'attachment; filename="report-copy-2.txt"'


@pytest.mark.parametrize("address", ["copies/1/", "copies/1/original/"])
def test_a_copy_is_there_from_its_moment_on(desk, source, address):
    made = source.captures.get().captured_at
    assert made > datetime(2025, 1, 1, tzinfo=UTC)

    assert desk.get(f"/sources/report/{address}").status_code == 200
    assert desk.get(f"/sources/report/{address}?recorded=2025-01-01T00:00Z").status_code == 404
    assert desk.get("/sources/report/copies/2/").status_code == 404


def test_a_reader_makes_no_copy(client, reader, source):
    client.force_login(reader)

    assert client.post("/sources/report/copy/", {"page": SECOND}).status_code == 403
    assert source.captures.count() == 1
