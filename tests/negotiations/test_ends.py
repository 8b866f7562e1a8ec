"""Of the last day of a phase or an office nobody is told who could not know of it."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests import build

SEEN_ON = date(2025, 5, 5)
LAST = date(2025, 7, 21)
BEFORE, ON_IT, AFTER = LAST - timedelta(days=1), LAST, LAST + timedelta(days=1)
END_TOLD = re.compile("(?: to |<td>)21 July 2025")  # not the clock at the head of the page


def page_of(desk, record, known, **asked):
    return desk.get(record.get_absolute_url(), {"known": known.isoformat(), **asked}).text


@pytest.fixture(params=["phase", "appointment"])
def ended(request, db):
    return getattr(build, request.param)(ends_on=LAST)


@pytest.mark.parametrize("known", [SEEN_ON, BEFORE, ON_IT])
def test_an_end_to_come_was_not_known(desk, ended, known):
    assert not END_TOLD.search(page_of(desk, ended, known, on=SEEN_ON.isoformat()))


def test_an_end_was_known_after_its_day(desk, ended):
    assert END_TOLD.search(page_of(desk, ended, AFTER, on=AFTER.isoformat()))


def test_an_end_that_is_entered_ahead_is_told_today(desk, ended):
    ended.ends_on = timezone.localdate() + timedelta(days=40)
    ended.record(by=None)

    assert f"{ended.ends_on:%B %Y}" in desk.get(ended.get_absolute_url()).text


def test_a_phase_lasts_for_those_who_do_not_know_of_its_end(desk):
    phase = build.phase(ends_on=LAST, kind="signed")

    told = desk.get("/negotiations/", {"on": "2025-09-01", "known": SEEN_ON.isoformat()}).text
    later = desk.get("/negotiations/", {"on": "2025-09-01", "known": "2025-09-01"}).text

    assert phase.get_kind_display() in told
    assert phase.get_kind_display() not in later


def test_an_office_lasts_for_those_who_do_not_know_of_its_end(desk):
    build.appointment(ends_on=LAST, title="Minister for Talks")

    told = desk.get("/officials/", {"on": "2025-09-01", "known": SEEN_ON.isoformat()}).text
    later = desk.get("/officials/", {"on": "2025-09-01", "known": "2025-09-01"}).text

    assert "Minister for Talks" in told
    assert "Minister for Talks" not in later
