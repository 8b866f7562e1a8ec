"""CSV: the document's first table and nothing else, for machines and for those who open it in a spreadsheet.

The first line is the header, so that nothing has to be skipped. Numbers and days are bare (27.5, 2025-05-23); a unit
that a column's numbers share stands in its heading. What the other formats print around the table follows in columns:
the sources of each row, and the clocks.

Python's own module reads what is written here, but does not write it: it looks at each character of a hundred
thousand, where most columns say the same few words over and over. Each is written, and quoted, once.
"""

from collections.abc import Callable, Iterable, Sequence, Set
from datetime import date, datetime
from decimal import Decimal
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
    """The table as RFC 4180 has it: each line ends in CR and LF, and what would break one is quoted."""
    lines = map(",".join, zip(*_columns(document), strict=True))
    # An empty line would be no row at all. Excel reads a file without the mark at its beginning in the system's old
    # code page, and Japanese comes out as noise.
    return "".join([(line or '""') + "\r\n" for line in lines]).encode("utf-8-sig")


def _columns(document: Document) -> list[Iterable[str]]:
    """Of each column its heading and what stands below it, quoted where need be."""
    if not document.tables:
        raise CannotWrite("This document holds no table, and CSV is a table.")
    table = document.tables[0]
    columns, all_kinds = table.by_column, table.kinds
    found: list[Iterable[str]] = [
        [_quoted(_guarded(_labelled(heading, unit))), *_column(values, kinds, unit)]
        for heading, unit, values, kinds in zip(table.headings, table.units, columns, all_kinds, strict=True)
    ]
    citing = [values for values, kinds in zip(columns, all_kinds, strict=True) if kinds & CITING]
    if cited := _cited(citing, document.sources):
        found.append(["Sources", *cited])
    for name, value in document.clocks:
        found.append([_quoted(name), *repeat(_quoted(_text(value)), len(table.rows))])
    return found


def _column(values: Sequence[Value | Text | Cell], kinds: Set[type], unit: str) -> list[str]:
    if Cell in kinds:  # of one that holds words only these are written
        values = [
            value.value if isinstance(value, Cell) and isinstance(value.value, str) else value for value in values
        ]
        kinds = set(map(type, values))
    if kinds <= REPEATED:
        written = {value: _quoted(TEXTS[type(value)](value)) for value in set(values)}
        return [written[value] for value in values]
    return [_quoted(writer(value) if (writer := TEXTS.get(type(value))) else _cell(value, unit)) for value in values]


def _quoted(text: str) -> str:
    if '"' in text or "," in text or "\n" in text or "\r" in text:
        return '"' + text.replace('"', '""') + '"'
    return text


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


def _cited(citing: Sequence[Sequence[Value | Text | Cell]], sources: Iterable[Source]) -> list[str]:
    """Of each row the sources that it cites in the columns that can cite; nothing where none does."""
    if len(citing) == 1:
        noted = list(map(notes_of, citing[0]))
    else:
        noted = [tuple(dict.fromkeys(chain.from_iterable(map(notes_of, row)))) for row in zip(*citing, strict=True)]
    if not any(noted):
        return []
    told = {source.number: _source(source) for source in sources}
    written = {notes: _quoted(_guarded("; ".join([told[note] for note in notes]))) for notes in set(noted)}
    return [written[notes] for notes in noted]


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
