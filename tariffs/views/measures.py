"""Measures and their rates."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from parley.lib.asof import AsOf, as_of, say_day
from parley.lib.http import keyed_or_404, render_page
from parley.lib.paging import window, window_where
from parley.lib.reading import attach
from parley.lib.writers import download
from tariffs import reports
from tariffs.models import Economy, Measure, Rate
from tariffs.selectors import measures as selectors
from tariffs.views.asked import economy_asked


@require_safe
def measure_list(request: HttpRequest) -> HttpResponse:
    at = as_of(request)
    economies, economy = economy_asked(request, at, Measure)
    page = window(request, selectors.measures_known(at, economy), "place", "id")
    lines = selectors.measure_lines(page.rows, at)
    context = {"as_of": at, "economies": economies, "economy": economy, "page": page, "lines": lines}
    return render_page(request, "tariffs/measure_list.html", context, partial="measures")


@require_safe
def measure_list_export(request: HttpRequest, format: str) -> HttpResponse:
    at = as_of(request)
    _, economy = economy_asked(request, at, Measure)
    lines = selectors.measure_lines(selectors.measures_known(at, economy).order_by("place", "id"), at)
    return download(reports.measures(lines, at), format, name="measures")


@require_safe
def measure_detail(request: HttpRequest, key: str, rate: str = "") -> HttpResponse:
    """A measure with its rates, the latest first; the address of one rate has that one first."""
    at = as_of(request)
    measure = keyed_or_404(Measure, key, at.recorded)
    attach([measure], "economy", Economy, at.recorded)
    first = [_rate_of(measure, rate, at)] if rate else []
    others = selectors.rates_known(measure, at, besides=rate)
    page = window_where(request, Rate, others, "-starts_on", "-id", size=selectors.SHOWN)
    page = replace(page, rows=[*first, *page.rows])
    if not page.rows:  # else it is known by one of its rates
        get_object_or_404(selectors.measures_known(at), key=key)
    facts = selectors.measure_facts(measure, page.rows, at)
    context = {"as_of": at, "measure": measure, "page": page, "facts": facts}
    return render_page(request, "tariffs/measure_detail.html", context)


def _rate_of(measure: Measure, key: str, at: AsOf) -> Rate:
    rate = keyed_or_404(Rate, key, at.recorded)
    if rate.measure_id == measure.pk and rate.known_on and rate.known_on <= at.known:
        return rate
    raise Http404(f"{measure} has no rate “{key}” that was known on {say_day(at.known)}.")
