"""The duties that issues are about, as stretches of days: charged, suspended, held unlawful."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from itertools import groupby
from typing import NamedTuple

from negotiations.models import Issue, Party
from parley.lib.asof import AsOf
from parley.lib.reading import rows_by, values_by, values_where
from parley.lib.standing import last_line, not_struck, row_of, table_of
from tariffs.law import Effect as LawEffect
from tariffs.law import EnactedRate, Status, standing
from tariffs.models import Effect, Measure, Rate, RatePart, Scope
from tariffs.selectors.lawbook import effect_value

BARS = 8  # rates told one by one under one measure; more are told as one


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on which a rate stands in one way: charged, held unlawful but charged, or suspended."""

    first: date | None
    last: date | None
    status: Status


@dataclass(frozen=True, slots=True)
class Bar:
    """A rate with the stretches of days on which it is charged or suspended."""

    key: str  # nothing where it stands for many rates
    words: str
    full_words: str  # with the goods
    stretches: tuple[Stretch, ...]


@dataclass(slots=True)
class Bars:
    """A measure with its bars."""

    key: str
    name: str
    short_name: str
    bars: list[Bar] = field(default_factory=list)


def duties_at_issue(
    issues: Iterable[Issue], parties: Sequence[Party], first: date, last: date, as_of: AsOf
) -> tuple[list[Bars], list[str]]:
    """The measures of the parties' economies that the issues point at, with their rates in the days between; and what
    of the law contradicts itself, in words. Five queries at most."""
    rates, told = _rates(issues, [party.economy_id for party in parties], first, last, as_of)
    effects = _effects([rate.id for rate in rates], as_of)
    names = {party.economy_id: party.name for party in parties}
    measures, faults = [], []
    for pk, under in groupby(rates, key=lambda rate: rate.measure_id):
        found = list(under)
        measure = Bars(told[pk].key, told[pk].name, told[pk].short_name)
        for rate in found:
            try:
                stretches = tuple(_stretches(rate, measure.key, effects[rate.id], first, last, as_of.known))
            except ValueError as fault:
                faults.append(f"{measure.name}: {fault}")
                continue
            duty, whose = rate.duty or "n/a", names.get(rate.origin_id or 0, "all origins")
            if stretches:
                words = f"{duty} on {rate.goods}, {whose}"
                measure.bars.append(Bar(rate.key, f"{duty}, {whose}", words, stretches))
        if len(found) > BARS and measure.bars:
            measure.bars = [_summed(measure.bars)]
        if measure.bars:
            measures.append(measure)
    return measures, faults


class _Rate(NamedTuple):
    """What is told of a rate; `nth` is its place among the rates of its measure, the newest first."""

    id: int
    key: str
    duty: str
    origin_id: int | None
    starts_on: date
    ends_on: date | None
    known_on: date
    measure_id: int
    goods: str | None
    nth: int


def _rates(
    issues: Iterable[Issue], economies: Sequence[int], first: date, last: date, as_of: AsOf
) -> tuple[list[_Rate], dict[int, Measure]]:
    """The rates on goods of the parties or of all origins, at most one more of a measure than are told one by one, and
    their measures by id; each as it stood in the record at the moment."""
    at = as_of.recorded
    pointed_at = rows_by(Measure, at, id=_pointed_at(issues, at))
    measures = {measure.pk: measure for measure in pointed_at if measure.economy_id in economies}
    if not measures:
        return [], {}
    values = {"measures": list(measures), "economies": list(economies), "known": as_of.known, "first": first}
    values |= {"last": last, "most": (BARS + 1) * len(measures)}
    columns, rest = _told_of_rates(at is not None)
    among = ("rows.measure_id = ANY(%(measures)s)",)
    found = values_where(Rate, at, among, rest, values, columns, tail="ORDER BY nth LIMIT %(most)s")
    rates = [rate for rate in map(_Rate._make, found) if rate.nth <= BARS + 1]
    by_measure = {pk: (measure.place, measure.key) for pk, measure in measures.items()}
    return sorted(rates, key=lambda rate: (*by_measure[rate.measure_id], rate.starts_on, rate.id)), measures


def _pointed_at(issues: Iterable[Issue], at: datetime | None) -> set[int | None]:
    """The measures that issues are about, or of whose rates they are about a part; two queries for the latter."""
    issues = list(issues)
    parts = values_by(RatePart, at, ("rate_id",), id={issue.part_id for issue in issues} - {None})
    divided = values_by(Rate, at, ("measure_id",), id={rate for (rate,) in parts})
    return ({issue.measure_id for issue in issues} - {None}) | {measure for (measure,) in divided}


@cache
def _told_of_rates(past: bool) -> tuple[str, str]:
    """The columns of a `_Rate` and the condition for those of some days, in SQL."""
    goods = row_of(Scope, "rows.scope_id", past=past)
    effects = table_of(Effect, past=past)
    last = last_line("e", effects) if past else "TRUE"
    extends = f"e.rate_id = rows.id AND e.kind = '{Effect.Kind.EXTENDS}' AND {last}"
    extended = f"SELECT 1 FROM {effects} e WHERE {extends}"  # noqa: S608 - ours; it can move the rate's own last day
    columns = (
        *(f"rows.{name}" for name in _Rate._fields[:8]),
        f"(SELECT goods.name FROM {goods} goods WHERE {not_struck('goods', past=past)})",  # noqa: S608 - names of our own
        "row_number() OVER (PARTITION BY rows.measure_id ORDER BY rows.starts_on DESC, rows.id DESC) AS nth",
    )
    asked = (
        "(rows.origin_id IS NULL OR rows.origin_id = ANY(%(economies)s))",
        "rows.known_on <= %(known)s",
        "rows.starts_on <= %(last)s",
        f"(rows.ends_on IS NULL OR rows.ends_on >= %(first)s OR EXISTS ({extended}))",
    )
    return ", ".join(columns), " AND ".join(asked)


def _effects(rates: Sequence[int], as_of: AsOf) -> defaultdict[int, list[LawEffect]]:
    done = defaultdict(list)
    for row in rows_by(Effect, as_of.recorded, rate_id=rates):
        if row.known_on is not None:
            done[row.rate_id].append(effect_value(row, str(row.rate_id)))
    return done


def _stretches(
    rate: _Rate, measure: str, effects: Sequence[LawEffect], first: date, last: date, known: date
) -> Iterator[Stretch]:
    """How a rate stands on the days between, without those on which it is not charged and not suspended."""
    enacted = EnactedRate(str(rate.id), measure, rate.starts_on, rate.ends_on, rate.known_on)
    day: date | None = max(first, rate.starts_on)
    while day and day <= last:
        found = standing(enacted, effects, day, known)
        if found.charged or found.status is Status.SUSPENDED:
            yield Stretch(found.since, found.until, found.status)
        day = date.fromordinal(found.until.toordinal() + 1) if found.until and found.until < last else None


def _summed(bars: Sequence[Bar]) -> Bar:
    """One bar for the many rates of a measure: from the first to the last day on which one of them is charged."""
    charged = [stretch for bar in bars for stretch in bar.stretches if stretch.status is not Status.SUSPENDED]
    first = min((each.first for each in charged if each.first), default=None)
    last = None if any(each.last is None for each in charged) else max(e.last for e in charged if e.last)
    words = f"more than {BARS} rates"
    return Bar("", words, words, (Stretch(first, last, Status.IN_FORCE),))
