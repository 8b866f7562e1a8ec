"""Being written."""
from django.http import Http404


def round_create(request, **_):
    raise Http404


def round_row(request, **_):
    raise Http404


def round_edit(request, **_):
    raise Http404


def draft_list(request, **_):
    raise Http404


def statement_publish(request, **_):
    raise Http404


def statement_rank(request, **_):
    raise Http404
