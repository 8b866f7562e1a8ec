"""Hours by the clock of a place: which of them do not exist, and which come twice.

Arithmetic on plain values: nothing here knows of Django or the database.
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def exists(day: date, hour: time, zone: str) -> bool:
    """Whether the clocks of the zone showed that hour on that day; they skip one when they are put forward."""
    local = datetime.combine(day, hour, ZoneInfo(zone))
    return local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None) == local.replace(tzinfo=None)


def comes_twice(day: date, hour: time, zone: str) -> bool:
    """Whether the clocks of the zone showed that hour two times on that day; they do when they are put back."""
    local = datetime.combine(day, hour, ZoneInfo(zone))
    return exists(day, hour, zone) and local.utcoffset() != local.replace(fold=1).utcoffset()
