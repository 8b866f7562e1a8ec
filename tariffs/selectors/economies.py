"""Economies, asked for by their codes, and how far their law has been entered."""

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

from parley.lib.asof import AsOf
from parley.lib.reading import answer, rows_by, rows_found, values_of, written
from parley.lib.standing import records_of
from tariffs.models import Economy, Measure, Rate


def economies_on(as_of: AsOf) -> list[Economy]:
    """All economies by name."""
    return sorted(rows_found(Economy, as_of.recorded, "TRUE", {}), key=lambda economy: economy.name)


def with_law(economies: list[Economy], as_of: AsOf) -> list[Economy]:
    """Those of the economies that have a measure."""
    measures = records_of(Measure, past=as_of.recorded is not None)
    having = values_of(f"SELECT DISTINCT economy_id FROM {measures} rows", as_of.recorded, {})  # noqa: S608 - our name
    ids = {number for (number,) in having}
    return [economy for economy in economies if economy.pk in ids]


def with_rates_of_their_own(economies: list[Economy], importer: Economy, as_of: AsOf) -> list[Economy]:
    """Those of the economies on whose goods some rate of the importer's known by the day is charged, and on no
    others; those with the most such rates first."""
    asked = {"importer": importer.pk, "known": as_of.known}
    counted = dict(values_of(_rates_by_origin(past=as_of.recorded is not None), as_of.recorded, asked))
    own = [economy for economy in economies if economy.pk in counted]
    return sorted(own, key=lambda economy: (-counted[economy.pk], economy.name))


@cache
def _rates_by_origin(*, past: bool) -> str:
    measures, rates = records_of(Measure, past=past), records_of(Rate, past=past)
    theirs = f"SELECT id FROM {measures} measure WHERE economy_id = %(importer)s"  # noqa: S608 - our names
    named = f"rows.origin_id IS NOT NULL AND rows.known_on <= %(known)s AND rows.measure_id IN ({theirs})"
    return f"SELECT rows.origin_id, count(*) FROM {rates} rows WHERE {named} GROUP BY 1"  # noqa: S608 - our names


def nearest_of(economies: list[Economy], importer: Economy) -> Economy | None:
    """Of some economies that which sits at a table with the importer, else the first."""
    ids = {number for (number,) in answer(*_partners(), {_IMPORTER: importer.pk})} if economies else set()
    return min(economies, key=lambda economy: economy.pk not in ids, default=None)


_IMPORTER = -1  # stands for an economy; none has that number


@cache
def _partners() -> tuple[str, tuple[Any, ...]]:
    """The economies that sit at a table with the importer."""
    partners = Economy.objects.filter(seats__negotiation__parties__economy=_IMPORTER).exclude(pk=_IMPORTER)
    return written(partners.order_by().values_list("pk"))


def entered_too_little(as_of: AsOf, economies: Collection[int] | None = None) -> list[Economy]:
    """The economies whose law has been entered only up to an earlier day than the reader's, or than that of what was
    known; of all, or of some by id."""
    if economies is not None:
        return too_little(rows_by(Economy, as_of.recorded, id=economies), as_of)
    return too_little(Economy.recorded(as_of.recorded).filter(law_entered_to__isnull=False), as_of)


def too_little(economies: Iterable[Economy], as_of: AsOf) -> list[Economy]:
    """Those of the economies, by the day up to which their law goes."""
    day = max(as_of.on, as_of.known)
    rows = [economy for economy in economies if economy.law_entered_to and economy.law_entered_to < day]
    return sorted(rows, key=lambda economy: (economy.law_entered_to, economy.name))
