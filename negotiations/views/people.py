"""Officials."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from negotiations.models import Official
from negotiations.reports import lists
from negotiations.selectors import people
from parley.lib.asof import as_of
from parley.lib.http import keyed_or_404, render_page
from parley.lib.paging import window
from parley.lib.writers import download

ROWS_A_FILE = 1000


@require_safe
def official_list(request: HttpRequest) -> HttpResponse:
    at = as_of(request)
    page = window(request, Official.recorded(at.recorded), "family_name", "id")
    context = {"as_of": at, "page": page, "lines": people.official_lines(page.rows, at)}
    return render_page(request, "negotiations/official_list.html", context, partial="officials")


@require_safe
def official_list_export(request: HttpRequest, format: str) -> HttpResponse:
    at = as_of(request)
    rows = list(Official.recorded(at.recorded).order_by("family_name", "id")[:ROWS_A_FILE])
    return download(lists.officials(people.official_lines(rows, at), at), format, name="officials")


@require_safe
def official_detail(request: HttpRequest, key: str) -> HttpResponse:
    at = as_of(request)
    official = keyed_or_404(Official, key, at.recorded)
    file = people.official_file(official, at)
    context = {
        "as_of": at,
        "official": official,
        "offices": [(office, file.evidence.notes(office)) for office in file.offices],
        "attendances": [(row, file.evidence.notes(row)) for row in file.attendances],
        "quoted": file.quoted,
        "cut": file.cut,
        "evidence": file.evidence,
    }
    return render_page(request, "negotiations/official_detail.html", context)
