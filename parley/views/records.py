"""Any record: its history, its correction, a new one; and the log of all changes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_safe

from negotiations.models import Statement
from parley import reports
from parley.forms import form_for, statement_of
from parley.lib.access import analyst_required
from parley.lib.asof import as_of
from parley.lib.http import go_to, render_page
from parley.lib.paging import window
from parley.lib.records import Recorded, lines_of
from parley.lib.writers import download
from parley.selectors.changes import kinds, latest_changes, versions

LINES = 50
LINES_A_FILE = 1000


@require_safe
def change_list(request: HttpRequest) -> HttpResponse:
    at = as_of(request)
    asked = {name: request.GET.get(name, "") for name in ("by", "kind", "before")}
    changes, mark = latest_changes(at, size=LINES, drafts=request.user.may_write, **asked)  # type: ignore[union-attr]
    query = request.GET.copy()
    query["before"] = mark
    context = {"as_of": at, "changes": changes, "older": f"?{query.urlencode()}" if mark else "", "asked": asked}
    return render_page(request, "change_list.html", context | {"kinds": sorted(kinds())}, partial="changes")


@require_safe
def change_list_export(request: HttpRequest, format: str) -> HttpResponse:
    at = as_of(request)
    asked = {name: request.GET.get(name, "") for name in ("by", "kind")}
    changes, _ = latest_changes(at, size=LINES_A_FILE, drafts=request.user.may_write, **asked)  # type: ignore[union-attr]
    return download(reports.changes(changes, at), format, name="changes")


@require_safe
def record_history(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    at = as_of(request)
    model = _model(kind)
    lines = lines_of(model).filter(key=key)
    if at.recorded:
        lines = lines.filter(history_date__lte=at.recorded)
    if issubclass(model, Statement) and not request.user.may_write:  # type: ignore[union-attr]
        lines = lines.filter(published_at__isnull=False)  # a reader sees no draft, nor that there was one
    page = window(request, lines, "-history_id", size=LINES)
    if not page.rows:
        raise Http404("No such record.")
    last = page.rows[-1]
    earlier = lines.filter(history_id__lt=last.history_id).order_by("-history_id").first() if page.older else None
    context = {
        "as_of": at,
        "page": page,
        "kind": model._meta.verbose_name,
        "record": page.rows[0].instance,
        "versions": versions(model, page.rows, earlier),
        "key": key,
    }
    return render_page(request, "record_history.html", context)


@analyst_required
@require_http_methods(["GET", "HEAD", "POST"])
def record_edit(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    return _form_page(request, get_object_or_404(_model(kind), key=key))


@analyst_required
@require_http_methods(["GET", "HEAD", "POST"])
def record_create(request: HttpRequest, kind: str) -> HttpResponse:
    return _form_page(request, _model(kind)())


def _form_page(request: HttpRequest, record: Recorded) -> HttpResponse:
    form = form_for(record, request.POST or None, asked=request.GET)
    if form.is_valid() and form.save(by=request.user):
        return go_to(request, statement_of(record))
    context = {"form": form, "record": record, "kind": record._meta.verbose_name, "model": record._meta.model_name}
    return render_page(
        request, "record_form.html", context, partial="record-form", status=422 if form.is_bound else 200
    )


def _model(kind: str) -> type[Recorded]:
    try:
        return kinds()[kind]
    except KeyError:
        raise Http404("There is no such kind of record.") from None
