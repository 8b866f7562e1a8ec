"""Being written."""
from django.http import Http404


def official_list(request, **_):
    raise Http404


def official_list_export(request, **_):
    raise Http404


def official_detail(request, **_):
    raise Http404
