"""One line of a schedule with the lines above it, in all its wordings: read once, asked of any day."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from tariffs.columns import Texts
from tariffs.models import Economy, TariffLine
from tariffs.nomenclature import ancestors


class Wording(NamedTuple):
    """A line as one edition words it, from day to day, as known from one day on."""

    code: str
    description: str
    within: str
    units: str
    general: str
    special: str
    other: str
    starts_on: date
    ends_on: date | None
    known_on: date
    end_known_on: date | None
    instrument_id: int

    def is_in_force(self, on: date, known: date) -> bool:
        """Whether the line was so worded on a day, as known; a last day not public by then is none."""
        lasts = self.ends_on is None or self.ends_on >= on or (self.end_known_on or date.min) > known
        return self.starts_on <= on and self.known_on <= known and lasts


@dataclass(frozen=True, slots=True)
class Line:
    """A line on a day: what it is called under what, and its duties, its own or those of the line above it.

    `path` leads from the chapter down to it; `instruments` are the ids of the editions that state each column.
    """

    code: str
    description: str
    path: tuple[str, ...]
    units: str
    texts: Texts
    instruments: Mapping[str, int]
    starts_on: date


def wordings_of(
    economy: Economy, code: str, recorded: datetime | None, others: Collection[str] = ()
) -> tuple[Wording, ...]:
    """All wordings of a line, of those above it and of some others, on whatever day; one query."""
    wanted = {*ancestors(code)[:-1], *_alone(code), *others}
    rows = TariffLine.recorded(recorded).filter(economy_id=economy.pk, code__in=wanted)
    return tuple(Wording(*row) for row in rows.order_by("code", "starts_on").values_list(*Wording._fields))


def line_on(wordings: Sequence[Wording], asked: str, on: date, known: date) -> Line | None:
    """The line as worded on a day, as known; None where the schedule does not have it.

    A column that the line leaves blank has the duty of the nearest line above that fills it: a blank duty is inherited.
    A tariff line of eight digits that has no division stands in a schedule with ten, and is found by its eight; ten
    digits that the schedule does not have are found by their eight, since duties are enacted for these.
    """
    standing = {each.code: each for each in wordings if each.is_in_force(on, known)}
    code = next((each for each in (asked, *_alone(asked), asked[:8]) if each in standing), "")
    if not code:
        return None
    above = [standing[each] for each in ancestors(code) if each in standing]
    stated = {column: next((each for each in above if getattr(each, column)), above[0]) for column in Texts._fields}
    path = []
    for each in reversed(above):
        path += [*each.within.splitlines(), each.description]
    return Line(
        code=code,
        description=above[0].description,
        path=tuple(path),
        units=above[0].units,
        texts=Texts(*(getattr(stated[column], column) for column in Texts._fields)),
        instruments={column: each.instrument_id for column, each in stated.items()},
        starts_on=above[0].starts_on,
    )


def _alone(code: str) -> tuple[str, ...]:
    """The ten digits of a line of eight that is not divided."""
    return (f"{code}00",) if len(code) == 8 else ()
