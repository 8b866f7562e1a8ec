"""Who may do what. Everybody logs in; a reader reads; the rest is marked on the view."""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from parley.lib.asof import AsOf

SAFE = ("GET", "HEAD", "OPTIONS")


def analyst_required(view: Callable) -> Callable:
    """The page is for those who write."""
    return _required(view, "may_write", "This page is for analysts. Ask an administrator for that role.")


def editor_required(view: Callable) -> Callable:
    """The page is for those who publish and rank statements."""
    return _required(view, "may_publish", "This page is for editors. Ask an administrator for that role.")


def readers_may_post(view: Callable) -> Callable:
    """A POST that changes no record: a reader's own settings, logging out."""
    view.readers_may_post = True  # type: ignore[attr-defined]  # read by ReadersOnlyRead
    return view


def user_of(request: HttpRequest) -> Any:
    """The user who asks, for a page that is behind the log-in, as every one is that does not say otherwise."""
    return request.user


def sees_drafts(request: HttpRequest, at: AsOf) -> bool:
    """Whether drafts are shown: to those who write, unless they ask what was public by a day gone by."""
    return user_of(request).may_write and at.known >= timezone.localdate(at.recorded)


def _required(view: Callable, right: str, refusal: str) -> Callable:
    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not getattr(request.user, right, False):
            raise PermissionDenied(refusal)
        return view(request, *args, **kwargs)

    return guarded


class ReadersOnlyRead:
    """Refuses a reader's every unsafe request but to the views that are marked: a new page is safe by default."""

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args, kwargs) -> None:
        if request.method in SAFE or not request.user.is_authenticated:
            return
        if getattr(view, "readers_may_post", False) or view.__module__.startswith("allauth."):
            return
        if not request.user.may_write:
            raise PermissionDenied("A reader's account changes nothing. Ask an administrator for the analyst's role.")


class ClosedAdapter(DefaultAccountAdapter):
    """Accounts are given by an administrator; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def create_demo_users() -> list[tuple[str, str, str]]:
    """One user a role, each with a generated password, as (role, user name, password); none where users exist."""
    users = get_user_model()
    if users.objects.exists():
        return []
    made = []
    for role in ("reader", "analyst", "editor", "administrator"):
        password = secrets.token_urlsafe(12)
        users.objects.create_user(username=role, password=password, role=role)
        made.append((role, role, password))
    return made
