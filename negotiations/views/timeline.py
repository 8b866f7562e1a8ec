"""Being written."""
from django.http import Http404


def timeline(request, **_):
    raise Http404


def timeline_export(request, **_):
    raise Http404
