"""A stretch of moments as two texts, read: `from` and `to`, both included; a day stands for the whole of it."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from parley.lib.days import read_day, read_moment


@dataclass(frozen=True, slots=True)
class Stretch:
    """From one moment to another, both included; None where it is open."""

    since: datetime | None = None
    until: datetime | None = None

    def __bool__(self) -> bool:
        return self.since is not None or self.until is not None


ALWAYS = Stretch()


def read_stretch(since: str, until: str) -> Stretch:
    """The stretch that two texts stand for, in UTC unless they say otherwise; an empty one leaves it open.

    Refuses, in a sentence (ValueError), what is no day and no moment, and an end before the beginning.
    """
    stretch = Stretch(_read(since, "from", time.min), _read(until, "to", time.max))
    if stretch.since and stretch.until and stretch.until < stretch.since:
        raise ValueError(f"“to” ({until[:40]}) is before “from” ({since[:40]}).")
    return stretch


def _read(text: str, name: str, whole_day: time) -> datetime | None:
    text = text.strip()
    if not text:
        return None
    try:
        return datetime.combine(read_day(text), whole_day, UTC)
    except ValueError:
        pass
    try:
        moment = read_moment(text)
    except ValueError:
        raise ValueError(
            f"“{text[:40]}” is neither a day nor a moment for “{name}”; write it like 2025-05-05 or 2025-05-05T09:00Z."
        ) from None
    # A minute or a second stands for the whole of it at the end, as a day does.
    if whole_day == time.max and not moment.microsecond:
        moment += (timedelta(minutes=1) if not moment.second else timedelta(seconds=1)) - timedelta(microseconds=1)
    return moment
