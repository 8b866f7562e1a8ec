"""Reviewing what was drafted: publishing it, returning it with a comment, and ranking statements that contradict."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from negotiations import actions
from negotiations.forms import RankForm, ReturnForm
from negotiations.models import STATEMENT_MODELS, Negotiation, negotiation_of
from negotiations.selectors.drafts import SHOWN, drafts_of
from parley.comments import LONGEST
from parley.lib.access import analyst_required, editor_required, user_of
from parley.lib.forms import hand_back
from parley.lib.http import go_to, render_page
from parley.screens import keeps_unsaved, screens_at


@analyst_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache  # a comment that is being written on it is newer than what a browser remembers
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
        actions.publish(statement, by=request.user, reason=request.POST.get("reason") or "Published.")
    except ValidationError as refusal:
        return _drafts(request, negotiation, refusal.messages)
    messages.success(request, f"“{statement}” is published.")
    return go_to(request, "negotiations:draft_list", negotiation.key)


@editor_required
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_unsaved
def statement_rank(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    statement = _statement(kind, key)
    back = "return" in request.POST
    ranking = RankForm(request.POST or None, statement=statement)
    returning = ReturnForm(request.POST or None, prefix="back", use_required_attribute=False)  # its button asks
    form = returning if back else ranking
    only_shown = "add" in request.POST
    ranking.quiet, returning.quiet = back or only_shown, not back or only_shown
    if not only_shown and form.is_valid():
        try:
            if back:
                actions.return_to_draft(statement, by=request.user, **form.cleaned_data)
            else:
                actions.rank(statement, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            hand_back(form, refusal)
        else:
            messages.success(request, f"“{statement}” is " + ("a draft again." if back else "ranked."))
            drafts = reverse("negotiations:draft_list", args=[negotiation_of(statement).key])
            return go_to(request, drafts if back else statement.get_absolute_url())
    negotiation = negotiation_of(statement)
    context = {
        "statement": statement, "kind": statement._meta.verbose_name, "negotiation": negotiation,
        "ranking": ranking, "returning": returning,
        "crumbs": [(negotiation.get_absolute_url(), negotiation)], "here": "Rank",
        "title": f"Rank “{statement}”",
    }  # fmt: skip
    refused = form.is_bound and not only_shown
    return render_page(request, "negotiations/statement_rank.html", context, status=422 if refused else 200)


def _drafts(request: HttpRequest, negotiation: Negotiation, refusals: Sequence[str] = ()) -> HttpResponse:
    shown = _shown(request)
    drafts, more = drafts_of(negotiation, shown, user_of(request))
    saying = [reverse("comment_list", args=[draft.kind, draft.statement.key]) for draft in drafts]
    screens = screens_at(request.user, saying)
    context = {
        "negotiation": negotiation, "drafts": [(draft, *screens[at]) for draft, at in zip(drafts, saying, strict=True)],
         "more": more, "refusals": refusals,
        "shown": shown, "choices": SHOWN.items(), "longest": LONGEST,
        "crumbs": [(negotiation.get_absolute_url(), negotiation)], "here": "Drafts",
    }  # fmt: skip
    return render_page(request, "negotiations/draft_list.html", context, status=422 if refusals else 200)


def _publish_chosen(request: HttpRequest, negotiation: Negotiation) -> HttpResponse:
    """Publish the statement whose button was pressed, or all that are ticked."""
    if not user_of(request).may_publish:
        raise PermissionDenied("Only an editor publishes. Ask an administrator for that role.")
    only = request.POST.get("only")
    chosen = {only} if only else set(request.POST.getlist("statement"))
    waiting, _ = drafts_of(negotiation, _shown(request), user_of(request))
    statements = [draft.statement for draft in waiting if draft.name in chosen]
    reason = request.POST.get("reason") or "Published."
    published, left = actions.publish_all(statements, by=request.user, reason=reason)
    if left or not chosen:
        bare = dict.fromkeys(str(each) for each in left)
        told = [f"“{each}” rests on no citation yet; until it has one it stays a draft." for each in bare]
        return _drafts(request, negotiation, told or ["Tick what shall be published."])
    count = len(published)
    messages.success(request, f"{count} statement{'' if count == 1 else 's'} published.")
    return go_to(request, request.get_full_path())


def _shown(request: HttpRequest) -> str:
    shown = request.GET.get("show", "")
    if shown not in SHOWN:
        raise BadRequest(f"There is no choice of drafts called “{shown[:40]}”.")
    return shown


def _statement(kind: str, key: str):
    if kind not in STATEMENT_MODELS:
        raise Http404
    return get_object_or_404(STATEMENT_MODELS[kind], key=key)
