"""What a column says of goods that are not all charged alike: one value, a range, or partly unknown. Never an average.

Arithmetic on plain values: nothing here knows of Django, the database or the clock.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal

HEAT = (0, 5, 10, 15, 25, 40)  # percent up to which a rate has the heat of its place; above them it is the last


@dataclass(frozen=True, slots=True)
class Amount:
    """Percent of the value, or points: what is known of it, and the names of what is not."""

    points: Decimal
    unknown: frozenset[Hashable] = frozenset()

    @property
    def total(self) -> Decimal | None:
        return None if self.unknown else self.points

    def less(self, other: "Amount") -> Decimal | None:
        """The difference in points; known too where the same thing is unknown in both, for it falls out."""
        return self.points - other.points if self.unknown == other.unknown else None


@dataclass(frozen=True, slots=True)
class Span:
    """From the least to the greatest of what is known; `plus` is what comes on top of an unknown."""

    low: Decimal | None = None
    high: Decimal | None = None
    unknown: bool = False  # of some goods it is not known
    partly: bool = False  # on some goods there is none
    plus_low: Decimal | None = None
    plus_high: Decimal | None = None

    @property
    def nothing(self) -> bool:
        """Whether there is none on any of the goods."""
        return self.low is None and not self.unknown

    @property
    def one(self) -> Decimal | None:
        """The value, where it is one and the same for all the goods and known."""
        return self.low if self.low == self.high and not self.unknown and not self.partly else None

    @property
    def heat(self) -> int | None:
        """Which of the heats a rate has, a range by its upper end; None where there is none or something is unknown."""
        if self.high is None or self.unknown:
            return None
        return next((place for place, edge in enumerate(HEAT) if self.high <= edge), len(HEAT))

    def rate(self) -> tuple[str, str]:
        """As percent, what is known and what is not: 27.5%; Free–8%; Free–26.4%, else n/a; n/a + 10 pp."""
        return self._words(_percent, "%")

    def difference(self) -> tuple[str, str]:
        """As percentage points, what is known and what is not: 25 pp; 0–10 pp; n/a."""
        return self._words(_points, " pp")

    def _words(self, single: Callable[[Decimal], str], unit: str) -> tuple[str, str]:
        unknown = f"n/a{self._plus()}" if self.unknown else ""
        if self.low is None or self.high is None:
            return unknown, ""
        known = single(self.low) if self.low == self.high else f"{_edge(self.low, unit)}–{plain(self.high)}{unit}"
        return known, f"else {unknown}" if unknown else ""

    def _plus(self) -> str:
        if self.plus_low is None or self.plus_high is None:
            return ""
        if self.plus_low == self.plus_high:
            return f" + {plain(self.plus_low)} pp"
        return f" + {plain(self.plus_low)}–{plain(self.plus_high)} pp"


def span(amounts: Iterable[Amount | Decimal | None]) -> Span:
    """The span of amounts, one for each lot of goods; None is goods on which there is none."""
    given = [Amount(each) if isinstance(each, Decimal) else each for each in amounts]
    there = [each for each in given if each is not None]
    known = [each.points for each in there if not each.unknown]
    plus = [each.points for each in there if each.unknown]
    return Span(
        low=min(known, default=None),
        high=max(known, default=None),
        unknown=bool(plus),
        partly=len(there) < len(given) and bool(there),
        plus_low=min(plus, default=None) if any(plus) else None,
        plus_high=max(plus, default=None) if any(plus) else None,
    )


def plain(number: Decimal) -> str:
    """A number to its last digit, without noughts that say nothing."""
    return f"{number.normalize():,f}" if number else "0"


def _percent(number: Decimal) -> str:
    return f"{plain(number)}%" if number else "Free"


def _points(number: Decimal) -> str:
    return f"{plain(number)} pp"


def _edge(number: Decimal, unit: str) -> str:
    return "Free" if unit == "%" and not number else plain(number)
