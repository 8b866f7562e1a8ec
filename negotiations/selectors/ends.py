"""Last days of phases and offices, as readers could know them."""

from collections.abc import Iterable

from django.utils import timezone

from parley.lib.asof import AsOf
from parley.lib.records import Dated


def ends_as_known[Row: Dated](rows: Iterable[Row], as_of: AsOf) -> list[Row]:
    """The rows without last days that nobody could know of yet.

    Of the end of a phase or an office no source of its own tells, and nobody knew before its day. Whoever asks for what
    is known today is told an end that is entered ahead too.
    """
    found = list(rows)
    if as_of.known < timezone.localdate(as_of.recorded):
        for row in found:
            if row.ends_on and row.ends_on >= as_of.known:
                row.ends_on = None
    return found
