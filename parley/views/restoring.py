"""Bringing back an earlier version of a record, after a look at what that would change."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from parley.forms import statement_of
from parley.lib.access import analyst_required
from parley.lib.forms import hand_back
from parley.lib.http import go_to, render_page
from parley.lib.records import SYSTEM, Conflict, lines_of
from parley.restoring import restore, restored, restored_columns, stays_as_it_is
from parley.review_forms import RestoreForm
from parley.screens import keeps_unsaved
from parley.selectors.changes import kinds
from parley.selectors.versions import FieldChange, between
from parley.selectors.wording import in_words, naming_values


@analyst_required
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_unsaved
def record_restore(request: HttpRequest, kind: str, key: str, version: int) -> HttpResponse:
    """What would change, field by field, and a form that asks why."""
    model: Any = kinds().get(kind)
    line = lines_of(model).filter(key=key, history_id=version).first() if model else None
    if line is None:
        raise Http404("There is no such version.")
    now = model._base_manager.filter(key=key).first()
    initial = {"version": now.version if now else None}
    if "add" in request.POST:  # what would change now is shown, so it is what a reason is given for
        form = RestoreForm(initial=initial | {"reason": request.POST.get("reason", "")})
    else:
        form = RestoreForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            record = restore(line, by=request.user, **form.cleaned_data)
        except Conflict as refusal:  # what would change now is shown, and may be sent
            now = model._base_manager.filter(key=key).first()
            form = _asked_again(form, now)
            form.add_error(None, refusal)
        except ValidationError as refusal:
            hand_back(form, refusal)
        else:
            messages.success(request, "That version stands again, as the newest one.")
            return go_to(request, statement_of(record))
    changes, refusals = _would_change(line, now)
    context = {
        "line": line, "now": now, "form": form, "changes": changes, "refusals": refusals,
        "kind": model._meta.verbose_name, "model": kind, "key": key, "by": line.history_user or SYSTEM,
        "name": in_words([(model, naming_values(model, line))])[0] or key,
        "stays": list(stays_as_it_is(now or line.instance)),
    }  # fmt: skip
    return render_page(request, "record_restore.html", context, status=422 if form.is_bound else 200)


def _asked_again(form: RestoreForm, now: Any) -> RestoreForm:
    """The same form, against the version that stands now."""
    again = RestoreForm({"reason": form.cleaned_data["reason"], "version": now.version if now else ""})
    again.full_clean()
    return again


def _would_change(line: Any, now: Any) -> tuple[list[FieldChange], list[str]]:
    """What would differ from now, or why it cannot be."""
    try:
        then = restored(line)
    except ValidationError as refusal:
        return [], refusal.messages
    blank = type(then)(key=then.key)
    columns = restored_columns(type(then))
    return between(columns, now or blank, then), []
