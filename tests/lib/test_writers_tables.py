"""CSV and Excel: what a program or an analyst counts on."""

import csv as csv_reader
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from parley.lib.documents import UNKNOWN, CannotWrite, Cell, Column, Document, Paragraph, Source, Table, clean
from parley.lib.writers import csv, xlsx

GAZETTE = Source(1, "Gazette of Avaria.", "A1", "https://gazette.example/12")


def csv_of(document):
    return list(csv_reader.reader(StringIO(csv.write(document).decode("utf-8-sig"))))


def sheets_of(document):
    book = CalamineWorkbook.from_filelike(BytesIO(xlsx.write(document)))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_csv_begins_with_its_header():
    table = Table(
        "Rates", ("Line", Column("Rate", unit="duty"), "From"), (("8703", Decimal("2.50"), date(2025, 4, 3)),)
    )

    assert csv_of(Document("Rates", blocks=(Paragraph("Not here."), table))) == [
        ["Line", "Rate (%)", "From"],
        ["8703", "2.5", "2025-04-03"],
    ]


def test_csv_tells_excel_its_encoding():
    assert csv.write(Document("Rates", blocks=(Table("Rates", ("税",), ()),))).startswith(b"\xef\xbb\xbf")


def test_csv_carries_the_sources_and_clocks_of_every_row():
    table = Table("Rates", ("Line", Column("Rate", unit="duty")), (("a", Cell(Decimal(0), notes=(1,))), ("b", UNKNOWN)))
    clocks = (("on", date(2025, 5, 23)), ("recorded", datetime(2025, 5, 24, 9, tzinfo=UTC)))

    rows = csv_of(Document("Rates", blocks=(table,), sources=(GAZETTE,), clocks=clocks))

    assert rows == [
        ["Line", "Rate (%)", "Sources", "on", "recorded"],
        [
            "a",
            "0",
            "[1] Gazette of Avaria. Grade A1. https://gazette.example/12",
            "2025-05-23",
            "2025-05-24T09:00:00+00:00",
        ],
        ["b", "n/a", "", "2025-05-23", "2025-05-24T09:00:00+00:00"],
    ]


def test_csv_names_the_unit_where_a_column_has_several():
    rows = ((Cell(Decimal("2.5"), unit="percent"),), (Cell(Decimal("0.5"), unit="USD/kg"),))

    assert csv_of(Document("Rates", blocks=(Table("Rates", ("Rate",), rows),))) == [["Rate"], ["2.5%"], ["0.5 USD/kg"]]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", " =1", "＝1", "＋1", "－1", "＠A1"])
def test_csv_disarms_what_a_spreadsheet_would_run(text):
    ((written,),) = csv_of(Document("t", blocks=(Table("t", ("Text",), ((text,),)),)))[1:]

    assert written.startswith("'")


def test_csv_leaves_a_negative_number_a_number():
    assert csv_of(Document("t", blocks=(Table("t", ("Change",), ((Decimal("-2.5"),), (-3,))),)))[1:] == [
        ["-2.5"],
        ["-3"],
    ]


@given(
    st.integers(1, 3).flatmap(lambda columns: st.lists(st.tuples(*[st.text('",;\r\n \t=税x')] * columns), max_size=4))
)
def test_csv_is_what_python_s_own_module_reads_and_would_write(rows):
    columns = tuple("abc"[: len(rows[0]) if rows else 1])
    written = csv.write(Document("t", blocks=(Table("t", columns, tuple(rows)),))).decode("utf-8-sig")

    read = list(csv_reader.reader(StringIO(written, newline=""), strict=True))
    again = StringIO(newline="")
    csv_reader.writer(again).writerows(read)

    assert [tuple(value.removeprefix("'") for value in row) for row in read] == [
        columns,
        *(tuple(map(clean, row)) for row in rows),
    ]
    assert written == again.getvalue()


def test_csv_needs_a_table():
    with pytest.raises(CannotWrite, match="no table"):
        csv.write(Document("t", blocks=(Paragraph("Words."),)))


def test_excel_has_a_sheet_for_the_text_each_table_and_the_sources():
    tables = (
        Table("Rates: cars/parts [all]", ("Line",), (("8703",),)),
        Table("Rates: cars/parts [all]", ("Line",), ()),
    )

    sheets = sheets_of(Document("Rates", blocks=(Paragraph("Words."), *tables), sources=(GAZETTE,)))

    assert list(sheets) == ["Summary", "Rates cars parts all", "Rates cars parts all (2)", "Sources"]


@pytest.mark.parametrize("heading", ["History", "SOURCES", "'", "", "x" * 60, "𠮷" * 40, "[]:*?/\\", "\x00"])
def test_any_heading_makes_a_legal_sheet(heading):
    table = Table(heading, ("Line",), (("8703",),))

    names = list(sheets_of(Document("Rates", blocks=(table, table, table))))

    assert len({name.lower() for name in names}) == 3
    assert all(0 < len(name) <= 31 for name in names)


def test_excel_holds_numbers_days_and_percents_as_such():
    columns = ("Line", Column("Rate", unit="duty"), Column("Cut", unit="points"), "From", "At")
    at = datetime(2025, 5, 24, 8, 30, tzinfo=timezone(timedelta(hours=9)))
    table = Table("Rates", columns, (("8703", Decimal("27.5"), Decimal("12.5"), date(2025, 4, 3), at),))

    (line, rate, cut, day, moment) = sheets_of(Document("Rates", blocks=(table,)))["Rates"][-1]

    assert (line, rate, cut) == ("8703", 0.275, 12.5)
    assert day == date(2025, 4, 3)
    assert moment.isoformat() == "2025-05-23T23:30:00"


def test_excel_shows_a_duty_of_zero_as_free_and_as_many_decimals_as_there_are():
    rows = ((Decimal(0),), (Decimal("2.5"),), (Decimal("0.125"),))
    table = Table("Rates", (Column("Rate", unit="duty"),), rows)

    styles = _part(Document("Rates", blocks=(table,)), "xl/styles.xml")

    for picture in ("0%;-0%;&quot;Free&quot;", "0.0%;-0.0%;&quot;Free&quot;", "0.000%;-0.000%;&quot;Free&quot;"):
        assert picture in styles


def test_excel_runs_no_text():
    rows = (("=1+1", "https://bad.example", "+1"),)
    document = Document("=1+1", note="=1+1", blocks=(Paragraph("=1+1"), Table("=1+1", ("=a", "b", "@c"), rows)))

    sheets = [_part(document, f"xl/worksheets/sheet{number}.xml") for number in (1, 2)]

    assert not any("<f>" in sheet for sheet in sheets)
    assert "bad.example" not in sheets[1].partition("<hyperlink")[2]


def test_excel_does_not_round_what_it_cannot_hold():
    table = Table("Long", ("Number",), ((Decimal("12345678901234567.89"),), (date(1854, 3, 31),)))

    assert [row[0] for row in sheets_of(Document("Long", blocks=(table,)))["Long"][-2:]] == [
        "12345678901234567.89",
        "31 Mar 1854",
    ]


def test_excel_says_where_it_cuts_a_text():
    table = Table("Long", ("Text",), (("word " * 10_000,),))

    text = sheets_of(Document("Long", blocks=(table,)))["Long"][-1][0]

    assert len(text) <= 32_767
    assert "the text has 50000 letters" in text


def test_excel_lists_the_sources_of_numbers_beside_them():
    table = Table("Rates", ("Line", "Rate"), (("8703", Cell(Decimal("2.5"), notes=(1,))),))

    rows = sheets_of(Document("Rates", blocks=(table,), sources=(GAZETTE,)))["Rates"]

    assert rows[-2:] == [["Line", "Rate", "Sources"], ["8703", 2.5, "1"]]


def test_excel_repeats_and_freezes_the_header():
    document = Document("Rates", blocks=(Table("Rates", ("Line",), (("8703",),)),))

    sheet, book = _part(document, "xl/worksheets/sheet1.xml"), _part(document, "xl/workbook.xml")

    assert 'state="frozen"' in sheet
    assert "<autoFilter" in sheet
    assert "Print_Titles" in book


def _part(document, name):
    return ZipFile(BytesIO(xlsx.write(document))).read(name).decode()
