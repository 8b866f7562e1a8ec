"""Being written."""
from django.http import Http404


def measure_list(request, **_):
    raise Http404


def measure_list_export(request, **_):
    raise Http404


def measure_detail(request, **_):
    raise Http404
