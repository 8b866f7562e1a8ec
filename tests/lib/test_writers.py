"""What holds for every format. Each file is read back by a library that did not write it."""

import csv as csv_reader
import json as json_reader
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from zipfile import ZipFile

import docx as docx_reader
import pypdf
import pytest
from lxml import etree
from python_calamine import CalamineWorkbook

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
)
from parley.lib.writers import WRITERS, download

FORMATS = ("csv", "docx", "json", "md", "pdf", "xlsx")
SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 40"><text x="4" y="20">関税 27.5%</text></svg>"""

GAZETTE = Source(
    1, "Gazette of Avaria, “Order 12”, 3 April 2025.", "A1", "https://gazette.example/12", date(2025, 4, 4)
)
BRIEFING = Source(
    3, "赤沢大臣記者会見録", "C3", captured_on=date(2025, 5, 24), origin="Kitara delegation", language="ja"
)


def rates(*rows, **more):
    return Table("Rates on cars", ("Line", Column("Rate", unit="duty")), rows, **more)


def document(*blocks, **more):
    return Document(
        **{
            "title": "Avaria–Kitara: rates",
            "note": "In force on 23 May 2025, as known on 24 May 2025.",
            "marking": "Official",
            "blocks": blocks,
            "sources": (GAZETTE, BRIEFING),
            **more,
        }
    )


def text_of(format, written):
    """All that a reader of the file sees, its line ends and runs of spaces made one space."""
    return " ".join(READERS[format](written).split())


def _docx(written):
    parts = ZipFile(BytesIO(written))
    names = [name for name in parts.namelist() if name.startswith("word/") and name.endswith(".xml")]
    return " ".join(" ".join(etree.fromstring(parts.read(name)).itertext()) for name in sorted(names))


def _pdf(written):
    pages = (page.extract_text() for page in pypdf.PdfReader(BytesIO(written)).pages)
    return " ".join(pages).replace("\u2060", "").replace("\u200b", "")


def _xlsx(written):
    book = CalamineWorkbook.from_filelike(BytesIO(written))
    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    return " ".join(str(value) for row in rows for value in row)


def _csv(written):
    return " ".join(value for row in csv_reader.reader(StringIO(written.decode("utf-8-sig"))) for value in row)


READERS = {
    "csv": _csv,
    "docx": _docx,
    "json": lambda written: json_reader.dumps(json_reader.loads(written), ensure_ascii=False),
    "md": bytes.decode,
    "pdf": _pdf,
    "xlsx": _xlsx,
}


def test_every_format_is_read_back_here():
    assert set(FORMATS) == set(WRITERS)


@pytest.mark.parametrize("format", FORMATS)
def test_japanese_stays_japanese(format):
    written = WRITERS[format].write(document(rates(("関税（乗用車）, 赤沢亮正", Decimal("27.5")))))

    assert "関税（乗用車）, 赤沢亮正" in text_of(format, written)


@pytest.mark.parametrize("format", FORMATS)
def test_numbers_are_exact_and_the_unknown_is_not_zero(format):
    rows = (("a", Decimal("27.500")), ("b", UNKNOWN), ("c", None))

    told = text_of(format, WRITERS[format].write(document(rates(*rows))))

    assert "0.275" in told if format == "xlsx" else "27.5" in told
    assert "27.50" not in told
    assert "n/a" in told


@pytest.mark.parametrize("format", FORMATS)
def test_sources_come_with_their_grades(format):
    table = rates(("8703", Cell(Decimal("2.5"), notes=(1, 3))))

    told = text_of(format, WRITERS[format].write(document(table)))

    for part in ("Order 12", "A1", "https://gazette.example/12", "赤沢大臣記者会見録", "C3", "Kitara delegation"):
        assert part in told


@pytest.mark.parametrize("format", ["docx", "md", "pdf", "xlsx"])
def test_notes_stand_in_brackets_behind_what_they_carry(format):
    blocks = (
        Paragraph(("Avaria offers 15%.", Run(" Kitara refuses.", (1, 3)))),
        rates(("On cars", Cell("15%, all-in", notes=(3,)))),
    )

    told = text_of(format, WRITERS[format].write(document(*blocks))).replace(" [", "[")

    assert "Kitara refuses.[1][3]" in told
    assert "15%, all-in[3]" in told


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("text", ["=1+1", "+81 3 3581", "-2", "@SUM(A1)", '=HYPERLINK("https://bad.example")', "＝1+1"])
def test_a_text_like_a_formula_stays_a_text(format, text):
    blocks = (Paragraph(text), Bullets((text,)), rates((text, Cell(text, strong=True))))

    written = WRITERS[format].write(document(*blocks, title=text))

    assert text in text_of(format, written).replace("\\", "")


@pytest.mark.parametrize("format", FORMATS)
def test_marks_and_characters_that_are_not_seen_do_no_harm(format):
    text = "duty\x00\x0b\x1b \u202e%52\u202c \ud800\uffffof\ufdd0 cars"
    blocks = (Heading(text), Paragraph(text), Bullets((Run(text, strong=True),)), rates((text, text), source=text))

    told = text_of(format, WRITERS[format].write(document(*blocks, title=text, note=text, marking=text, subtitle=text)))

    assert "duty %52 of cars" in told
    assert not set("\u202e\u202c\ud800\x00") & set(told)


@pytest.mark.parametrize("format", ["docx", "json", "md", "pdf", "xlsx"])
def test_an_empty_table_says_so(format):
    told = text_of(format, WRITERS[format].write(document(rates(empty="No rate is recorded."))))

    assert "No rate is recorded." in told


@pytest.mark.parametrize("format", FORMATS)
def test_a_very_long_text_is_all_there(format):
    text = " ".join(f"Sentence {number} of the position." for number in range(900))

    written = WRITERS[format].write(document(rates((text, "short"), ("x" * 400, "word"))))

    assert "Sentence 899 of the position." in text_of(format, written)


@pytest.mark.parametrize("format", ["docx", "json", "md", "pdf", "xlsx"])
def test_the_clocks_and_the_marking_are_on_the_paper(format):
    told = text_of(format, WRITERS[format].write(document(rates(("8703", Decimal(1))), Heading("More"))))

    assert "In force on 23 May 2025, as known on 24 May 2025." in told
    assert "official" in told.lower()


@pytest.mark.parametrize("format", ["docx", "json", "md", "pdf", "xlsx"])
def test_a_drawing_has_a_text_beside_it(format):
    drawing = Drawing(SVG, "Rate on cars", "It rises from 2.5% to 27.5% on 3 April 2025.")

    written = WRITERS[format].write(document(drawing))

    if format == "docx":
        descriptions = [
            shape._inline.docPr.get("descr") for shape in docx_reader.Document(BytesIO(written)).inline_shapes
        ]
        assert descriptions == ["It rises from 2.5% to 27.5% on 3 April 2025."]
    elif format == "pdf":
        assert alternatives(written) == {"It rises from 2.5% to 27.5% on 3 April 2025."}
    else:
        assert "It rises from 2.5% to 27.5% on 3 April 2025." in text_of(format, written)


def alternatives(written):
    """The alternative texts of a tagged PDF."""
    objects = pypdf.PdfReader(BytesIO(written))
    found = (objects.get_object(number) for number in range(1, len(objects.xref_objStm) + len(objects.xref[0]) + 1))
    return {one["/Alt"] for one in found if isinstance(one, dict) and "/Alt" in one}


@pytest.mark.parametrize("format", FORMATS)
def test_a_download_is_a_file_with_a_name(format):
    answer = download(document(rates(("8703", Decimal(1)))), format, name="us-japan")

    assert answer["Content-Disposition"] == f'attachment; filename="us-japan.{format}"'
    assert answer["Content-Type"] == WRITERS[format].content_type
    assert answer.content
