"""Lines of a schedule by the beginning of their code, or by words in them, on the clocks."""

from typing import NamedTuple

from django.db.models import Q

from parley.lib.asof import AsOf
from tariffs.models import Economy, TariffLine

MOST = 50


class FoundLine(NamedTuple):
    """A line to choose: its code and what it is called."""

    code: str
    description: str


def search_lines(economy: Economy, asked: str, as_of: AsOf, limit: int = MOST) -> list[FoundLine]:
    """The lines whose code begins so, or whose description has all of the words; one query."""
    digits = "".join(asked.replace(".", " ").split())
    rows = TariffLine.recorded(as_of.recorded).known(as_of.known).on(as_of.on).filter(economy_id=economy.pk)
    wanted = Q()
    if digits.isdecimal() and digits.isascii():
        wanted = Q(code__startswith=digits)
    else:
        for word in asked.split()[:8]:
            wanted &= Q(description__icontains=word)
    found = rows.filter(wanted).order_by("code").values_list("code", "description")[:limit]
    return [FoundLine(*row) for row in found]
