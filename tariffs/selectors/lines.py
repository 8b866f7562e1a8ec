"""The lines of a schedule at a point on the three clocks, each with what it inherits from the lines above."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat, Left, Lower

from parley.lib.asof import AsOf
from tariffs.columns import Texts
from tariffs.models import Economy, Rate, Relief, Scope, ScopeCode, Sector, TariffLine
from tariffs.nomenclature import ROOT, CodeSet, ancestors, normalise

BY_RANGES = 50  # up to so many codes the index finds what is under each; more are found in one walk

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


def line_at(economy: Economy, code: str, as_of: AsOf) -> Line | None:
    """The line of that very code, or None; one query."""
    chain = [up for up in reversed(ancestors(code)) if up]
    *_, last = [None, *_read(_in_force(economy, as_of).filter(code__in=chain))]
    return last if last and last.code == code else None


def lines_at(economy: Economy, codes: Collection[str], as_of: AsOf) -> dict[str, Line]:
    """The lines of those very codes that the schedule has, by code; one query."""
    wanted = set(codes)
    above = {up for code in wanted for up in ancestors(code)}
    return {line.code: line for line in _read(_in_force(economy, as_of).filter(code__in=above)) if line.code in wanted}


def lines_under(economy: Economy, goods: CodeSet | Iterable[str], as_of: AsOf) -> tuple[Line, ...]:
    """The most detailed lines in a set of goods, or under any of some codes; one query."""
    if not isinstance(goods, CodeSet):
        goods = CodeSet(frozenset(goods))
    tops = {code for code in goods.included if not any(up in goods.included for up in ancestors(code)[1:])}
    if not tops:
        return ()
    rows = _in_force(economy, as_of)
    if ROOT not in tops:
        rows = _under(rows, tops)
    return tuple(line for line in _leaves(rows) if goods.covers(line.code))


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


def sectors_of(code: str, as_of: AsOf) -> list[Sector]:
    """The sectors that a line is in, in the order of the list."""
    scopes = _covering(code, as_of)
    return sorted(
        Sector.recorded(as_of.recorded).filter(scope_id__in=scopes), key=lambda sector: (sector.place, sector.key)
    )


def scopes_of(code: str, as_of: AsOf) -> list[Scope]:
    """The sets of goods, like annexes, that a line is in and that a rate or a relief speaks of, by name."""
    covering = _covering(code, as_of)
    used: set[int | None] = set()
    for kind in (Rate, Relief):
        rows = kind.recorded(as_of.recorded).known(as_of.known).filter(scope_id__in=covering)
        used.update(rows.values_list("scope_id", flat=True))
    return sorted(Scope.recorded(as_of.recorded).filter(id__in=used), key=lambda scope: scope.name)


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


def _under(rows: QuerySet[Any], tops: Collection[str]) -> QuerySet[Any]:
    """Those rows that are under any of the codes, and the rows above these."""
    wanted = Q(code__in={up for code in tops for up in ancestors(code)})
    if len(tops) <= BY_RANGES:
        for code in tops:
            wanted |= Q(code__range=(code, code.ljust(10, "9")))
        return rows.filter(wanted)
    for length in {len(code) for code in tops}:
        rows = rows.alias(**{f"first_{length}": Left("code", length)})
        wanted |= Q(**{f"first_{length}__in": [code for code in tops if len(code) == length]})
    return rows.filter(wanted)


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


def _covering(code: str, as_of: AsOf) -> list[int]:
    """The sets of goods that a code is in: in each the most specific listed code decides."""
    rows = ScopeCode.recorded(as_of.recorded).filter(hs_code__in=ancestors(normalise(code)))
    nearest: dict[int, tuple[int, bool]] = {}
    for scope, listed, included in rows.values_list("scope_id", "hs_code", "included"):
        nearest[scope] = max(nearest.get(scope, (-1, False)), (len(listed), included))
    return [scope for scope, (_, included) in nearest.items() if included]
