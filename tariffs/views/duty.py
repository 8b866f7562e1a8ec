"""The duty on a line: the ladder with its reasons, what could be claimed, and what would have been said."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from parley.lib.asof import AsOf, as_of
from parley.lib.http import render_page
from parley.lib.writers import download
from tariffs import duty_reports as reports
from tariffs.duty_text import as_values, in_words
from tariffs.selectors.answers import Answer
from tariffs.selectors.duty_days import sayings
from tariffs.selectors.duty_places import places_of
from tariffs.views.duty_asked import Asked, answered, duty_asked

FILES = [
    ("txt", "Text"),
    ("pdf", "PDF"),
    ("docx", "Word"),
    ("xlsx", "Excel"),
    ("csv", "CSV"),
    ("md", "Markdown"),
    ("json", "JSON"),
]


@require_safe
def duty(request: HttpRequest) -> HttpResponse:
    at = as_of(request)
    asked = duty_asked(request, at)
    context = {"as_of": at, "asked": asked, "answer": asked.answer}
    if asked.answer:
        context |= _facts(asked, asked.answer, at)
    return render_page(request, "tariffs/duty.html", context)


@require_safe
def duty_text(request: HttpRequest) -> HttpResponse:
    _, answer = answered(request, as_of(request))
    kept = {"Content-Disposition": content_disposition_header(True, f"{reports.name_of(answer)}.txt")}
    return HttpResponse(f"{in_words(answer)}\n", content_type="text/plain; charset=utf-8", headers=kept)


@require_safe
def duty_json(request: HttpRequest) -> HttpResponse:
    _, answer = answered(request, as_of(request))
    values = reports.question(answer) | as_values(answer)
    kept = {"Content-Disposition": content_disposition_header(True, f"{reports.name_of(answer)}.json")}
    return JsonResponse(values, json_dumps_params={"ensure_ascii": False, "indent": 2}, headers=kept)


@require_safe
def duty_export(request: HttpRequest, format: str) -> HttpResponse:
    at = as_of(request)
    _, answer = answered(request, at)
    said = sayings(answer.asked, at.on, at.known)
    return download(
        reports.ladder(answer, said, on_paper=format in reports.PAPERS), format, name=reports.name_of(answer)
    )


def _facts(asked: Asked, answer: Answer, at: AsOf) -> dict:
    here, query = reverse("tariffs:duty"), asked.query()
    return {
        "places": places_of(answer, at),
        "sayings": [(each, asked.query(known=each.known)) for each in sayings(answer.asked, at.on, at.known)],
        "bars": reports.bars_of(answer),
        "text": in_words(answer),
        "query": query,
        "files": [(f"{here.rstrip('/')}.{ending}{query}", words) for ending, words in FILES],
    }
