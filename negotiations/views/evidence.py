"""Being written."""
from django.http import Http404


def source_list(request, **_):
    raise Http404


def source_list_export(request, **_):
    raise Http404


def source_detail(request, **_):
    raise Http404
