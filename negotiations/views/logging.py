"""Logging a round on one screen, correcting it, and publishing and ranking what was logged."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from negotiations import actions, quantities
from negotiations.forms import ROWS, RankForm, ReturnForm, RoundScreen
from negotiations.forms.screen import day_typed
from negotiations.models import Attendance, Deadline, Discussion, Negotiation, Round, negotiation_of
from negotiations.selectors.drafts import drafts_of
from negotiations.selectors.logging import desk, round_as_written
from parley.lib.access import analyst_required, editor_required
from parley.lib.asof import as_of
from parley.lib.forms import hand_back
from parley.lib.http import go_to

PAGE = "negotiations/round_form.html"


@analyst_required
@require_http_methods(["GET", "HEAD", "POST"])
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
    """One more row of a kind, with the button that adds the next; or, for `quantity`, what was typed said back."""
    if kind == "quantity":
        said = _said_back(str(next(iter(request.GET.values()), "")))
        return HttpResponse(said, content_type="text/plain; charset=utf-8")
    if kind not in ROWS:
        raise Http404
    index = request.GET.get("index", "")
    if not index.isdecimal() or not int(index) < 100:
        raise BadRequest("The number of a row is between 0 and 99.")
    at = as_of(request)
    row = ROWS[kind](prefix=f"{kind}-{int(index)}", desk=desk(get_object_or_404(Negotiation, key=slug), at.on))
    row.start_here()
    rows_address = reverse("negotiations:round_row", args=[slug, kind])
    context = {"rows": [row], "total": int(index) + 1, "before": int(index), "address": rows_address, "on": at.on}
    return render(request, f"{PAGE}#{kind}-rows", context)


@analyst_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft_list(request: HttpRequest, slug: str) -> HttpResponse:
    negotiation = get_object_or_404(Negotiation, key=slug)
    if request.method == "POST":
        return _publish_chosen(request, negotiation)
    return _drafts(request, negotiation)


@editor_required
@require_POST
def statement_publish(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    statement = _statement(kind, key)
    negotiation = negotiation_of(statement)
    try:
        actions.publish(statement, by=request.user, reason=request.POST.get("reason", ""))
    except ValidationError as refusal:
        return _drafts(request, negotiation, refusal.messages)
    messages.success(request, f"“{statement}” is published.")
    return go_to(request, "negotiations:draft_list", negotiation.key)


@editor_required
@require_http_methods(["GET", "HEAD", "POST"])
def statement_rank(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    statement = _statement(kind, key)
    back = "return" in request.POST
    ranking = RankForm(None if back else request.POST or None, statement=statement)
    returning = ReturnForm(request.POST if back else None, prefix="back")
    form = returning if back else ranking
    if form.is_valid():
        try:
            if back:
                actions.return_to_draft(statement, by=request.user, **form.cleaned_data)
            else:
                actions.rank(statement, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            hand_back(form, refusal)
        else:
            messages.success(request, f"“{statement}” is " + ("a draft again." if back else "ranked."))
            return go_to(request, _page_of(statement, back))
    negotiation = negotiation_of(statement)
    context = {
        "statement": statement, "kind": statement._meta.verbose_name, "negotiation": negotiation,
        "ranking": ranking, "returning": returning,
        "crumbs": [(negotiation.get_absolute_url(), negotiation)], "here": "Rank",
    }  # fmt: skip
    return render(request, "negotiations/statement_rank.html", context, status=422 if form.is_bound else 200)


def _page(request: HttpRequest, screen: RoundScreen, *, status: int = 200) -> HttpResponse:
    negotiation = screen.desk.negotiation
    root = negotiation.get_absolute_url()
    context = {
        "screen": screen, "negotiation": negotiation, "written": screen.written, "on": screen.desk.day,
        "refused": status == 422, "addresses": {kind: f"{root}rounds/rows/{kind}/" for kind in ROWS},
        "crumbs": [(root, negotiation), (f"{root}rounds/", "Rounds")],
        "here": f"Correct {screen.written.round}" if screen.written else "Log a round",
    }  # fmt: skip
    return render(request, PAGE, context, status=status)


def _send(request: HttpRequest, screen: RoundScreen) -> HttpResponse:
    """Save what was sent, show it again with one more row, or say why it is refused; what was typed stays."""
    if kind := request.POST.get("add"):
        if kind in ROWS:
            screen.more(kind)
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


def _said_back(text: str) -> str:
    try:
        return quantities.say(quantities.read(text)) if text.strip() else ""
    except ValueError as refusal:
        return str(refusal)


def _drafts(request: HttpRequest, negotiation: Negotiation, refusals: Sequence[str] = ()) -> HttpResponse:
    drafts, more = drafts_of(negotiation)
    context = {
        "negotiation": negotiation, "drafts": drafts, "more": more, "refusals": refusals,
        "crumbs": [(negotiation.get_absolute_url(), negotiation)], "here": "Drafts",
    }  # fmt: skip
    return render(request, "negotiations/draft_list.html", context, status=422 if refusals else 200)


def _publish_chosen(request: HttpRequest, negotiation: Negotiation) -> HttpResponse:
    """Publish the statement whose button was pressed, or all that are ticked."""
    if not getattr(request.user, "may_publish", False):
        raise PermissionDenied("Only an editor publishes. Ask an administrator for that role.")
    only = request.POST.get("only")
    chosen = {only} if only else set(request.POST.getlist("statement"))
    statements = [draft.statement for draft in drafts_of(negotiation)[0] if draft.name in chosen]
    published, left = actions.publish_all(statements, by=request.user, reason=request.POST.get("reason", ""))
    if left or not chosen:
        told = [f"“{each}” rests on no citation yet; until it has one it stays a draft." for each in left]
        return _drafts(request, negotiation, told or ["Tick what shall be published."])
    count = len(published)
    messages.success(request, f"{count} statement{'' if count == 1 else 's'} published.")
    return go_to(request, "negotiations:draft_list", negotiation.key)


def _statement(kind: str, key: str):
    if kind not in actions.STATEMENT_MODELS:
        raise Http404
    return get_object_or_404(actions.STATEMENT_MODELS[kind], key=key)


def _page_of(statement, draft: bool) -> str:
    """Where the statement is shown."""
    if draft or isinstance(statement, Deadline):
        name = "draft_list" if draft else "deadline_list"
        return reverse(f"negotiations:{name}", args=[negotiation_of(statement).key])
    return (statement.occasion if isinstance(statement, (Attendance, Discussion)) else statement).get_absolute_url()
