"""Addresses that can name nothing."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse


class NamesSomething:
    """Refuses an address with a null character in its query: no text of the record holds one, nor can the database."""

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: Any, kwargs: Any) -> None:
        if any("\0" in name or any("\0" in value for value in values) for name, values in request.GET.lists()):
            raise BadRequest("The address holds a character that no name has.")
