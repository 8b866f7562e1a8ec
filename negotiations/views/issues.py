"""Issues, and the positions held on them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from negotiations.models import Issue, Negotiation
from negotiations.selectors import issues as selectors
from parley.lib.asof import as_of
from parley.lib.http import render_page
from parley.lib.paging import window

ISSUES_A_PAGE = 25


@require_safe
def issue_list(request: HttpRequest, slug: str) -> HttpResponse:
    at = as_of(request)
    negotiation = get_object_or_404(Negotiation.recorded(at.recorded), key=slug)
    page = window(request, selectors.agenda(negotiation, at), "place", "id", size=ISSUES_A_PAGE)
    lines, evidence = selectors.issue_lines(negotiation, page.rows, at)
    context = {
        "negotiation": negotiation,
        "as_of": at,
        "page": page,
        "lines": lines,
        "parties": list(lines[0].held) if lines else [],
        "evidence": evidence,
    }
    return render_page(request, "negotiations/issue_list.html", context, partial="issues")
from django.http import Http404


def issue_list_export(request, **_):
    raise Http404


def issue_detail(request, **_):
    raise Http404
