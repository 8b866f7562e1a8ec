"""What a schedule states for the goods of a law's pages, read in one query."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.db.models.functions import Left

from parley.lib.asof import AsOf
from tariffs.columns import Texts
from tariffs.models import Economy, TariffLine
from tariffs.nomenclature import CodeSet, ancestors


def lines_on(economy: Economy, as_of: AsOf) -> QuerySet[TariffLine]:
    """The lines of a schedule as they were worded on the day, as known; the one worded last comes last.

    A last day that was not public yet is none: the line was thought to last.
    """
    lasting = Q(ends_on=None) | Q(ends_on__gte=as_of.on) | Q(end_known_on__gt=as_of.known)
    rows = TariffLine.recorded(as_of.recorded).known(as_of.known)
    return rows.filter(lasting, economy_id=economy.pk, starts_on__lte=as_of.on).order_by("starts_on")


def texts_under(economy: Economy, goods: Iterable[CodeSet], as_of: AsOf) -> dict[str, Texts]:
    """By code, what the schedule states for lines of some goods, and for the lines above these; blank ones left out."""
    tops = {code for each in goods for code in each.included}
    if not tops:
        return {}
    rows = lines_on(economy, as_of).exclude(general="", special="", other="")
    if "" not in tops:
        lengths = {len(code) for code in tops}
        near = Q(code__in=sorted({up for code in tops for up in ancestors(code)}))
        for length in sorted(lengths):
            near |= Q(**{f"first{length}__in": sorted(code for code in tops if len(code) == length)})
        rows = rows.alias(**{f"first{length}": Left("code", length) for length in lengths}).filter(near)
    return {code: Texts(*stated) for code, *stated in rows.values_list("code", "general", "special", "other")}
