"""Word and PDF: what a reader, a screen reader and a desk that restyles the paper count on."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile
from zlib import decompress

import docx as docx_reader
import pypdf
import pytest
from docx.oxml.ns import qn

from parley.lib.documents import (
    Bullets,
    CannotWrite,
    Cell,
    Column,
    Document,
    Drawing,
    Heading,
    Paragraph,
    Run,
    Source,
    Table,
)
from parley.lib.fonts import FAMILY, font_files
from parley.lib.writers import docx, pdf

GAZETTE = Source(1, "Gazette of Avaria.", "A1", "https://gazette.example/12")
TABLE = Table(
    "Rates on cars",
    ("Line", Column("Rate", unit="duty")),
    (("8703", Cell(Decimal("27.5"), notes=(1,))), ("関税", Decimal(0))),
    source="Gazette.",
)
LABEL = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 30"><text x="4" y="20"{}>{}</text></svg>'


def paper(*blocks, **more):
    return Document(
        **{
            "title": "Third round",
            "note": "In force on 23 May 2025.",
            "marking": "Official",
            "blocks": blocks,
            "sources": (GAZETTE,),
            "prepared_at": datetime(2025, 5, 24, 9, 4, 33, 125, tzinfo=UTC),
            **more,
        }
    )


def word(*blocks, **more):
    return docx_reader.Document(BytesIO(docx.write(paper(*blocks, **more))))


def part(written, name):
    return ZipFile(BytesIO(written)).read(name).decode()


def test_word_has_real_styles():
    blocks = (Heading("The round"), Heading("Cars", 2), Paragraph("Said."), Bullets(("One.",)), TABLE)

    styles = [one.style.name for one in word(*blocks).paragraphs if one.text]

    assert styles == [
        "Title",
        "Clocks",
        "Heading 1",
        "Heading 2",
        "Body Text",
        "List Bullet",
        "Caption",
        "Table Note",
        "Heading 1",
        "Source Entry",
    ]


def test_word_repeats_the_header_of_a_table_and_splits_no_row():
    (table,) = word(TABLE).tables

    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Line", "Rate"],
        ["8703", "27.5%[1]"],
        ["関税", "Free"],
    ]


def test_word_has_raised_notes_that_lead_to_their_source():
    body = part(docx.write(paper(Paragraph(Run("Said.", (1,))))), "word/document.xml")

    assert '<w:hyperlink w:anchor="source_1"' in body
    assert 'w:name="source_1"' in body
    assert word().styles["NoteNumber"].font.superscript is True


def test_word_knows_its_title_language_and_day():
    properties = word().core_properties

    assert properties.title == "Third round"
    assert properties.language == "en-GB"
    assert properties.created.replace(tzinfo=UTC) == datetime(2025, 5, 24, 9, 4, 33, tzinfo=UTC)


def test_word_counts_its_pages_and_repeats_the_clocks_and_the_marking():
    section = word().sections[0]

    fields = [field.get(qn("w:instr")).strip() for field in section.footer._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert [one.text for one in section.header.paragraphs] == ["OFFICIAL", "In force on 23 May 2025."]
    assert [one.text for one in section.first_page_header.paragraphs] == ["OFFICIAL"]


def test_word_has_a_font_and_a_language_for_japanese():
    written = docx.write(paper(Paragraph(Run("赤沢亮正", language="ja"))))

    assert 'w:eastAsia="Yu Gothic"' in part(written, "word/styles.xml")
    assert '<w:rFonts w:hint="eastAsia"/><w:lang w:eastAsia="ja-JP"/>' in part(written, "word/document.xml")


def test_word_follows_only_addresses_of_the_web():
    links = (Run("good", link="https://good.example/"), Run("bad", link="javascript:alert(1)"))

    relations = word(Paragraph(links)).part.rels.values()

    assert {one.target_ref for one in relations if one.is_external} == {
        "https://good.example/",
        "https://gazette.example/12",
    }


@pytest.mark.parametrize("family", ["", ' font-family="sans-serif"', ' font-family="Helvetica"'])
def test_a_drawing_in_word_keeps_its_words_whatever_font_it_names(family):
    blank = _ink(docx.picture_of(LABEL.format(family, "")))

    assert _ink(docx.picture_of(LABEL.format(family, "27.5%"))) > blank
    assert _ink(docx.picture_of(LABEL.format(family, "関税"))) > blank


def _ink(png):
    """How many bytes of a PNG's picture are not those of an even ground."""
    data, place = b"", 8
    while place < len(png):
        size = int.from_bytes(png[place : place + 4])
        if png[place + 4 : place + 8] == b"IDAT":
            data += png[place + 8 : place + 8 + size]
        place += size + 12
    return len(decompress(data)) - decompress(data).count(0) - decompress(data).count(255)


def test_the_fonts_come_with_our_packages():
    assert len(font_files()) == 2
    assert FAMILY in pdf._fonts().families()


def test_pdf_is_tagged_titled_and_in_its_language():
    reader = pypdf.PdfReader(BytesIO(pdf.write(paper(TABLE))))

    assert reader.metadata.title == "Third round"
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_data().decode()


def test_pdf_holds_every_font_it_uses():
    reader = pypdf.PdfReader(BytesIO(pdf.write(paper(TABLE))))

    fonts = {font.get_object()["/BaseFont"] for page in reader.pages for font in page["/Resources"]["/Font"].values()}

    assert fonts
    assert all("NotoSansCJKjp" in font for font in fonts)


def test_pdf_repeats_a_table_s_header_the_clocks_and_the_page_number():
    rows = tuple((str(number), Decimal(number)) for number in range(150))

    pages = pypdf.PdfReader(BytesIO(pdf.write(paper(Table("Rates", ("Line", "Rate"), rows))))).pages

    assert len(pages) > 2
    for number, page in enumerate(pages[:2], start=1):
        text = page.extract_text()
        assert re.search(r"Line\s+Rate", text)
        assert "In force on 23 May 2025." in text
        assert f"Page {number} of {len(pages)}" in text


def test_pdf_goes_on_over_the_page_within_a_cell_that_no_page_could_hold():
    long = " ".join(f"word{number}" for number in range(150))
    columns = tuple(f"Column {number}" for number in range(12))

    pages = pypdf.PdfReader(BytesIO(pdf.write(paper(Table("Rates", columns, ((long,) * 12,)))))).pages

    assert len(pages) > 2
    assert "word149" in pages[-1].extract_text()


@pytest.mark.parametrize(
    "text", ['#panic("run")', "#import", "$x$ *b* _i_ @cite <label>", '"; #read("/etc/hosts")', "= Head", "\\"]
)
def test_pdf_reads_no_text_as_source(text):
    blocks = (Heading(text), Paragraph(text), Bullets((text,)), Table(text, (text,), ((text,),), source=text))

    written = pdf.write(paper(*blocks, title=text, subtitle=text, note=text, marking=text))

    told = "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(written)).pages)
    assert told.replace("\u200b", "").count(text) >= 4


@pytest.mark.parametrize(
    "block", [Paragraph("ก"), Table("Rates", ("Line",), (("ก",),)), Drawing(LABEL.format("", "ก"), "c", "a")]
)
def test_pdf_names_the_character_that_no_font_holds(block):
    with pytest.raises(CannotWrite, match=r"“ก” \(U\+0E01\)"):
        pdf.write(paper(block))


def test_pdf_of_a_long_table_leaves_nothing_behind(monkeypatch):
    forgotten = []
    monkeypatch.setattr(pdf, "_forget", lambda: forgotten.append(True))
    monkeypatch.setattr(pdf, "LARGE", 5_000)

    pdf.write(paper(Paragraph("Short.")))
    assert not forgotten

    pdf.write(paper(Paragraph("Long. " * 1_000)))
    assert forgotten
