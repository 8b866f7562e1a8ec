"""Logging a round on one screen, and correcting it."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from negotiations import actions, quantities
from negotiations.forms import ROWS, RoundScreen
from negotiations.forms.occasions import say_clocks
from negotiations.forms.opening import MOST_ROWS, values_again
from negotiations.forms.screen import day_typed
from negotiations.models import Attendance, Negotiation, Round
from negotiations.selectors.logging import Desk, desk, round_as_written
from parley.lib.access import analyst_required
from parley.lib.asof import as_of
from parley.lib.http import go_to, render_page
from parley.screens import keeps_unsaved


@analyst_required
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_unsaved
def round_create(request: HttpRequest, slug: str) -> HttpResponse:
    negotiation = get_object_or_404(Negotiation, key=slug)
    asked = as_of(request).on
    if request.method != "POST":
        day = asked if "on" in request.GET else None
        return _page(request, RoundScreen(desk(negotiation, asked), day=day))
    return _send(
        request, RoundScreen(desk(negotiation, day_typed(request.POST, asked)), request.POST, quiet=_adds(request))
    )


@analyst_required
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_unsaved
def round_edit(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    negotiation = get_object_or_404(Negotiation, key=slug)
    talks = get_object_or_404(Round, negotiation=negotiation, number=number)
    talks.negotiation = negotiation
    day = day_typed(request.POST, talks.ends_on or talks.starts_on)
    at_hand = desk(negotiation, day, besides=talks)
    written = round_as_written(talks, at_hand.issues, at_hand.parties)
    if request.method != "POST":
        return _page(request, RoundScreen(at_hand, written=written))
    return _send(request, RoundScreen(at_hand, request.POST, written=written, quiet=_adds(request)))


@analyst_required
@require_safe
def round_row(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """One more row of a kind, with the button that adds the next, in the table where `issue`, `party` or `replaces`
    say so; or, for `quantity` and `clock`, what was typed said back."""
    if kind == "quantity":
        return _plain(_said_back(str(next(iter(request.GET.values()), ""))))
    negotiation = get_object_or_404(Negotiation, key=slug)
    if kind == "clock":
        return _plain(_clocks(request, negotiation))
    if kind not in ROWS:
        raise Http404
    index = request.GET.get("index", "")
    if not index.isdecimal() or not int(index) < MOST_ROWS:
        raise BadRequest(f"The number of a row is between 0 and {MOST_ROWS - 1}.")
    at = as_of(request)
    at_hand = desk(negotiation, at.on)
    row = ROWS[kind](prefix=f"{kind}-{int(index)}", desk=at_hand, initial=_begun(request, kind, at_hand))
    row.start_here()
    context = {"rows": [row], "total": int(index) + 1, "address": _address(negotiation, kind), "on": at.on}
    return render_page(request, f"negotiations/_{kind}_rows.html", context)


def _address(negotiation: Negotiation, kind: str) -> str:
    """Where one more row of a kind is had."""
    return reverse("negotiations:round_row", args=[negotiation.key, kind])


def _page(request: HttpRequest, screen: RoundScreen, *, status: int = 200) -> HttpResponse:
    negotiation = screen.desk.negotiation
    root = negotiation.get_absolute_url()
    context = {
        "screen": screen, "negotiation": negotiation, "written": screen.written, "on": screen.desk.day,
        "refused": status == 422, "carried": request.POST.get("add") == "held", "table": screen.table,
        "addresses": {kind: _address(negotiation, kind) for kind in ROWS},
        "crumbs": [(root, negotiation), (reverse("negotiations:round_list", args=[negotiation.key]), "Rounds")],
        "here": f"Correct {screen.written.round}" if screen.written else "Log a round",
    }  # fmt: skip
    return render_page(request, "negotiations/round_form.html", context, status=status)


def _send(request: HttpRequest, screen: RoundScreen) -> HttpResponse:
    """Save what was sent, show it again with one more row, or say why it is refused; what was typed stays."""
    if asked := request.POST.get("add"):
        kind, *place = asked.split("-")
        if kind in ROWS:
            screen.more(kind, dict(zip(("issue", "party"), place, strict=False)))
        return _page(request, screen)
    publish = request.POST.get("save") == "publish"
    if publish and not getattr(request.user, "may_publish", False):
        raise PermissionDenied("Only an editor publishes. Save the round as a draft.")
    if screen.is_valid():
        reason = screen.sending.cleaned_data["reason"]
        try:
            logged = actions.log_round(screen.log(), by=request.user, reason=reason, publish=publish)
        except actions.Refused as refused:
            screen.hand_back(refused)
        else:
            _tell(request, logged, publish)
            _tell_of_unseated(request, logged.unseated)
            return go_to(request, logged.round)
    return _page(request, screen, status=422)


def _adds(request: HttpRequest) -> bool:
    """Whether only one more row, or the list of what was held on another day, is asked for."""
    return bool(request.POST.get("add"))


def _tell(request: HttpRequest, logged: actions.Logged, publish: bool) -> None:
    if logged.again:
        messages.info(
            request, f"{logged.round} had been saved already; nothing was written twice. Edit it to change it."
        )
    elif not publish:
        messages.success(request, f"{logged.round} is saved." + (" What is new is a draft." if logged.drafts else ""))
    elif not logged.drafts:
        messages.success(request, f"{logged.round} is published.")
    else:
        left = "; ".join(f"{each._meta.verbose_name} “{each}”" for each in logged.drafts)
        messages.warning(request, f"{logged.round} is saved. Drafts still, for they rest on no citation: {left}.")


def _tell_of_unseated(request: HttpRequest, unseated: Sequence[Attendance]) -> None:
    """Those who stand under “Others”, for the record has no office of theirs for a party on that day."""
    if unseated:
        names = ", ".join(dict.fromkeys(str(row.official) for row in unseated))
        messages.warning(
            request,
            f"No office on that day is recorded for: {names}. They stand under “Others”; edit the round and give each "
            "an office beside the name.",
        )


def _begun(request: HttpRequest, kind: str, at_hand: Desk) -> dict[str, str]:
    """What a row begins with that was asked for in a place of the table."""
    if kind not in ("position", "discussion"):
        return {}
    for held in at_hand.held:
        if str(held.pk) == request.GET.get("replaces"):
            return values_again(held)
    return {name: request.GET[name] for name in ("issue", "party") if name in request.GET}


def _clocks(request: HttpRequest, negotiation: Negotiation) -> str:
    """The hour in an occasion's row, by the clocks of the parties."""
    typed = {name.rpartition("-")[2]: str(value) for name, value in request.GET.items()}
    day = day_typed({"round-starts_on": typed.get("starts_on", "")}, as_of(request).on)
    return say_clocks(desk(negotiation, day), typed)


def _plain(said: str) -> HttpResponse:
    return HttpResponse(said, content_type="text/plain; charset=utf-8")


def _said_back(text: str) -> str:
    try:
        return quantities.say(quantities.read(text)) if text.strip() else ""
    except ValueError as refusal:
        return str(refusal)
