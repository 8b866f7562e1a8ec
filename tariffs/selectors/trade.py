"""What is traded, as a weight of totals, which is told with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Max

from tariffs.models import Economy, TradeFlow
from tariffs.nomenclature import CodeSet
from tariffs.selectors.ladders import charged_on
from tariffs.selectors.law import Law

PLACES = Decimal("0.01")  # of a percent: trade figures carry no more


@dataclass(frozen=True, slots=True)
class Flows:
    """What an importer bought of an origin in a year, in US dollars by code."""

    year: int
    values: Mapping[str, Decimal]
    source: str


@dataclass(frozen=True, slots=True)
class Weighted:
    """A mean of totals weighted by trade, in percent; `weight` is the trade whose duty is known, of `traded` in all."""

    mean: Decimal | None
    weight: Decimal
    traded: Decimal


def flows_of(importer: Economy, origins: Iterable[Economy], recorded: datetime | None) -> dict[int, Flows]:
    """The latest year's flows by the id of their origin; two queries."""
    ids = [origin.pk for origin in origins]
    rows = TradeFlow.recorded(recorded).filter(importer_id=importer.pk, origin_id__in=ids)
    latest = dict(rows.order_by().values_list("origin_id").annotate(Max("year")))
    found: dict[int, Flows] = {}
    for origin, year, code, value, source in rows.order_by("code").values_list(
        "origin_id", "year", "code", "value", "source"
    ):
        if year == latest[origin]:
            flows = found.setdefault(origin, Flows(year, {}, source))
            flows.values[code] = value  # type: ignore[index]
    return found


def weighted(law: Law, goods: CodeSet, flows: Flows) -> Weighted:
    """The mean total on some goods, weighted by what was traded under their codes."""
    traded = weight = charged = Decimal(0)
    for code, value in flows.values.items():
        if not value or not goods.covers(code):
            continue
        traded += value
        total = charged_on(law, code).total
        if total is not None:
            weight += value
            charged += value * total
    return Weighted((charged / weight).quantize(PLACES, ROUND_HALF_UP) if weight else None, weight, traded)
