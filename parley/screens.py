"""Screens of writing: whatever happens to what was sent there, it is kept until it is saved."""

from collections.abc import Callable, Collection
from functools import partial, wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import resolve_url
from django.urls import Resolver404, resolve
from django.utils.cache import patch_cache_control
from django.utils.functional import SimpleLazyObject
from psycopg import errors

from parley import unsaved
from parley.lib.http import go_to, page_of, wants_part
from parley.rules_at_the_end import overtaken
from parley.unsaved import MARK, NotKept, Screen

AGAIN = (errors.DeadlockDetected, errors.SerializationFailure)
TRIES = 3


def keeps_unsaved(view: Callable) -> Callable:
    """A screen of writing: what is typed on it is kept, and what was left on it comes back.

    The view shows what it is sent again, without a fault and without writing, where that holds a field `add`; so it is
    asked to when the screen is opened again. A page of its own is no answer to be stored: what is kept is newer.
    """

    @wraps(view)
    def screen(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "HEAD":
            return view(request, *args, **kwargs)
        handle = _take if request.method == "POST" else _open
        response = handle(request, lambda: view(request, *args, **kwargs))
        patch_cache_control(response, no_store=True)
        return response

    screen.keeps_unsaved = True  # type: ignore[attr-defined]  # read by is_screen_of_writing and KeptAfterLogOut
    return screen


def is_screen_of_writing(address: str) -> bool:
    """Whether what is typed at an address is kept."""
    try:
        return getattr(resolve(address.partition("?")[0]).func, "keeps_unsaved", False)
    except Resolver404:
        return False


def here(request: HttpRequest) -> str:
    """The address of the screen that is asked for."""
    return unsaved.screen_address(request.path, request.GET)


def screens_at(user: Any, addresses: Collection[str]) -> dict[str, tuple[Screen, QueryDict]]:
    """Forms of other screens that stand on a page, by address: each with a mark, and what its user left there."""
    left = unsaved.left_at(user, addresses)
    found = {}
    for address in addresses:
        mark = unsaved.new_mark(user)
        row = unsaved.open_screen(user, address, mark)[0] if address in left else None
        screen = Screen(address, mark, kept_at=row.saved_at if row else None, returned=row is not None)
        found[address] = screen, unsaved.as_sent(row) if row else QueryDict()
    return found


def keep_for_its_writer(request: HttpRequest, address: str) -> Any | None:
    """Keep what was sent for the user for whom the form was made, logged in or not; gives that user, if there is one.

    The mark alone says whose it is: nobody else can have made it, and nothing of what was sent is done.
    """
    writer = unsaved.writer_of(request.POST.get(MARK, ""))
    if writer is not None:
        typed = unsaved.typed_pairs(request.POST)
        unsaved.keep(writer, address, typed, mark=unsaved.new_mark(writer))
    return writer


def to_log_in(request: HttpRequest, told: str) -> HttpResponse:
    """Send on to the log-in, which leads back to the screen."""
    messages.warning(request, told)
    return go_to(request, redirect_to_login(page_of(request), resolve_url("account_login")).url)


class KeptAfterLogOut:
    """What is sent to a screen of writing after the session ended is kept, and comes back after the log-in."""

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        if request.method == "POST" and getattr(view, "goes_by_the_mark", False):
            return view(request, *args, **kwargs)
        if request.method == "POST" and getattr(view, "keeps_unsaved", False):
            return to_log_in(request, told_after_log_out(request, here(request)))
        if wants_part(request):  # else the log-in would stand where a part of the page was asked for
            return go_to(request, redirect_to_login(page_of(request), resolve_url("account_login")).url)
        return None


def told_after_log_out(request: HttpRequest, address: str) -> str:
    """Keep what was sent without a log-in, and say what became of it."""
    try:
        writer = keep_for_its_writer(request, address)
    except (NotKept, RequestDataTooBig) as refusal:
        return f"You were logged out, and nothing was saved. {refusal}"
    if writer is None:
        return "You were logged out, and nothing was saved."
    return f"You were logged out before it was saved. What you typed is kept for {writer}: log in to go on with it."


def _open(request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    address, mark = here(request), unsaved.new_mark(request.user)
    row, others = unsaved.open_screen(request.user, address, mark)
    _tell(request, Screen(address, mark, kept_at=row.saved_at, returned=row.saved_at is not None, others=others))
    if row.saved_at is None:
        return view()
    assert not request.FILES  # noqa: S101 - read now: reading them later would empty the fields
    request.method = "POST"
    request.POST = _chosen(unsaved.as_sent(row), add="nothing")  # type: ignore[assignment,misc]  # what the view is to read
    try:
        with transaction.atomic():
            response = view()
            if 300 <= response.status_code < 400:  # a view that does what it is only to show
                raise NotImplementedError(f"{request.resolver_match} knows no field “add”.")
            return response
    finally:
        request.method = "GET"


def _take(request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    """Do what was sent, once; whatever comes of it but success, what was typed is kept."""
    owner = unsaved.owner_of(request.POST.get(MARK, ""))
    if owner is not None and owner != request.user.pk:
        messages.error(
            request, f"Nothing was saved: another user opened that form, and you are logged in as {request.user}."
        )
        return go_to(request, request.get_full_path())
    for tried in range(1, TRIES + 1):
        try:
            with transaction.atomic():
                return _take_in_turn(request, view)
        except (OperationalError, IntegrityError) as error:
            _keep(request, request.POST)
            if not (isinstance(error.__cause__, AGAIN) or overtaken(error)):
                raise
            if tried == TRIES:
                messages.error(request, "Others were saving the same records. Nothing was saved: save it again.")
        except Exception:
            _keep(request, request.POST)
            raise
    return go_to(request, request.get_full_path())


def _take_in_turn(request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    address, sent = here(request), request.POST
    unsaved.take_turn(request.user, address)
    digest = unsaved.digest_of(request.user, address, sent)
    if digest and (before := unsaved.Sent.objects.filter(digest=digest).first()):
        messages.info(request, "It had been saved already; nothing was written twice.")
        return go_to(request, before.address)
    kept: list[Screen] = []  # at the moment when a page is made that shows it again, and only then

    def keep() -> Screen:
        kept.append(_keep(request, sent))
        return kept[0]

    shown = SimpleLazyObject(keep)
    _tell(request, shown)
    request.POST = _chosen(sent)  # type: ignore[assignment,misc]  # what the view is to read
    try:
        response = view()
    finally:
        request.POST = sent  # type: ignore[misc]  # as it came
    led = response.headers.get("Location") or response.headers.get("HX-Redirect", "")
    if led:
        marks = (sent.get(MARK, ""), *(screen.mark for screen in kept))
        unsaved.settle(request.user, address, marks, digest, led)
    elif not kept:
        keep()
    return response


def _keep(request: HttpRequest, sent: QueryDict) -> Screen:
    """Keep what was sent, as that of the page that will show it again."""
    address, mark = here(request), sent.get(MARK, "")
    if not mark or unsaved.was_taken(mark):
        mark = unsaved.new_mark(request.user)
    screen = Screen(address, mark, others=SimpleLazyObject(partial(unsaved.others_at, request.user, address)))
    try:
        screen.kept_at = unsaved.keep(request.user, address, unsaved.typed_pairs(sent), mark=mark)
    except NotKept as refusal:
        screen.not_kept = str(refusal)
    return screen


def _tell(request: HttpRequest, screen: Any) -> None:
    request.screen = screen  # type: ignore[attr-defined]  # read by parts/_unsaved.html


def _chosen(sent: QueryDict, **besides: str) -> QueryDict:
    """What was sent, with the other's value in each field for which the writer chose it."""
    chosen = sent.copy()
    for name in sent:
        if name.startswith("choose-"):
            field = name.removeprefix("choose-")
            if sent[name] == "theirs":
                chosen[field] = sent.get(f"theirs-{field}", "")
            chosen.pop(name, None)
            chosen.pop(f"theirs-{field}", None)
    for name, value in besides.items():
        chosen[name] = value
    return chosen
