"""How the duties on one tariff line add up on one day, and why: the ladder.

Arithmetic on plain values: nothing here knows of Django, the database or the clock.
docs/stacking.md gives the rules in words, with a worked example for each.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter

from .expressions import Expression, UnitValue, ad_valorem_equivalent, write

NOTHING, WHOLE = Decimal(0), Decimal(1)

# A share that runs on (1/3) would give steps that no longer add up to the last digit.
SHARE_PLACES = 8


class Charge(StrEnum):
    """In which way a duty is charged. The order is that of the ladder."""

    BASE = "base"  # the rate of the schedule: MFN or preference
    IN_LIEU = "in lieu"  # instead of the base rate
    ADDITIONAL = "additional"  # on top
    FLOOR = "floor"  # brings the base rate up to so much


_SCHEDULE = frozenset({Charge.BASE, Charge.IN_LIEU})


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


def ladder(layers: Iterable[Layer], *, unit_value: UnitValue | None = None) -> Ladder:
    """Charge every layer, less those that yield to another layer that is charged.

    A yielded layer displaces nothing; one that is charged at zero does. Refuses a measure
    given twice, measures that yield in a circle, two base rates on the same goods, and
    parts that make up more than the whole value (ValueError).
    """
    with localcontext() as exact:
        exact.prec = 60  # room for every product and sum here to keep its last digit
        given = _in_order(layers)
        sizes = _sizes(given.values())
        charged, yielded = _charged(given, sizes)
        rates = {each.measure: _rate(each, unit_value) for each in given.values()}
        base = _base(given, charged, rates, sizes)
        points = _points(given, charged, rates, base, sizes)
        steps = tuple(
            Step(layer, rates[measure], _size(charged[measure], sizes), points[measure])
            for measure, layer in given.items()
            if charged[measure]
        )
        certain = None not in base.values() and all(step.points is not None for step in steps)
        found = Ladder(steps, yielded, None, _cautions(steps, given.values(), unit_value))
        return replace(found, total=found.known_points) if certain else found


def _in_order(layers: Iterable[Layer]) -> dict[str, Layer]:
    """The layers by measure, in the ladder's order whatever the order given."""
    rank = list(Charge)
    found: dict[str, Layer] = {}
    for layer in sorted(layers, key=lambda each: (rank.index(each.charge), each.measure)):
        if layer.measure in found:
            raise ValueError(f"{layer.measure} is given twice: a measure charges one rate.")
        found[layer.measure] = layer
    return found


def _sizes(layers: Iterable[Layer]) -> dict[str, Decimal]:
    """The parts into which the layers cut the value, each with its share; the rest has no name."""
    sizes: dict[str, Decimal] = {}
    for layer in layers:
        part = _part(layer)
        if part and sizes.setdefault(part, layer.share) != layer.share:
            raise ValueError(f"Two measures are charged on {part}, each on another share of the value.")
    rest = WHOLE - sum(sizes.values(), NOTHING)
    if rest < 0:
        raise ValueError(f"The parts {' and '.join(sorted(sizes))} make up more than the whole value.")
    return {part: size for part, size in {**sizes, "": rest}.items() if size}


def _part(layer: Layer) -> str:
    """The part of the value on which a measure is charged; no name for the whole of it."""
    return layer.part or (layer.measure if layer.share < WHOLE else "")


def _covered(layer: Layer, sizes: Mapping[str, Decimal]) -> frozenset[str]:
    part = _part(layer)
    return frozenset({part} & sizes.keys()) if part else frozenset(sizes)


def _size(parts: Iterable[str], sizes: Mapping[str, Decimal]) -> Decimal:
    return sum((sizes[part] for part in parts), NOTHING)


def _charged(
    given: Mapping[str, Layer], sizes: Mapping[str, Decimal]
) -> tuple[dict[str, frozenset[str]], tuple[Yielded, ...]]:
    """The parts of the value on which each measure is charged, and what gave way."""
    yielding = {measure: _yielding(layer, given) for measure, layer in given.items()}
    charged: dict[str, frozenset[str]] = {}
    yielded = []
    for measure in _displacing_first(yielding):
        left = _covered(given[measure], sizes)
        for wholly, to in sorted(((wholly, to) for to, wholly in yielding[measure].items()), reverse=True):
            gone = left if wholly and charged[to] else left & charged[to]
            if gone:
                yielded.append(Yielded(given[measure], to, _size(gone, sizes)))
            left -= gone
        charged[measure] = left
    return charged, tuple(sorted(yielded, key=lambda each: (list(given).index(each.layer.measure), each.to)))


def _yielding(layer: Layer, given: Mapping[str, Layer]) -> dict[str, bool]:
    """To which of the measures given a layer yields, and whether wholly."""
    found = {}
    if layer.charge is Charge.BASE:
        found = {other.measure: False for other in given.values() if other.charge is Charge.IN_LIEU}
    for each in layer.yields_to:
        if each.to in given:
            found[each.to] = each.wholly or found.get(each.to, False)
    return found


def _displacing_first(yielding: Mapping[str, Iterable[str]]) -> list[str]:
    # Sorted at each step: the order of a set of strings differs from one run to the next.
    graph = {measure: sorted(yielding[measure]) for measure in sorted(yielding)}
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        circle = " to ".join(error.args[1][::-1])
        raise ValueError(f"Measures yield in a circle: {circle}.") from error


def _rate(layer: Layer, unit_value: UnitValue | None) -> Decimal | None:
    return None if layer.duty is None else ad_valorem_equivalent(layer.duty, unit_value)


def _base(
    given: Mapping[str, Layer],
    charged: Mapping[str, frozenset[str]],
    rates: Mapping[str, Decimal | None],
    sizes: Mapping[str, Decimal],
) -> dict[str, Decimal | None]:
    """The base rate on each part of the value: nothing where it gave way, None if not known."""
    schedule = [layer for layer in given.values() if layer.charge in _SCHEDULE]
    found: dict[str, Decimal | None] = {}
    for part in sizes:
        here = [layer.measure for layer in schedule if part in charged[layer.measure]]
        if len(here) > 1:
            raise ValueError(f"{here[0]} and {here[1]} are both the base rate of the same goods.")
        if here:
            found[part] = rates[here[0]]
        else:
            gave_way = any(part in _covered(layer, sizes) for layer in schedule)
            found[part] = NOTHING if gave_way else None
    return found


def _points(
    given: Mapping[str, Layer],
    charged: Mapping[str, frozenset[str]],
    rates: Mapping[str, Decimal | None],
    base: Mapping[str, Decimal | None],
    sizes: Mapping[str, Decimal],
) -> dict[str, Decimal | None]:
    """What each measure adds. Floors come lowest first, each from where the one below left off."""
    points: dict[str, Decimal | None] = {}
    level = dict(base)
    for rate, measure in sorted((rate, measure) for measure, rate in rates.items() if rate is not None):
        if given[measure].charge is Charge.FLOOR:
            points[measure] = _raise(level, charged[measure], rate, sizes)
        else:
            points[measure] = rate * _size(charged[measure], sizes)
    return {measure: points.get(measure) for measure in given}


def _raise(
    level: dict[str, Decimal | None], parts: Iterable[str], floor: Decimal, sizes: Mapping[str, Decimal]
) -> Decimal | None:
    """Bring each part up to the floor; what that adds to the total, None if not known."""
    added: Decimal | None = NOTHING
    for part in sorted(parts):
        before = level[part]
        if before is None or added is None:
            added = None
        elif before < floor:
            added += (floor - before) * sizes[part]
            level[part] = floor
    return added


def _cautions(steps: Iterable[Step], layers: Collection[Layer], unit_value: UnitValue | None) -> tuple[str, ...]:
    found = []
    if not any(layer.charge in _SCHEDULE for layer in layers):
        found.append("No base rate is given, so the total is not known.")
    for step in steps:
        found += _caution(step, unit_value)
    return tuple(found)


def unlawful(layer: Layer) -> str:
    """What is said of a duty that is charged though it has been held unlawful."""
    return f"{layer.measure} has been held unlawful and is still charged."


def _caution(step: Step, unit_value: UnitValue | None) -> Iterable[str]:
    measure, duty = step.layer.measure, step.layer.duty
    if not step.layer.lawful:
        yield unlawful(step.layer)
    if duty is None:
        yield f"The duty of {measure} is not known."
    elif step.rate is None:
        yield f"The duty of {measure}, {write(duty)}, is not known in percent of the value."
    elif unit_value and ad_valorem_equivalent(duty) is None:
        each = "each" if unit_value.unit == "each" else f"per {unit_value.unit}"
        value = f"{unit_value.currency} {unit_value.amount} {each}"
        yield f"The duty of {measure}, {write(duty)}, is worked out at a customs value of {value}."
    if step.layer.charge is Charge.FLOOR and step.rate is not None and step.points is None:
        yield f"What {measure} adds is not known, because the base rate is not."
