"""The desk: where everything stands."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from negotiations.models import Negotiation
from negotiations.selectors.deadlines import ahead
from negotiations.selectors.overview import negotiation_lines
from negotiations.selectors.reviews import returned_to
from parley.lib.access import user_of
from parley.lib.asof import as_of
from parley.lib.http import render_page
from parley.selectors.batches import latest_batches
from parley.selectors.mentions import unread
from parley.unsaved import left_by

NEGOTIATIONS = 20
CHANGES = 200  # looked through for the batches
BATCHES = 8
DAYS = 30  # looked ahead


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    at = as_of(request)
    negotiations = list(Negotiation.recorded(at.recorded).order_by("title", "id")[: NEGOTIATIONS + 1])
    user = user_of(request)
    drafts = user.may_write
    context = {
        "as_of": at,
        "lines": negotiation_lines(negotiations[:NEGOTIATIONS], at),
        "more": len(negotiations) > NEGOTIATIONS,
        "ahead": ahead(at, DAYS),
        "batches": latest_batches(at, among=CHANGES, size=BATCHES, drafts=drafts),
        "left": left_by(user),
    }
    if drafts and not at.recorded:  # what waits is of now
        named, more_named = unread(user)
        context |= {"named": named, "more_named": more_named, "returned": returned_to(user)}
    return render_page(request, "desk.html", context)
