"""The timeline of a negotiation: how the positions moved."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from negotiations.models import Issue, Negotiation, Stance
from negotiations.reports import timeline as reports
from negotiations.reports.days import say_choice
from negotiations.reports.picture import picture
from negotiations.selectors import timeline as selectors
from negotiations.selectors.silence import outcomes_of
from parley.lib.asof import as_of
from parley.lib.http import keyed_or_404, render_page
from parley.lib.paging import window_among
from parley.lib.writers import download

ISSUES_A_PAGE = 12
FILES = [("pdf", "PDF"), ("docx", "Word"), ("xlsx", "Excel"), ("csv", "CSV")]


@require_safe
def timeline(request: HttpRequest, slug: str) -> HttpResponse:
    at = as_of(request)
    negotiation = keyed_or_404(Negotiation, slug, at.recorded)
    choice = selectors.choose(request.GET, negotiation, at)
    page = window_among(request, Issue, choice.issues_left(at), "place", "id", size=ISSUES_A_PAGE)
    seen = selectors.timeline(negotiation, page.rows, choice, at, marks=selectors.MARKS)
    context = {
        "negotiation": negotiation,
        "as_of": at,
        "here": reverse("negotiations:timeline", args=[slug]),
        "root": reverse("negotiations:negotiation_detail", args=[slug]),
        "files": [(reverse("negotiations:timeline_export", args=[slug, ending]), words) for ending, words in FILES],
        "choice": choice,
        "stances": Stance.choices,
        "page": page,
        "seen": seen,
        "silent": outcomes_of(seen.silent, at),
        "said": say_choice(choice, seen.first, seen.last),
        "picture": picture(seen),
        "rows": reports.rows(seen),
        "facts": reports.facts(seen),
        "evidence": seen.evidence,
    }
    return render_page(request, "negotiations/timeline.html", context, partial="timeline")


@require_safe
def timeline_export(request: HttpRequest, slug: str, format: str) -> HttpResponse:
    at = as_of(request)
    negotiation = keyed_or_404(Negotiation, slug, at.recorded)
    choice = selectors.choose(request.GET, negotiation, at)
    document = reports.document(negotiation, choice, at, format)
    return download(document, format, name=f"{slug}-timeline")
