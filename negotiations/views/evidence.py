"""Sources."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from negotiations.models import Source
from negotiations.reports import lists
from negotiations.selectors.evidence import origins_of
from negotiations.selectors.sources import source_file
from parley.lib.access import sees_drafts
from parley.lib.asof import as_of
from parley.lib.http import render_page
from parley.lib.paging import window
from parley.lib.writers import download

ROWS_A_FILE = 1000


@require_safe
def source_list(request: HttpRequest) -> HttpResponse:
    at = as_of(request)
    known = Source.recorded(at.recorded).filter(published_on__lte=at.known)
    page = window(request, known, "-published_on", "-id")
    origins = origins_of(page.rows, at)
    lines = [(source, origins[source.pk]) for source in page.rows]
    return render_page(
        request, "negotiations/source_list.html", {"as_of": at, "page": page, "lines": lines}, partial="sources"
    )


@require_safe
def source_list_export(request: HttpRequest, format: str) -> HttpResponse:
    at = as_of(request)
    known = Source.recorded(at.recorded).filter(published_on__lte=at.known)
    rows = list(known.order_by("-published_on", "-id")[:ROWS_A_FILE])
    return download(lists.source_list(rows, origins_of(rows, at), at), format, name="sources")


@require_safe
def source_detail(request: HttpRequest, key: str) -> HttpResponse:
    at = as_of(request)
    source = get_object_or_404(Source.recorded(at.recorded), key=key, published_on__lte=at.known)
    context = {"as_of": at, "source": source, "file": source_file(source, at, drafts=sees_drafts(request, at))}
    return render_page(request, "negotiations/source_detail.html", context)
