"""Parley's addresses, and the two views that its pages are measured against; both are behind the log-in."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from parley.lib.http import render_page


def bare(request: HttpRequest) -> HttpResponse:
    """One line of text: the least that any logged-in answer costs."""
    return HttpResponse(f"{request.user}\n", content_type="text/plain; charset=utf-8")


def layout(request: HttpRequest) -> HttpResponse:
    """The layout with nothing in it."""
    return render_page(request, "base.html", {})


urlpatterns = [
    path("benchmark/bare/", bare, name="benchmark_bare"),
    path("benchmark/layout/", layout, name="benchmark_layout"),
    path("", include("parley.urls")),
]

handler400 = "parley.views.site.bad_request"
