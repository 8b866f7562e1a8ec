"""The rate matrix as an export says it: every range as two columns, so that a machine can count on it."""

from collections import defaultdict
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

type Columns = tuple[str | Column, ...]

IN_ONE_TABLE = ("csv", "json")  # for machines; others are read, and printed, by people


def matrix(negotiation: Negotiation, found: Matrix | None, at: AsOf, *, in_one_table: bool) -> Document:
    """The matrix, its positions in words, and their sources; in one wide table, or in several that fit on a page."""
    title = f"{negotiation}: rate matrix"
    if found is None:
        return Document(title, note=at.describe(), blocks=(_table("Rates", ("Sector",), ()),), clocks=tuple(at.items()))
    charged = f"{found.importer}: duties on goods from {found.origin}"
    tables = [_whole(found, charged)] if in_one_table else [_duties(found), _stands(found), _told(found), _goods(found)]
    return Document(
        title=title,
        subtitle=charged,
        note=at.describe(),
        blocks=(*_caveats(found), *tables, _positions(found)),
        sources=sources(found.evidence),
        clocks=tuple(at.items()),
        landscape=True,
    )


def whose(name: str) -> str:
    """A name in the genitive: Japan’s, United States’."""
    return f"{name}’" if name.endswith("s") else f"{name}’s"


def _whole(found: Matrix, charged: str) -> Table:
    columns: Columns = ("Sector", "Part of", *_duty_columns(found), *_stand_columns(found), "Remarks", "HS codes")
    rows = [(*_named(row), *_duty(row), *_stand(row), _remarked(row), _codes(row)) for row in found.rows]
    return _table(charged, columns, rows)


def _duties(found: Matrix) -> Table:
    columns: Columns = ("Sector", "Part of", *_duty_columns(found))
    return _table("Duties in force", columns, [(*_named(row), *_duty(row)) for row in found.rows])


def _stands(found: Matrix) -> Table:
    columns: Columns = ("Sector", *_pair("Total in force", "percent"), *_stand_columns(found))
    rows = [(str(row.duty.sector), *_values(row.total), *_stand(row)) for row in found.rows]
    return _table("Where the two stand", columns, rows)


def _told(found: Matrix) -> Table:
    rows = tuple((str(row.duty.sector), remark) for row in found.rows for remark in _remarks(row))
    columns = (Column("Sector", width=25), Column("Remark", width=75))
    return Table("Remarks", columns, rows, empty="Nothing is to be remarked.")


def _goods(found: Matrix) -> Table:
    """A row for each chapter of a sector, since a sector may have hundreds of codes."""
    rows = tuple(
        (str(row.duty.sector), chapter, *(", ".join(map(display, sorted(codes))) for codes in sides))
        for row in found.rows
        for chapter, sides in sorted(_by_chapter(row).items())
    )
    columns = (
        Column("Sector", width=20),
        Column("Chapter", width=8),
        Column("HS codes taken in", width=50),
        Column("Left out", width=25),
    )
    return Table("Goods", columns, rows, empty="No sector has been entered.")


def _by_chapter(row: Row) -> dict[str, tuple[list[str], list[str]]]:
    """The codes that a sector takes in and leaves out, by their first two digits."""
    found: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for side, codes in enumerate((row.duty.goods.included, row.duty.goods.excluded)):
        for code in codes:
            found[code[:2]][side].append(code)
    return found


def _table(heading: str, columns: Columns, rows: Iterable[tuple]) -> Table:
    return Table(
        heading,
        columns,
        tuple(rows),
        notes=(
            "A sector whose goods pay differently has its least and its greatest rate; an average is never given.",
            "Where the base rate is not known, the known points are those that come on top of it.",
            "A position is what the goods would pay by what the party asks, offers, accepts, refuses or rules out.",
        ),
        empty="No sector has been entered.",
    )


def _caveats(found: Matrix) -> tuple[Paragraph, ...]:
    return (Paragraph(law_entered([found.law.importer])),) if found.law_ends else ()


def _duty_columns(found: Matrix) -> tuple[Column, ...]:
    names = ["Base rate", *(measure.short_name for measure in found.measures), "Total in force"]
    pairs = (column for name in names for column in _pair(name, "percent"))
    return (*pairs, Column("Known points where the total is n/a", "points"))


def _stand_columns(found: Matrix) -> Columns:
    sought, offered = (f"{whose(str(party))} position" for party in (found.origin, found.importer))
    return (
        *_pair(sought, "percent"),
        f"{sought}, in words",
        *_pair(offered, "percent"),
        f"{offered}, in words",
        *_pair("Gap", "points"),
    )


def _pair(name: str, unit: str) -> tuple[Column, Column]:
    return Column(f"{name}, low", unit), Column(f"{name}, high", unit)


def _named(row: Row) -> tuple[str, str]:
    return str(row.duty.sector), str(row.duty.parent or "")


def _duty(row: Row) -> tuple[Value, ...]:
    pairs = (value for cell in (row.base, *row.measures, row.total) for value in _values(cell))
    return (*pairs, row.total.span.plus_low)


def _stand(row: Row) -> tuple:
    return (*_said(row.sought), *_said(row.offered), *_values(row.gap))


def _remarked(row: Row) -> str:
    return "; ".join(_remarks(row))


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
