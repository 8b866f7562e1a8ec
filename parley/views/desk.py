"""The desk: where everything stands."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from negotiations.models import Negotiation
from negotiations.selectors.overview import negotiation_lines
from parley.lib.asof import as_of
from parley.lib.http import render_page
from parley.selectors.changes import batches, latest_changes

NEGOTIATIONS = 20
CHANGES = 200  # looked through for the batches
BATCHES = 8


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    at = as_of(request)
    negotiations = list(Negotiation.recorded(at.recorded).order_by("title", "id")[: NEGOTIATIONS + 1])
    drafts = request.user.may_write  # type: ignore[union-attr]
    changes, _ = latest_changes(at, size=CHANGES, drafts=drafts, parts=False)
    context = {
        "as_of": at,
        "lines": negotiation_lines(negotiations[:NEGOTIATIONS], at),
        "more": len(negotiations) > NEGOTIATIONS,
        "batches": batches(changes, size=BATCHES),
    }
    return render_page(request, "desk.html", context)
