"""Issues, and the positions held on them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from negotiations.models import Issue, Negotiation, Position
from negotiations.reports import lists
from negotiations.selectors import divergences, terms
from negotiations.selectors import issues as selectors
from parley.lib.asof import as_of
from parley.lib.http import keyed_or_404, render_page
from parley.lib.paging import window, window_where
from parley.lib.writers import download

ISSUES_A_PAGE = 20
ISSUES_A_FILE = 1000
POSITIONS_A_PAGE = 25


@require_safe
def issue_list(request: HttpRequest, slug: str) -> HttpResponse:
    at = as_of(request)
    negotiation = keyed_or_404(Negotiation, slug, at.recorded)
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
    negotiation = keyed_or_404(Negotiation, slug, at.recorded)
    lines, evidence = selectors.issue_lines(negotiation, selectors.agenda(negotiation, at)[:ISSUES_A_FILE], at)
    return download(lists.issues(negotiation, lines, evidence, at), format, name=f"{slug}-issues")


@require_safe
def issue_detail(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    at = as_of(request)
    negotiation = keyed_or_404(Negotiation, slug, at.recorded)
    issue = keyed_or_404(Issue, key, at.recorded)
    if issue.negotiation_id != negotiation.pk:
        raise Http404(f"{negotiation} has no issue “{key}”.")
    issue.negotiation = negotiation
    page = window_where(
        request, Position, selectors.positions_on(issue, at), "-starts_on", "-id", size=POSITIONS_A_PAGE
    )
    file = selectors.issue_file(issue, page.rows, at)
    found = divergences.differences(negotiation, at, issue=issue, parties=file.by_party)
    context = {
        "negotiation": negotiation,
        "as_of": at,
        "issue": issue,
        "page": page,
        "file": file,
        "evidence": file.evidence,
        "differences": [each for each in found if each.since],
        "terms": terms.promised_on(issue, at),
    }
    return render_page(request, "negotiations/issue_detail.html", context)
