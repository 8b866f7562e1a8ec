"""The duty on a line, or on a sector's goods, over a stretch of days."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from parley.lib.asof import AsOf, as_of
from parley.lib.http import keyed_or_404, render_page
from parley.lib.reading import attach
from parley.lib.writers import download
from tariffs import duty_reports as reports
from tariffs.forms import DaysForm
from tariffs.models import Economy, Scope, Sector
from tariffs.nomenclature import display
from tariffs.selectors.duty_days import Stretch, stretches
from tariffs.selectors.sector_days import sector_stretches
from tariffs.views.asked import pair_asked
from tariffs.views.duty_asked import Asked, duty_asked

FILES = [("pdf", "PDF"), ("docx", "Word"), ("xlsx", "Excel"), ("csv", "CSV"), ("md", "Markdown")]


@dataclass(slots=True)
class Shown:
    """What is drawn: of which goods, between whom, and the address of the page that it comes from."""

    goods: str
    importer: Economy | None = None
    origin: Economy | None = None
    back: str = ""
    asked: Asked | None = None
    found: tuple[Stretch, ...] = ()

    @property
    def between(self) -> str:
        return f"{self.origin or 'Any other origin'} into {self.importer}" if self.importer else ""


@require_safe
def duty_timeline(request: HttpRequest) -> HttpResponse:
    at = as_of(request)
    form = _days(request, at)
    shown = _shown(request, at, form)
    context = {"as_of": at, "form": form, "shown": shown, "kept_values": _kept(request)}
    if shown.found and form.is_valid():
        first, last = form.cleaned_data["from"], form.cleaned_data["to"]
        here, query = reverse("tariffs:duty_timeline").rstrip("/"), request.GET.urlencode(safe="=/")
        context |= {
            "drawn": reports.days_drawn(shown.found, first, last, at.on, at.query),
            "measures": reports.measures_of(shown.found),
            "said": reports.said(shown.found),
            "files": [(f"{here}.{ending}?{query}", words) for ending, words in FILES],
        }
    return render_page(request, "tariffs/duty_timeline.html", context)


@require_safe
def duty_timeline_export(request: HttpRequest, format: str) -> HttpResponse:
    at = as_of(request)
    form = _days(request, at)
    shown = _shown(request, at, form)
    if not shown.found:
        faults = [str(fault) for faults in form.errors.values() for fault in faults]
        raise BadRequest(" ".join([*faults, *(shown.asked.refusals if shown.asked else [])]) or "Say which line.")
    document = reports.days(
        f"Duty on {shown.goods} over time", f"{shown.between}.", shown.found,
        form.cleaned_data["from"], form.cleaned_data["to"], at, on_paper=format in reports.PAPERS,
    )  # fmt: skip
    return download(document, format, name="duty-over-time")


def _days(request: HttpRequest, at: AsOf) -> DaysForm:
    """From when to when: the year of the day asked about, where the address does not say."""
    data = request.GET.copy()
    data.setdefault("from", date(at.on.year, 1, 1).isoformat())
    data.setdefault("to", date(at.on.year, 12, 31).isoformat())
    return DaysForm(data)


def _shown(request: HttpRequest, at: AsOf, form: DaysForm) -> Shown:
    days = (form.cleaned_data["from"], form.cleaned_data["to"]) if form.is_valid() else None
    if key := request.GET.get("sector", "").replace("\0", ""):
        sector = keyed_or_404(Sector, key, at.recorded)
        attach([sector], "scope", Scope, at.recorded)
        pair = pair_asked(request, at)
        found = sector_stretches(sector, pair.importer, pair.origin, *days, at) if days and pair.importer else []
        return Shown(
            str(sector), pair.importer, pair.origin, f"{sector.get_absolute_url()}{at.query}", None, tuple(found)
        )
    asked = duty_asked(request, at)
    question = asked.question if asked.answer else None
    found = stretches(question, *days, at.known) if question and days else []
    goods = display(question.code) if question else ""
    return Shown(goods, asked.importer, asked.origin, f"{reverse('tariffs:duty')}{asked.query()}", asked, tuple(found))


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, value) for name, values in request.GET.lists() if name not in ("from", "to") for value in values]
