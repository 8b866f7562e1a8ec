"""One economy's law on goods of one origin, as recorded: loaded once, then asked code by code."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from parley.lib.asof import AsOf
from parley.lib.records import RecordQuerySet
from tariffs import law
from tariffs.columns import Texts
from tariffs.duty import Ladder, Layer, Yielding
from tariffs.law import EnactedRate, Standing, Status
from tariffs.models import Economy, Effect, Measure, Membership, Rate, Relief, StackingRule
from tariffs.nomenclature import CodeSet
from tariffs.selectors.goods import by_code, code_sets
from tariffs.selectors.stated import texts_under

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, eq=False)
class Law:
    """What an importer's measures say on goods of one origin; `origin` None stands for any without a rate of its own.

    `measures` are by the name under which a ladder speaks of them, `rates` by key, `texts` what the schedule states by
    code, `unions` those of which the origin is a member. `faults` say in words which records contradict each other;
    these are left out rather than guessed at.
    """

    importer: Economy
    origin: Economy | None
    as_of: AsOf
    measures: Mapping[str, Measure]
    rates: Mapping[str, Rate]
    enacted: Mapping[str, EnactedRate]
    effects: Mapping[str, list[law.Effect]]
    charged: tuple[Standing, ...]
    suspended: tuple[Standing, ...]
    rules: tuple[StackingRule, ...]
    yields: Mapping[str, frozenset[Yielding]]
    scopes: Mapping[int, CodeSet]
    faults: tuple[str, ...]
    unions: frozenset[str]
    reliefs: tuple[Relief, ...]
    texts: Mapping[str, Texts]
    named: Mapping[str, list[tuple[int, bool]]]  # by code: which of `charged` take it in, which leave it out
    found: dict[Any, Ladder] = field(default_factory=dict)  # the ladders worked out so far (tariffs.selectors.ladders)
    moulds: dict[frozenset[tuple[Any, ...]], Ladder] = field(default_factory=dict)
    _worked_out: dict[Any, Any] = field(default_factory=dict)

    def once[What](self, name: Any, make: Callable[[], What]) -> What:
        """What others make of this law alone, made once: it is kept with the law."""
        if name not in self._worked_out:
            self._worked_out[name] = make()
        found: What = self._worked_out[name]
        return found

    def rate_of(self, layer: Layer) -> Rate:
        """The record that a layer of a ladder comes from, its measure joined."""
        return self.rates[str(layer.key)]

    def name_of(self, measure_id: int | None) -> str:
        """The name under which ladders speak of a measure; nothing for another economy's."""
        return next((name for name, measure in self.measures.items() if measure.pk == measure_id), "")


def the_law(importer: Economy, origin: Economy | None, as_of: AsOf, *, scopes: Collection[int] = ()) -> Law:
    """The importer's law on goods of an origin, at the three clocks; eight queries however much law there is.

    `scopes` are further sets of goods (by id) whose codes the caller needs.
    """
    measures = _names(Measure.recorded(as_of.recorded).filter(economy_id=importer.pk).order_by("place", "id"))
    by_id = {measure.pk: measure for measure in measures.values()}
    unions = _unions(origin, as_of)
    codes = {origin.pk: origin.code} | unions if origin else {}
    rows = _rows(by_id, codes, as_of)
    rates = _rates(rows, by_id)
    effects = _effects(rates, rows, as_of)
    rules = _rules(by_id, as_of)
    reliefs = _reliefs(by_id, codes, as_of)
    goods = code_sets({*scopes, *(each.scope_id for each in reliefs if each.scope_id)}, as_of, rows)
    names = {measure.pk: name for name, measure in measures.items()}
    enacted = {rate.key: _enacted(rate, names[rate.measure_id], codes, goods) for rate in rates}
    charged, suspended, faults = _standings(enacted.values(), effects, as_of)
    return Law(
        importer=importer,
        origin=origin,
        as_of=as_of,
        measures=measures,
        rates={rate.key: rate for rate in rates},
        enacted=enacted,
        effects=effects,
        charged=charged,
        suspended=suspended,
        rules=rules,
        yields=_yields(measures, rules, as_of.on),
        scopes=goods,
        faults=faults,
        unions=frozenset(unions.values()),
        reliefs=reliefs,
        texts=texts_under(importer, [goods[each] for each in scopes], as_of) if _has_columns(rates) else {},
        named=by_code(standing.rate.codes for standing in charged),
    )


def turning_days(the: Law, rates: Iterable[str] | None = None) -> tuple[date, ...]:
    """The days on which something of what is known changes: of all the rates, or of those with some keys."""
    keys = the.enacted.keys() if rates is None else list(rates)
    quiet = [the.enacted[key] for key in keys if not the.effects.get(key)]
    days = {day for rate in quiet for day in (rate.starts_on, _after(rate.ends_on)) if day}
    for key in keys:
        if the.effects.get(key):
            try:
                days |= set(law.turning_days([the.enacted[key]], the.effects[key], the.as_of.known))
            except ValueError:
                continue  # among the law's faults already
    concerned = {the.rates[key].measure_id for key in keys}
    for rule in the.rules:
        if rule.measure_id in concerned and rule.to_id in concerned:
            days |= {day for day in (rule.starts_on, _after(rule.ends_on)) if day}
    return tuple(sorted(days))


def _names(measures: Iterable[Measure]) -> dict[str, Measure]:
    """Measures by a name of their own: ladders put it into sentences, so it is no key, unless two share a name."""
    named: dict[str, Measure] = {}
    for measure in measures:
        named[measure.name if measure.name not in named else f"{measure.name} ({measure.key})"] = measure
    return named


def _unions(origin: Economy | None, as_of: AsOf) -> dict[int, str]:
    """The codes of the unions that an economy is a member of on the day, by id."""
    if origin is None:
        return {}
    member = Membership.recorded(as_of.recorded).on(as_of.on).filter(economy_id=origin.pk)
    unions = Economy.recorded(as_of.recorded).filter(pk__in=member.order_by().values("union_id"))
    return dict(unions.values_list("pk", "code"))


def _whose(origins: Collection[int]) -> Q:
    return Q(origin=None) | Q(origin_id__in=list(origins)) if origins else Q(origin=None)


def _has_columns(rates: Iterable[Rate]) -> bool:
    return any(rate.column for rate in rates)


def _reliefs(measures: Collection[int], origins: Collection[int], as_of: AsOf) -> tuple[Relief, ...]:
    """What could be claimed against the measures, on whatever day."""
    if not measures:
        return ()
    rows = Relief.recorded(as_of.recorded).known(as_of.known).filter(_whose(origins), measure_id__in=list(measures))
    return tuple(rows.order_by("starts_on", "id"))


def _rows(measures: Collection[int], origins: Collection[int], as_of: AsOf) -> RecordQuerySet:
    whose = _whose(origins)
    rows = Rate.recorded(as_of.recorded).known(as_of.known).filter(whose, measure_id__in=list(measures))
    return rows.order_by("starts_on", "id")


def _rates(rows: RecordQuerySet, measures: Mapping[int, Measure]) -> list[Rate]:
    rates = list(rows) if measures else []
    for rate in rates:
        rate.measure = measures[rate.measure_id]
    return rates


def _effects(rates: Iterable[Rate], rows: RecordQuerySet, as_of: AsOf) -> dict[str, list[law.Effect]]:
    """What is done to each rate, by its key; what is not known yet is in it too, for a later one may rest on it."""
    keys = {rate.pk: rate.key for rate in rates}
    done: dict[str, list[law.Effect]] = {}
    if keys:
        # As a question within the question: a list of thousands of numbers takes longer to send than to answer.
        ids = rows.order_by().values("id")
        for effect in Effect.recorded(as_of.recorded).filter(rate_id__in=ids, known_on__isnull=False):
            done.setdefault(keys[effect.rate_id], []).append(effect_value(effect, keys[effect.rate_id]))
    return done


def effect_value(effect: Effect, rate: str) -> law.Effect:
    """An effect's record as the calculation takes it."""
    return law.Effect(
        key=effect.pk,
        kind=law.EffectKind(effect.kind),
        rate=rate,
        known_on=effect.known_on,
        starts_on=effect.starts_on,
        ends_on=effect.ends_on,
        extends=effect.extends_id,
        replacement=effect.replacement_id,
    )


def _rules(measures: Collection[int], as_of: AsOf) -> tuple[StackingRule, ...]:
    if not measures:
        return ()
    rows = StackingRule.recorded(as_of.recorded).known(as_of.known).filter(measure_id__in=list(measures))
    return tuple(rows.order_by("starts_on", "id"))


def _yields(measures: Mapping[str, Measure], rules: Iterable[StackingRule], on: date) -> dict[str, frozenset[Yielding]]:
    name = {measure.pk: each for each, measure in measures.items()}
    found: defaultdict[str, set[Yielding]] = defaultdict(set)
    for rule in rules:
        if rule.to_id in name and rule.starts_on <= on and (rule.ends_on is None or rule.ends_on >= on):
            found[name[rule.measure_id]].add(Yielding(name[rule.to_id], rule.wholly))
    return {measure: frozenset(yields) for measure, yields in found.items()}


def _enacted(rate: Rate, measure: str, codes: Mapping[int, str], goods: Mapping[int, CodeSet]) -> EnactedRate:
    return EnactedRate(
        key=rate.key,
        measure=measure,
        starts_on=rate.starts_on,
        ends_on=rate.ends_on,
        known_on=rate.known_on,
        origin=codes[rate.origin_id] if rate.origin_id else None,
        codes=goods[rate.scope_id],
    )


def _standings(
    rates: Iterable[EnactedRate], effects: Mapping[str, list[law.Effect]], as_of: AsOf
) -> tuple[tuple[Standing, ...], tuple[Standing, ...], tuple[str, ...]]:
    """Those charged, those suspended, and what could not be worked out."""
    charged, suspended, faults = [], [], []
    for rate in rates:
        done = effects.get(str(rate.key))
        if done is None and not _holds(rate, as_of.on):
            continue
        try:
            each = _plain(rate) if done is None else law.standing(rate, done, as_of.on, as_of.known)
        except ValueError as fault:
            faults.append(str(fault))
            continue
        if each.charged:
            charged.append(each)
        elif each.status is Status.SUSPENDED:
            suspended.append(each)
    return tuple(charged), tuple(suspended), tuple(faults)


def _plain(rate: EnactedRate) -> Standing:
    # Most rates of a schedule are never touched; law.standing would say the same at twenty times the cost.
    return Standing(rate, Status.IN_FORCE, rate.starts_on, rate.ends_on)


def _holds(rate: EnactedRate, on: date) -> bool:
    return (rate.starts_on or date.min) <= on <= (rate.ends_on or date.max)


def _after(day: date | None) -> date | None:
    return day + DAY if day and day < date.max else None
