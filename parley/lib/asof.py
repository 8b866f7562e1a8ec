"""The three clocks as one value: what held on a day, as known by a day, as recorded at a moment."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils import timezone

from parley.lib.days import read_day, read_moment

CLOCKS = ("on", "known", "recorded")
APART = timedelta(minutes=1)  # so far the clocks of two machines may differ
# As %B has them, at a fifth of the cost: a page says hundreds of days.
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True)
class AsOf:
    """A point on the three clocks; `recorded` None means the record as it stands now.

    `asked` holds the clocks that were named in the address, so that links carry these and no others.
    """

    on: date
    known: date
    recorded: datetime | None = None
    asked: frozenset[str] = frozenset()

    def describe(self) -> str:
        """The sentence that every page and export carries."""
        told = f"In force on {say_day(self.on)}, as known on {say_day(self.known)}"
        if self.recorded:
            at = self.recorded.astimezone(UTC)
            told += f", as recorded on {say_day(at.date())} at {at:%H:%M} UTC"
        return f"{told}."

    @cached_property
    def query(self) -> str:
        """The clocks that were asked for, as the tail of an address, or nothing."""
        parameters = [(clock, self.written(clock)) for clock in CLOCKS if clock in self.asked]
        return f"?{urlencode(parameters)}" if parameters else ""

    @property
    def moment(self) -> str:
        """The recorded moment as it stands in an address, where one is asked for."""
        return self.written("recorded") if self.recorded else ""

    def written(self, clock: str) -> str:
        """One clock as it stands in an address."""
        value = getattr(self, clock)
        if isinstance(value, datetime):
            return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}".replace(".000000", "").replace(":00Z", "Z")
        return value.isoformat()

    def items(self) -> Iterator[tuple[str, str]]:
        """Each clock with its value as text, for an export's columns; a clock at now is left empty."""
        for clock in CLOCKS:
            yield clock, self.written(clock) if getattr(self, clock) else ""


def as_of(request: HttpRequest) -> AsOf:
    """Read `?on=`, `?known=` and `?recorded=`.

    A value that cannot be read is refused, never replaced: a page that answered for another day than the one
    asked for would be a false statement. A recorded moment without an offset is UTC.
    """
    asked = {clock: request.GET[clock] for clock in CLOCKS if request.GET.get(clock)}
    recorded = _moment(asked["recorded"]) if "recorded" in asked else None
    today = timezone.localdate(recorded)
    return AsOf(
        on=_day("on", asked["on"]) if "on" in asked else today,
        known=_day("known", asked["known"]) if "known" in asked else today,
        recorded=recorded,
        asked=frozenset(asked),
    )


@lru_cache(maxsize=4096)  # a page says the same few days a hundred times
def say_day(day: date) -> str:
    """A day in words: 5 May 2025."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _day(clock: str, text: str) -> date:
    try:
        return read_day(text)
    except ValueError:
        raise BadRequest(f"“{text[:40]}” is not a day for the clock “{clock}”; write it like 2025-05-05.") from None


def _moment(text: str) -> datetime:
    try:
        moment = read_moment(text)
    except ValueError as refusal:
        raise BadRequest(str(refusal)) from None
    if moment > timezone.now() + APART:
        said = f"{say_day(moment.date())} at {moment:%H:%M} UTC"
        raise BadRequest(f"{said} has not come yet: nobody knows how the record will stand then.")
    return moment
