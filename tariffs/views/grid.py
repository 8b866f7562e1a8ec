"""Sectors by day and by origin."""

from datetime import date

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from parley.lib.asof import AsOf, as_of
from parley.lib.days import read_day
from parley.lib.http import render_page
from parley.lib.writers import download
from tariffs import reports_grid
from tariffs.models import Economy
from tariffs.selectors.economies import with_rates_of_their_own
from tariffs.selectors.grid import COLUMNS, Grid, grid_by_day, grid_by_origin
from tariffs.views.asked import Pair, pair_asked

WAYS = {"day": "by day", "origin": "by origin"}


@require_safe
def rate_grid(request: HttpRequest) -> HttpResponse:
    at = as_of(request)
    pair = pair_asked(request, at)
    context = {
        "as_of": at,
        "pair": pair,
        "ways": WAYS,
        "by": _way(request),
        "grid": _grid(request, pair, at),
        "days_asked": request.GET.get("days", ""),
        "origins_asked": request.GET.get("origins", ""),
        "most": COLUMNS,
    }
    return render_page(request, "tariffs/rate_grid.html", context, partial="rates")


@require_safe
def rate_grid_export(request: HttpRequest, format: str) -> HttpResponse:
    at = as_of(request)
    pair = pair_asked(request, at)
    return download(
        reports_grid.rates(_grid(request, pair, at), at, WAYS[_way(request)]), format, name="rates-by-sector"
    )


def _way(request: HttpRequest) -> str:
    way = request.GET.get("by") or "day"
    if way not in WAYS:
        raise BadRequest(f"“{way[:20]}” is no way to compare rates; write day or origin.")
    return way


def _grid(request: HttpRequest, pair: Pair, at: AsOf) -> Grid | None:
    """The grid that is asked for; None where nobody charges anything."""
    if pair.importer is None:
        return None
    if _way(request) == "origin":
        return grid_by_origin(pair.importer, _origins(request, pair.importer, pair, at), at)
    origin = pair.origin or next((each for each in pair.origins if each != pair.importer), None)
    if origin is None:
        return None
    before = request.GET.get("before")
    return grid_by_day(pair.importer, origin, _days(request), at, _day(before) if before else None)


def _days(request: HttpRequest) -> list[date]:
    return sorted({_day(text) for text in request.GET.get("days", "").replace(",", " ").split()})[:COLUMNS]


def _day(text: str) -> date:
    try:
        return read_day(text)
    except ValueError as fault:
        raise BadRequest(str(fault)) from fault


def _origins(request: HttpRequest, importer: Economy, pair: Pair, at: AsOf) -> list[Economy]:
    """Those of `?origins=JP KR EU`; else those for which the importer has rates of their own, as many as fit."""
    asked = request.GET.get("origins", "").replace(",", " ").upper().split()
    if not asked:
        others = [economy for economy in pair.origins if economy != importer]
        own = with_rates_of_their_own(others, importer, at) or others
        return sorted(own[:COLUMNS], key=lambda economy: economy != pair.origin)
    by_code = {economy.code: economy for economy in pair.origins}
    if unknown := [code for code in asked if code not in by_code]:
        raise BadRequest(f"“{unknown[0][:10]}” is not the code of an economy.")
    return list({code: by_code[code] for code in asked}.values())[:COLUMNS]
