"""How far apart two parties are on what some goods pay: what is sought, what is offered, and the gap.

Arithmetic on plain values: nothing here knows of Django, the database or the clock.
docs/convergence.md gives the rules in words, with a worked example for each.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from tariffs.duty import Charge, Ladder, Layer, Step, ladder
from tariffs.expressions import AdValorem, Free
from tariffs.spans import Amount, plain

NOTHING = Decimal(0)
NOT_SOUGHT = "nothing is sought"
BASE = "base rate"  # the name of what is not known where no base rate is given

GIVES = frozenset({"offers", "accepts"})
HOLDS = frozenset({"refuses", "rules-out"})
RATES = {"percent": "%", "points": " points"}


class Direction(StrEnum):
    """Which way a party would move what is charged."""

    LOWER = "lower"
    SAME = "unchanged"
    HIGHER = "higher"
    UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part into which the talks divide a rate: its points, and those of the parts before it."""

    rate: Hashable
    name: str
    points: Decimal
    below: Decimal = NOTHING


@dataclass(frozen=True, slots=True)
class Claim:
    """A position on a measure, on a part of a rate of it, or, with neither, on all that the goods pay."""

    key: Hashable
    stance: str
    measure: str = ""
    part: Part | None = None
    quantity: Decimal | None = None
    unit: str = ""
    sense: str = ""
    name: str = ""  # by which the words call the measure

    @property
    def target(self) -> tuple[str, str]:
        return self.measure, self.part.name if self.part else ""

    @property
    def says_how_much(self) -> bool:
        return self.quantity is not None and self.unit in RATES and self.sense in ("to", "by")


@dataclass(frozen=True, slots=True)
class Stand:
    """What a party would have the goods pay; `amount` None is not known, and then it is no less than `least`."""

    amount: Amount | None
    least: Amount
    direction: Direction
    words: tuple[str, ...]
    brief: tuple[str, ...]  # the same for a narrow cell, with parts named by their points
    rests_on: tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Offered less sought, in points; None is not known, and then it is no less than `least`, if that is known."""

    points: Decimal | None
    least: Decimal | None
    words: str


def amount_of(found: Ladder) -> Amount:
    """What a ladder comes to: its known points, and the measures whose points are not known."""
    unknown: frozenset[Hashable] = frozenset(
        (step.layer.measure, step.layer.duty) for step in found.steps if step.points is None
    )
    if found.total is None and not unknown:
        unknown = frozenset({BASE})
    return Amount(found.known_points, unknown)


def sought(found: Ladder, claims: Iterable[Claim]) -> Stand | None:
    """What the party that pays would have the goods pay, by what it asks; where it asks nothing, by what it accepts.

    None where its claims have nothing to say on these goods. Claims come oldest first.
    """
    here = _bearing_on(found, claims)
    chosen = [claim for claim in here if claim.stance == "asks"] or [
        claim for claim in here if claim.stance == "accepts" and claim.says_how_much
    ]
    return _stand(found, chosen, chosen) if chosen else None


def offered(found: Ladder, claims: Iterable[Claim]) -> Stand | None:
    """What the party that charges would have the goods pay, by what it offers, accepts, refuses and rules out.

    An offer on something outdoes a refusal on it: a party may refuse an exemption and offer a cut. None where its
    claims have nothing to say on these goods. Claims come oldest first.
    """
    here = [claim for claim in _bearing_on(found, claims) if claim.stance in GIVES | HOLDS]
    given = [claim for claim in here if claim.stance in GIVES]
    targets = {claim.target for claim in given}
    held = [claim for claim in here if claim.stance in HOLDS and claim.target not in targets]
    return _stand(found, given, [*held, *given]) if here else None


def gap(found: Ladder, offer: Stand | None, ask: Stand | None) -> Gap:
    """How far what is offered, or charged where nothing is offered, lies above what is sought."""
    if ask is None:
        return Gap(None, None, NOT_SOUGHT)
    if ask.amount is None:
        return Gap(None, None, "how much is sought is not known")
    if offer is None:
        return Gap(amount_of(found).less(ask.amount), None, "nothing is offered: from what is charged")
    if offer.amount is None:
        return Gap(None, offer.least.less(ask.amount), "how much is offered is not known")
    return Gap(offer.amount.less(ask.amount), None, "")


def _bearing_on(found: Ladder, claims: Iterable[Claim]) -> list[Claim]:
    """The claims about something that the goods pay; what gave way to another measure is not."""
    paid = {"", *(step.layer.measure for step in found.steps)}
    return [claim for claim in claims if claim.measure in paid]


def _stand(found: Ladder, moving: Sequence[Claim], said: Sequence[Claim]) -> Stand:
    """Move the ladder as the claims say. Of several numbers on one thing the last one holds."""
    decided = _decided(moving)
    numbered = [claim for claim in decided if claim.says_how_much]
    open_ended = [claim for claim in decided if not claim.says_how_much and _would_lower(claim)]
    silent = any(not claim.says_how_much for claim in decided)
    least = _moved(found, [*numbered, *(_to_nothing(claim) for claim in open_ended)])
    exact = None if silent else least
    told = [claim for claim in said if claim not in moving or claim in decided]
    return Stand(
        amount=exact,
        least=least,
        direction=Direction.LOWER if open_ended else _direction(amount_of(found), exact),
        words=tuple(dict.fromkeys(_words(claim, found, _name(claim)) for claim in told)),
        brief=tuple(dict.fromkeys(_words(claim, found, _brief_name(claim)) for claim in told)),
        rests_on=tuple(dict.fromkeys(claim.key for claim in said)),
    )


def _decided(claims: Sequence[Claim]) -> list[Claim]:
    """For each thing the claim that holds: the last with a number, else the last that would lower it, else the last."""
    by_target: dict[tuple[str, str], Claim] = {}
    for claim in claims:
        before = by_target.get(claim.target)
        if before is None or _weight(claim) >= _weight(before):
            by_target[claim.target] = claim
    whole = {measure for (measure, part), claim in by_target.items() if not part and claim.says_how_much}
    in_parts = {measure for (measure, part), claim in by_target.items() if part and claim.says_how_much}
    return [
        claim
        for (measure, part), claim in by_target.items()
        # The whole of a measure says what its parts come to; numbered parts say more than the whole without a number.
        if not (part and measure in whole) and not (not part and measure in in_parts - whole)
    ]


def _weight(claim: Claim) -> int:
    return 2 if claim.says_how_much else int(_would_lower(claim))


def _would_lower(claim: Claim) -> bool:
    """A longer suspension, a sum of money are no lower rate; a quantity of points or none at all is about the rate."""
    return claim.unit in RATES or not claim.unit


def _to_nothing(claim: Claim) -> Claim:
    return replace(claim, quantity=NOTHING, unit="percent", sense="to")


def _moved(found: Ladder, claims: Sequence[Claim]) -> Amount:
    """What the goods would pay; a claim on all that they pay comes last and says it by itself."""
    steps = {step.layer.measure: step for step in found.steps}
    levels: dict[str, Decimal | None] = {}
    for claim in claims:
        if claim.measure:
            step = steps[claim.measure]
            levels[claim.measure] = _level(claim, step.layer, levels.get(claim.measure, step.rate))
    amount = _at_levels(found, levels)
    for claim in claims:
        if not claim.measure:
            amount = _in_all(claim, amount)
    return amount


def _at_levels(found: Ladder, levels: Mapping[str, Decimal | None]) -> Amount:
    """What the ladder comes to with some measures at other rates; one that is charged at nothing still displaces."""
    moved = {measure: level for measure, level in levels.items() if level is not None}
    steps = [step for step in found.steps if step.layer.measure in moved]
    before = amount_of(found)
    if all(step.layer.charge is Charge.ADDITIONAL and step.points is not None for step in steps):
        # What comes on top changes nothing but itself, so the sum is mended instead of worked out anew.
        change = sum((moved[each.layer.measure] * each.share - (each.points or NOTHING) for each in steps), NOTHING)
        amount = Amount(before.points + change, before.unknown)
    else:
        layers = {layer.measure: layer for layer in _layers(found)}
        layers |= {measure: _at(layers[measure], level) for measure, level in moved.items()}
        amount = amount_of(ladder(layers.values()))
    unknown = {(measure, "moved") for measure, level in levels.items() if level is None}
    return Amount(amount.points, amount.unknown | unknown)


def _layers(found: Ladder) -> list[Layer]:
    return [step.layer for step in found.steps] + [each.layer for each in found.yielded]


def _level(claim: Claim, layer: Layer, rate: Decimal | None) -> Decimal | None:
    """The rate of a measure as the claim would have it; None where that needs a rate that is not known."""
    quantity = claim.quantity or NOTHING
    if not claim.part:
        if claim.sense == "to":
            return quantity
        return None if rate is None else max(rate - quantity, NOTHING)
    if rate is None:
        return None
    charged = _charged(claim.part, layer, rate)
    if not charged:
        return rate
    left = min(quantity, charged) if claim.sense == "to" else max(charged - quantity, NOTHING)
    return rate - charged + left


def _charged(part: Part, layer: Layer, rate: Decimal) -> Decimal:
    """How much of a part is charged: all of it with its own rate.

    While another rate of the measure is charged instead, that one fills the parts from the first on: 10% charged
    instead of 10 + 14 is the ten, and of the fourteen nothing.
    """
    if layer.key == part.rate:
        return min(part.points, rate)
    return max(min(rate - part.below, part.points), NOTHING)


def _at(layer: Layer, level: Decimal) -> Layer:
    return replace(layer, duty=AdValorem(level) if level else Free())


def _in_all(claim: Claim, amount: Amount) -> Amount:
    quantity = claim.quantity or NOTHING
    if claim.sense == "to":
        return Amount(quantity)
    return Amount(max(amount.points - quantity, NOTHING), amount.unknown)


def _direction(before: Amount, after: Amount | None) -> Direction:
    change = after.less(before) if after else None
    if change is None:
        return Direction.UNKNOWN
    return Direction.LOWER if change < 0 else Direction.HIGHER if change else Direction.SAME


def _name(claim: Claim) -> str:
    if claim.part:
        return f"{claim.part.name} ({plain(claim.part.points)} pp)"
    return claim.name or claim.measure or "the duty in all"


def _brief_name(claim: Claim) -> str:
    return f"{plain(claim.part.points)} pp" if claim.part else _name(claim)


def _words(claim: Claim, found: Ladder, name: str) -> str:
    """A claim in words: "Cars (232) to 0%"; "country-specific part (14 pp): a cut, no number"."""
    if claim.stance in HOLDS:
        step = _step(claim, found)
        return f"{name} stays" if not step or step.rate is None or claim.part else f"{name} stays {plain(step.rate)}%"
    if claim.says_how_much and claim.quantity is not None:
        return f"{name} {'to' if claim.sense == 'to' else 'less'} {plain(claim.quantity)}{RATES[claim.unit]}"
    if not _would_lower(claim):
        return f"{name}: {plain(claim.quantity or NOTHING)} {claim.unit}, no rate"
    return f"{name}: a cut, no number" if claim.part else f"{name}: less, no number"


def _step(claim: Claim, found: Ladder) -> Step | None:
    return next((step for step in found.steps if step.layer.measure == claim.measure), None)
