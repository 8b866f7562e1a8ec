"""Hours by the clock of a place: which of them do not exist, and which come twice.

Arithmetic on plain values: nothing here knows of Django or the database.
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def exists(day: date, hour: time, zone: str) -> bool:
    """Whether the clocks of the zone showed that hour on that day; they skip one when they are put forward."""
    local = datetime.combine(day, hour, ZoneInfo(zone))
    return local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None) == local.replace(tzinfo=None)


def skipped(day: date, hour: time, zone: str) -> str:
    """What is wrong with an hour that the clocks of the zone skipped, in a sentence; nothing where they showed it."""
    if exists(day, hour, zone):
        return ""
    return f"{hour:%H:%M} did not exist in {zone} on {day.day} {day:%B %Y}: the clocks were put forward."


def comes_twice(day: date, hour: time, zone: str) -> bool:
    """Whether the clocks of the zone showed that hour two times on that day; they do when they are put back."""
    local = datetime.combine(day, hour, ZoneInfo(zone))
    return exists(day, hour, zone) and local.utcoffset() != local.replace(fold=1).utcoffset()
