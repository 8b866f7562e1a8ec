"""Being written."""
from django.http import Http404


def theme(request, **_):
    raise Http404


def health(request, **_):
    raise Http404
