"""CSV: the document's first table and nothing else, for machines and for those who open it in a spreadsheet.

The first line is the header, so that nothing has to be skipped. Numbers and days are bare (27.5, 2025-05-23); a unit
that a column's numbers share stands in its heading. What the other formats print around the table follows in columns:
the sources of each row, and the clocks.
"""

import csv
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from io import StringIO

from parley.lib.documents import (
    CITING,
    UNIT_LABELS,
    UNKNOWN,
    CannotWrite,
    Cell,
    Document,
    Run,
    Source,
    Text,
    Unknown,
    Value,
    brackets,
    citation,
    clean,
    digits,
    is_number,
    notes_of,
    plain,
    words,
)

# A spreadsheet runs a text that begins like a formula; Japanese ones read the full-width signs as well.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def write(document: Document) -> bytes:
    out = StringIO()
    csv.writer(out).writerows(rows(document))
    # Excel reads a file without the mark in the system's old code page, and Japanese comes out as noise.
    return out.getvalue().encode("utf-8-sig")


def rows(document: Document) -> Iterator[list[str]]:
    """The header, then the table's rows, one at a time."""
    if not document.tables:
        raise CannotWrite("This document holds no table, and CSV is a table.")
    table = document.tables[0]
    units = table.units
    sources = {source.number: _source(source) for source in document.sources}
    told = any(type(value) in CITING and notes_of(value) for row in table.rows for value in row)
    clocks = [_text(value) for _, value in document.clocks]

    names = [_guarded(_labelled(heading, unit)) for heading, unit in zip(table.headings, units, strict=True)]
    yield names + ["Sources"] * told + [name for name, _ in document.clocks]
    for row in table.rows:
        written = [
            writer(value) if (writer := TEXTS.get(type(value))) else _cell(value, unit)
            for value, unit in zip(row, units, strict=True)
        ]
        if told:
            written.append(_guarded(_cited(row, sources)))
        yield written + clocks


def _labelled(heading: str, unit: str) -> str:
    return f"{clean(heading)} ({UNIT_LABELS.get(unit, unit)})" if unit else clean(heading)


def _cell(value: Value | Text | Cell, unit: str) -> str:
    if not isinstance(value, Cell):
        return _text(value)
    if is_number(value.value) and value.unit not in ("", unit):
        # The column's numbers are in several units, so that a bare one would say too little.
        return words(value.value, value.unit)
    return _text(value.value)


def _text(value: Value | Text) -> str:
    if isinstance(value, Run | tuple):
        return _guarded(plain(value))
    writer = TEXTS.get(type(value))
    return writer(value) if writer else _guarded(words(value))


def _worded(text: str) -> str:
    # Nearly every text is a plain one that begins with a letter or a digit, which is quickly seen.
    return text if text[:1].isalnum() and text.isprintable() else _guarded(clean(text))


def _guarded(text: str) -> str:
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def _cited(row: tuple, sources: dict[int, str]) -> str:
    notes = [note for value in row if type(value) in CITING for note in notes_of(value)]
    return "; ".join(sources[note] for note in dict.fromkeys(notes))


def _source(source: Source) -> str:
    return f"{brackets([source.number])} {citation(source)} {clean(source.address)}".rstrip()


# The writer of each plain type, looked up by the type itself: a table has thousands of cells.
TEXTS: dict[type, Callable[..., str]] = {
    str: _worded,
    int: digits,
    Decimal: digits,
    date: date.isoformat,
    datetime: datetime.isoformat,
    type(None): lambda _: "",
    Unknown: lambda _: UNKNOWN.value,
}
