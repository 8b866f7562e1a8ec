"""What comes next, and the private address at which a calendar program reads it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_http_methods, require_safe

from negotiations.reports.calendar import calendar_file
from negotiations.selectors import deadlines
from parley.lib.access import readers_may_post, user_of
from parley.lib.asof import AsOf, as_of
from parley.lib.http import go_to, render_page
from parley.models import User, new_calendar_key

DAYS = 90


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The next ninety days, and the reader's own address."""
    at = as_of(request)
    address = request.build_absolute_uri(reverse("calendar_feed", args=[_signed(user_of(request))]))
    context = {"as_of": at, "ahead": deadlines.ahead(at, DAYS), "address": address}
    response = render_page(request, "calendar.html", context)
    response["Cache-Control"] = "private, no-store"  # the address is nobody else's
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_address(request: HttpRequest) -> HttpResponse:
    """Make the address anew, after a page that says what becomes of the old one."""
    if request.method != "POST":
        return render_page(request, "calendar_address.html", {})
    user = user_of(request)
    user.calendar_key = new_calendar_key()
    user.save(update_fields=["calendar_key"])
    messages.success(request, "The address is a new one. The old one gives nothing any longer.")
    return go_to(request, "calendar")


calendar_address = readers_may_post(calendar_address)


@login_not_required
@require_safe
@conditional_page  # programs ask every few hours, mostly for what they have
def calendar_feed(request: HttpRequest, signed: str) -> HttpResponse:
    """The calendar of the user for whom the address was signed: what readers see, as known today."""
    _owner(signed)
    today = timezone.localdate()
    found = deadlines.calendar(AsOf(on=today, known=today))
    body = calendar_file(found, request.build_absolute_uri("/").rstrip("/"))
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers={"Cache-Control": "private"})


def _signer(user: User) -> Signer:
    return Signer(salt=f"parley.calendar.{user.calendar_key}", sep=".")


def _signed(user: User) -> str:
    """The user's number, signed with their key, which the address does not tell."""
    return _signer(user).sign(str(user.pk))


def _owner(signed: str) -> User:
    """Whose address it is; of a closed account, of an old key and of no signature at all there is none."""
    number = signed.partition(".")[0]
    user = User.objects.filter(pk=number, is_active=True).first() if number.isdecimal() and len(number) < 16 else None
    if user is None:
        raise Http404
    try:
        _signer(user).unsign(signed)
    except BadSignature:
        raise Http404 from None
    return user
