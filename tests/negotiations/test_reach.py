"""The desk and a negotiation's first page say up to which day the record reaches."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from negotiations.selectors.reach import latest_statement
from parley.lib.asof import AsOf
from tests import build
from tests.clocks import by_now

LATER = date(2025, 6, 1)


@pytest.fixture(scope="module")
def made(standing):
    negotiation = build.negotiation(key="talks", title="Talks")
    said(negotiation, date(2025, 5, 1))
    said(build.negotiation(key="others"), date(2025, 5, 5))
    return negotiation


@pytest.fixture
def talks(world):
    return world


def said(negotiation, day, **fields):
    party = build.party(negotiation=negotiation)
    return build.position(party=party, source=build.source(published_on=day), **fields)


@pytest.mark.parametrize(("address", "day"), [("/", "5 May 2025"), ("/negotiations/talks/", "1 May 2025")])
def test_a_later_day_is_told_how_far_the_record_reaches(desk, talks, address, day):
    page = desk.get(address)

    assert f"Latest public statement on record: {day}" in page.text
    iso = f"2025-05-0{day[0]}"
    assert f'href="{address}?on={iso}&amp;known={iso}"' in page.text


@pytest.mark.parametrize(
    "clocks", ["on=2025-05-05&known=2025-05-05", "on=2025-07-09&known=2025-05-05", "known=2025-05-08"]
)
def test_what_was_known_within_the_week_is_not_late(desk, talks, clocks):
    assert "Latest public statement" not in desk.get(f"/?{clocks}").text


def test_only_what_was_public_counts(talks):
    build.position(party=build.party(negotiation=talks), draft=True)
    build.round(negotiation=talks, source=build.source(published_on=date(2025, 5, 3)))
    at = AsOf(LATER, LATER)

    with CaptureQueriesContext(connection) as seen:
        found = latest_statement(at, talks)

    assert (found, len(seen)) == (date(2025, 5, 3), 1)
    assert latest_statement(AsOf(LATER, date(2025, 5, 2)), talks) == date(2025, 5, 1)


def test_what_was_logged_later_does_not_count(talks):
    before = timezone.now()
    said(talks, date(2025, 5, 20))
    days = [latest_statement(AsOf(LATER, LATER, moment), of) for moment in (before, None) for of in (talks, None)]

    assert days == [date(2025, 5, 1), date(2025, 5, 5), date(2025, 5, 20), date(2025, 5, 20)]


def test_a_position_counts_by_what_was_recorded_of_it(talks):
    """What it said before, and what it said of another issue, does not count any more; as recorded then, it does."""
    position = said(talks, date(2025, 5, 20))
    moments = []
    for change in (
        {"known_on": date(2025, 5, 3)},
        {"issue": build.issue(negotiation=talks)},
        {"known_on": date(2025, 5, 9)},
        {"known_on": None, "published_at": None},
    ):
        moments.append(timezone.now())
        for name, value in change.items():
            setattr(position, name, value)
        position.record(by=None, reason="Misread")

    days = [latest_statement(AsOf(LATER, LATER, moment), talks) for moment in (*moments, None)]

    assert [day.day for day in days] == [20, 3, 3, 9, 1]


def test_the_recorded_clock_is_kept(desk, talks):
    page = desk.get(by_now("/negotiations/talks/?recorded={now}"))

    assert "?on=2025-05-01&amp;known=2025-05-01&amp;recorded=20" in page.text
