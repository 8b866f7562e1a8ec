"""The lines of a schedule at a point on the three clocks, each with what it inherits from the lines above."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat, Lower

from parley.lib.asof import AsOf
from tariffs.columns import Texts
from tariffs.models import Economy, TariffLine
from tariffs.nomenclature import ancestors

COLUMNS = (
    "code",
    "description",
    "within",
    "units",
    "general",
    "special",
    "other",
    "footnotes",
    "instrument_id",
    "starts_on",
    "known_on",
)


@dataclass(frozen=True, slots=True)
class Stated:
    """A duty as it is printed, the line on which it stands, and the edition that first worded that line so."""

    text: str = ""
    code: str = ""
    instrument_id: int | None = None

    def __bool__(self) -> bool:
        return bool(self.text)


NOWHERE = Stated()


@dataclass(frozen=True, slots=True)
class Line:
    """A line as a reader of the schedule has it: under what it stands, and its duties, its own or inherited."""

    code: str
    description: str
    path: tuple[str, ...]  # from the chapter down to the line, with the headings that have no number
    units: str
    general: Stated
    special: Stated
    other: Stated
    footnotes: str
    instrument_id: int
    starts_on: date
    known_on: date

    @property
    def texts(self) -> Texts:
        """Its duties as printed."""
        return Texts(self.general.text, self.special.text, self.other.text)


def lines_at(economy: Economy, codes: Collection[str], as_of: AsOf) -> dict[str, Line]:
    """The lines of those very codes that the schedule has, by code; one query."""
    wanted = set(codes)
    above = {up for code in wanted for up in ancestors(code)}
    return {line.code: line for line in _read(_in_force(economy, as_of).filter(code__in=above)) if line.code in wanted}


def all_lines(economy: Economy, as_of: AsOf) -> Iterator[Line]:
    """All of the schedule's most detailed lines, by code; one query."""
    return _leaves(_in_force(economy, as_of))


def search_lines(economy: Economy, asked: str, as_of: AsOf, limit: int = 50) -> list[Line]:
    """Lines by the beginning of their code, or by the beginnings of words in them and in what they stand under.

    Every word must be met on the way down to a line, and one of them on the line itself; two queries.
    """
    rows = _in_force(economy, as_of)
    if digits := _digits(asked):
        found = list(rows.filter(code__range=(digits, digits.ljust(10, "9"))).values_list("code", flat=True)[:limit])
    else:
        found = _with_words(rows, as_of, [_folded(word) for word in asked.split()[:8]])[:limit]
    lines = lines_at(economy, found, as_of)
    return [lines[code] for code in found]


def _in_force(economy: Economy, as_of: AsOf) -> QuerySet[Any]:
    """The row of each line that holds: of those that were thought to hold, the one that begins last."""
    on, known = as_of.on, as_of.known
    return (
        TariffLine.recorded(as_of.recorded)
        .filter(economy_id=economy.pk, known_on__lte=known, starts_on__lte=on)
        .filter(Q(overruled_on=None) | Q(overruled_on__gt=known))
        .filter(Q(ends_on=None) | Q(ends_on__gte=on) | Q(end_known_on__gt=known))
        .order_by("code", "-starts_on", "-known_on")
        .distinct("code")
    )


def _leaves(rows: QuerySet[Any]) -> Iterator[Line]:
    lines = [*_read(rows), None]
    for line, following in pairwise(lines):
        if line and not (following and following.code.startswith(line.code)):
            yield line


def _read(rows: QuerySet[Any]) -> Iterator[Line]:
    return inherited(rows.values_list(*COLUMNS))


def inherited(rows: Iterable[Sequence[Any]]) -> Iterator[Line]:
    """Rows of these columns, by code, as lines; each takes from the line above what it does not state itself."""
    above: list[Line] = []
    for row in rows:
        code, description, within, units, general, special, other, footnotes, instrument, starts_on, known_on = row
        while above and not code.startswith(above[-1].code):
            above.pop()
        up = above[-1] if above else None
        own_general = Stated(general, code, instrument) if general else None
        line = Line(
            code,
            description,
            (*(up.path if up else ()), *(within.split("\n") if within else ()), description),
            units or (up.units if up else ""),
            own_general or (up.general if up else NOWHERE),
            # Where a line states its general rate, a blank beside it says that there is no special one.
            Stated(special, code, instrument) if special else up.special if up and not own_general else NOWHERE,
            Stated(other, code, instrument) if other else up.other if up else NOWHERE,
            footnotes,
            instrument,
            starts_on,
            known_on,
        )
        above.append(line)
        yield line


def _digits(asked: str) -> str:
    """The digits of what looks like a code or the beginning of one."""
    digits = re.sub(r"[.\s]", "", asked)
    return digits if digits.isdecimal() and digits.isascii() and len(digits) <= 10 else ""


def _with_words(rows: QuerySet[Any], as_of: AsOf, words: Sequence[str]) -> list[str]:
    """The codes, in order, of the rows at which the last of the words is met."""
    if not words:
        return []
    having = Q()
    for word in words:
        having |= Q(text__unaccent__contains=word)
    held = TariffLine.recorded(as_of.recorded).filter(id__in=rows.values("id"))
    held = held.annotate(
        text=Lower(Concat(F("description"), Value(" "), F("within"), output_field=TextField()))
    ).filter(having)
    begins = [re.compile(rf"\b{re.escape(word)}") for word in words]
    met: list[set[str]] = [set() for _ in words]
    for code, text in held.values_list("code", "text"):
        folded = _folded(text)
        for codes, beginning in zip(met, begins, strict=True):
            if beginning.search(folded):
                codes.add(code)
    return [code for code in sorted(set().union(*met)) if all(not each.isdisjoint(ancestors(code)) for each in met)]


def _folded(text: str) -> str:
    """Small letters without their accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
