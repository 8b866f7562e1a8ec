"""What a schedule states: its lines as they were worded on a day, as known on a day."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Q
from django.db.models.functions import Left

from tariffs.columns import Texts
from tariffs.models import Economy, TariffLine
from tariffs.nomenclature import CodeSet, ancestors


class StatedLine(NamedTuple):
    """The duties of a line as one edition of the schedule words them."""

    code: str
    texts: Texts
    starts_on: date
    ends_on: date | None
    known_on: date
    end_known_on: date | None

    def is_in_force(self, on: date, known: date) -> bool:
        """Whether the line was so worded on a day, as known; a last day not public by then is none."""
        lasts = self.ends_on is None or self.ends_on >= on or (self.end_known_on or date.min) > known
        return self.starts_on <= on and self.known_on <= known and lasts


def lines_under(economy: Economy, goods: Iterable[CodeSet], recorded: datetime | None) -> tuple[StatedLine, ...]:
    """What the schedule ever stated for lines of some goods and for those above them, the earlier wording first."""
    tops = {code for each in goods for code in each.included}
    if not tops:
        return ()
    rows = TariffLine.recorded(recorded).filter(economy_id=economy.pk).exclude(general="", special="", other="")
    if "" not in tops:
        lengths = {len(code) for code in tops}
        near = Q(code__in=sorted({up for code in tops for up in ancestors(code)}))
        for length in sorted(lengths):
            near |= Q(**{f"first{length}__in": sorted(code for code in tops if len(code) == length)})
        rows = rows.alias(**{f"first{length}": Left("code", length) for length in lengths}).filter(near)
    columns = ("code", "general", "special", "other", "starts_on", "ends_on", "known_on", "end_known_on")
    return tuple(
        StatedLine(code, Texts(general, special, other), *days)
        for code, general, special, other, *days in rows.order_by("code", "starts_on").values_list(*columns)
    )
