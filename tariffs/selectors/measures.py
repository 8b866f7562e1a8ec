"""Measures with their rates, what was done to them, and how they stand on a day."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from parley.lib.asof import AsOf
from parley.lib.reading import attach, join, rows_by, rows_found, rows_where, values_where
from tariffs import law
from tariffs.law import EnactedRate, Status
from tariffs.models import (
    Economy,
    Effect,
    LegalInstrument,
    Measure,
    Rate,
    RatePart,
    Relief,
    Scope,
    StackingRule,
)
from tariffs.selectors.lawbook import effect_value, ended_as_known

SHOWN = 30  # rates on a page


@dataclass(slots=True)
class MeasureLine:
    """A measure in a list, and how many of its rates are charged on the day."""

    measure: Measure
    charged: int


@dataclass(slots=True)
class RateLine:
    """A rate as it was enacted, how it stands on the day, since and until when, and by which acts."""

    rate: Rate
    standing: law.Standing
    because: list[Effect]
    parts: list[RatePart]

    @property
    def status(self) -> str:
        """The word of the status as a class has it: in-force, suspended, ended, not-yet, annulled."""
        status = Status.ENDED if self.standing.status is Status.REPLACED else self.standing.status
        return str(status).replace(" ", "-")

    @property
    def said(self) -> str:
        return str(self.standing.status).capitalize()


@dataclass(slots=True)
class MeasureFacts:
    """All that a measure's page shows."""

    lines: list[RateLine]
    effects: list[Effect]
    yields: list[StackingRule]
    displaces: list[StackingRule]
    reliefs: list[Relief]

    @property
    def rates(self) -> list[Rate]:
        return [line.rate for line in self.lines]

    @property
    def parts(self) -> list[RatePart]:
        return [part for line in self.lines for part in line.parts]

    @property
    def charged(self) -> int:
        return sum(line.standing.charged for line in self.lines)


def measures_known(as_of: AsOf, economy: Economy | None = None):
    """Measures but for those of which every rate was made public later; a queryset, for a window of it."""
    rates = Rate.recorded(as_of.recorded)
    known = rates.known(as_of.known).values("measure_id")
    rows = Measure.recorded(as_of.recorded).filter(Q(id__in=known) | ~Q(id__in=rates.values("measure_id")))
    return rows.filter(economy_id=economy.pk) if economy else rows


def rates_known(measure: Measure, as_of: AsOf, *, besides: str = "") -> Callable[..., list[Rate]]:
    """The rates of a measure that were public by the day, without the one of a key; for `window_where`."""
    theirs = "rows.measure_id = %(measure)s AND rows.known_on <= %(known)s AND rows.key <> %(besides)s"

    def ask(condition: str, values: Mapping[str, Any], tail: str) -> list[Rate]:
        asked = {**values, "measure": measure.pk, "known": as_of.known, "besides": besides}
        return rows_found(Rate, as_of.recorded, f"{theirs} AND {condition}", asked, tail=tail)

    return ask


def measure_lines(measures: Iterable[Measure], as_of: AsOf) -> list[MeasureLine]:
    """Measures with their economies and the number of rates charged on the day; three queries."""
    measures = list(measures)
    attach(measures, "economy", Economy, as_of.recorded)
    charged = _charged([measure.pk for measure in measures], as_of)
    return [MeasureLine(measure, charged[measure.pk]) for measure in measures]


def measure_facts(measure: Measure, rates: Sequence[Rate], as_of: AsOf) -> MeasureFacts:
    """Some of a measure's rates, and what acts did to them; all on the clocks, in a fixed number of queries."""
    at = as_of.recorded
    for rate in rates:
        rate.measure = measure
    effects = effects_on(rates, as_of)
    rules = _known(rows_by(StackingRule, at, measure_id=[measure.pk], to_id=[measure.pk]), as_of)
    reliefs = _known(rows_by(Relief, at, measure_id=[measure.pk]), as_of)
    ids = {pk for rule in rules for pk in (rule.measure_id, rule.to_id)}
    measures = {row.pk: row for row in rows_by(Measure, at, id=ids)}
    join(rules, "measure", measures)
    join(rules, "to", measures)
    attach([*rates, *effects, *rules, *reliefs], "instrument", LegalInstrument, at)
    attach([*rules, *reliefs], "ended_by", LegalInstrument, at)
    attach([*rates, *reliefs], "scope", Scope, at)
    return MeasureFacts(
        lines=rate_lines(rates, effects, as_of),
        effects=[effect for effect in effects if effect.known_on and effect.known_on <= as_of.known],
        yields=[rule for rule in rules if rule.measure_id == measure.pk],
        displaces=[rule for rule in rules if rule.to_id == measure.pk],
        reliefs=reliefs,
    )


def rate_lines(rates: Sequence[Rate], effects: Iterable[Effect], as_of: AsOf) -> list[RateLine]:
    """Rates with their standing on the day, their origins and parts; a standing that cannot be told is not known."""
    attach(rates, "origin", Economy, as_of.recorded)
    parts = defaultdict(list)
    rows = rows_by(RatePart, as_of.recorded, rate_id=[rate.pk for rate in rates])
    for part in sorted(rows, key=lambda part: (part.place, part.pk)):
        parts[part.rate_id].append(part)
    done = defaultdict(list)
    for effect in effects:
        done[effect.rate_id].append(effect)
    return [_line(rate, done[rate.pk], parts[rate.pk], as_of) for rate in rates]


def effects_on(rates: Sequence[Rate], as_of: AsOf) -> list[Effect]:
    """What is done to the rates, with each effect's rate joined; also what is not public yet, for chains rest on it."""
    by_id = {rate.pk: rate for rate in rates}
    effects = [row for row in rows_by(Effect, as_of.recorded, rate_id=by_id) if row.known_on is not None]
    join(effects, "rate", by_id)
    return sorted(effects, key=lambda row: (row.known_on, row.starts_on is None, row.starts_on or date.min, row.pk))


def _known[Row: (StackingRule, Relief)](rows: Iterable[Row], as_of: AsOf) -> list[Row]:
    """Those that were public by the day, the earliest first, without a last day that was not."""
    return sorted(ended_as_known(rows, as_of.known), key=lambda row: (row.starts_on, row.pk))


def _line(rate: Rate, effects: list[Effect], parts: list[RatePart], as_of: AsOf) -> RateLine:
    enacted = EnactedRate(rate.key, rate.measure_id, rate.starts_on, rate.ends_on, rate.known_on)
    values = [effect_value(effect, rate.key) for effect in effects]
    try:
        standing = law.standing(enacted, values, as_of.on, as_of.known)
    except ValueError:
        standing = law.Standing(enacted, Status.NOT_KNOWN)
    by_id: dict[Hashable, Effect] = {effect.pk: effect for effect in effects}
    return RateLine(rate, standing, [by_id[each.key] for each in standing.because], parts)


def _charged(measures: list[int], as_of: AsOf) -> Counter[int]:
    """How many rates of each measure are charged on the day: those of which nothing was done are counted by the
    database, of the few others it is worked out."""
    at, known, on = as_of.recorded, as_of.known, as_of.on
    done = defaultdict(list)
    for effect in rows_where(Effect, at, ("rows.known_on IS NOT NULL",), "TRUE", {}) if measures else ():
        done[effect.rate_id].append(effect_value(effect, str(effect.rate_id)))
    asked = {"measures": measures, "known": known, "on": on, "touched": list(done)}
    begun = "rows.known_on <= %(known)s AND rows.starts_on <= %(on)s"
    lasting = "(rows.ends_on IS NULL OR rows.ends_on >= %(on)s) AND NOT rows.id = ANY(%(touched)s::bigint[])"
    of_them, by = ("rows.measure_id = ANY(%(measures)s::bigint[])",), "GROUP BY rows.measure_id"
    counted = values_where(Rate, at, of_them, f"{begun} AND {lasting}", asked, "rows.measure_id, count(*)", tail=by)
    found: Counter[int] = Counter(dict(counted))
    for rate in rows_by(Rate, at, id=done):
        if rate.measure_id in measures and rate.known_on and rate.known_on <= known and rate.starts_on <= on:
            enacted = EnactedRate(str(rate.pk), rate.measure_id, rate.starts_on, rate.ends_on, rate.known_on)
            found[rate.measure_id] += _is_charged(enacted, done[rate.pk], as_of)
    return found


def _is_charged(rate: EnactedRate, effects: list[law.Effect], as_of: AsOf) -> bool:
    try:
        return law.standing(rate, effects, as_of.on, as_of.known).charged
    except ValueError:
        return False
