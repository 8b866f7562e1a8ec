"""Sectors, and what their goods pay."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from parley.lib.asof import as_of
from parley.lib.http import keyed_or_404, render_page
from parley.lib.reading import attach
from parley.lib.writers import download
from tariffs import reports
from tariffs.models import Scope, Sector
from tariffs.selectors.goods import code_sets
from tariffs.selectors.sector_pages import codes_of, sector_facts
from tariffs.selectors.sectors import sectors_on
from tariffs.views.asked import pair_asked


@require_safe
def sector_list(request: HttpRequest) -> HttpResponse:
    at = as_of(request)
    sectors = sectors_on(at)
    goods = code_sets({sector.scope_id for sector, _ in sectors}, at.recorded)
    lines = [(sector, depth, goods[sector.scope_id]) for sector, depth in sectors]
    return render_page(request, "tariffs/sector_list.html", {"as_of": at, "lines": lines}, partial="sectors")


@require_safe
def sector_list_export(request: HttpRequest, format: str) -> HttpResponse:
    at = as_of(request)
    sectors = sectors_on(at)
    goods = code_sets({sector.scope_id for sector, _ in sectors}, at.recorded)
    return download(reports.sectors(sectors, goods, at), format, name="sectors")


@require_safe
def sector_detail(request: HttpRequest, key: str) -> HttpResponse:
    at = as_of(request)
    sector = keyed_or_404(Sector, key, at.recorded)
    attach([sector], "scope", Scope, at.recorded)
    pair = pair_asked(request, at)
    context = {
        "as_of": at,
        "sector": sector,
        "codes": codes_of(sector, at),
        "pair": pair,
        "facts": sector_facts(sector, pair.importer, pair.origin, at) if pair.importer else None,
    }
    return render_page(request, "tariffs/sector_detail.html", context, partial="duties")
