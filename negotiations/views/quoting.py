"""Reading a copy: what is found in it, and the statements that are drawn from its passages."""

import re

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from negotiations import actions
from negotiations.forms.quoting import Drafting
from negotiations.models import Negotiation, Source
from negotiations.selectors.copies import copies_of, copy_text
from negotiations.selectors.reading import Line, Reading, read_copy
from negotiations.selectors.sources import carried_by
from parley.lib.access import analyst_required
from parley.lib.asof import as_of
from parley.lib.forms import hand_back
from parley.lib.http import go_to, render_page
from parley.screens import keeps_unsaved

_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})\Z")


@analyst_required
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_unsaved
def source_read(request: HttpRequest, key: str) -> HttpResponse:
    """The latest copy of a source with what is found in it; with a passage chosen, the statements that it carries."""
    source = get_object_or_404(Source, key=key)
    copies = copies_of(source, as_of(request))
    if not copies:
        if request.method == "POST":
            raise Http404("No copy of this source was kept then.")
        messages.info(request, "No copy of this source is kept yet: paste it here, and it can be read.")
        return go_to(request, "negotiations:source_copy", source.key)
    text = copy_text(copies[0])
    reading = read_copy(source, text, _asked(request))
    span = _span(request, len(reading.text))
    drafting = None
    if span and reading.at:
        drafting = Drafting(reading, span, request.POST if request.method == "POST" else None)
        if request.method == "POST":
            if adds := request.POST.get("add"):
                drafting.hush()
                if adds == "statement":
                    drafting.more()
            elif drafting.is_valid() and (answer := _save(request, drafting, span)):
                return answer
    return _page(request, reading, copies[0], text, span, drafting)


def _page(request: HttpRequest, reading: Reading, copy, text, span, drafting: Drafting | None) -> HttpResponse:
    source = reading.source
    carried, is_cut = carried_by(source, as_of(request), text, drafts=True)
    paragraphs = list(reading.paragraphs(carried, span))
    unplaced = [each for each in carried if each.anchor and each.anchor.ends < 0]
    context = {
        "source": source, "copy": copy, "reading": reading, "drafting": drafting, "paragraphs": paragraphs,
        "after": _last_chosen(paragraphs), "unplaced": unplaced, "is_cut": is_cut,
        "negotiations": Negotiation.objects.all(), "span": f"{span[0]}-{span[1]}" if span else "",
        "crumbs": [("/sources/", "Sources"), (source.get_absolute_url(), source)], "here": "Read and cite",
        "title": f"Drafts from “{source}”",
    }  # fmt: skip
    refused = drafting is not None and drafting.is_bound and not drafting.is_quiet
    return render_page(request, "negotiations/source_read.html", context, status=422 if refused else 200)


def _save(request: HttpRequest, drafting: Drafting, span: tuple[int, int]) -> HttpResponse | None:
    try:
        written = actions.draft_from_passage(drafting.entries(), by=request.user)
    except actions.Refused as refused:
        for form, refusal in refused.faults:
            hand_back(form, refusal)
        return None
    if written:
        count = f"{len(written)} drafts rest" if len(written) > 1 else "One draft rests"
        messages.success(request, f"{count} on the passage. An editor publishes what is drafted.")
    else:
        messages.info(request, "These had been saved already; nothing was written twice.")
    sentences = drafting.reading.passage(*span)
    query = urlencode({"negotiation": drafting.at.negotiation.key})
    place = f"#s{sentences[0].number}" if sentences else ""
    return go_to(request, f"{drafting.reading.source.get_absolute_url()}read/?{query}{place}")


def _last_chosen(paragraphs: list[list[Line]]) -> int:
    """The number of the paragraph under which the form stands."""
    chosen = [number for number, lines in enumerate(paragraphs) if any(line.chosen for line in lines)]
    return chosen[-1] if chosen else -1


def _asked(request: HttpRequest) -> str:
    key = request.GET.get("negotiation", "")
    if key and not Negotiation.objects.filter(key=key).exists():
        raise BadRequest(f"There is no negotiation with the key “{key[:60]}”.")
    return key


def _span(request: HttpRequest, length: int) -> tuple[int, int] | None:
    """From the first to the last character of what was chosen; sentences between two that are ticked belong to it."""
    chosen = []
    for value in request.GET.getlist("passage"):
        read = _SPAN.match(value)
        if not read or not int(read[1]) < int(read[2]) <= length:
            raise BadRequest("A passage is two places in the copy, the first before the second, like 120-260.")
        chosen.append((int(read[1]), int(read[2])))
    return (min(starts for starts, _ in chosen), max(ends for _, ends in chosen)) if chosen else None
