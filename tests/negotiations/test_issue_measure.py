"""The measure that an issue is about is named to those who could know of it, and its page answers them."""

from datetime import date

import pytest

from tariffs.models import Rate, RatePart
from tests import build


@pytest.fixture
def issue(db):
    rate = build.rate(known_on=date(2026, 1, 14), starts_on=date(2026, 1, 15))
    issue = build.issue(measure=rate.measure)
    build.position(issue=issue, starts_on=date(2025, 5, 1))
    return issue


@pytest.mark.parametrize(("known", "named"), [("2025-07-10", False), ("2026-01-13", False), ("2026-01-14", True)])
def test_a_measure_is_named_from_the_day_on_which_it_was_known(desk, issue, known, named):
    clocks = {"on": "2025-07-10", "known": known}

    told = desk.get(issue.get_absolute_url(), clocks).text

    assert (issue.measure.name in told) == named
    assert desk.get(issue.measure.get_absolute_url(), clocks).status_code == (200 if named else 404)


@pytest.mark.parametrize(("known", "named"), [("2026-01-13", False), ("2026-01-14", True)])
def test_a_part_of_a_rate_is_named_from_the_day_on_which_the_rate_was_known(desk, issue, known, named):
    rate = Rate.objects.get()
    part = RatePart(key="part", rate=rate, name="Country-specific part", points=5)
    part.record(by=None)
    issue.part = part
    issue.record(by=None)

    told = desk.get(issue.get_absolute_url(), {"on": "2025-07-10", "known": known}).text

    assert ("Country-specific part" in told) == named


def test_a_measure_without_any_rate_is_named(desk, db):
    issue = build.issue(measure=build.measure())
    build.position(issue=issue, starts_on=date(2025, 5, 1))

    told = desk.get(issue.get_absolute_url(), {"on": "2025-07-10", "known": "2025-07-10"}).text

    assert issue.measure.name in told
