"""Search."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from parley.lib.asof import as_of
from parley.lib.http import render_page
from parley.selectors import search as selectors
from tariffs.nomenclature import display, normalise


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    at = as_of(request)
    words = request.GET.get("q", "").replace("\0", "").strip()
    found = selectors.search(words, at) if words else None
    context = {"as_of": at, "words": words, "found": found, "code": _code(words)}
    return render_page(request, "search.html", context)


def _code(words: str) -> str:
    """The HS code that is searched for, as printed; nothing where it is none, or all goods."""
    try:
        return display(normalise(words)) if words else ""
    except ValueError:
        return ""
