"""What became of a promise: worked out from what the goods pay, or from what acts are said to do to it.

Arithmetic on plain values: nothing here knows of Django, the database or the clock. docs/deal-terms.md gives the rules
in words.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from tariffs.duty import NOTHING, Charge, Ladder, Step

DAY = timedelta(days=1)
_SCHEDULE = (Charge.BASE, Charge.IN_LIEU)


class State(StrEnum):
    """How a promise stands on a day."""

    PROMISED = "promised"
    PARTLY = "partly"
    IMPLEMENTED = "implemented"
    DEVIATING = "deviating"
    AUTHORISED = "authorised only"
    ABSENT = "absent"
    UNKNOWN = "not known"


class How(StrEnum):
    """What an act does to a promise; by the names that implementations have for it."""

    CARRIES_OUT = "carries-out"
    IN_PART = "in-part"
    AUTHORISES = "authorises"
    DEPARTS = "departs"


@dataclass(frozen=True, slots=True)
class Deed:
    """That an act does something to the promise, from a first to a last day; public since a day."""

    key: Hashable
    how: How
    starts_on: date
    ends_on: date | None = None
    known_on: date | None = None

    @property
    def order(self) -> tuple[date, date, str]:
        """Of deeds that begin on one day the one made public last is the later."""
        return self.starts_on, self.known_on or date.min, str(self.key)

    def holds(self, on: date) -> bool:
        return self.starts_on <= on <= (self.ends_on or date.max)


@dataclass(frozen=True, slots=True)
class Paid:
    """What some goods pay of that which was promised, in percent, and the most that the promise allows.

    None is not known; `kept` can be known where one of the two is not.
    """

    pays: Decimal | None
    most: Decimal | None
    kept: bool | None

    @property
    def over(self) -> Decimal | None:
        """By how many points it is more than was promised."""
        if self.kept is not False or self.pays is None or self.most is None:
            return None
        return self.pays - self.most


@dataclass(frozen=True, slots=True)
class Lot:
    """Lines of the goods, by their codes, that pay alike."""

    codes: tuple[str, ...]
    paid: Paid


@dataclass(frozen=True, slots=True)
class Reading:
    """What the goods pay on a day, and up to the next reading; without any lot it is not known."""

    on: date
    lots: tuple[Lot, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """Days on which a promise stood in one way; `last` is None while it does.

    By rates: how many lines keep the promise of how many, which pay more, and of how many it is not known. By
    statements: the keys of the deeds that it rests on.
    """

    first: date
    last: date | None
    state: State
    kept: int = 0
    over: tuple[Lot, ...] = ()
    unknown: int = 0
    rests_on: tuple[Hashable, ...] = ()

    @property
    def broken(self) -> int:
        """How many lines pay more than was promised."""
        return _lines(self.over)

    @property
    def of(self) -> int:
        return self.kept + self.broken + self.unknown

    @property
    def worst(self) -> Decimal | None:
        """The most points by which a line pays more than was promised; None where it is not known of any."""
        return max((each.paid.over for each in self.over if each.paid.over is not None), default=None)


def paid_in_all(found: Ladder, rate: Decimal) -> Paid:
    """What goods pay in all, of which the promised rate is the most, or their base rate where that is higher."""
    base = _sum(step for step in found.steps if step.layer.charge in _SCHEDULE)
    most = None if base is None else max(rate, base)
    if found.total is not None and most is not None:
        return Paid(found.total, most, found.total <= most)
    return Paid(found.total, most, _kept(found, rate))


def paid_on_top(found: Ladder, rate: Decimal) -> Paid:
    """What goods pay on top of their base rate, of which the promised rate is the most."""
    added = _sum(_added(found), nothing=NOTHING)
    if added is not None:
        return Paid(added, rate, added <= rate)
    known = _known(_added(found))
    if known > rate:
        return Paid(None, rate, False)
    most = [step.rate for step in _added(found) if step.points is None and step.layer.charge is Charge.FLOOR]
    unknown = sum(step.points is None for step in _added(found))
    bounded = len(most) == unknown and None not in most
    return Paid(None, rate, True if bounded and known + sum(filter(None, most)) <= rate else None)


def by_rates(
    readings: Sequence[Reading], deeds: Iterable[Deed], promised_on: date, due_on: date | None, on: date
) -> tuple[Stage, ...]:
    """How the promise stood from the day on which it was made to the day asked for, by what the goods paid.

    `readings` begin on the day of the promise and come in the order of their days. Until the goods first pay otherwise
    than on that day nothing has been done about a promise, though some of them may happen to keep it.
    """
    if not readings:
        return ()
    standing = [deed for deed in deeds if deed.how is How.AUTHORISES]
    turns = {_after(due_on), *(deed.starts_on for deed in standing), *(_after(deed.ends_on) for deed in standing)}
    days = sorted({*(each.on for each in readings), *filter(None, turns)})
    stages: list[Stage] = []
    first, touched, whole, in_part = _by_code(readings[0].lots), False, False, False
    for day in days:
        if not promised_on <= day <= on:
            continue
        lots = next(each.lots for each in reversed(readings) if each.on <= day)
        touched = touched or any(paid != first.get(code, paid) for code, paid in _by_code(lots).items())
        stage = _counted(day, lots)
        authorised = any(deed.holds(day) for deed in standing)
        state = _judged(stage, touched=touched, whole=whole, in_part=in_part, authorised=authorised)
        if state is State.PROMISED and due_on and day > due_on:
            state = State.ABSENT
        whole = whole or state is State.IMPLEMENTED
        in_part = in_part or state is State.PARTLY
        stages.append(replace(stage, state=state))
    return _joined(stages, lambda one, next_: (one.state, one.kept, one.over) == (next_.state, next_.kept, next_.over))


def by_statements(deeds: Iterable[Deed], promised_on: date, due_on: date | None, on: date) -> tuple[Stage, ...]:
    """How the promise stood from the day on which it was made to the day asked for, by what acts are said to do to it.

    Of deeds that stand together the later of a departure and of what carries the promise out speaks; either outweighs
    what does so in part, and that an authorisation.
    """
    given = sorted(deeds, key=lambda deed: deed.order)
    turns = {promised_on, _after(due_on)}
    turns |= {deed.starts_on for deed in given} | {_after(deed.ends_on) for deed in given}
    stages = []
    for day in sorted({max(each, promised_on) for each in turns if each}):
        if day <= on:
            here = [deed for deed in given if deed.holds(day)]
            state = _done(here)
            if state is None:
                lapsed = any(deed.how in (How.CARRIES_OUT, How.IN_PART) and deed.starts_on <= day for deed in given)
                state = State.ABSENT if lapsed or (due_on and day > due_on) else State.PROMISED
            stages.append(Stage(day, None, state, rests_on=tuple(deed.key for deed in here)))
    return _joined(stages, lambda one, next_: (one.state, one.rests_on) == (next_.state, next_.rests_on))


def since(stages: Sequence[Stage]) -> date | None:
    """The first day of the unbroken stretch in which the promise stands as it does at the end."""
    found = None
    for stage in reversed(stages):
        if stage.state is not stages[-1].state:
            break
        found = stage.first
    return found


def _done(here: Sequence[Deed]) -> State | None:
    """What the deeds of a day make of a promise, the later ones last; None where there are none."""
    whole = [deed.how for deed in here if deed.how in (How.CARRIES_OUT, How.DEPARTS)]
    if whole:
        return State.IMPLEMENTED if whole[-1] is How.CARRIES_OUT else State.DEVIATING
    if any(deed.how is How.IN_PART for deed in here):
        return State.PARTLY
    return State.AUTHORISED if here else None


def _judged(stage: Stage, *, touched: bool, whole: bool, in_part: bool, authorised: bool) -> State:
    if not stage.kept and not stage.over:
        return State.UNKNOWN
    if not stage.over:
        return State.IMPLEMENTED
    if whole or (in_part and not stage.kept):
        return State.DEVIATING
    if stage.kept and touched:
        return State.PARTLY
    if authorised:
        return State.AUTHORISED
    return State.ABSENT if touched else State.PROMISED


def _by_code(lots: Iterable[Lot]) -> dict[str, Paid]:
    """What each line pays; that the law names other lines later is no change of what these pay."""
    return {code: lot.paid for lot in lots for code in lot.codes}


def _counted(day: date, lots: Sequence[Lot]) -> Stage:
    over = tuple(lot for lot in lots if lot.paid.kept is False)
    kept = _lines(lot for lot in lots if lot.paid.kept is True)
    return Stage(day, None, State.UNKNOWN, kept, over, _lines(lots) - kept - _lines(over))


def _lines(lots: Iterable[Lot]) -> int:
    return sum(len(lot.codes) for lot in lots)


def _joined(stages: Iterable[Stage], same: Callable[[Stage, Stage], bool]) -> tuple[Stage, ...]:
    """Each stage up to the day before the next; those that tell the same are one."""
    found: list[Stage] = []
    for stage in stages:
        if found and same(found[-1], stage):
            continue
        if found:
            found[-1] = replace(found[-1], last=stage.first - DAY)
        found.append(stage)
    return tuple(found)


def _added(found: Ladder) -> list[Step]:
    return [step for step in found.steps if step.layer.charge not in _SCHEDULE]


def _sum(steps: Iterable[Step], nothing: Decimal | None = None) -> Decimal | None:
    """What steps add up to: None where one is not known, `nothing` where there is none."""
    points = [step.points for step in steps]
    return None if None in points else sum(filter(None, points), NOTHING) if points else nothing


def _known(steps: Iterable[Step]) -> Decimal:
    return sum((step.points for step in steps if step.points is not None), NOTHING)


def _kept(found: Ladder, rate: Decimal) -> bool | None:
    """Whether goods whose total is not known pay no more than a rate, or than their base rate, in all.

    What comes on top of a base rate is too much if by itself it is more than the rate; a floor of no more than the rate
    brings no goods above it.
    """
    added = _added(found)
    if _known(added) > rate:
        return False
    floors = [step for step in added if step.points is None]
    if not found.steps or _known(added):
        return None
    if all(step.layer.charge is Charge.FLOOR and step.rate is not None and step.rate <= rate for step in floors):
        return True
    return None


def _after(day: date | None) -> date | None:
    return day + DAY if day and day < date.max else None
