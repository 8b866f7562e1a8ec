"""Sources as you go: a page is pasted, what it says of itself is proposed, and a copy of it is kept."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from negotiations import actions
from negotiations.capture.anchors import State
from negotiations.capture.decoding import LARGEST
from negotiations.capture.proposing import proposals
from negotiations.forms.copying import PageForm, SourceForm
from negotiations.models import Citation, Source
from negotiations.selectors.copies import Kept, anchors_in, copies_of, copy_text
from parley.lib.access import analyst_required
from parley.lib.asof import as_of
from parley.lib.forms import hand_back
from parley.lib.http import go_to, render_page
from parley.screens import keeps_unsaved

_SENT = LARGEST + settings.DATA_UPLOAD_MAX_MEMORY_SIZE  # a file, and one carried along from before
_SWALLOWED = 64 * 2**20  # of a page that is too large this much is read and dropped, so that the browser hears why


def bounded(view: Callable) -> Callable:
    """Looks at how much was sent before anything of it is read, and says in words that it is too much."""
    protected = csrf_protect(view)

    @csrf_exempt  # the token is in the body, which is not read before its size is known
    @wraps(view)
    def looked_at(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        size = int(request.META.get("CONTENT_LENGTH") or 0)
        if size > _SENT:
            _swallow(request, size)
            return _too_large(request, size)
        try:
            return protected(request, *args, **kwargs)
        except RequestDataTooBig:
            return _too_large(request, size)

    return looked_at


@analyst_required
@require_http_methods(["GET", "HEAD", "POST"])
@bounded
@keeps_unsaved
def source_create(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _new(request, PageForm(), SourceForm())
    if "add" in request.POST:
        page = PageForm(request.POST)
        return _new(request, page if page.is_valid() else PageForm(initial=request.POST.dict()), _as_typed(request))
    page = PageForm(request.POST, request.FILES)
    page.is_valid()
    if request.POST.get("step") == "fetch":
        _fetch(page, request.POST.get("address", ""))
    if request.POST.get("step") != "save":
        return _propose(request, page)
    form = SourceForm(request.POST)
    form.copy, form.fetched = page.copy, page.fetched
    if form.is_valid() and page.is_valid() and form.save(by=request.user):
        messages.success(
            request, f"“{form.instance}” is in the record" + (", with its copy." if page.copy else ", without a copy.")
        )
        return go_to(request, form.instance)
    return _new(request, page, form, status=422)


@analyst_required
@require_http_methods(["GET", "HEAD", "POST"])
@bounded
@keeps_unsaved
def source_copy(request: HttpRequest, key: str) -> HttpResponse:
    """One more copy of a source, and how its passages stand in it."""
    source = get_object_or_404(Source, key=key)
    if "add" in request.POST:
        page = PageForm(initial=request.POST.dict())
    else:
        page = PageForm(request.POST or None, request.FILES or None)
    if page.is_valid() and request.POST.get("step") == "fetch":
        _fetch(page, source.address)
    if page.is_valid():
        if page.copy is None:
            page.add_error("page", "Paste the page, or choose a file.")
        else:
            try:
                actions.keep_copy(source, page.copy, by=request.user, reason="A copy was made", address=page.fetched)
            except ValidationError as refusal:
                hand_back(page, refusal)
            else:
                _tell_of_passages(request, source, page.copy.text)
                for warning in page.copy.warnings:
                    messages.warning(request, warning)
                return go_to(request, source)
    context = {
        "source": source, "page": page, "copies": copies_of(source, as_of(request)), "fetches": settings.FETCH,
        "crumbs": [("/sources/", "Sources"), (source.get_absolute_url(), source)], "here": "A new copy",
        "title": f"A new copy of “{source}”",
    }  # fmt: skip
    return render_page(request, "negotiations/source_copy.html", context, status=422 if page.is_bound else 200)


@require_safe
def copy_detail(request: HttpRequest, key: str, number: int) -> HttpResponse:
    source, kept = _kept(request, key, number)
    context = {
        "as_of": as_of(request), "source": source, "copy": kept, "text": copy_text(kept),
        "crumbs": [("/sources/", "Sources"), (source.get_absolute_url(), source)], "here": f"Copy {number}",
    }  # fmt: skip
    return render_page(request, "negotiations/copy_detail.html", context)


@require_safe
def copy_original(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """The page byte for byte, to be saved and never shown: whatever it is, it comes as a file of text."""
    source, kept = _kept(request, key, number)
    response = HttpResponse(bytes(kept.capture.original), content_type="text/plain")
    response["Content-Disposition"] = f'attachment; filename="{source.key}-copy-{number}.txt"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _kept(request: HttpRequest, key: str, number: int) -> tuple[Source, Kept]:
    at = as_of(request)
    source = get_object_or_404(Source.recorded(at.recorded), key=key, published_on__lte=at.known)
    for kept in copies_of(source, at):
        if kept.number == number:
            return source, kept
    raise Http404("There is no such copy.")


def _fetch(page: PageForm, address: str) -> None:
    if not settings.FETCH:
        raise PermissionDenied("Pages are not fetched here: the administrator has not allowed it. Paste the page.")
    page.fetch(address)


def _propose(request: HttpRequest, page: PageForm) -> HttpResponse:
    """The form once more, with what the page says of itself in the fields that were empty."""
    form = _as_typed(request)
    if page.copy is None:
        if not page.errors:
            page.add_error("page", "Paste the page, or choose a file; or fill in the source below and save it.")
        return _new(request, page, form, status=422)
    form.propose(proposals(page.copy, request.POST.get("address", "")))
    return _new(request, page, form)


def _as_typed(request: HttpRequest) -> SourceForm:
    """The source as it stands on the form, without a fault."""
    return SourceForm(initial={name: request.POST.get(name, "") for name in SourceForm.base_fields})


def _new(request: HttpRequest, page: PageForm, form: SourceForm, *, status: int = 200) -> HttpResponse:
    context = {
        "page": page, "form": form, "copy": page.copy if page.is_bound else None,
        "bundle": page.bundle if page.is_bound and page.copy else "", "fetches": settings.FETCH,
        "crumbs": [("/sources/", "Sources")], "here": "New source",
    }  # fmt: skip
    return render_page(request, "negotiations/source_create.html", context, status=status)


def _tell_of_passages(request: HttpRequest, source: Source, text: str) -> None:
    """How the passages of a source stand in its new copy."""
    anchors = anchors_in(text, list(Citation.objects.filter(source=source)))
    counts = {state: sum(anchor.state == state for anchor in anchors.values()) for state in State}
    told = ", ".join(f"{count} {state}" for state, count in counts.items() if count)
    passages = f" Passages: {told}." if told else ""
    level = messages.warning if counts[State.CHANGED] or counts[State.GONE] else messages.success
    level(request, f"The copy is kept.{passages}")


def _too_large(request: HttpRequest, size: int) -> HttpResponse:
    context = {"size": size / 2**20, "largest": LARGEST // 2**20}
    return render_page(request, "negotiations/too_large.html", context, status=413)


def _swallow(request: HttpRequest, size: int) -> None:
    left = min(size, _SWALLOWED)
    while left > 0 and (piece := request.read(min(left, 2**16))):
        left -= len(piece)
