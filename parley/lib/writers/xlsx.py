"""Excel: a sheet for the text, a sheet for each table, a sheet for the sources; numbers and days as such.

A percent is stored as Excel means it: 27.5% is 0.275 under a percent format. A cell that shows 27.5% and holds 27.5
would make every formula built on it wrong by a hundred.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from parley.lib.documents import (
    UNKNOWN,
    Bullets,
    Cell,
    Column,
    Document,
    Drawing,
    Heading,
    Paragraph,
    Run,
    Table,
    Text,
    Value,
    brackets,
    cell,
    clean,
    column,
    digits,
    is_address,
    is_number,
    noted,
    notes_of,
    reading,
    width_of,
)

FONT, SIZE = "Calibri", 10
INK, QUIET, LINE, SHADE = "#1B2733", "#6B7680", "#C9D0D6", "#E9EDF1"
TEXT_LIMIT = 32_767  # of Excel, in one cell
LINK_LIMIT = 2_000
FIRST_YEAR = 1900  # of its calendar; earlier days are written as text
EXACT_DIGITS = 15  # that Excel keeps of a number
SUMMARY_WIDTH = 96
TEXT_WIDTH, WIDE_TEXT_WIDTH = 48, 88  # of a column at most: where there are many, and where there are few
FEW = 4
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def write(document: Document) -> bytes:
    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(out, options) as workbook:
        workbook.set_properties(
            {
                "title": clean(document.title),
                "subject": clean(document.subtitle),
                "comments": clean(document.note),
                "keywords": clean(document.marking),
                "author": "Parley",
                "created": (document.prepared_at or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None),
            }
        )
        book = Book(document, workbook)
        names = [book.name(table.heading or "Table") for table in document.tables]
        if any(not isinstance(block, Table) for block in document.blocks) or not document.tables:
            _summary(book, names)
        for name, table in zip(names, document.tables, strict=True):
            _table(book, name, table)
        if document.sources:
            _sources(book)
    return out.getvalue()


@dataclass(slots=True)
class Book:
    """A workbook under way: its formats, each made once, and the names its sheets have taken."""

    document: Document
    workbook: Workbook
    formats: dict[tuple, Format] = field(default_factory=dict)
    taken: set[str] = field(default_factory=lambda: {"history", "summary", "sources"})

    def format(self, **traits: Any) -> Format:
        key = tuple(sorted(traits.items()))
        if key not in self.formats:
            base = {"font_name": FONT, "font_size": SIZE, "font_color": INK, "valign": "top"}
            self.formats[key] = self.workbook.add_format(base | traits)
        return self.formats[key]

    def name(self, wanted: str) -> str:
        """A name for a sheet: legal, at most 31 letters, unlike every other whatever its case."""
        stem = " ".join(clean(wanted).translate(FORBIDDEN).split()).strip("'") or "Table"
        name, number = _cut(stem, 31), 1
        while name.lower() in self.taken:
            number += 1
            name = f"{_cut(stem, 28 - len(str(number)))} ({number})"
        self.taken.add(name.lower())
        return name

    def sheet(self, name: str) -> Worksheet:
        sheet = self.workbook.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        marking = clean(self.document.marking).replace("&", "&&")[:100]
        sheet.set_header(f"&C&8&B{marking}" if marking else "", {"margin": 0.4})
        title = clean(self.document.title).replace("&", "&&")[:150]
        sheet.set_footer(f"&L&8{title}&R&8Page &P of &N", {"margin": 0.35})
        return sheet

    def head(self, sheet: Worksheet, title: str) -> int:
        """What stands above every sheet's rows; gives the row on which these begin."""
        lines = [(title, self.format(bold=True, font_size=14))]
        if self.document.marking:
            lines.append((self.document.marking, self.format(bold=True, font_size=8)))
        if title != self.document.title:
            lines.append((self.document.title, self.format()))
        if self.document.note:
            lines.append((self.document.note, self.format(font_color=QUIET)))
        for row, (text, style) in enumerate(lines):
            sheet.write_string(row, 0, clean(text), style)
            sheet.set_row(row, 21 if row == 0 else 14)
        return len(lines) + 1


def _cut(name: str, letters: int) -> str:
    """A name of at most so many letters as Excel counts them, of which a rare kanji is two."""
    return name.encode("utf-16-le")[: 2 * letters].decode("utf-16-le", "ignore").rstrip(" '")


def _summary(book: Book, names: list[str]) -> None:
    document = book.document
    left = iter(names)
    sheet = book.sheet("Summary")
    sheet.set_portrait()
    sheet.set_column(0, 0, SUMMARY_WIDTH)
    row = book.head(sheet, document.title)

    def put(text: str, **traits: Any) -> None:
        nonlocal row
        told = _fitting(text)
        sheet.write_string(row, 0, told, book.format(text_wrap=True, **traits))
        sheet.set_row(row, _height([told], [SUMMARY_WIDTH]))
        row += 1

    if document.subtitle:
        put(clean(document.subtitle))
    for block in document.blocks:
        match block:
            case Heading(text):
                row += 1
                put(clean(text), bold=True, font_size=11, bottom=1, bottom_color=LINE)
            case Paragraph(text):
                put(noted(text))
            case Bullets(items):
                for item in items:
                    put(f"• {noted(item)}", indent=1)
            case Table():
                name = next(left)
                place = f"internal:'{name.replace(chr(39), chr(39) * 2)}'!A1"
                label = f"Table: {clean(block.heading)}" if block.heading else name
                sheet.write_url(row, 0, place, book.format(font_color="#1F4E79", underline=1), label)
                row += 1
            case Drawing():
                put(f"{clean(block.caption)}: {clean(block.alternative)}")


def _table(book: Book, name: str, table: Table) -> None:
    sheet = book.sheet(name)
    top = book.head(sheet, table.heading or book.document.title)
    noted_numbers = any(notes_of(value) and is_number(cell(value).value) for row in table.rows for value in row)
    columns = [column(one) for one in table.columns] + [Column("Sources")] * noted_numbers
    numeric = (*table.is_numeric, False)
    for index, one in enumerate(columns):
        sheet.write_string(top, index, clean(one.heading), _headed(book, right=numeric[index]))
    wanted = [max(map(width_of, one.heading.split()), default=0) + 2 for one in columns]
    texts: list[list[str]] = []
    for number, row in enumerate(table.rows, start=top + 1):
        values = (*row, ", ".join(map(str, notes_of(_together(row))))) if noted_numbers else row
        texts.append([])
        for index, value in enumerate(values):
            text = _put(book, sheet, number, index, value, columns[index], right=numeric[index])
            texts[-1].append(text)
            wanted[index] = max(wanted[index], *map(width_of, text.split("\n")))
    most = TEXT_WIDTH if len(columns) > FEW else WIDE_TEXT_WIDTH
    widths = [min(max(width + 2, 8), most) for width in wanted]
    sheet.set_row(top, max(_height([one.heading for one in columns], widths), 17))
    for index, width in enumerate(widths):
        sheet.set_column(index, index, width)
    for number, told in enumerate(texts, start=top + 1):
        sheet.set_row(number, _height(told, widths))
    last = top + max(len(table.rows), 1)
    sheet.freeze_panes(top + 1, 0)
    sheet.repeat_rows(top)
    if table.rows:
        sheet.autofilter(top, 0, last, len(columns) - 1)
    else:
        sheet.write_string(last, 0, clean(table.empty), book.format(font_color=QUIET))
    under = [f"Source: {clean(table.source)}"] if table.source else []
    under += [f"Note: {noted(line)}" for line in table.notes]
    for number, line in enumerate(under, start=last + 2):
        sheet.write_string(number, 0, _fitting(line), book.format(font_color=QUIET, font_size=9))


def _together(row: tuple) -> Cell:
    """The notes of a row's cells, as those of one."""
    return Cell(notes=tuple(note for value in row for note in notes_of(value)))


def _headed(book: Book, *, right: bool = False) -> Format:
    rules = {"bottom": 1, "bottom_color": QUIET, "top": 1, "top_color": QUIET}
    place = {"align": "right", "indent": 1} if right else {"align": "left"}
    return book.format(bold=True, bg_color=SHADE, text_wrap=True, valign="vcenter", **rules, **place)


def _height(texts: list[str], widths: list[int]) -> float:
    """The height of a row: no program but Excel finds it by itself where texts run over several lines."""
    lines = max(
        sum(1 + (width_of(line) - 1) // max(round(width * 1.08), 1) for line in text.split("\n"))
        for text, width in zip(texts, widths, strict=True)
    )
    return min(max(lines, 1) * 13.2 + 2, 400)


def _put(
    book: Book,
    sheet: Worksheet,
    row: int,
    index: int,
    value: Value | Text | Cell,
    under: Column,
    *,
    right: bool = False,
) -> str:
    """Writes one cell; gives the text that it shows."""
    one = cell(value)
    traits = _traits(one, right=right)
    match one.value:
        case None | "":
            sheet.write_blank(row, index, None, book.format(**traits))
        case int() | Decimal() if _is_exact(one.value):
            number, picture = _number(one.value, one.unit or under.unit)
            sheet.write_number(row, index, number, book.format(num_format=picture, **traits))
        case datetime() if one.value.year >= FIRST_YEAR:
            moment = one.value.astimezone(UTC).replace(tzinfo=None) if one.value.tzinfo else one.value
            zone = ' "UTC"' if one.value.tzinfo else ""
            sheet.write_datetime(row, index, moment, book.format(num_format=f"d mmm yyyy hh:mm{zone}", **traits))
        case date() if one.value.year >= FIRST_YEAR:
            sheet.write_datetime(row, index, one.value, book.format(num_format="d mmm yyyy", **traits))
        case _:
            text = noted(one.value) if isinstance(one.value, Run | tuple) else reading(one, under)
            text = _fitting(text if is_number(one.value) else text + brackets(one.notes))
            _put_text(sheet, row, index, text, one.link, book.format(text_wrap=True, **traits))
            return text
    return reading(one, under)


def _put_text(sheet: Worksheet, row: int, index: int, text: str, link: str, shape: Format) -> None:
    if is_address(link) and len(link) < LINK_LIMIT:
        sheet.write_url(row, index, clean(link), shape, text)
    else:
        sheet.write_string(row, index, text, shape)


def _traits(one: Cell, *, right: bool) -> dict[str, Any]:
    traits: dict[str, Any] = {"bottom": 1, "bottom_color": LINE, "align": "left"}
    if right:
        traits |= {"align": "right", "indent": 1}
    if one.quiet or one.value is UNKNOWN:
        traits["font_color"] = QUIET
    if one.strong:
        traits["bold"] = True
    return traits


def _is_exact(value: int | Decimal) -> bool:
    """Whether Excel would keep every digit; what it would change is written as text."""
    return (
        is_number(value)
        and Decimal(value).is_finite()
        and len(digits(value).strip("-0.").replace(".", "")) <= EXACT_DIGITS
    )


def _number(value: int | Decimal, unit: str) -> tuple[Decimal, str]:
    """A number as Excel stores it, and the picture of it: as many decimals as it has."""
    decimals = len(digits(value).partition(".")[2])
    picture = "0." + "0" * decimals if decimals else "0"
    match unit:
        case "percent":
            return Decimal(value) / 100, f"{picture}%"
        case "duty":
            return Decimal(value) / 100, f'{picture}%;-{picture}%;"Free"'
        case "points":
            return Decimal(value), f'{picture}" pp"'
        case "":
            return Decimal(value), picture
        case _:
            return Decimal(value), f'{picture}" {clean(unit).replace(chr(34), "")}"'


def _fitting(text: str) -> str:
    if len(text) <= TEXT_LIMIT:
        return text
    end = f" … (cut here: the text has {len(text)} letters, and a cell holds {TEXT_LIMIT})"
    return text[: TEXT_LIMIT - len(end)] + end


def _sources(book: Book) -> None:
    sheet = book.sheet("Sources")
    top = book.head(sheet, "Sources")
    columns = (("No.", 6), ("Source", 70), ("Grade", 8), ("Origin", 20), ("Captured", 13), ("Address", 60))
    for index, (heading, width) in enumerate(columns):
        sheet.set_column(index, index, width)
        sheet.write_string(top, index, heading, _headed(book))
    for row, source in enumerate(book.document.sources, start=top + 1):
        address = Cell(source.address, link=source.address)
        values = (Cell(source.number), source.text, source.grade, source.origin, source.captured_on, address)
        texts = [_put(book, sheet, row, index, value, Column("")) for index, value in enumerate(values)]
        sheet.set_row(row, _height(texts, [width for _, width in columns]))
    sheet.freeze_panes(top + 1, 0)
    sheet.repeat_rows(top)
    sheet.autofilter(top, 0, top + len(book.document.sources), len(columns) - 1)
