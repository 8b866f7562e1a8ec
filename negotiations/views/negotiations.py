"""Negotiations and their deadlines."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from negotiations.models import Negotiation
from negotiations.reports import lists
from negotiations.selectors import overview
from negotiations.selectors.deadlines import chains, moved_to
from parley.lib.asof import as_of
from parley.lib.http import keyed_or_404, render_page
from parley.lib.paging import window
from parley.lib.writers import download

ROWS_A_FILE = 1000


@require_safe
def negotiation_list(request: HttpRequest) -> HttpResponse:
    at = as_of(request)
    page = window(request, Negotiation.recorded(at.recorded), "title", "id")
    context = {"as_of": at, "page": page, "lines": overview.negotiation_lines(page.rows, at)}
    return render_page(request, "negotiations/negotiation_list.html", context, partial="negotiations")


@require_safe
def negotiation_list_export(request: HttpRequest, format: str) -> HttpResponse:
    at = as_of(request)
    rows = list(Negotiation.recorded(at.recorded).order_by("title", "id")[:ROWS_A_FILE])
    return download(lists.negotiations(overview.negotiation_lines(rows, at), at), format, name="negotiations")


@require_safe
def negotiation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    at = as_of(request)
    negotiation = keyed_or_404(Negotiation, slug, at.recorded)
    seen = overview.overview(negotiation, at)
    context = {"negotiation": negotiation, "as_of": at, "seen": seen, "evidence": seen.evidence}
    return render_page(request, "negotiations/negotiation_detail.html", context)


@require_safe
def deadline_list(request: HttpRequest, slug: str) -> HttpResponse:
    at = as_of(request)
    negotiation = keyed_or_404(Negotiation, slug, at.recorded)
    deadlines, evidence = overview.deadlines_of(negotiation, at)
    linked = chains(deadlines)
    lines = [(each, evidence.notes(each), moved_to(linked[each.pk]), linked[each.pk]) for each in deadlines]
    moved = any(later for _, _, later, _ in lines)
    context = {"negotiation": negotiation, "as_of": at, "lines": lines, "moved": moved, "evidence": evidence}
    return render_page(request, "negotiations/deadline_list.html", context)


@require_safe
def deadline_list_export(request: HttpRequest, slug: str, format: str) -> HttpResponse:
    at = as_of(request)
    negotiation = keyed_or_404(Negotiation, slug, at.recorded)
    document = lists.deadlines(negotiation, *overview.deadlines_of(negotiation, at), at)
    return download(document, format, name=f"{slug}-deadlines")
