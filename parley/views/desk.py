"""Being written."""
from django.http import Http404


def desk(request, **_):
    raise Http404
