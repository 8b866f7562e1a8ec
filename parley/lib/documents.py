"""What an export says: a title, blocks of text, tables, drawings and the sources. No format, no query, no clock."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from itertools import chain
from math import sqrt
from typing import Any, Final, TypeGuard

from parley.lib.direction import TURNING


class Unknown(Enum):
    """The value of what nobody has told us. It is not zero, and not the blank of a cell with nothing to say."""

    UNKNOWN = "n/a"


UNKNOWN: Final = Unknown.UNKNOWN

type Value = str | int | Decimal | date | datetime | Unknown | None
type Text = str | "Run" | tuple["str | Run", ...]
type Block = "Heading | Paragraph | Bullets | Table | Drawing"

# How the unit of a number is written behind it; any other unit follows after a space, as in "0.5 USD/kg".
# A duty is a percent whose zero reads "Free".
SUFFIXES: Final = {"percent": "%", "duty": "%", "points": " pp"}
UNIT_LABELS: Final = {"percent": "%", "duty": "%", "points": "pp"}

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class CannotWrite(Exception):
    """A format has no way to show what the document says. The message tells the reader which part, and why."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one kind. Its notes are the numbers of the sources that carry it."""

    text: str
    notes: tuple[int, ...] = ()
    strong: bool = False
    quiet: bool = False
    language: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: Text


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[Text, ...]


@dataclass(slots=True)  # a frozen one takes three times as long to make, and a table has thousands
class Cell:
    """A value with what belongs to it: its unit, its sources, its weight. Most cells are the bare value instead."""

    value: Value | Text = None
    notes: tuple[int, ...] = ()
    unit: str = ""
    quiet: bool = False
    strong: bool = False
    link: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column with more than a heading: the unit of its numbers, its share of the width beside the others'."""

    heading: str
    unit: str = ""
    width: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns. Without rows it says `empty` instead of standing there as a blank."""

    heading: str
    columns: tuple[str | Column, ...]
    rows: tuple[tuple[Value | Text | Cell, ...], ...]
    source: str = ""
    notes: tuple[Text, ...] = ()
    empty: str = "None recorded."
    _read: list[Any] = field(default_factory=list, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        lengths = list(map(len, self.rows))
        for number in (n for n, length in enumerate(lengths, start=1) if length != len(self.columns)):
            raise ValueError(
                f"Row {number} of “{self.heading}” has {lengths[number - 1]} cells under {len(self.columns)} columns."
            )

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(column(one).heading for one in self.columns)

    @property
    def by_column(self) -> tuple[tuple[Value | Text | Cell, ...], ...]:
        """The values under each column."""
        columns: tuple[tuple[Value | Text | Cell, ...], ...] = self._by_column()[0]
        return columns

    @property
    def kinds(self) -> tuple[frozenset[type], ...]:
        """The types of the values under each column: a file has thousands of values, and asks four times."""
        kinds: tuple[frozenset[type], ...] = self._by_column()[1]
        return kinds

    def _by_column(self) -> list[Any]:
        if not self._read:
            columns = tuple(zip(*self.rows, strict=True)) if self.rows else ((),) * len(self.columns)
            self._read.extend((columns, tuple(frozenset(map(type, values)) for values in columns)))
        return self._read

    @property
    def units(self) -> tuple[str, ...]:
        """The unit that all numbers of a column share; "" where they differ or have none."""
        given = (column(one).unit for one in self.columns)
        return tuple(map(self._unit, self.by_column, self.kinds, given))

    @staticmethod
    def _unit(values: Iterable[Value | Text | Cell], kinds: frozenset[type], given: str) -> str:
        found = {given} if kinds & {Decimal, int} else set()
        if Cell in kinds:
            cells = (value for value in values if type(value) is Cell)
            found |= {one.unit or given for one in cells if is_number(one.value)}
        if len(found) == 1:
            return found.pop()
        return "" if found else given

    @property
    def is_numeric(self) -> tuple[bool, ...]:
        """Of each column, whether it holds numbers and no other text than the unknown."""
        return tuple(self._is_numeric(index) for index in range(len(self.columns)))

    def _is_numeric(self, index: int) -> bool:
        values = [cell(row[index]).value for row in self.rows]
        told = [value for value in values if not (value is None or value is UNKNOWN or value == "")]
        return bool(told) and all(map(is_number, told))

    @property
    def shares(self) -> tuple[float, ...]:
        """The part of the width that each column should have: as its `width` asks, else after its longest texts."""
        asked = [column(one).width for one in self.columns]
        if all(asked):
            return tuple(width / sum(asked) for width in asked)
        wanted = [float(asked[index] or self._want(index)) for index in range(len(self.columns))]
        return tuple(want / sum(wanted) for want in wanted)

    def _want(self, index: int) -> float:
        texts = [reading(row[index], self.columns[index]) for row in self.rows]
        longest_word = max(
            (width_of(word) for text in (*texts, self.headings[index]) for word in text.split()), default=1
        )
        longest_text = max(map(width_of, texts), default=1)
        # A long text wraps, a long word does not: so the one counts by its root and the other in full.
        return max(min(longest_word, 22) + 1.5, min(longest_text, 14) + 1, 3 * sqrt(longest_text))


@dataclass(frozen=True, slots=True)
class Drawing:
    """A self-contained SVG, with a text that says the same to whoever cannot see it."""

    svg: str
    caption: str
    alternative: str
    source: str = ""


@dataclass(slots=True)  # as a cell
class Source:
    """A source under the number by which notes name it. The grade is Admiralty's, such as B2."""

    number: int
    text: str
    grade: str = ""
    address: str = ""
    captured_on: date | None = None
    origin: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """What one export says.

    The note is the sentence of the clocks, which every page repeats; `clocks` are the same clocks as values, which
    a table of bare rows (CSV) carries in columns of their own.
    """

    title: str
    subtitle: str = ""
    note: str = ""
    marking: str = ""
    language: str = "en-GB"
    blocks: tuple[Block, ...] = ()
    sources: tuple[Source, ...] = ()
    clocks: tuple[tuple[str, Value], ...] = ()
    prepared_at: datetime | None = None
    landscape: bool = False

    def __post_init__(self) -> None:
        numbers = [source.number for source in self.sources]
        if len(set(numbers)) != len(numbers):
            raise ValueError("Two sources have one number.")
        if unlisted := sorted(set(self._notes()) - set(numbers)):
            raise ValueError(f"Notes without a source: {', '.join(map(str, unlisted))}.")

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Table))

    def _notes(self) -> Iterator[int]:
        for block in self.blocks:
            match block:
                case Paragraph(text):
                    yield from notes_of(text)
                case Bullets(items):
                    for item in items:
                        yield from notes_of(item)
                case Table():
                    for values, kinds in zip(block.by_column, block.kinds, strict=True):
                        if kinds & CITING:
                            yield from chain.from_iterable(map(notes_of, values))
                    for line in block.notes:
                        yield from notes_of(line)


# What can carry notes. Asked of every cell of a table, of which most are a bare value.
CITING: Final = frozenset({Cell, Run, tuple})


def column(value: str | Column) -> Column:
    return value if isinstance(value, Column) else Column(value)


def cell(value: Value | Text | Cell) -> Cell:
    return value if isinstance(value, Cell) else Cell(value)


def runs(text: Value | Text) -> tuple[Run, ...]:
    """The stretches of a text, each clean; a bare value is one stretch."""
    parts = text if isinstance(text, tuple) else (text,)
    return tuple(
        Run(clean(part.text), part.notes, part.strong, part.quiet, part.language, part.link)
        if isinstance(part, Run)
        else Run(words(part))
        for part in parts
    )


def notes_of(value: Value | Text | Cell) -> tuple[int, ...]:
    """The numbers of the sources behind a value or text, each once, in the order in which they come."""
    if type(value) is Cell and type(value.value) not in CITING:  # as nearly all are
        return value.notes if len(value.notes) < 2 else tuple(dict.fromkeys(value.notes))
    match value:
        case Cell():
            found: Iterable[int] = (*notes_of(value.value), *value.notes)
        case Run():
            found = value.notes
        case tuple():
            found = (note for part in value if isinstance(part, Run) for note in part.notes)
        case _:
            return ()
    return tuple(dict.fromkeys(found))


def plain(text: Value | Text) -> str:
    """A text without its notes."""
    return "".join(run.text for run in runs(text))


def noted(text: Value | Text, notes: Iterable[int] = ()) -> str:
    """A text with its notes in brackets behind what they carry, for formats that know no superscript."""
    return "".join(run.text + brackets(run.notes) for run in runs(text)) + brackets(notes)


def citation(source: Source) -> str:
    """A source in one line, without its number and address."""
    return f"{clean(source.text)} {particulars(source)}".strip()


def particulars(source: Source) -> str:
    """What is to know of a source beside its name: its grade, whose word it goes back to, when we kept it."""
    facts = [f"grade {source.grade}"] if source.grade else []
    if origin := clean(source.origin):
        facts.append(f"origin: {origin}")
    if source.captured_on:
        facts.append(f"captured {words(source.captured_on)}")
    told = ", ".join(facts)
    return f"{told[:1].upper()}{told[1:]}." if told else ""


def is_address(link: str) -> bool:
    """Whether a link leads somewhere from a file: what is not on the web, or is a script, is no link there."""
    return link.startswith(("https://", "http://"))


def brackets(notes: Iterable[int]) -> str:
    return "".join([f"[{note}]" for note in notes])


def reading(value: Value | Text | Cell, under: str | Column = "") -> str:
    """What stands in a table's cell, with its unit and without its notes."""
    one = cell(value)
    if isinstance(one.value, Run | tuple):
        return plain(one.value)
    return words(one.value, one.unit or column(under).unit)


def words(value: Value, unit: str = "") -> str:
    """How a value reads. A number keeps every digit that says something, and no other; unknown is never zero."""
    match value:
        case str():
            return clean(value)
        case None:
            return ""
        case Unknown():
            return value.value
        case bool():
            return "Yes" if value else "No"
        case int() | Decimal():
            return _number(value, unit)
        case datetime():
            moment = f"{_day(value)} {value:%H:%M}"
            return f"{moment} {value:%Z}" if value.tzinfo else moment
        case date():
            return _day(value)
        case float():
            raise TypeError(f"{value!r} is a float: a number in a document is an int or a Decimal, which are exact.")
        case _:
            return clean(str(value))


def is_number(value: object) -> TypeGuard[int | Decimal]:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def digits(value: int | Decimal) -> str:
    """A number in full: no exponent, no rounding, no zeros behind that a database's scale has added."""
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _number(value: int | Decimal, unit: str) -> str:
    if unit == "duty" and not value:
        return "Free"
    if not unit:
        return digits(value)
    return digits(value) + SUFFIXES.get(unit, f" {unit}")


def _day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


# What no reader should see and XML may not hold: control characters, halves of surrogate pairs, non-characters, and
# what turns the direction of reading.
_UNSEEN = re.compile(
    f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff\u200b\u2060{TURNING}]"
)
_BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")


def clean(text: str) -> str:
    """The text without characters that are not seen, its line ends all of one kind."""
    if text.isprintable():
        return text
    return _UNSEEN.sub("", _BREAKS.sub("\n", text))


def width_of(text: str) -> int:
    """How many Latin letters wide a text is, about: those of East Asia take two."""
    if text.isascii():
        return len(text)
    return sum(2 if "\u1100" <= letter <= "\u115f" or "\u2e80" <= letter <= "\uffdc" else 1 for letter in text)
