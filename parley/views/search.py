"""Search."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from parley.lib.asof import as_of
from parley.lib.http import render_page
from parley.selectors import search as selectors


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    at = as_of(request)
    words = request.GET.get("q", "").replace("\0", "").strip()
    found = selectors.search(words, at) if words else None
    return render_page(request, "search.html", {"as_of": at, "words": words, "found": found})
