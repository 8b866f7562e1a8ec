"""Being written."""
from django.http import Http404


def round_list(request, **_):
    raise Http404


def round_list_export(request, **_):
    raise Http404


def round_detail(request, **_):
    raise Http404


def round_export(request, **_):
    raise Http404


def occasion_detail(request, **_):
    raise Http404
