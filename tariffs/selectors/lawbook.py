"""All the law of one economy as recorded, read once: what was enacted, done to it, and excused, on whatever day."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from parley.lib.reading import join, rows_by, values_by
from tariffs import law
from tariffs.columns import Texts
from tariffs.law import EnactedRate, Standing, Status
from tariffs.models import Economy, Effect, Measure, Membership, Rate, Relief, StackingRule
from tariffs.models.stacking import Ending
from tariffs.nomenclature import CodeSet, ancestors
from tariffs.selectors.goods import code_sets
from tariffs.selectors.wordings import StatedLine, is_in_force, stated_under

DAY = timedelta(days=1)
CUTS = 200  # lines to which a book that is kept in memory may be cut down at a time


class Member(NamedTuple):
    """That an economy was a member of a union, by their ids, from day to day."""

    economy: int
    union: int
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, eq=False)
class LawBook:
    """What an importer's measures say on goods of some origins (None: of all), as known by a day, on whatever day.

    `measures` are by the name under which a ladder speaks of them, `scopes` the goods by id, `effects` by the key of
    the rate that they are done to.
    """

    importer: Economy
    known: date
    recorded: datetime | None
    measures: Mapping[str, Measure]
    rates: tuple[Rate, ...]
    effects: Mapping[str, list[law.Effect]]
    rules: tuple[StackingRule, ...]
    reliefs: tuple[Relief, ...]
    scopes: Mapping[int, CodeSet]
    members: tuple[Member, ...]
    lines: tuple[StatedLine, ...]
    _enacted: dict[str, EnactedRate] = field(default_factory=dict)
    _standings: dict[tuple[str, date, date], Standing] = field(default_factory=dict)
    _cuts: dict[str, "LawBook"] = field(default_factory=dict)

    def enacted(self, rate: Rate) -> EnactedRate:
        """A rate of the book as the calculation takes it; its origin is an id, as text."""
        if rate.key not in self._enacted:
            self._enacted[rate.key] = EnactedRate(
                key=rate.key,
                measure=self.name_of(rate.measure_id),
                starts_on=rate.starts_on,
                ends_on=rate.ends_on,
                known_on=rate.known_on,
                origin=str(rate.origin_id) if rate.origin_id else None,
                codes=self.scopes[rate.scope_id],
            )
        return self._enacted[rate.key]

    def standing(self, rate: EnactedRate, on: date, known: date) -> Standing | None:
        """How a rate stands on a day; None where it is not its day and nothing was done to it. Refuses as the law does.

        Worked out once, since the goods of most origins share most rates.
        """
        done = self.effects.get(str(rate.key))
        if done is None:
            # Most rates of a schedule are never touched; law.standing would say the same at twenty times the cost.
            return Standing(rate, Status.IN_FORCE, rate.starts_on, rate.ends_on) if holds(rate, on) else None
        asked = str(rate.key), on, known
        if asked not in self._standings:
            self._standings[asked] = law.standing(rate, done, on, known)
        return self._standings[asked]

    def name_of(self, measure: int | None) -> str:
        """The name under which ladders speak of a measure, by its id; nothing for another economy's."""
        return self._names.get(measure, "")

    def unions_of(self, economy: Economy | None, on: date) -> frozenset[int]:
        """The ids of the unions that an economy is a member of on a day."""
        return frozenset(
            each.union for each in self.members if economy and each.economy == economy.pk and holds(each, on)
        )

    def texts_on(self, on: date, known: date) -> dict[str, Texts]:
        """What the schedule states on a day, as known, by code: the lines of the goods the book was read for."""
        return {each.code: each.texts for each in self.lines if is_in_force(each, on, known)}

    def about(self, codes: Collection[str]) -> "LawBook":
        """The book cut down to what speaks of goods under some codes, of which it says the same."""
        above = {up for code in codes for up in ancestors(code)}
        under = tuple(codes)
        scopes = {
            key: CodeSet(
                frozenset(each for each in goods.included if each in above or each.startswith(under)),
                frozenset(each for each in goods.excluded if each in above or each.startswith(under)),
            )
            for key, goods in self.scopes.items()
        }
        rates = tuple(rate for rate in self.rates if rate.scope_id in scopes and scopes[rate.scope_id].included)
        keys = {rate.key for rate in rates}
        return replace(
            self,
            rates=rates,
            effects={key: done for key, done in self.effects.items() if key in keys},
            reliefs=tuple(
                each
                for each in self.reliefs
                if not each.scope_id or (each.scope_id in scopes and scopes[each.scope_id].included)
            ),
            scopes=scopes,
            _enacted={},  # their goods are cut down too
            _standings={},
            _cuts={},
        )

    def about_line(self, code: str) -> "LawBook":
        """The book cut down to one line; cut once, and kept with the book."""
        if code not in self._cuts:
            if len(self._cuts) >= CUTS:
                self._cuts.clear()
            self._cuts[code] = self.about([code])
        return self._cuts[code]

    @cached_property
    def _names(self) -> dict[int | None, str]:
        return {each.pk: name for name, each in self.measures.items()}

    @cached_property
    def claims(self) -> frozenset[str]:
        """All words that something can be claimed by."""
        return frozenset(
            {*(rate.claim for rate in self.rates), *(each.claim or each.key for each in self.reliefs)} - {""}
        )

    def without(self, instrument: int, since: date) -> "LawBook":
        """The book as it would be if an instrument were void from a day on: nothing it did works from then."""
        effects = {
            key: [cut for each in done if (cut := _cut(each, each.instrument == instrument, since))]
            for key, done in self.effects.items()
        }
        return replace(
            self,
            rates=tuple(self._cut_records(self.rates, instrument, since)),
            rules=tuple(self._cut_records(ended_as_known(self.rules, self.known), instrument, since)),
            reliefs=tuple(self._cut_records(ended_as_known(self.reliefs, self.known), instrument, since)),
            effects={key: done for key, done in effects.items() if done},
            _enacted={},
            _standings={},
            _cuts={},
        )

    @staticmethod
    def _cut_records[Row: (Rate, StackingRule, Relief)](
        rows: Iterable[Row], instrument: int, since: date
    ) -> Iterable[Row]:
        for row in rows:
            if row.instrument_id == instrument:
                if row.starts_on < since:
                    yield _ending(row, since - DAY)
            elif isinstance(row, Ending) and row.ended_by_id == instrument:
                yield from _revived(row, since)
            else:
                yield row


def read_book(
    importer: Economy,
    origins: Collection[Economy] | None,
    known: date,
    recorded: datetime | None,
    *,
    scopes: Collection[int] = (),
) -> LawBook:
    """The law of an importer on goods of some origins; eight queries however much law there is.

    `scopes` are further sets of goods (by id) whose codes the caller needs, with what the schedule states for them.
    """
    found = rows_by(Measure, recorded, economy_id=[importer.pk])
    measures = _names(sorted(found, key=lambda measure: (measure.place, measure.pk)))
    by_id = {measure.pk: measure for measure in measures.values()}
    members = _members(origins, recorded)
    whose = _whose(origins, members)
    rates: tuple[Rate, ...] = _known(Rate, by_id, known, recorded, whose)
    join(rates, "measure", by_id)
    reliefs = _known(Relief, by_id, known, recorded, whose)
    goods = code_sets({*scopes, *(each.scope_id for each in (*rates, *reliefs) if each.scope_id)}, recorded)
    refers = any(rate.column for rate in rates)
    return LawBook(
        importer=importer,
        known=known,
        recorded=recorded,
        measures=measures,
        rates=rates,
        effects=_effects(rates, recorded),
        rules=_known(StackingRule, by_id, known, recorded),
        reliefs=reliefs,
        scopes=goods,
        members=members,
        lines=stated_under(importer, [goods[each] for each in scopes], recorded) if refers else (),
    )


def holds(row: Any, on: date) -> bool:
    """Whether the day is one of those from a row's first to its last."""
    return (row.starts_on or date.min) <= on <= (row.ends_on or date.max)


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
        instrument=effect.instrument_id,
    )


def _names(measures: Iterable[Measure]) -> dict[str, Measure]:
    """Measures by a name of their own: ladders put it into sentences, so it is no key, unless two share a name."""
    named: dict[str, Measure] = {}
    for measure in measures:
        named[measure.name if measure.name not in named else f"{measure.name} ({measure.key})"] = measure
    return named


def _members(origins: Collection[Economy] | None, recorded: datetime | None) -> tuple[Member, ...]:
    if origins is not None and not origins:
        return ()
    columns = ("economy_id", "union_id", "starts_on", "ends_on")
    if origins is None:
        return tuple(Member(*row) for row in Membership.recorded(recorded).values_list(*columns))
    return tuple(Member(*row) for row in values_by(Membership, recorded, columns, economy_id=[o.pk for o in origins]))


def _whose(origins: Collection[Economy] | None, members: Iterable[Member]) -> Collection[int | None] | None:
    """The origins, by id, on whose goods a rate may be charged; None stands for all."""
    return None if origins is None else {None, *(o.pk for o in origins), *(member.union for member in members)}


def _known(
    model: Any,
    measures: Collection[int],
    known: date,
    recorded: datetime | None,
    whose: Collection[int | None] | None = None,
) -> tuple[Any, ...]:
    rows = rows_by(model, recorded, measure_id=measures)
    seen = [row for row in rows if row.known_on and row.known_on <= known and (whose is None or row.origin_id in whose)]
    return tuple(sorted(seen, key=lambda row: (row.starts_on, row.pk)))


def _effects(rates: Iterable[Rate], recorded: datetime | None) -> dict[str, list[law.Effect]]:
    """What is done to each rate, by its key; what is not known yet is in it too, for a later one may rest on it."""
    keys = {rate.pk: rate.key for rate in rates}
    done: dict[str, list[law.Effect]] = {}
    for effect in rows_by(Effect, recorded, rate_id=keys):
        if effect.known_on is not None:
            done.setdefault(keys[effect.rate_id], []).append(effect_value(effect, keys[effect.rate_id]))
    return done


def _cut(effect: law.Effect, concerned: bool, since: date) -> law.Effect | None:
    """What is left of an effect whose instrument is void from a day on."""
    if not concerned:
        return effect
    if effect.starts_on and effect.starts_on >= since:
        return None
    return replace(effect, ends_on=min(effect.ends_on or date.max, since - DAY))


def ended_as_known[Row: (StackingRule, Relief)](rows: Iterable[Row], known: date) -> Iterator[Row]:
    """Those that were public by a day, each with its last day as known then."""
    for row in rows:
        if row.known_on and row.known_on <= known:
            yield row if row.last_day(known) == row.ends_on else _as_enacted(row)


def _as_enacted[Row: (StackingRule, Relief)](row: Row) -> Row:
    """The row as if no later act had set its last day; it is never saved."""
    lasting = copy(row)
    lasting.ends_on = row.enacted_to
    lasting.ended_by_id = lasting.enacted_to = lasting.end_known_on = None
    return lasting


def _revived[Row: (StackingRule, Relief)](row: Row, since: date) -> Iterator[Row]:
    """A row whose last day an act set that is void from a day on: it goes on, or holds again from that day."""
    lasting = _as_enacted(row)
    if row.ends_on and row.ends_on < since - DAY:
        yield row
        lasting.starts_on = since
    yield lasting


def _ending[Row: (Rate, StackingRule, Relief)](row: Row, last: date) -> Row:
    """The row with another last day; it is never saved."""
    cut = copy(row)
    cut.ends_on = min(row.ends_on or date.max, last)
    if isinstance(cut, Ending) and cut.ends_on != row.ends_on:
        cut.ended_by_id = cut.enacted_to = cut.end_known_on = None
    return cut
