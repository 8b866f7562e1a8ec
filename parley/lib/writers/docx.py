"""Word: real styles, so that a desk can restyle the paper; fields for page and table numbers; notes that are links.

Paragraphs and tables are built as XML elements: the library's own way through a table takes a minute where this takes
a second.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from itertools import count
from typing import Any

import docx
import resvg_py
from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor, Twips
from lxml.etree import _Element as Element

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
    Source,
    Table,
    Text,
    Value,
    cell,
    clean,
    column,
    is_address,
    particulars,
    reading,
    runs,
    words,
)
from parley.lib.fonts import FAMILY, font_files

# Fonts that Office brings with it: a file that names no others looks the same on every desk.
LATIN, JAPANESE = "Calibri", "Yu Gothic"
INK, QUIET, ACCENT, LINE, SHADE = "1B2733", "5C6771", "1F3F66", "C9D0D6", "EDF0F3"
MARGIN_MM, TWIPS_A_MM = 20, 56.6929
DRAWING_PIXELS = 1_800
REGIONS = {"ja": "ja-JP", "ko": "ko-KR", "zh": "zh-CN"}  # a bare language is none that Word knows

BREAKS = {"\n": "w:br", "\t": "w:tab"}

_EAST_ASIAN = re.compile("[\u1100-\u115f\u2e80-\uffdc]")


def write(document: Document) -> bytes:
    paper = docx.Document()
    _set_up(paper, document)
    Body(paper, document).write()
    out = BytesIO()
    paper.save(out)
    return out.getvalue()


class Body:
    """A paper under way, with the numbers that its bookmarks and drawings have taken."""

    def __init__(self, paper: Paper, document: Document) -> None:
        self.paper = paper
        self.document = document
        self.element = paper.element.body
        self.end = self.element.sectPr
        self.ids = count(1)
        self.counts: Counter[str] = Counter()
        self.links: dict[str, str] = {}
        self.width = _text_width(document)

    def write(self) -> None:
        document = self.document
        self.add(_paragraph("Title", [_run(document.title)]))
        if document.subtitle:
            self.add(_paragraph("Subtitle", [_run(document.subtitle)]))
        prepared = f"Prepared {words(document.prepared_at)}." if document.prepared_at else ""
        told = [_run(document.note, strong=True)] if document.note else []
        told += [_run(f"  {prepared}" if told else prepared, quiet=True)] if prepared else []
        if told:
            self.add(_paragraph("Clocks", told))
        for block in document.blocks:
            self.block(block)
        if document.sources:
            self.add(_paragraph("Heading 1", [_run("Sources")]))
            for source in document.sources:
                self.source(source)

    def add(self, *elements: Element) -> None:
        for element in elements:
            self.end.addprevious(element)

    def block(self, block: object) -> None:
        match block:
            case Heading(text, level):
                self.add(_paragraph(f"Heading {level}", [_run(text)]))
            case Paragraph(text):
                self.add(_paragraph("Body Text", self.text(text)))
            case Bullets(items):
                for item in items:
                    self.add(_paragraph("List Bullet", self.text(item)))
            case Table():
                self.table(block)
            case Drawing():
                self.drawing(block)

    def text(self, text: Value | Text, *, strong: bool = False, quiet: bool = False) -> list[Element]:
        found: list[Element] = []
        for run in runs(text):
            element = _run(run.text, strong=strong or run.strong, quiet=quiet or run.quiet, language=run.language)
            found.append(self.linked(element, run.link))
            found += map(self.note, run.notes)
        return found

    def note(self, number: int) -> Element:
        """The number of a source, leading to it; in brackets, so that no copy joins it to the figure before it."""
        return _element("w:hyperlink", _run(f"[{number}]", style="NoteNumber"), anchor=f"source_{number}", history="1")

    def linked(self, element: Element, address: str) -> Element:
        if not is_address(address):
            return element
        if address not in self.links:
            self.links[address] = self.paper.part.relate_to(
                clean(address), RELATIONSHIP_TYPE.HYPERLINK, is_external=True
            )
        link = _element("w:hyperlink", element)
        link.set(qn("r:id"), self.links[address])
        return link

    def source(self, source: Source) -> None:
        facts = particulars(source)
        number = str(next(self.ids))
        content = [
            _element("w:bookmarkStart", id=number, name=f"source_{source.number}"),
            _run(f"[{source.number}]", accent=True),
            _element("w:bookmarkEnd", id=number),
            _element("w:r", _element("w:tab")),
            _run(source.text, language=source.language),
        ]
        if facts:
            content.append(_run(f" — {facts}", quiet=True))
        if is_address(source.address):
            content += [
                _element("w:r", _element("w:br")),
                self.linked(_run(source.address, quiet=True), source.address),
            ]
        self.add(_paragraph("Source Entry", content))

    def table(self, table: Table) -> None:
        if table.heading:
            self.caption("Table", table.heading)
        if table.rows:
            self.add(self.grid(table))
        else:
            self.add(_paragraph("Table Note", [_run(table.empty, quiet=True)]))
        self.below(table.source, table.notes)

    def below(self, source: str, notes: tuple[Text, ...]) -> None:
        if source:
            self.add(_paragraph("Table Note", [_run("Source: ", strong=True), _run(source)]))
        for line in notes:
            self.add(_paragraph("Table Note", [_run("Note: ", strong=True), *self.text(line)]))
        # Without a paragraph between them Word joins two tables into one.
        self.add(_paragraph("Table End", []))

    def caption(self, kind: str, text: str) -> None:
        # Word counts anew when it updates its fields; until then the number written here stands.
        self.counts[kind] += 1
        field = _element("w:fldSimple", _run(str(self.counts[kind]), accent=True), instr=f" SEQ {kind} \\* ARABIC ")
        content = [_run(f"{kind} ", accent=True), field, _run(f"  {clean(text)}")]
        self.add(_paragraph("Caption", content))

    def grid(self, table: Table) -> Element:
        widths = [round(share * self.width) for share in table.shares]
        numeric = table.is_numeric
        columns = [column(one) for one in table.columns]
        grid = _element("w:tbl", _table_properties(table, sum(widths)))
        grid.append(_element("w:tblGrid", *(_element("w:gridCol", w=str(width)) for width in widths)))
        heads = [
            _cell(width, "Table Head", [_run(one.heading)], right=right, shaded=True)
            for one, width, right in zip(columns, widths, numeric, strict=True)
        ]
        grid.append(_element("w:tr", _element("w:trPr", _element("w:cantSplit"), _element("w:tblHeader")), *heads))
        for row in table.rows:
            cells = [
                _cell(width, "Table Text", self.told(value, one), right=right)
                for value, one, width, right in zip(row, columns, widths, numeric, strict=True)
            ]
            grid.append(_element("w:tr", _element("w:trPr", _element("w:cantSplit")), *cells))
        return grid

    def told(self, value: Value | Text | Cell, under: Column) -> list[Element]:
        one = cell(value)
        if isinstance(one.value, Run | tuple):
            found = self.text(one.value, strong=one.strong, quiet=one.quiet)
        else:
            text = reading(one, under)
            quiet = one.quiet or one.value is UNKNOWN
            run = _run(text, strong=one.strong and not quiet, quiet=quiet, language=one.language)
            found = [self.linked(run, one.link)] if text else []
        return found + [self.note(number) for number in one.notes]

    def drawing(self, drawing: Drawing) -> None:
        self.caption("Figure", drawing.caption)
        holder = self.paper.add_paragraph(style="Figure")
        picture = holder.add_run().add_picture(BytesIO(picture_of(drawing.svg)), width=Twips(self.width))
        for side in ("distT", "distB", "distL", "distR"):
            picture._inline.set(side, "0")  # else some programs leave room around it, and push it out of line
        properties = picture._inline.docPr
        properties.set("descr", clean(drawing.alternative))
        properties.set("title", clean(drawing.caption))
        self.below(drawing.source, ())


def picture_of(svg: str) -> bytes:
    """The drawing as PNG, in our own font whatever family it names: without one, its words would be missing."""
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            width=DRAWING_PIXELS,
            background="white",
            skip_system_fonts=True,
            font_files=[str(file) for file in font_files()],
            font_family=FAMILY,
            serif_family=FAMILY,
            sans_serif_family=FAMILY,
            monospace_family=FAMILY,
            cursive_family=FAMILY,
            fantasy_family=FAMILY,
        )
    )


def _element(tag: str, *children: Element, **attributes: str) -> Element:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    element.extend(children)
    return element


def _paragraph(style: str, content: list[Element]) -> Element:
    properties = _element("w:pPr", _element("w:pStyle", val=style.replace(" ", "")))
    return _element("w:p", properties, *content)


def _run(
    text: str, *, strong: bool = False, quiet: bool = False, accent: bool = False, language: str = "", style: str = ""
) -> Element:
    text = clean(text)
    traits = []
    if style:
        traits.append(_element("w:rStyle", val=style))
    if _EAST_ASIAN.search(text):
        # Else Word sets the quotation marks between the characters in the Latin font.
        traits.append(_element("w:rFonts", hint="eastAsia"))
    if strong:
        traits.append(_element("w:b"))
    if quiet or accent:
        traits.append(_element("w:color", val=QUIET if quiet else ACCENT))
    if language:
        kind = "eastAsia" if language.split("-")[0] in REGIONS else "val"
        traits.append(_element("w:lang", **{kind: REGIONS.get(language, language)}))
    properties = [_element("w:rPr", *traits)] if traits else []
    return _element("w:r", *properties, *_letters(text))


def _letters(text: str) -> Iterator[Element]:
    """A text's letters, its line ends and tabs as Word's own elements."""
    for part in re.split(r"([\n\t])", text):
        if part in BREAKS:
            yield _element(BREAKS[part])
        elif part:
            letters = _element("w:t")
            letters.text = part
            letters.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            yield letters


def _table_properties(table: Table, width: int) -> Element:
    strong = {"val": "single", "sz": "8", "space": "0", "color": ACCENT}
    borders = _element(
        "w:tblBorders",
        _element("w:top", **strong),
        _element("w:bottom", **strong),
        _element("w:insideH", val="single", sz="4", space="0", color=LINE),
    )
    room = {"top": "40", "left": "80", "bottom": "40", "right": "80"}
    margins = _element("w:tblCellMar", *(_element(f"w:{side}", w=size, type="dxa") for side, size in room.items()))
    look = {"firstRow": "1", "lastRow": "0", "firstColumn": "0", "lastColumn": "0", "noHBand": "1", "noVBand": "1"}
    properties = [
        _element("w:tblW", w=str(width), type="dxa"),
        borders,
        _element("w:tblLayout", type="fixed"),
        margins,
        _element("w:tblLook", val="0020", **look),
    ]
    if table.heading:
        properties.append(_element("w:tblCaption", val=clean(table.heading)))
    return _element("w:tblPr", *properties)


def _cell(width: int, style: str, content: list[Element], *, right: bool = False, shaded: bool = False) -> Element:
    properties = _element("w:tcPr", _element("w:tcW", w=str(width), type="dxa"))
    if shaded:
        properties.append(_element("w:shd", val="clear", color="auto", fill=SHADE))
        properties.append(_element("w:vAlign", val="bottom"))
    paragraph = _paragraph(style, content)
    if right:
        paragraph[0].append(_element("w:jc", val="right"))
    return _element("w:tc", properties, paragraph)


def _set_up(paper: Paper, document: Document) -> None:
    made = (document.prepared_at or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None)
    properties = paper.core_properties
    properties.title = clean(document.title)[:255]
    properties.subject = clean(document.subtitle)[:255]
    properties.comments = clean(document.note)[:255]
    properties.keywords = clean(document.marking)[:255]
    properties.author = properties.last_modified_by = "Parley"
    properties.created = properties.modified = made
    properties.language = document.language
    _set_page(paper, document)
    _set_styles(paper, document)
    _set_modern(paper)


def _text_width(document: Document) -> int:
    """Between the margins, in twips, which are Word's measure inside of tables."""
    return round(((297 if document.landscape else 210) - 2 * MARGIN_MM) * TWIPS_A_MM)


def _set_page(paper: Paper, document: Document) -> None:
    section = paper.sections[0]
    width, height = Mm(210), Mm(297)
    if document.landscape:
        width, height = height, width
        section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = width, height
    section.left_margin = section.right_margin = Mm(MARGIN_MM)
    section.top_margin, section.bottom_margin = Mm(24), Mm(20)
    section.header_distance, section.footer_distance = Mm(10), Mm(9)
    # The first page says the clocks in its head.
    section.different_first_page_header_footer = True
    heads = ((section.first_page_header, ""), (section.header, document.note))
    for header, note in heads:
        lines = [line for line in (document.marking.upper(), note) if line]
        texts = [_paragraph("Header", [_run(line, strong=line != note, quiet=line == note)]) for line in lines]
        _fill(header, texts or [_paragraph("Header", [])])
    right = str(_text_width(document))
    for footer in (section.first_page_footer, section.footer):
        foot = _paragraph(
            "Footer",
            [
                _run(document.title, quiet=True),
                _element("w:r", _element("w:tab")),
                _run("Page ", quiet=True),
                _element("w:fldSimple", _run("1", quiet=True), instr=" PAGE "),
                _run(" of ", quiet=True),
                _element("w:fldSimple", _run("1", quiet=True), instr=" NUMPAGES "),
            ],
        )
        edge = _element("w:pBdr", _element("w:top", val="single", sz="4", space="4", color=LINE))
        foot[0].extend((edge, _element("w:tabs", _element("w:tab", val="right", pos=right))))
        _fill(footer, [foot])


def _fill(part: Any, paragraphs: list[Element]) -> None:
    part.is_linked_to_previous = False
    for old in list(part._element):
        part._element.remove(old)
    part._element.extend(paragraphs)


def _set_styles(paper: Paper, document: Document) -> None:
    defaults = paper.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in (*defaults.findall(qn("w:lang")), *defaults.findall(qn("w:rFonts"))):
        defaults.remove(old)
    defaults.insert(0, _element("w:rFonts", ascii=LATIN, hAnsi=LATIN, eastAsia=JAPANESE, cs=LATIN))
    defaults.append(_element("w:lang", val=document.language, eastAsia="ja-JP", bidi="ar-SA"))

    # Name: size, space before and after, bold, colour.
    shapes: dict[str, tuple[float, float, float, bool, str]] = {
        "Normal": (10, 0, 6, False, INK),
        "Body Text": (10, 0, 6, False, INK),
        "Title": (19, 0, 4, True, ACCENT),
        "Subtitle": (12, 0, 8, False, QUIET),
        "Clocks": (8.5, 0, 12, False, INK),
        "Heading 1": (13, 14, 5, True, ACCENT),
        "Heading 2": (11, 11, 4, True, ACCENT),
        "Heading 3": (10, 9, 3, True, ACCENT),
        "List Bullet": (10, 0, 4, False, INK),
        "Caption": (9.5, 8, 4, True, INK),
        "Table Head": (8.5, 0, 0, True, INK),
        "Table Text": (8.5, 0, 0, False, INK),
        "Table Note": (8, 3, 0, False, QUIET),
        "Table End": (4, 0, 4, False, QUIET),
        "Figure": (10, 0, 2, False, INK),
        "Source Entry": (8.5, 0, 4, False, INK),
        "Header": (8, 0, 2, False, INK),
        "Footer": (8, 0, 0, False, QUIET),
    }
    for name, shape in shapes.items():
        _shape(paper, name, *shape)
    paper.styles["Caption"].paragraph_format.keep_with_next = True
    bullet = paper.styles["List Bullet"].paragraph_format
    bullet.left_indent, bullet.first_line_indent = Mm(4.5), Mm(-4.5)
    bullet.tab_stops.add_tab_stop(Mm(4.5))
    paper.styles["Header"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    entry = paper.styles["Source Entry"].paragraph_format
    entry.left_indent, entry.first_line_indent, entry.keep_together = Mm(9), Mm(-9), True
    entry.tab_stops.add_tab_stop(Mm(9))
    edges = _element(
        "w:pBdr",
        _element("w:top", val="single", sz="8", space="4", color=ACCENT),
        _element("w:bottom", val="single", sz="4", space="4", color=LINE),
    )
    paper.styles["Clocks"].element.get_or_add_pPr().insert_element_before(
        edges, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )
    note = paper.styles.add_style("NoteNumber", WD_STYLE_TYPE.CHARACTER)
    note.font.superscript = True
    note.font.color.rgb = RGBColor.from_string(ACCENT)


def _shape(paper: Paper, name: str, size: float, before: float, after: float, bold: bool, colour: str) -> None:
    known = name in [style.name for style in paper.styles]
    style = paper.styles[name] if known else paper.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if not known:
        style.base_style = paper.styles["Normal"]
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.color.rgb = RGBColor.from_string(colour)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.line_spacing = 1.08 if size == 10 else 1.0
    traits = style.element.get_or_add_rPr()
    for old in (*traits.findall(qn("w:rFonts")), *traits.findall(qn("w:spacing")), *traits.findall(qn("w:kern"))):
        traits.remove(old)
    # What the library's template adds to these: a rule under the title, tabs for another paper's width.
    for old in (*style.element.pPr.findall(qn("w:pBdr")), *style.element.pPr.findall(qn("w:tabs"))):
        style.element.pPr.remove(old)


def _set_modern(paper: Paper) -> None:
    """Tells Word that the file is of its present kind; without it the title bar says "Compatibility Mode"."""
    settings = paper.settings.element
    for old in settings.findall(qn("w:compat")):
        settings.remove(old)
    mode = _element(
        "w:compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val="15"
    )
    # The schema fixes the order of the settings: compat stands before these.
    after = {qn("w:rsids"), qn("m:mathPr"), qn("w:themeFontLang"), qn("w:clrSchemeMapping"), qn("w:decimalSymbol")}
    place = next(index for index, one in enumerate((*settings, None)) if one is None or one.tag in after)
    settings.insert(place, _element("w:compat", mode))
