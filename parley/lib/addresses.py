"""The addresses of records, which a page has by the hundred; and addresses that can name nothing."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix, reverse


def address_of(name: str, *keys: str) -> str:
    """As Django's `reverse`, which is asked once for a name: then the keys of records, which need no quoting, are put
    in."""
    return _form(name, len(keys), get_script_prefix()).format(*keys)


@cache
def _form(name: str, keys: int, _prefix: str) -> str:
    places = [f"key-{place}-" for place in range(keys)]
    form = reverse(name, args=places)
    for place in places:
        form = form.replace(place, "{}")
    return form


class NamesSomething:
    """Refuses an address with a null character in its query: no text of the record holds one, nor can the database."""

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: Any, kwargs: Any) -> None:
        if any("\0" in name or any("\0" in value for value in values) for name, values in request.GET.lists()):
            raise BadRequest("The address holds a character that no name has.")
