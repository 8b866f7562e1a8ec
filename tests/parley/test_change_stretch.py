"""Everything that changed between two moments, and everything that a user did."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from negotiations import actions
from parley.comments import comment_on
from parley.lib.asof import AsOf
from parley.lib.stretch import Stretch, read_stretch
from parley.selectors import tally
from tests import build


def moment(day, hour=12):
    return datetime(2025, 5, day, hour, tzinfo=UTC)


@pytest.fixture
def four_days(db, analyst, editor):
    """A source a day from 1 to 4 May at noon, in turn by an analyst and an editor; on the 4th the first corrected."""
    for day, by in ((1, analyst), (2, editor), (3, analyst), (4, editor)):
        with time_machine.travel(moment(day)):
            row = build.talks.Source(key=f"s{day}", publisher="Press", title=f"Report {day}", published_on=build.SPRING)
            row.record(by=by)
    with time_machine.travel(moment(4, 15)):
        first = build.talks.Source.objects.get(key="s1")
        first.title = "Report 1, corrected"
        first.record(by=editor, reason="Misread")


def shown(client, query):
    return [(change.key, change.what) for change in client.get(f"/changes/?{query}").context["changes"]]


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("from=2025-05-02&to=2025-05-03", ["s3", "s2"]),
        ("from=2025-05-04", ["s1", "s4"]),
        ("to=2025-05-01", ["s1"]),
        ("from=2025-05-02T12:00Z&to=2025-05-02T12:00Z", ["s2"]),
        ("from=2025-05-02T12:01Z&to=2025-05-03T11:59Z", []),
        ("from=2025-05-02T14:00%2B02:00&to=2025-05-02T14:00%2B02:00", ["s2"]),
        ("from=2025-05-01&to=2025-05-04&by=editor", ["s1", "s4", "s2"]),
        ("from=2025-05-01&to=2025-05-04&kind=source&by=analyst", ["s3", "s1"]),
        ("from=2025-05-04&recorded=2025-05-04T13:00Z", ["s4"]),
    ],
)
def test_days_are_whole_and_moments_are_included(desk, four_days, query, keys):
    assert [key for key, _ in shown(desk, query)] == keys


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("from=2025-05-03&to=2025-05-02", "“to” (2025-05-02) is before “from” (2025-05-03)."),
        (
            "from=soon",
            "“soon” is neither a day nor a moment for “from”; write it like 2025-05-05 or 2025-05-05T09:00Z.",
        ),
        ("to=2025-02-30", "“2025-02-30” is neither a day nor a moment for “to”"),
    ],
)
@pytest.mark.parametrize("address", ["/changes/", "/changes.csv"])
def test_what_cannot_be_read_is_refused_in_a_sentence(desk, four_days, address, query, sentence):
    answer = desk.get(f"{address}?{query}")

    assert answer.status_code == 400
    assert sentence in answer.text


def test_a_stretch_is_read_with_both_ends_included():
    assert read_stretch("2025-05-01", "2025-05-01") == Stretch(
        datetime(2025, 5, 1, tzinfo=UTC), datetime(2025, 5, 1, 23, 59, 59, 999999, tzinfo=UTC)
    )
    assert not read_stretch("", " ")


def test_it_is_told_who_changed_how_many_of_what(desk, four_days, django_assert_num_queries):
    page = desk.get("/changes/?from=2025-05-01&to=2025-05-04")

    assert [(each.by, each.told) for each in page.context["tallies"]] == [
        ("editor", [("entered", "source", 2), ("changed", "source", 1)]),
        ("analyst", [("entered", "source", 2)]),
    ]
    assert "entered source × 2, changed source" in " ".join(page.text.split())
    now = AsOf(on=build.SPRING, known=build.SPRING)
    with django_assert_num_queries(2):  # all histories; the users
        tally.tallies(now, drafts=False, within=read_stretch("2025-05-01", ""))


def test_the_whole_log_is_not_counted(desk, four_days):
    assert "tallies" not in desk.get("/changes/").context


def test_more_than_can_be_counted_is_said(desk, four_days, monkeypatch):
    monkeypatch.setattr(tally, "MOST", 2)

    assert "no more than 2 changes are counted; there are more" in desk.get("/changes/?from=2025-05-01").text
    assert "there are more" not in desk.get("/changes/?from=2025-05-04").text


def test_drafts_are_not_counted_for_readers(client, reader, editor, four_days):
    draft = build.position(draft=True, words="A secret draft")
    build.citation(position=draft)
    client.force_login(reader)

    def positions():
        page = client.get(f"/changes/?from={timezone.now() - timedelta(minutes=5):%Y-%m-%dT%H:%MZ}")
        return sum(count for each in page.context["tallies"] for _, noun, count in each.told if noun in NOUNS)

    assert positions() == 0
    actions.publish(draft, by=editor)
    assert positions() == 2


NOUNS = ("position", "citation")


def test_the_file_has_the_same_and_says_of_what(desk, four_days):
    file = desk.get("/changes.csv?from=2025-05-02&to=2025-05-03&by=editor").text

    assert "s2" in file
    assert "s3" not in file
    paper = desk.get("/changes.md?from=2025-05-02&to=2025-05-03&by=editor").text
    assert "Changes by editor, from 2 May 2025, 00:00:00 UTC, to 3 May 2025, 23:59:59 UTC." in paper


def test_a_name_leads_to_all_that_its_owner_did(desk, four_days, analyst):
    page = desk.get("/changes/?on=2025-06-01").text
    assert 'href="/changes/?by=editor&amp;on=2025-06-01">editor</a>' in page or (
        'href="/changes/?by=editor&on=2025-06-01">editor</a>' in page
    )
    assert ">analyst</a>" in desk.get("/records/source/s1/history/").text
    assert ">editor</a>" in desk.get("/").text

    comment_on("source", "s1", "Is it?", by=analyst)
    assert "analyst also made 1 comment," in desk.get("/changes/?by=analyst").text
    assert "also made" not in desk.get("/changes/?by=editor").text


def test_what_a_command_did_can_be_asked_for(desk, four_days):
    build.source(key="loaded")

    assert shown(desk, "by=the+system&kind=source") == [("loaded", "entered")]


def test_the_next_page_keeps_the_stretch(desk, four_days, monkeypatch):
    monkeypatch.setattr("parley.views.records.LINES", 2)

    first = desk.get("/changes/?from=2025-05-01&to=2025-05-03")
    second = desk.get(f"/changes/{first.context['older']}")

    assert [change.key for page in (first, second) for change in page.context["changes"]] == ["s3", "s2", "s1"]
    assert second.context["older"] == ""
