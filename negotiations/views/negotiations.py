"""Being written."""
from django.http import Http404


def negotiation_detail(request, **_):
    raise Http404


def deadline_list(request, **_):
    raise Http404


def deadline_list_export(request, **_):
    raise Http404


def negotiation_list(request, **_):
    raise Http404


def negotiation_list_export(request, **_):
    raise Http404
