"""One moment by the clocks of several places, as a paper says it.

Arithmetic on plain values: nothing here knows of Django or the database.
"""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo


def clock_times(day: date, moment: datetime | None, place: str, zones: Iterable[str]) -> tuple[str, ...]:
    """When something began: by the clock of its place, then by those of other zones that show another time.

    “Thursday 1 May 2025, 19:00 EDT (Washington)”, “Friday 2 May, 08:00 JST (Tokyo)”. Where the hour is not known
    there is no telling which day it was elsewhere, and nothing is said of it.
    """
    if moment is None:
        return (f"{say_weekday(day)} {day.year}, hour not recorded",)
    here = moment.tzinfo.key if isinstance(moment.tzinfo, ZoneInfo) else "UTC"
    told = [_said(moment, place.rpartition(",")[2].strip() or _city(here), year=True)]
    seen = {(moment.replace(tzinfo=None), _letters(moment))}
    for zone in zones:
        there = moment.astimezone(ZoneInfo(zone))
        mark = there.replace(tzinfo=None), _letters(there)
        if mark not in seen:
            seen.add(mark)
            told.append(_said(there, _city(zone), year=there.year != moment.year))
    return tuple(told)


def say_weekday(day: date) -> str:
    """Thursday 1 May."""
    return f"{day:%A} {day.day} {day:%B}"


def say_span(first: date, last: date | None) -> str:
    """1 May 2025; 16 to 18 April 2025; 30 April to 2 May 2025."""
    if last is None or last == first:
        return f"{first.day} {first:%B} {first.year}"
    end = f"{last.day} {last:%B} {last.year}"
    if first.year != last.year:
        return f"{first.day} {first:%B} {first.year} to {end}"
    return f"{first.day} to {end}" if first.month == last.month else f"{first.day} {first:%B} to {end}"


def _said(moment: datetime, place: str, *, year: bool) -> str:
    letters = _letters(moment)
    where = f" ({place})" if place and place != letters else ""
    return f"{say_weekday(moment.date())}{f' {moment.year}' if year else ''}, {moment:%H:%M} {letters}{where}"


def _letters(moment: datetime) -> str:
    """EDT; for a zone that has no letters, UTC-03."""
    name = moment.tzname() or ""
    return name if name[:1].isalpha() else f"UTC{name.replace('-', '−')}"


def _city(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")
