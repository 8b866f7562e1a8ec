"""One moment by the clocks of several places."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from negotiations.worldclock import clock_times, say_span


def at(day, hour, zone):
    return datetime.combine(day, hour, ZoneInfo(zone))


@pytest.mark.parametrize(
    ("day", "hour", "zone", "place", "zones", "told"),
    [
        (
            date(2025, 5, 1), time(19), "America/New_York", "Treasury, Washington", ["America/New_York", "Asia/Tokyo"],
            ("Thursday 1 May 2025, 19:00 EDT (Washington)", "Friday 2 May, 08:00 JST (Tokyo)"),
        ),
        (
            date(2025, 12, 31), time(20), "America/New_York", "", ["Asia/Tokyo"],
            ("Wednesday 31 December 2025, 20:00 EST (New York)", "Thursday 1 January 2026, 10:00 JST (Tokyo)"),
        ),
        (
            date(2025, 5, 4), time(16), "Europe/Rome", "Milan", ["Europe/Paris", "UTC"],
            ("Sunday 4 May 2025, 16:00 CEST (Milan)", "Sunday 4 May, 14:00 UTC"),
        ),
        (
            date(2025, 5, 4), time(9), "America/Sao_Paulo", "Brasília", [],
            ("Sunday 4 May 2025, 09:00 UTC−03 (Brasília)",),
        ),
    ],
)  # fmt: skip
def test_a_moment_is_told_by_each_clock_once(day, hour, zone, place, zones, told):
    assert clock_times(day, at(day, hour, zone), place, zones) == told


def test_without_an_hour_nobody_can_tell_the_day_elsewhere():
    assert clock_times(date(2025, 5, 1), None, "Washington", ["Asia/Tokyo"]) == (
        "Thursday 1 May 2025, hour not recorded",
    )


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (date(2025, 5, 1), None, "1 May 2025"),
        (date(2025, 5, 1), date(2025, 5, 1), "1 May 2025"),
        (date(2025, 4, 16), date(2025, 4, 18), "16 to 18 April 2025"),
        (date(2025, 4, 30), date(2025, 5, 2), "30 April to 2 May 2025"),
        (date(2025, 12, 30), date(2026, 1, 2), "30 December 2025 to 2 January 2026"),
    ],
)
def test_days_are_told_without_saying_anything_twice(first, last, told):
    assert say_span(first, last) == told
