"""Being written."""
from django.http import Http404


def search(request, **_):
    raise Http404
