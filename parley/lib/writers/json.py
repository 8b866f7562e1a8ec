"""JSON: the same blocks, for programs. Numbers are texts, so that no reader's floating point changes them."""

import json
from datetime import date, datetime
from typing import Any

from parley.lib.documents import (
    Block,
    Bullets,
    Cell,
    Column,
    Document,
    Drawing,
    Heading,
    Paragraph,
    Run,
    Source,
    Table,
    Text,
    Unknown,
    Value,
    cell,
    clean,
    column,
    digits,
    is_number,
    reading,
    runs,
    words,
)

type Told = dict[str, Any]


def write(document: Document) -> bytes:
    return (json.dumps(tell(document), ensure_ascii=False, indent=1) + "\n").encode()


def tell(document: Document) -> Told:
    """The document in dictionaries, lists and texts. An attribute with nothing to say is left out."""
    return {
        "title": clean(document.title),
        "subtitle": clean(document.subtitle),
        "note": clean(document.note),
        "marking": clean(document.marking),
        "language": document.language,
        "prepared_at": document.prepared_at and document.prepared_at.isoformat(),
        "clocks": {name: _bare(value) for name, value in document.clocks},
        "blocks": [_block(block) for block in document.blocks],
        "sources": [_source(source) for source in document.sources],
    }


def _block(block: Block) -> Told:
    match block:
        case Heading(text, level):
            return {"kind": "heading", "level": level, "text": clean(text)}
        case Paragraph(text):
            return {"kind": "paragraph", "runs": _runs(text)}
        case Bullets(items):
            return {"kind": "bullets", "items": [_runs(item) for item in items]}
        case Table():
            return _table(block)
        case Drawing():
            return {
                "kind": "drawing",
                "caption": clean(block.caption),
                "alternative": clean(block.alternative),
                "source": clean(block.source),
                "svg": block.svg,
            }


def _table(table: Table) -> Told:
    columns = [column(one) for one in table.columns]
    return {
        "kind": "table",
        "heading": clean(table.heading),
        "columns": [_said(heading=clean(one.heading), unit=one.unit) for one in columns],
        "rows": [[_cell(value, one) for value, one in zip(row, columns, strict=True)] for row in table.rows],
        "empty": clean(table.empty),
        "source": clean(table.source),
        "notes": [_runs(line) for line in table.notes],
    }


def _cell(value: Value | Text | Cell, under: Column) -> Told:
    one = cell(value)
    told = _said(
        text=reading(one, under),
        value=_bare(one.value),
        kind=_kind(one.value),
        unit=(one.unit or under.unit) if is_number(one.value) else "",
        notes=list(one.notes),
        quiet=one.quiet,
        strong=one.strong,
        link=one.link,
        language=one.language,
    )
    if isinstance(one.value, Run | tuple):
        told["runs"] = _runs(one.value)
    return told


def _kind(value: Value | Text) -> str:
    match value:
        case datetime():
            return "moment"
        case date():
            return "day"
        case Unknown():
            return "unknown"
        case _:
            return "number" if is_number(value) else ""


def _bare(value: Value | Text) -> str | bool | None:
    """What a program reads: ISO dates, numbers without a unit. A text, whose reading says it all, has none."""
    if isinstance(value, bool):
        return value
    if is_number(value):
        return digits(value)
    if isinstance(value, date):
        return value.isoformat()
    return None if isinstance(value, str | Run | tuple | Unknown) else words(value) or None


def _runs(text: Value | Text) -> list[Told]:
    return [
        _said(
            text=run.text,
            notes=list(run.notes),
            strong=run.strong,
            quiet=run.quiet,
            language=run.language,
            link=run.link,
        )
        for run in runs(text)
    ]


def _source(source: Source) -> Told:
    return {
        "number": source.number,
        "text": clean(source.text),
        "grade": source.grade,
        "origin": clean(source.origin),
        "address": clean(source.address),
        "captured_on": source.captured_on and source.captured_on.isoformat(),
        "language": source.language,
    }


def _said(*, text: str | None = None, **rest: object) -> Told:
    told = {name: value for name, value in rest.items() if value or (value is False and name == "value")}
    return told if text is None else {"text": text, **told}
