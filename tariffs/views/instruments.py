"""Being written."""
from django.http import Http404


def instrument_list(request, **_):
    raise Http404


def instrument_list_export(request, **_):
    raise Http404


def instrument_detail(request, **_):
    raise Http404
