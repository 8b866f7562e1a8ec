"""Any record: its history, its correction, a new one; and the log of all changes."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parley import reports
from parley.as_it_stood import as_they_stood
from parley.comments import count_by, newest_on
from parley.forms import form_for, statement_of
from parley.lib.access import analyst_required, user_of
from parley.lib.asof import as_of
from parley.lib.http import go_to, keyed_or_404, render_page
from parley.lib.paging import window
from parley.lib.records import Recorded
from parley.lib.stretch import Stretch, read_stretch
from parley.lib.writers import download
from parley.screens import keeps_unsaved
from parley.selectors import tally
from parley.selectors.changes import code_changes, kinds, latest_changes, lines_shown, logged
from parley.selectors.versions import versions
from parley.selectors.wording import in_words, naming_values
from parley.views.comments import beside
from tariffs.models import Scope

LINES = 50
COMMENTS = 5  # the last ones, beside the form
LINES_A_FILE = {"csv": 10_000, "json": 10_000}  # and of what is laid out in pages a thousand


@require_safe
def change_list(request: HttpRequest) -> HttpResponse:
    at, within = as_of(request), _stretch(request)
    asked: dict[str, Any] = {name: request.GET.get(name, "") for name in ("by", "kind")}
    before, drafts = request.GET.get("before", ""), user_of(request).may_write
    changes, mark = latest_changes(at, size=LINES, drafts=drafts, before=before, within=within, **asked)
    context = {"as_of": at, "changes": changes, "older": _tail(request, "before", mark)}
    context["asked"] = asked | {"before": before} | {name: request.GET.get(name, "") for name in ("from", "to")}
    if (within or asked["by"]) and not before:
        context["tallies"], context["more"] = tally.tallies(at, drafts=drafts, within=within, **asked)
        context["most"] = f"{tally.MOST:,}"
    if drafts and asked["by"]:
        context["comments"] = count_by(asked["by"], until=at.recorded)
    named = sorted((str(model._meta.verbose_name), kind) for kind, model in logged().items())
    return render_page(request, "change_list.html", context | {"kinds": named}, partial="changes")


@require_safe
def change_list_export(request: HttpRequest, format: str) -> HttpResponse:
    at, within = as_of(request), _stretch(request)
    asked: dict[str, Any] = {name: request.GET.get(name, "") for name in ("by", "kind")}
    size = LINES_A_FILE.get(format, 1000)
    drafts = user_of(request).may_write
    changes, more = latest_changes(at, size=size, drafts=drafts, within=within, **asked)
    said = reports.say_asked(within, **asked) + (f" Only the newest {size:,} stand here." if more else "")
    return download(reports.changes(changes, at, said.strip()), format, name="changes")


@require_safe
@never_cache  # a comment that is being written on it is newer than what a browser remembers
def record_history(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    at = as_of(request)
    model = _model(kind)
    drafts = user_of(request).may_write
    lines = lines_shown(model, at, drafts=drafts).filter(key=key)
    page = window(request, lines, "-history_id", size=LINES)
    if not page.rows:
        raise Http404("No such record.")
    last = page.rows[-1]
    earlier = lines.filter(history_id__lt=last.history_id).order_by("-history_id").first() if page.older else None
    newest = page.rows[0]
    context = {
        "as_of": at,
        "page": page,
        "kind": model._meta.verbose_name,
        "record": newest.instance,
        "name": in_words([(model, naming_values(model, newest))], at.recorded, drafts=drafts)[0] or key,
        "versions": as_they_stood(versions(model, page.rows, earlier, at.recorded, drafts=drafts), page.rows),
        "standing": newest.history_id if not page.newer and newest.history_type != "-" else None,
        "key": key,
    }
    if model is Scope:
        codes, mark = code_changes(newest.id, at, size=LINES, before=request.GET.get("codes", ""))
        context |= {"codes": codes, "older_codes": _tail(request, "codes", mark)}
    if drafts:
        stands = context["standing"] is not None and not at.recorded
        record = newest.instance if stands else model.recorded(None).filter(key=key).first()
        context |= beside(request, record, kind, key, at)
    return render_page(request, "record_history.html", context)


@analyst_required
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_unsaved
def record_edit(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    return _form_page(request, keyed_or_404(_model(kind), key, None))


@analyst_required
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_unsaved
def record_create(request: HttpRequest, kind: str) -> HttpResponse:
    return _form_page(request, _model(kind)())


def _stretch(request: HttpRequest) -> Stretch:
    try:
        return read_stretch(request.GET.get("from", ""), request.GET.get("to", ""))
    except ValueError as refusal:
        raise BadRequest(str(refusal)) from None


def _tail(request: HttpRequest, name: str, mark: str) -> str:
    """The address's tail for the lines before a mark, or nothing where there are none."""
    query = request.GET.copy()
    query[name] = mark
    return f"?{query.urlencode()}" if mark else ""


def _form_page(request: HttpRequest, record: Any) -> HttpResponse:
    only_shown = "add" in request.POST
    form = form_for(record, request.POST or None, asked=request.GET, quiet=only_shown)
    if only_shown:
        form.look_for_clash()
    elif form.is_valid() and form.save(by=request.user):
        draft = " It is a draft until an editor publishes it." if getattr(record, "is_draft", False) else ""
        messages.success(request, f"The {record._meta.verbose_name} is saved.{draft}")
        return go_to(request, statement_of(record))
    kind, model = str(record._meta.verbose_name), str(record._meta.model_name)
    refused = form.is_bound and not only_shown
    context = {
        "form": form,
        "record": record,
        "kind": kind,
        "model": model,
        "comments": newest_on(model, record.key, size=COMMENTS)[0] if record.pk else [],
        "here": f"Edit the {kind} {record}" if record.pk else f"New {kind}",
    }
    return render_page(request, "record_form.html", context, partial="record-form", status=422 if refused else 200)


def _model(kind: str) -> type[Recorded]:
    try:
        return kinds()[kind]
    except KeyError:
        raise Http404("There is no such kind of record.") from None
