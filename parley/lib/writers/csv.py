"""CSV: the document's first table and nothing else, for machines and for those who open it in a spreadsheet.

The first line is the header, so that nothing has to be skipped. Numbers and days are bare (27.5, 2025-05-23); a unit
that a column's numbers share stands in its heading. What the other formats print around the table follows in columns:
the sources of each row, and the clocks.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from itertools import chain, repeat

from parley.lib.documents import (
    CITING,
    UNIT_LABELS,
    UNKNOWN,
    CannotWrite,
    Cell,
    Document,
    Run,
    Source,
    Table,
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


def rows(document: Document) -> Iterator[tuple[str, ...]]:
    """The header, then the table's rows, one at a time.

    They are written column by column: what most columns say is the same few words over and over.
    """
    if not document.tables:
        raise CannotWrite("This document holds no table, and CSV is a table.")
    table = document.tables[0]
    units, columns = table.units, table.by_column
    names = [_guarded(_labelled(heading, unit)) for heading, unit in zip(table.headings, units, strict=True)]
    written: list[Iterable[str]] = [_column(values, unit) for values, unit in zip(columns, units, strict=True)]
    if cited := _cited(table, document.sources):
        names.append("Sources")
        written.append(cited)
    for name, value in document.clocks:
        names.append(name)
        written.append(repeat(_text(value), len(table.rows)))
    yield tuple(names)
    yield from zip(*written, strict=True)


def _column(values: Sequence[Value | Text | Cell], unit: str) -> list[str]:
    kinds = set(map(type, values))
    if Cell in kinds:  # of one that holds words only these are written
        values = [
            value.value if isinstance(value, Cell) and isinstance(value.value, str) else value for value in values
        ]
        kinds = set(map(type, values))
    if kinds <= REPEATED:  # each is written once, however often it stands there
        written = {value: TEXTS[type(value)](value) for value in set(values)}
        return [written[value] for value in values]
    return [writer(value) if (writer := TEXTS.get(type(value))) else _cell(value, unit) for value in values]


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


def _cited(table: Table, sources: Iterable[Source]) -> list[str]:
    """Of each row the sources that it cites; nothing where none does."""
    citing = [values for values in table.by_column if not CITING.isdisjoint(map(type, values))]
    if len(citing) == 1:
        noted: list[Iterable[int]] = list(map(notes_of, citing[0]))
    else:
        noted = [dict.fromkeys(chain.from_iterable(map(notes_of, row))) for row in zip(*citing, strict=True)]
    if not any(noted):
        return []
    told = {source.number: _source(source) for source in sources}
    return [_guarded("; ".join([told[note] for note in notes])) for notes in noted]


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
# Of these no two that are equal are written differently.
REPEATED = frozenset(TEXTS) - {datetime}
