"""Pages of a moment gone by, kept as they were made.

A page asked for with `?recorded=` shows what stood in the record at that moment, and the database refuses every change
of history: asked again it is the same page, but for the token of its forms. Such addresses stand in briefings.
"""

from collections import OrderedDict
from datetime import timedelta
from threading import Lock
from typing import NamedTuple

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone

from parley.lib.asof import as_of
from parley.lib.http import THEMES, wants_part

MOST = 64 * 1024 * 1024  # bytes that a process keeps
SETTLED = timedelta(minutes=15)  # a line of history may carry a moment that long before it is committed
HOUR = timedelta(hours=1)  # what is not of the record, as the words of the layout, is no older than that
KEPT = ("negotiations", "tariffs")  # these tell of nothing but the record; the log also tells of users and comments
READ = ("_list", "_detail", "_export", "timeline", "matrix", "duty", "_grid")
HEADERS = ("Content-Type", "Content-Disposition", "Vary")

_FIELD, _HERE = b'name="csrfmiddlewaretoken" value="', b"\0token\0"


class Kept(NamedTuple):
    """A page as it was made."""

    body: bytes
    headers: dict[str, str]
    until: float


class PermanentPages:
    """Answers from memory what can have no other answer. Stands behind all middleware that knows the reader."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response
        self.pages: OrderedDict[tuple, Kept] = OrderedDict()
        self.size = 0
        self.lock = Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = _key(request)
        if key is None:
            return self.get_response(request)
        with self.lock:
            kept = self.pages.get(key)
            if kept:
                self.pages.move_to_end(key)
        if kept and kept.until > timezone.now().timestamp():
            body = kept.body.replace(_HERE, get_token(request).encode()) if _HERE in kept.body else kept.body
            return HttpResponse(body, headers=kept.headers)
        response = self.get_response(request)
        if _is_of_the_record(request, response):
            self.keep(key, response)
        return response

    def keep(self, key: tuple, response: HttpResponse) -> None:
        headers = {name: response[name] for name in HEADERS if name in response}
        before, *tokens = response.content.split(_FIELD)
        body = b"".join([before, *(_FIELD + _HERE + each[each.index(b'"') :] for each in tokens)])
        with self.lock:
            if old := self.pages.pop(key, None):
                self.size -= len(old.body)
            self.pages[key] = Kept(body, headers, (timezone.now() + HOUR).timestamp())
            self.size += len(body)
            while self.size > MOST:
                self.size -= len(self.pages.popitem(last=False)[1].body)


def _key(request: HttpRequest) -> tuple | None:
    """What such a page depends on; None where it can have another answer tomorrow, or is nobody's."""
    if request.method != "GET" or not request.GET.get("recorded") or not request.user.is_authenticated:
        return None
    if "messages" in request.COOKIES or "_messages" in request.session:
        return None  # to be told once
    try:
        recorded = as_of(request).recorded
    except BadRequest:
        return None
    if recorded is None or recorded > timezone.now() - SETTLED:
        return None
    theme = request.COOKIES.get("theme")
    who = request.user.pk, request.user.role  # type: ignore[union-attr]
    return *who, request.get_full_path(), theme if theme in THEMES else "", wants_part(request)


def _is_of_the_record(request: HttpRequest, response: HttpResponse) -> bool:
    match = request.resolver_match
    kind = response.get("Content-Type", "").partition(";")[0]
    return (
        response.status_code == 200
        and not response.streaming
        and kind in ("text/html", "text/csv")  # papers tell when they were made
        and match is not None
        and match.url_name is not None
        and match.namespace in KEPT
        and match.url_name.endswith(READ)
        and match.url_name != "draft_list"  # of today, whatever is asked
    )
