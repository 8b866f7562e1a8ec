"""From enacted rates, and what later instruments did to them, to what is charged on a day.

Arithmetic on plain values: nothing here knows of Django, the database or the clock.
First and last days both belong to a period, and None leaves it open. Nothing is stored of
a status: it is worked out for a day (`on`) from what was public by a day (`known`).
docs/stacking.md gives the rules in words.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby

from .nomenclature import ALL_GOODS, CodeSet, display

DAY = timedelta(days=1)


class EffectKind(StrEnum):
    """What a later instrument does to a rate."""

    SUSPENDS = "suspends"  # not charged for a period; then it revives
    EXTENDS = "extends"  # moves the last day of a suspension, or of the rate itself
    ENDS = "ends"  # from a day on
    REPLACES = "replaces"  # another rate stands in its place from a day on
    ANNULS = "annuls"  # held unlawful from a day on; charged until it is ended


class Status(StrEnum):
    """How a rate stands on a day."""

    NOT_KNOWN = "not known"
    NOT_YET = "not yet"
    IN_FORCE = "in force"
    SUSPENDED = "suspended"
    ENDED = "ended"
    REPLACED = "replaced"
    ANNULLED = "annulled"  # held unlawful, and still charged


_CHARGED = frozenset({Status.IN_FORCE, Status.ANNULLED})
_FINAL: dict[EffectKind | None, Status] = {EffectKind.ENDS: Status.ENDED, EffectKind.REPLACES: Status.REPLACED}
_EXTENDABLE = frozenset({EffectKind.SUSPENDS, EffectKind.EXTENDS})


@dataclass(frozen=True, slots=True)
class EnactedRate:
    """What an instrument enacts under a measure, as it was enacted."""

    key: Hashable
    measure: Hashable
    starts_on: date | None = None
    ends_on: date | None = None
    known_on: date | None = None  # None: always known
    origin: str | None = None  # None: all origins
    codes: CodeSet = ALL_GOODS


@dataclass(frozen=True, slots=True)
class Effect:
    """What a later instrument does to one rate, from its first day to its last."""

    key: Hashable
    kind: EffectKind
    rate: Hashable
    known_on: date | None = None
    starts_on: date | None = None  # None: from the rate's own first day
    ends_on: date | None = None
    extends: Hashable = None  # the effect whose last day moves; None: the rate's own
    replacement: Hashable = None
    instrument: Hashable = None  # which did it


@dataclass(frozen=True, slots=True)
class Standing:
    """How a rate stands on a day, from when to when it stands so, and because of what."""

    rate: EnactedRate
    status: Status
    since: date | None = None
    until: date | None = None
    because: tuple[Effect, ...] = ()
    lawful: bool = True

    @property
    def charged(self) -> bool:
        return self.status in _CHARGED


def standing(rate: EnactedRate, effects: Iterable[Effect], on: date, known: date) -> Standing:
    """How the rate stands on a day, by what was public by the known day.

    Effects on other rates are passed over. Refuses an extension of what is neither a
    suspension of this rate nor an extension of one (ValueError).
    """
    if not _is_known(rate, known):
        return Standing(rate, Status.NOT_KNOWN)
    life = _life(rate, effects, known)
    status, because, lawful = _state(life, on)
    firsts = _first_days(life)
    since = max(day for day in firsts if day <= on)
    after = min((day for day in firsts if day > on), default=None)
    return Standing(rate, status, since if since > date.min else None, after - DAY if after else None, because, lawful)


def in_force(rates: Iterable[EnactedRate], effects: Iterable[Effect], on: date, known: date) -> list[Standing]:
    """Those of the rates that are charged on a day, in the order given."""
    done = _by_rate(effects)
    standings = (standing(rate, done[rate.key], on, known) for rate in rates)
    return [each for each in standings if each.charged]


def turning_days(rates: Iterable[EnactedRate], effects: Iterable[Effect], known: date) -> tuple[date, ...]:
    """The days on which one of the rates comes to stand otherwise than the day before."""
    done = _by_rate(effects)
    firsts = {
        day for rate in rates if _is_known(rate, known) for day in _first_days(_life(rate, done[rate.key], known))
    }
    return tuple(sorted(firsts - {date.min}))


def speaking(
    standings: Iterable[Standing], code: str, origin: str, member_of: Collection[str] = ()
) -> dict[Hashable, Standing]:
    """The one rate that each measure charges on goods of this code and origin.

    The most specific origin speaks (the economy itself, then a union that it belongs to,
    then all), then the most specific code. Refuses two that are equally specific
    (ValueError).
    """
    ranked: defaultdict[Hashable, list[tuple[tuple[int, int], Standing]]]
    ranked = defaultdict(list)
    for each in standings:
        rank = _rank(each.rate, code, origin, member_of)
        if each.charged and rank is not None:
            ranked[each.rate.measure].append((rank, each))
    for measure, candidates in ranked.items():
        candidates.sort(key=lambda pair: (pair[0], repr(pair[1].rate.key)))
        (best, first), (rank, other) = (candidates * 2)[:2]
        if first is not other and rank == best:
            raise ValueError(
                f"{measure} charges two rates on {display(code)} of one origin, and "
                f"neither is more specific: {first.rate.key} and {other.rate.key}."
            )
    return {measure: candidates[0][1] for measure, candidates in ranked.items()}


def _rank(rate: EnactedRate, code: str, origin: str, member_of: Collection[str]) -> tuple[int, int] | None:
    """The lower, the more specific; None where the rate is not for these goods."""
    nearest = rate.codes.nearest(code)
    if nearest is None:
        return None
    if rate.origin is None:
        return 2, -len(nearest)
    if rate.origin == origin:
        return 0, -len(nearest)
    return (1, -len(nearest)) if rate.origin in member_of else None


@dataclass(frozen=True, slots=True)
class _Period:
    """Days on which a rate holds (kind None) or an effect works on it, and because of what."""

    kind: EffectKind | None
    starts_on: date | None
    ends_on: date | None
    because: tuple[Effect, ...] = ()

    def __contains__(self, day: date) -> bool:
        return (self.starts_on or date.min) <= day <= (self.ends_on or date.max)


def _life(rate: EnactedRate, effects: Iterable[Effect], known: date) -> tuple[_Period, ...]:
    """The periods that make up what is known of a rate: its own, and those of effects."""
    own = [effect for effect in effects if effect.rate == rate.key]
    periods = _extended(_Period(None, rate.starts_on, rate.ends_on), _extensions(None, own, known))
    for effect in own:
        if effect.kind is not EffectKind.EXTENDS and _is_known(effect, known):
            period = _Period(effect.kind, effect.starts_on, effect.ends_on, (effect,))
            periods += _extended(period, _extensions(effect.key, own, known))
    return tuple(periods)


def _state(life: Sequence[_Period], day: date) -> tuple[Status, tuple[Effect, ...], bool]:
    """The status on a day, what made it so, and whether it is lawful."""
    at_work = [period for period in life if day in period]
    annulled = _reasons(at_work, EffectKind.ANNULS)
    status, because = _status(life, at_work, day)
    if annulled and status is Status.IN_FORCE:
        status = Status.ANNULLED
    return status, (*because, *annulled), not annulled


def _status(life: Sequence[_Period], at_work: Sequence[_Period], day: date) -> tuple[Status, tuple[Effect, ...]]:
    own = next((period for period in at_work if period.kind is None), None)
    if own is None:
        if day < (life[0].starts_on or date.min):
            return Status.NOT_YET, ()
        return Status.ENDED, _reasons(life, None)
    final = [period for period in at_work if period.kind in _FINAL]
    if final:
        # What came first took the rate away; the later one found nothing left. On one
        # and the same day the replacement says more than the end.
        first = min(final, key=lambda each: (each.starts_on or date.min, each.kind is EffectKind.ENDS))
        return _FINAL[first.kind], first.because
    if suspended := _reasons(at_work, EffectKind.SUSPENDS):
        return Status.SUSPENDED, suspended
    return Status.IN_FORCE, own.because


def _first_days(life: Sequence[_Period]) -> list[date]:
    """The first day of every run of days on which the rate stands in one way."""
    days = {date.min}
    for period in life:
        days.add(period.starts_on or date.min)
        days.add(_day_after(period.ends_on) or date.min)
    runs = groupby(sorted(days), key=lambda day: _state(life, day))
    return [next(run) for _, run in runs]


def _extended(period: _Period, extensions: Iterable[Effect]) -> list[_Period]:
    """The period with its last day moved by each extension in turn.

    An extension that begins after the period had lapsed leaves the days between alone.
    """
    lapsed = []
    for effect in extensions:
        starts_on, after = period.starts_on, _day_after(period.ends_on)
        if after and effect.starts_on and effect.starts_on > after:
            lapsed.append(period)
            starts_on = effect.starts_on
        because = (*period.because, effect)
        period = _Period(period.kind, starts_on, effect.ends_on, because)
    return [*lapsed, period]


def _extensions(root: Hashable, effects: Iterable[Effect], known: date) -> list[Effect]:
    """What is known to extend one suspension (None: the rate itself), the last word last."""
    given = {effect.key: effect for effect in effects}
    chains = {
        effect: _chain(effect, given)
        for effect in given.values()
        if effect.kind is EffectKind.EXTENDS and _is_known(effect, known)
    }
    return sorted(
        (effect for effect, chain in chains.items() if chain[-1] == root),
        key=lambda each: (each.known_on or date.min, len(chains[each]), repr(each.key)),
    )


def _chain(effect: Effect, given: Mapping[Hashable, Effect]) -> list[Hashable]:
    """The keys of what an extension extends, down to a suspension or the rate (None)."""
    chain: list[Hashable] = []
    while effect.kind is EffectKind.EXTENDS:
        if effect.extends in chain:
            raise ValueError(f"{effect.key} is extended in a circle.")
        chain.append(effect.extends)
        if effect.extends is None:
            return chain
        target = given.get(effect.extends)
        if target is None or target.kind not in _EXTENDABLE:
            raise ValueError(f"{effect.key} extends {effect.extends}, which is no suspension of this rate.")
        effect = target
    return chain


def _reasons(periods: Iterable[_Period], kind: EffectKind | None) -> tuple[Effect, ...]:
    """The effects behind the periods of one kind, those known first named first."""
    effects = {each for period in periods if period.kind is kind for each in period.because}
    return tuple(sorted(effects, key=lambda e: (e.known_on or date.min, repr(e.key))))


def _by_rate(effects: Iterable[Effect]) -> defaultdict[Hashable, list[Effect]]:
    done: defaultdict[Hashable, list[Effect]] = defaultdict(list)
    for effect in effects:
        done[effect.rate].append(effect)
    return done


def _day_after(last: date | None) -> date | None:
    return last + DAY if last and last < date.max else None


def _is_known(record: EnactedRate | Effect, known: date) -> bool:
    return record.known_on is None or record.known_on <= known
