"""Acts of law, and what they did."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from parley.lib.asof import as_of
from parley.lib.http import render_page
from parley.lib.paging import window
from parley.lib.reading import attach
from parley.lib.writers import download
from tariffs import reports
from tariffs.forms import VoidForm
from tariffs.models import Economy, LegalInstrument
from tariffs.selectors import instruments as selectors
from tariffs.selectors.economies import economies_on, with_rates_of_their_own
from tariffs.selectors.measures import SHOWN
from tariffs.selectors.voiding import voided
from tariffs.views.asked import economy_asked, origin_asked


@require_safe
def instrument_list(request: HttpRequest) -> HttpResponse:
    at = as_of(request)
    economies, economy = economy_asked(request, at, LegalInstrument)
    page = window(request, selectors.instruments_known(at, economy), "-published_on", "-id")
    attach(page.rows, "economy", Economy, at.recorded)
    context = {"as_of": at, "economies": economies, "economy": economy, "page": page}
    return render_page(request, "tariffs/instrument_list.html", context, partial="instruments")


@require_safe
def instrument_list_export(request: HttpRequest, format: str) -> HttpResponse:
    at = as_of(request)
    _, economy = economy_asked(request, at, LegalInstrument)
    rows = list(selectors.instruments_known(at, economy).order_by("-published_on", "-id"))
    attach(rows, "economy", Economy, at.recorded)
    return download(reports.instruments(rows, at), format, name="instruments")


@require_safe
def instrument_detail(request: HttpRequest, key: str) -> HttpResponse:
    at = as_of(request)
    instrument = get_object_or_404(selectors.instruments_known(at), key=key)
    attach([instrument], "economy", Economy, at.recorded)
    page = window(request, selectors.rates_enacted(instrument, at), "-starts_on", "-id", size=SHOWN)
    facts = selectors.instrument_facts(instrument, page.rows, at)
    attach([effect.rate for effect in facts.done], "origin", Economy, at.recorded)
    context = {"as_of": at, "instrument": instrument, "page": page, "facts": facts, "void": VoidForm(None, at)}
    return render_page(request, "tariffs/instrument_detail.html", context)


@require_safe
def instrument_without(request: HttpRequest, key: str) -> HttpResponse:
    """What would be charged were the act void from a day on; nothing of it is saved."""
    at = as_of(request)
    instrument = get_object_or_404(selectors.instruments_known(at), key=key)
    attach([instrument], "economy", Economy, at.recorded)
    economies = economies_on(at)
    named = with_rates_of_their_own(economies, instrument.economy, at)
    origin = origin_asked(request, economies, instrument.economy, named)
    form = VoidForm(request.GET if "since" in request.GET else None, at)
    context = {
        "as_of": at,
        "instrument": instrument,
        "form": form,
        "economies": economies,
        "origin": origin,
        "lines": voided(instrument, origin, form.cleaned_data["since"], at) if form.is_valid() else None,
    }
    return render_page(request, "tariffs/instrument_without.html", context)
