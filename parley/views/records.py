"""Being written."""
from django.http import Http404


def change_list(request, **_):
    raise Http404


def change_list_export(request, **_):
    raise Http404


def record_create(request, **_):
    raise Http404


def record_history(request, **_):
    raise Http404


def record_edit(request, **_):
    raise Http404
