"""The rate matrix as a file."""

import csv
import io
import json
import re
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from tests import build
from tests.pattern import spring_2025, talks

CLOCKS = "on=2025-05-05&known=2025-05-05"


@pytest.fixture(scope="module")
def made(standing):
    return talks(spring_2025())


def file(desk, ending, query=CLOCKS):
    response = desk.get(f"/negotiations/us-japan/matrix.{ending}?{query}")
    assert response.status_code == 200
    return response


def test_csv_has_low_and_high_of_every_rate_as_numbers(desk, world):
    text = file(desk, "csv").content.decode("utf-8-sig")

    cars, others = csv.DictReader(io.StringIO(text))

    assert cars["Sector"] == "Cars"
    assert (cars["Cars, low (%)"], cars["Cars, high (%)"]) == ("25", "25")
    assert (cars["Total in force, low (%)"], cars["Total in force, high (%)"]) == ("27.5", "27.5")
    assert (cars["Japan’s position, low (%)"], cars["United States’ position, high (%)"]) == ("2.5", "27.5")
    assert cars["Gap, low (pp)"] == "25"
    assert "Reciprocal (10%) yields to Cars" in cars["Remarks"]
    assert (others["Total in force, low (%)"], others["Known points where the total is n/a (pp)"]) == ("n/a", "10")
    assert "14 pp" in others["United States’ position, in words"]
    assert list(cars)[-5:] == ["HS codes", "Sources", "on", "known", "recorded"]
    assert (cars["HS codes"], others["HS codes"]) == ("8703.23.01", "all goods, except 8703.23.01")


def test_csv_carries_the_clocks_and_the_sources(desk, world):
    text = file(desk, "csv").content.decode("utf-8-sig")

    cars = next(csv.DictReader(io.StringIO(text)))

    assert (cars["on"], cars["known"]) == ("2025-05-05", "2025-05-05")
    assert "Press" in cars["Sources"]


def test_excel_holds_numbers(desk, world):
    book = CalamineWorkbook.from_filelike(io.BytesIO(file(desk, "xlsx").content))

    cells = [cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]

    assert 0.275 in cells


def test_excel_has_the_codes_on_a_sheet_of_their_own_and_prints_across_with_its_heads_on_every_page(desk, world):
    written = file(desk, "xlsx").content
    book = CalamineWorkbook.from_filelike(io.BytesIO(written))

    assert book.sheet_names[:4] == [
        "Duties in force", "Where the two stand", "Remarks", "Goods",
    ]  # fmt: skip
    found = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    assert [name for name, rows in found.items() if any("8703.23.01" in map(str, row) for row in rows)] == ["Goods"]
    assert ["All other goods", "87", "", "8703.23.01"] in found["Goods"]
    assert ["Cars", "Reciprocal (10%) yields to Cars"] in found["Remarks"]
    assert any("United States’ position, low" in row for row in found["Where the two stand"])
    with zipfile.ZipFile(io.BytesIO(written)) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        names = parts.read("xl/workbook.xml").decode()
    assert all('fitToHeight="0"' in sheet for sheet in sheets)
    assert sum('orientation="landscape"' in sheet for sheet in sheets) >= 4
    assert names.count("_xlnm.Print_Titles") >= 4
    # As wide as fits on a sheet across without letters too small to read: 0.6 of ten points.
    for sheet in sheets:
        columns = re.findall(r'<col min="(\d+)" max="(\d+)" width="([\d.]+)"', sheet)
        assert sum((int(last) - int(first) + 1) * float(width) for first, last, width in columns) <= 130 / 0.6


def test_json_says_the_same(desk, world):
    told = json.loads(file(desk, "json").content)

    assert "27.5" in json.dumps(told)


@pytest.mark.parametrize("ending", ["md", "docx", "pdf"])
def test_the_matrix_can_be_read_on_paper(desk, world, ending):
    assert len(file(desk, ending).content) > 500


def test_markdown_says_what_has_not_been_entered(desk, world):
    text = file(desk, "md", "on=2025-07-10&known=2025-07-10").content.decode()

    assert "Law published after 5 May 2025 has not been entered for United States" in text


def test_an_unknown_importer_is_refused(desk, world):
    assert desk.get("/negotiations/us-japan/matrix.csv?importer=XX").status_code == 400


def test_without_two_parties_the_file_is_empty(desk):
    build.negotiation(key="empty")

    assert desk.get("/negotiations/empty/matrix.csv").status_code == 200
