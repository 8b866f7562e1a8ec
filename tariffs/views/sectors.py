"""Being written."""
from django.http import Http404


def sector_list(request, **_):
    raise Http404


def sector_list_export(request, **_):
    raise Http404


def sector_detail(request, **_):
    raise Http404
