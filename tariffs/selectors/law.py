"""One economy's law on goods of one origin, as recorded: loaded once, then asked code by code."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from parley.lib.asof import AsOf
from tariffs import law
from tariffs.columns import Texts
from tariffs.duty import Ladder, Layer, Yielding
from tariffs.law import EnactedRate, Standing, Status
from tariffs.models import Economy, Measure, Rate, Relief, StackingRule
from tariffs.nomenclature import CodeSet
from tariffs.selectors.goods import Named, by_code
from tariffs.selectors.lawbook import DAY, LawBook, ended_as_known, holds, read_book


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
    named: Named  # which of `charged` take a code in, which leave it out
    found: dict[Any, Ladder] = field(default_factory=dict)  # the ladders worked out so far (tariffs.selectors.ladders)
    layers: dict[int, Layer | None] = field(default_factory=dict)
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
        named = self.once("names", self._names)
        return named.get(measure_id, "")

    def _names(self) -> dict[int | None, str]:
        return {measure.pk: name for name, measure in self.measures.items()}


def the_law(importer: Economy, origin: Economy | None, as_of: AsOf, *, scopes: Collection[int] = ()) -> Law:
    """The importer's law on goods of an origin, at the three clocks.

    `scopes` are further sets of goods (by id) whose codes the caller needs.
    """
    book = read_book(importer, [origin] if origin else (), as_of.known, as_of.recorded, scopes=scopes)
    return law_at(book, origin, as_of)


def law_at(book: LawBook, origin: Economy | None, as_of: AsOf) -> Law:
    """What a book says on goods of one of its origins on a day, as known on a day not after the book's own."""
    unions = book.unions_of(origin, as_of.on)
    whose = {None, *unions} | ({origin.pk} if origin else set())
    rates = [rate for rate in book.rates if rate.origin_id in whose and _is_known(rate, as_of)]
    enacted = {rate.key: book.enacted(rate) for rate in rates}
    rules = tuple(ended_as_known(book.rules, as_of.known))
    whose_reliefs = (each for each in book.reliefs if each.origin_id in whose)
    charged, suspended, faults = _standings(enacted.values(), book, as_of)
    return Law(
        importer=book.importer,
        origin=origin,
        as_of=as_of,
        measures=book.measures,
        rates={rate.key: rate for rate in rates},
        enacted=enacted,
        effects=book.effects,
        charged=charged,
        suspended=suspended,
        rules=rules,
        yields=_yields(book.measures, rules, as_of.on),
        scopes=book.scopes,
        faults=faults,
        unions=frozenset(map(str, unions)),
        reliefs=tuple(ended_as_known(whose_reliefs, as_of.known)),
        texts=book.texts_on(as_of.on, as_of.known),
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


def _is_known(row: Rate, as_of: AsOf) -> bool:
    return bool(row.known_on and row.known_on <= as_of.known)


def _yields(measures: Mapping[str, Measure], rules: Iterable[StackingRule], on: date) -> dict[str, frozenset[Yielding]]:
    name = {measure.pk: each for each, measure in measures.items()}
    found: defaultdict[str, set[Yielding]] = defaultdict(set)
    for rule in rules:
        if rule.to_id in name and holds(rule, on):
            found[name[rule.measure_id]].add(Yielding(name[rule.to_id], rule.wholly))
    return {measure: frozenset(yields) for measure, yields in found.items()}


def _standings(
    rates: Iterable[EnactedRate], book: LawBook, as_of: AsOf
) -> tuple[tuple[Standing, ...], tuple[Standing, ...], tuple[str, ...]]:
    """Those charged, those suspended, and what could not be worked out."""
    charged, suspended, faults = [], [], []
    for rate in rates:
        try:
            each = book.standing(rate, as_of.on, as_of.known)
        except ValueError as fault:
            faults.append(str(fault))
            continue
        if each and each.charged:
            charged.append(each)
        elif each and each.status is Status.SUSPENDED:
            suspended.append(each)
    return tuple(charged), tuple(suspended), tuple(faults)


def _after(day: date | None) -> date | None:
    return day + DAY if day and day < date.max else None
