"""What the site itself needs: the theme, what it says where there is nothing to show, and whether it is well."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from parley.lib.access import readers_may_post
from parley.lib.asof import as_of
from parley.lib.http import THEMES, render_page

A_YEAR = 365 * 24 * 60 * 60


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("theme")
    if chosen not in THEMES:
        raise BadRequest("The theme is auto, light or dark.")
    back = request.POST.get("next", "")
    here = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = redirect(back if here else "desk")
    response.set_cookie("theme", chosen, max_age=A_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    return response


theme = readers_may_post(theme)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address or a form that cannot be read, or is too large to be, with the reason in words."""
    if isinstance(exception, RequestDataTooBig):
        most = f"{settings.DATA_UPLOAD_MAX_MEMORY_SIZE / 2**20:.0f} MB"
        return render_page(request, "413.html", {"message": f"What was sent has more than {most}."}, status=413)
    if isinstance(exception, TooManyFieldsSent):
        most = f"{settings.DATA_UPLOAD_MAX_NUMBER_FIELDS:,} fields"
        return render_page(request, "413.html", {"message": f"What was sent has more than {most}."}, status=413)
    return render_page(request, "400.html", {"message": str(exception)}, status=400)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing at the address; where a clock was asked for, perhaps nothing yet: with the clocks, to try another day."""
    try:
        at = as_of(request)
    except BadRequest:
        at = None
    asked = at if at and at.asked else None
    return render_page(request, "404.html", {"as_of": asked, "above": _above(request.path)}, status=404)


def _above(path: str) -> str:
    """The nearest page above an address, whose list it would stand in; the desk if there is no other."""
    while path.strip("/"):
        path = f"{path.rstrip('/').rpartition('/')[0]}/"
        try:
            resolve(path)
        except Resolver404:
            continue
        return path
    return "/"


@login_not_required
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Whether the database answers; for the machine that watches over the site."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
