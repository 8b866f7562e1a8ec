"""What a schedule ever stated, read once and asked of any day: one line with those above it, or the duties of many."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol

from django.db.models import Q
from django.db.models.functions import Left

from parley.lib.reading import values_where
from tariffs.columns import Texts
from tariffs.models import Economy, TariffLine
from tariffs.nomenclature import CodeSet, ancestors
from tariffs.selectors.lines import COLUMNS, Line, inherited


class Worded(Protocol):
    """A wording of a line: from day to day, known and overruled since some day."""

    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date | None: ...
    @property
    def known_on(self) -> date: ...
    @property
    def end_known_on(self) -> date | None: ...
    @property
    def overruled_on(self) -> date | None: ...


def is_in_force(worded: Worded, on: date, known: date) -> bool:
    """Whether a line is so worded on a day, as known: a last day, or an overruling, that was not public yet is none.

    The same as `tariffs.selectors.lines` asks of the database.
    """
    if worded.starts_on > on or worded.known_on > known or (worded.overruled_on or date.max) <= known:
        return False
    return worded.ends_on is None or worded.ends_on >= on or (worded.end_known_on or date.min) > known


class Wording(NamedTuple):
    """A line as one edition words it."""

    code: str
    description: str
    within: str
    units: str
    general: str
    special: str
    other: str
    footnotes: str
    instrument_id: int
    starts_on: date
    known_on: date
    ends_on: date | None
    end_known_on: date | None
    overruled_on: date | None


class StatedLine(NamedTuple):
    """The duties of a line as one edition words them."""

    code: str
    texts: Texts
    starts_on: date
    known_on: date
    ends_on: date | None
    end_known_on: date | None
    overruled_on: date | None


def wordings_of(
    economy: Economy, code: str, recorded: datetime | None, others: Collection[str] = ()
) -> tuple[Wording, ...]:
    """All wordings of a line, of those above it and of some others, on whatever day; one query."""
    asked = {"economy": economy.pk, "codes": [*ancestors(code)[:-1], *_alone(code), *others]}
    them = ("rows.economy_id = %(economy)s AND rows.code = ANY(%(codes)s)",)
    columns = ", ".join(f"rows.{name}" for name in Wording._fields)
    tail = "ORDER BY rows.code, rows.starts_on, rows.known_on"
    return tuple(Wording(*row) for row in values_where(TariffLine, recorded, them, "TRUE", asked, columns, tail=tail))


def line_on(wordings: Sequence[Wording], asked: str, on: date, known: date) -> Line | None:
    """The line as worded on a day, as known, with what it inherits; None where the schedule does not have it.

    A tariff line of eight digits that has no division stands in a schedule with ten, and is found by its eight; ten
    digits that the schedule does not have are found by their eight, since duties are enacted for these.
    """
    wanted = {*ancestors(asked), *_alone(asked)}
    standing = {each.code: each for each in wordings if each.code in wanted and is_in_force(each, on, known)}
    code = next((each for each in (asked, *_alone(asked), asked[:8]) if each in standing), "")
    if not code:
        return None
    chain = [standing[each] for each in reversed(ancestors(code)) if each in standing]
    *_, line = inherited([row[: len(COLUMNS)] for row in chain])
    return line


def stated_under(economy: Economy, goods: Iterable[CodeSet], recorded: datetime | None) -> tuple[StatedLine, ...]:
    """What the schedule ever stated for lines of some goods and for those above them; one query.

    Of one line the wording that begins last comes last.
    """
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
    columns = ("code", *Texts._fields, *StatedLine._fields[2:])
    return tuple(
        StatedLine(code, Texts(general, special, other), *days)
        for code, general, special, other, *days in rows.order_by("code", "starts_on", "known_on").values_list(*columns)
    )


def _alone(code: str) -> tuple[str, ...]:
    """The ten digits of a line of eight that is not divided."""
    return (f"{code}00",) if len(code) == 8 else ()
