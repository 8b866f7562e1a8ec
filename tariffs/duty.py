"""How the duties on one tariff line add up on one day, and why: the ladder.

Arithmetic on plain values: nothing here knows of Django, the database or the clock.
docs/stacking.md gives the rules in words, with a worked example for each.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter

from .expressions import Expression, Specific, UnitValue, ad_valorem_equivalent, write

NOTHING, WHOLE = Decimal(0), Decimal(1)

# A share that runs on (1/3) would give steps that no longer add up to the last digit.
SHARE_PLACES = 8


class Charge(StrEnum):
    """In which way a duty is charged. The order is that of the ladder."""

    BASE = "base"  # the rate of the schedule: MFN or preference
    IN_LIEU = "in lieu"  # instead of the base rate
    ADDITIONAL = "additional"  # on top
    FLOOR = "floor"  # brings the base rate up to so much


@dataclass(frozen=True, slots=True)
class Yielding:
    """That a measure gives way to another: as a whole, or where the other one is charged."""

    to: str
    wholly: bool = True


@dataclass(frozen=True, slots=True)
class Layer:
    """One measure's duty on the line, before the others are taken into account.

    A share below one is of a part of the value (its steel). Each measure has a part of its
    own; those that name the same `part` are charged on the same one.
    """

    measure: str
    charge: Charge
    duty: Expression | None  # None: unknown
    share: Decimal = WHOLE
    yields_to: frozenset[Yielding] = frozenset()
    key: Hashable = None
    lawful: bool = True
    part: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.share, Decimal) or not NOTHING <= self.share <= WHOLE:
            raise ValueError(f"The share of {self.measure} is a Decimal from 0 to 1, not {self.share!r}.")
        if round(self.share, SHARE_PLACES) != self.share:
            raise ValueError(f"The share of {self.measure} has {SHARE_PLACES} decimals at most: round it first.")


@dataclass(frozen=True, slots=True)
class Step:
    """A duty that is charged: its rate, on which share of the value, what it adds in points."""

    layer: Layer
    rate: Decimal | None
    share: Decimal
    points: Decimal | None


@dataclass(frozen=True, slots=True)
class Yielded:
    """A duty that gave way to another measure, on which share of the value."""

    layer: Layer
    to: str
    share: Decimal


@dataclass(frozen=True, slots=True)
class Ladder:
    """The duties that are charged, those that gave way, and the total: None if not known."""

    steps: tuple[Step, ...]
    yielded: tuple[Yielded, ...]
    total: Decimal | None
    cautions: tuple[str, ...]

    @property
    def known_points(self) -> Decimal:
        """What the steps of known points add up to: the ten of "base + 10"."""
        return sum((step.points for step in self.steps if step.points is not None), NOTHING)


type _Coverage = dict[str, frozenset[str]]  # measure: the parts of the value it is charged on


def ladder(layers: Iterable[Layer], *, unit_value: UnitValue | None = None) -> Ladder:
    """Charge every layer, less those that yield to another layer that is charged.

    A yielded layer displaces nothing; one that is charged at zero does. Refuses a measure
    given twice, measures that yield in a circle, two base rates on the same goods, and
    parts that make up more than the whole value (ValueError).
    """
    with localcontext() as exact:
        exact.prec = 60  # enough for every product and sum here to keep its last digit
        given = _given(layers)
        sizes = _sizes(given.values())
        yielding = {measure: _yielding(layer, given) for measure, layer in given.items()}
        charged, yielded = _charged(given, yielding, sizes)
        rates = {measure: _rate(layer, unit_value) for measure, layer in given.items()}
        base = _base(given, charged, rates, sizes)
        points = _points(given, charged, rates, base, sizes)
        steps = tuple(
            Step(layer, rates[measure], _share(charged[measure], sizes), points[measure])
            for measure, layer in given.items()
            if charged[measure]
        )
        cautions = _cautions(steps, None in base.values(), unit_value)
        known = [step.points for step in steps if step.points is not None]
        certain = len(known) == len(steps) and None not in base.values()
        return Ladder(steps, yielded, sum(known, NOTHING) if certain else None, cautions)


def _given(layers: Iterable[Layer]) -> dict[str, Layer]:
    """The layers by measure, in the ladder's order whatever the order given."""
    rank = list(Charge)
    found: dict[str, Layer] = {}
    for layer in sorted(layers, key=lambda each: (rank.index(each.charge), each.measure)):
        found[layer.measure] = layer
    ...
