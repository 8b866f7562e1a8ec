"""Being written."""
from django.http import Http404


def matrix(request, **_):
    raise Http404


def matrix_export(request, **_):
    raise Http404
