"""Garbage is looked for between pages, not within them."""

import gc
import weakref

import pytest
from django.core.signals import request_finished

from parley.lib import garbage


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
def test_what_a_page_left_is_found_when_it_has_been_sent(client):
    left = weakref.ref(Ring())
    made = [[] for _ in range(2 * garbage.YOUNG)]  # enough that a look is worth it, and none happened yet
    assert left() is not None

    client.get("/healthz")

    assert left() is None
    assert len(made) == 2 * garbage.YOUNG


@pytest.mark.django_db
@pytest.mark.usefixtures("_between_pages")
def test_a_light_page_is_not_followed_by_a_look(client):
    client.get("/healthz")  # the first one imports what answers it
    gc.collect()
    left = weakref.ref(Ring())

    client.get("/healthz")

    assert left() is not None
