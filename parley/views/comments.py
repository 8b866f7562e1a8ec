"""What analysts and editors say of a record, and reading what names one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from negotiations import actions
from negotiations.models.statement import Statement
from parley.comments import Said, comment_on, comments_on, mark_read, newest_on
from parley.lib.access import analyst_required, user_of
from parley.lib.asof import AsOf, as_of
from parley.lib.forms import hand_back
from parley.lib.http import go_to, render_page
from parley.lib.paging import window
from parley.lib.records import Recorded
from parley.review_forms import CommentForm
from parley.screens import keeps_unsaved, screens_at
from parley.selectors.changes import kinds, lines_shown
from parley.selectors.wording import in_words, naming_values

COMMENTS = 50
BESIDE = 20  # under a history


@analyst_required
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_unsaved
def comment_list(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """All that was said of a record; a comment that is sent is added, and may return a draft to who drafted it."""
    at = as_of(request)
    model: Any = kinds().get(kind)
    lines = lines_shown(model, at, drafts=True).filter(key=key) if model else None
    line = lines.order_by("-history_id").first() if lines is not None else None
    if line is None:
        raise Http404("No such record.")
    record = model._base_manager.filter(key=key).first()
    only_shown = "add" in request.POST
    form = CommentForm(initial=request.POST.dict()) if only_shown else CommentForm(request.POST or None)
    if form.is_valid() and (said := _say(request, form, kind, key, record)):
        _tell(request, said)
        return go_to(request, _back(request) or f"{request.path}#comment-{said.comment.pk}")
    page = window(request, comments_on(kind, key, by=at.recorded), "-id", size=COMMENTS)
    context = {
        "as_of": at, "page": page, "comments": page.rows[::-1], "form": form, "kind": kind, "key": key,
        "noun": model._meta.verbose_name,
        "name": in_words([(model, naming_values(model, line))], at.recorded)[0] or key,
        "back": _back(request), "may_return": may_return(request, record),
    }  # fmt: skip
    return render_page(request, "comment_list.html", context, status=422 if form.is_bound else 200)


@analyst_required
@require_POST
def mentions_read(request: HttpRequest) -> HttpResponse:
    """Mark as read what names the user: one comment, or all of them."""
    one = request.POST.get("mention")
    if one is not None and not one.isdecimal():
        raise BadRequest("That is no comment’s number.")
    count = mark_read(user_of(request), None if one is None else int(one))
    messages.success(request, f"{count} comment{'' if count == 1 else 's'} marked as read.")
    return go_to(request, "desk")


def beside(request: HttpRequest, record: Recorded | None, kind: str, key: str, at: AsOf) -> dict[str, Any]:
    """What the history of a record shows of comments: the newest, whether there are earlier ones, and a form."""
    newest, earlier = newest_on(kind, key, size=BESIDE, by=at.recorded)
    address = reverse("comment_list", args=[kind, key])
    at_hand, left = screens_at(request.user, [address])[address]
    return {
        "comments": newest,
        "earlier_comments": earlier,
        "form": CommentForm(initial=left.dict()),
        "at": at_hand,
        "may_return": may_return(request, record),
    }


def may_return(request: HttpRequest, record: Recorded | None) -> bool:
    """Whether the record is a draft that the user may return."""
    return isinstance(record, Statement) and record.is_draft and user_of(request).may_publish


def _say(request: HttpRequest, form: CommentForm, kind: str, key: str, record: Any) -> Said | None:
    """The comment that was made; None where it was refused, which the form then says."""
    text = form.cleaned_data["text"]
    try:
        if "returns" not in request.POST:
            return comment_on(kind, key, text, by=user_of(request))
        if not isinstance(record, Statement):
            raise PermissionDenied("Only a statement can be returned.")
        return actions.return_with_comment(record, text, by=user_of(request))
    except ValidationError as refusal:
        hand_back(form, refusal)
        return None


def _tell(request: HttpRequest, said: Said) -> None:
    messages.success(request, "Returned with your comment." if said.comment.returns else "Your comment is added.")
    if said.unknown:
        names = ", ".join(f"“{name}”" for name in said.unknown)
        messages.warning(request, f"Nobody who writes here is called {names}: nobody was told. The comment stands.")


def _back(request: HttpRequest) -> str:
    """The page from which the comment was sent, if it is one of this site."""
    back = request.POST.get("next", "")
    here = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return back if here else ""
