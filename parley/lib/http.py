"""Pages and their parts: the only place that looks at htmx's headers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.template import Engine, RequestContext
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect

from parley.lib.asof import CLOCKS
from parley.lib.reading import rows_by
from parley.lib.writers import WRITERS

THEMES = ("auto", "light", "dark")
VERSION = "0.1"


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx will put the answer into a part of the page that it already shows."""
    htmx = request.htmx  # type: ignore[attr-defined]  # set by django-htmx's middleware
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


class Page(HttpResponse):
    """A page, with what it was made of: that is dropped when the page has been sent."""

    def __init__(self, text: str, made_of: Mapping[str, Any], status: int) -> None:
        super().__init__(text, status=status)
        self.made_of = made_of

    def close(self) -> None:
        self.made_of = {}  # before garbage is looked for
        super().close()


def render_page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, partial: str | None = None, status: int = 200
) -> HttpResponse:
    """The page, or its named partial alone when only a part is wanted.

    Instead of Django's own, for a context of Django's holds itself: all that was read for a page would stay until
    Python looks for garbage.
    """
    name = f"{template}#{partial}" if partial and wants_part(request) else template
    given = RequestContext(request)
    with given.push(context):
        text = Engine.get_default().get_template(name).render(given)
    response = Page(text, context, status)
    if partial:
        patch_vary_headers(response, ["HX-Request"])
    return response


def keyed_or_404[Row: models.Model](model: type[Row], key: str, at: datetime | None) -> Row:
    """The record of a key, as it stood at the moment; where there is none, the page that says so."""
    for row in rows_by(model, at, key=[key]):
        return row
    raise Http404(f"No {model._meta.verbose_name} has the key “{key}”.")


def go_to(request: HttpRequest, to, *args) -> HttpResponse:
    """Send the reader on after a change: the whole page moves, even if a part had asked."""
    url = resolve_url(to, *args)
    return HttpResponseClientRedirect(url) if wants_part(request) else redirect(url)


def page_of(request: HttpRequest) -> str:
    """The address of the page that asks: where only a part of it was asked for, that of the whole page."""
    if wants_part(request):
        return request.htmx.current_url_abs_path or "/"  # type: ignore[attr-defined]  # set by django-htmx's middleware
    return request.get_full_path()


def page_settings(request: HttpRequest) -> dict:
    """What every template may use: the chosen theme, and the address's values that the clocks form must keep."""
    theme = request.COOKIES.get("theme")
    return {
        "theme": theme if theme in THEMES else "auto",
        "version": VERSION,
        "kept": [(name, value) for name, values in request.GET.lists() if name not in _NOT_KEPT for value in values],
    }


_NOT_KEPT = (*CLOCKS, "after", "before")


class ExportFormat:
    """The ending of an address that gives a file; a new writer is a new ending."""

    regex = "|".join(WRITERS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
