"""Issues, and the positions held on them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from negotiations.models import Issue, Negotiation
from negotiations.reports import lists
from negotiations.selectors import divergences, terms
from negotiations.selectors import issues as selectors
from parley.lib.asof import as_of
from parley.lib.http import render_page
from parley.lib.paging import window
from parley.lib.writers import download

ISSUES_A_PAGE = 20
ISSUES_A_FILE = 1000
POSITIONS_A_PAGE = 25


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


@require_safe
def issue_list_export(request: HttpRequest, slug: str, format: str) -> HttpResponse:
    at = as_of(request)
    negotiation = get_object_or_404(Negotiation.recorded(at.recorded), key=slug)
    lines, evidence = selectors.issue_lines(negotiation, selectors.agenda(negotiation, at)[:ISSUES_A_FILE], at)
    return download(lists.issues(negotiation, lines, evidence, at), format, name=f"{slug}-issues")


@require_safe
def issue_detail(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    at = as_of(request)
    negotiation = get_object_or_404(Negotiation.recorded(at.recorded), key=slug)
    issue = get_object_or_404(Issue.recorded(at.recorded), key=key, negotiation_id=negotiation.pk)
    issue.negotiation = negotiation
    page = window(request, selectors.positions_on(issue, at), "-starts_on", "-id", size=POSITIONS_A_PAGE)
    file = selectors.issue_file(issue, page.rows, at)
    context = {
        "negotiation": negotiation,
        "as_of": at,
        "issue": issue,
        "page": page,
        "file": file,
        "evidence": file.evidence,
        "differences": [each for each in divergences.differences(negotiation, at, issue=issue) if each.since],
        "terms": terms.promised_on(issue, at),
    }
    return render_page(request, "negotiations/issue_detail.html", context)
