"""Garbage is looked for between pages, not within them."""

import gc
import weakref

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.signals import request_finished

from parley.lib import garbage
from parley.lib.http import render_page


class Ring:
    """What only a look for garbage finds: it holds itself."""

    def __init__(self):
        self.itself = self


@pytest.fixture
def _between_pages():
    before = gc.get_threshold()
    garbage.look_between_pages()
    yield
    request_finished.disconnect(dispatch_uid=garbage.__name__)
    gc.set_threshold(*before)


@pytest.mark.django_db
@pytest.mark.usefixtures("_between_pages")
@pytest.mark.parametrize(("objects", "found"), [(0, False), (2 * garbage.YOUNG, True)])
def test_garbage_is_found_when_a_page_has_been_sent_and_much_was_made(client, objects, found):
    client.get("/healthz")  # the first one imports what answers it
    gc.collect()
    left = weakref.ref(Ring())
    made = [[] for _ in range(objects)]
    assert left() is not None, f"looked for while {len(made)} objects were made"

    client.get("/healthz")

    assert (left() is None) == found, f"{len(made)} objects"


class Read:
    """What was read for a page."""


def test_what_was_read_for_a_page_goes_with_it_and_leaves_no_garbage(rf):
    request = rf.get("/")
    request.user = AnonymousUser()
    read = Read()
    left = weakref.ref(read)
    gc.disable()
    try:
        page = render_page(request, "400.html", {"message": read})
        del read
        assert left() is not None, "it is dropped when the page has been sent, not before"
        del page
        assert left() is None, "it waits for a look for garbage"
    finally:
        gc.enable()
