"""The duties that issues are about, as stretches of days: charged, suspended, held unlawful."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery, Window
from django.db.models.functions import JSONObject, RowNumber

from negotiations.models import Issue, Party
from parley.lib.asof import AsOf
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
    of the law contradicts itself, in words. Two queries at most."""
    rates = _rates(issues, [party.economy_id for party in parties], first, last, as_of)
    effects = _effects([rate["id"] for rate in rates], as_of)
    names = {party.economy_id: party.name for party in parties}
    measures, faults = [], []
    for told, under in groupby(rates, key=lambda rate: rate["measure_told"]):
        found = list(under)
        measure = Bars(told["key"], told["name"], told["short_name"])
        for rate in found:
            try:
                stretches = tuple(_stretches(rate, effects[rate["id"]], first, last, as_of.known))
            except ValueError as fault:
                faults.append(f"{measure.name}: {fault}")
                continue
            duty, whose = rate["duty"] or "n/a", names.get(rate["origin_id"], "all origins")
            if stretches:
                words = f"{duty} on {rate['goods']}, {whose}"
                measure.bars.append(Bar(rate["key"], f"{duty}, {whose}", words, stretches))
        if len(found) > BARS and measure.bars:
            measure.bars = [_summed(measure.bars)]
        if measure.bars:
            measures.append(measure)
    return measures, faults


def _rates(
    issues: Iterable[Issue], economies: Sequence[int], first: date, last: date, as_of: AsOf
) -> list[dict[str, Any]]:
    """The rates on goods of the parties or of all origins, at most one more of a measure than are told one by one.

    In one query with the words for measure and goods, each as it stood in the record at the moment.
    """
    at = as_of.recorded
    pointed_at = {issue.measure_id for issue in issues} - {None}
    parts = {issue.part_id for issue in issues} - {None}
    if not pointed_at and not parts:
        return []
    divided = Rate.recorded(at).filter(id__in=RatePart.recorded(at).filter(id__in=parts).values("rate_id"))
    ours = Measure.recorded(at).filter(
        Q(id__in=pointed_at) | Q(id__in=divided.values("measure_id")), economy_id__in=economies
    )
    extended = Effect.recorded(at).filter(kind=Effect.Kind.EXTENDS)  # it can move the rate's own last day
    rows = (
        Rate.recorded(at)
        .known(as_of.known)
        .filter(
            Q(origin_id=None) | Q(origin_id__in=economies),
            Q(ends_on=None) | Q(ends_on__gte=first) | Q(id__in=extended.values("rate_id")),
            measure_id__in=ours.values("id"),
            starts_on__lte=last,
        )
    )
    told = Measure.recorded(at).filter(id=OuterRef("measure_id"))
    rows = rows.annotate(
        measure_told=Subquery(
            told.values(told=JSONObject(key="key", name="name", short_name="short_name", place="place"))
        ),
        goods=Subquery(Scope.recorded(at).filter(id=OuterRef("scope_id")).values("name")),
        nth=Window(RowNumber(), partition_by="measure_id", order_by=[F("starts_on").desc(), F("id").desc()]),
    )
    found = rows.filter(nth__lte=BARS + 1).values(
        "id", "key", "duty", "origin_id", "starts_on", "ends_on", "known_on", "measure_told", "goods"
    )
    return sorted(
        found, key=lambda rate: (rate["measure_told"]["place"], rate["measure_told"]["key"], rate["starts_on"])
    )


def _effects(rates: Sequence[int], as_of: AsOf) -> defaultdict[int, list[LawEffect]]:
    done = defaultdict(list)
    if rates:
        for row in Effect.recorded(as_of.recorded).filter(rate_id__in=rates, known_on__isnull=False):
            done[row.rate_id].append(effect_value(row, row.rate_id))
    return done


def _stretches(
    rate: dict[str, Any], effects: Sequence[LawEffect], first: date, last: date, known: date
) -> Iterator[Stretch]:
    """How a rate stands on the days between, without those on which it is not charged and not suspended."""
    enacted = EnactedRate(rate["id"], rate["measure_told"]["key"], rate["starts_on"], rate["ends_on"], rate["known_on"])
    day: date | None = max(first, rate["starts_on"])
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
