"""The rate matrix as an export says it: every range as two columns, so that a machine can count on it."""

from collections.abc import Iterable

from negotiations.models import Negotiation
from negotiations.reports.evidence import sources
from negotiations.selectors.matrix import Matrix
from negotiations.selectors.matrix_rows import Cell, Row
from parley.lib.asof import AsOf
from parley.lib.documents import UNKNOWN, Column, Document, Paragraph, Table, Value
from parley.lib.documents import Cell as Written
from tariffs.nomenclature import display
from tariffs.reports import law_entered


def matrix(negotiation: Negotiation, found: Matrix | None, at: AsOf) -> Document:
    """The matrix, its positions in words, and their sources."""
    title = f"{negotiation}: rate matrix"
    if found is None:
        return Document(title, note=at.describe(), blocks=(_table((), ()),), clocks=tuple(at.items()))
    charged = f"{found.importer}: duties on goods from {found.origin}"
    rows = tuple(_row(row) for row in found.rows)
    return Document(
        title=title,
        subtitle=charged,
        note=at.describe(),
        blocks=(
            *_caveats(found),
            _table(_columns(found), rows, charged),
            _positions(found),
        ),
        sources=sources(found.evidence),
        clocks=tuple(at.items()),
        landscape=True,
    )


def _table(columns, rows, heading: str = "Rates") -> Table:
    return Table(
        heading,
        columns or ("Sector",),
        rows,
        notes=(
            "A sector whose goods pay differently has its least and its greatest rate; an average is never given.",
            "Where the base rate is not known, the known points are those that come on top of it.",
        ),
        empty="No sector has been entered.",
    )


def _caveats(found: Matrix) -> tuple[Paragraph, ...]:
    return (Paragraph(law_entered([found.law.importer])),) if found.law_ends else ()


def _columns(found: Matrix) -> tuple[str | Column, ...]:
    names = ["Base rate", *(measure.short_name for measure in found.measures), "Total in force"]
    return (
        "Sector",
        "Part of",
        "HS codes",
        *(column for name in names for column in _pair(name, "percent")),
        Column("Known points where the total is n/a", "points"),
        *_pair(f"{found.origin} seeks", "percent"),
        f"{found.origin} seeks, in words",
        *_pair(f"{found.importer} offers", "percent"),
        f"{found.importer} offers, in words",
        *_pair("Gap", "points"),
        "Remarks",
    )


def _pair(name: str, unit: str) -> tuple[Column, Column]:
    return Column(f"{name}, low", unit), Column(f"{name}, high", unit)


def _row(row: Row) -> tuple:
    parent = row.duty.parent
    return (
        str(row.duty.sector),
        str(parent) if parent else "",
        _codes(row),
        *(value for cell in (row.base, *row.measures, row.total) for value in _values(cell)),
        row.total.span.plus_low,
        *_said(row.sought),
        *_said(row.offered),
        *_values(row.gap),
        "; ".join(_remarks(row)),
    )


def _codes(row: Row) -> str:
    goods = row.duty.goods
    told = ", ".join(map(display, sorted(goods.included)))
    return f"{told}, except {', '.join(map(display, sorted(goods.excluded)))}" if goods.excluded else told


def _values(cell: Cell) -> tuple[Value, Value]:
    """Low and high; unknown where nothing is known, empty where there is nothing, or where it gave way."""
    if cell.yields_to or cell.span.nothing:
        return None, None
    if cell.span.low is None:
        return UNKNOWN, UNKNOWN
    return cell.span.low, cell.span.high


def _said(cell: Cell) -> tuple:
    low, high = _values(cell)
    return low, high, Written("; ".join(cell.full), notes=cell.notes)


def _remarks(row: Row) -> Iterable[str]:
    named = zip(row.names, (row.base, *row.measures, row.total, row.gap), strict=True)
    for name, cell in named:
        if cell.yields_to:
            yield f"{name} ({cell.text}) yields to {cell.yields_to}"
        elif cell.span.unknown and cell.span.low is not None:
            yield f"{name} n/a on part of the goods"
        for words in cell.full or cell.words:
            yield f"{name}: {words}"


def _positions(found: Matrix) -> Table:
    rows = tuple(
        (
            str(found.party_of(held.position)),
            held.position.get_stance_display(),
            Written(held.position.words, notes=tuple(dict.fromkeys(note.number for note in held.notes))),
            held.position.measured,
            held.position.condition,
            held.position.starts_on,
        )
        for held in found.held
    )
    columns = ("Party", "Stance", "In words", "Quantity", "Condition", "Since")
    return Table("Positions behind the matrix", columns, rows, empty="No position on these duties is recorded.")
