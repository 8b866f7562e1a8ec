"""When Python looks for garbage."""

import gc

from django.core.signals import request_finished

YOUNG = 100_000  # objects, made and not yet dropped: after so many the next page may wait for a look, not before
OLD = 100  # looks among those before one among all
AT_MOST = 500_000  # a page that makes so many has them looked through while it is made


def look_seldom() -> None:
    """For a process that has imported all it needs. What the code itself is made of stays for good: a full collection
    that walks through it is a slow page now and then.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def look_between_pages() -> None:
    """For the web process: the same, when a page has been sent. A page makes thousands of objects and drops them; to
    look through them while it is made finds nothing.
    """
    look_seldom()
    gc.set_threshold(AT_MOST, 20, 20)
    request_finished.connect(_look, dispatch_uid=__name__)


def _look(**_: object) -> None:
    young, _middle, old = gc.get_count()
    if young > YOUNG:
        gc.collect(2 if old > OLD else 1)
