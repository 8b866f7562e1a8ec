"""The rate matrix as a file."""

import csv
import io
import json

import pytest
from python_calamine import CalamineWorkbook

from tests import build
from tests.pattern import spring_2025, talks

CLOCKS = "on=2025-05-05&known=2025-05-05"


@pytest.fixture
def world(db):
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
    assert (cars["Japan seeks, low (%)"], cars["United States offers, high (%)"]) == ("2.5", "27.5")
    assert cars["Gap, low (pp)"] == "25"
    assert "Reciprocal (10%) yields to Cars" in cars["Remarks"]
    assert (others["Total in force, low (%)"], others["Known points where the total is n/a (pp)"]) == ("n/a", "10")
    assert "14 pp" in others["United States offers, in words"]


def test_csv_carries_the_clocks_and_the_sources(desk, world):
    text = file(desk, "csv").content.decode("utf-8-sig")

    cars = next(csv.DictReader(io.StringIO(text)))

    assert (cars["on"], cars["known"]) == ("2025-05-05", "2025-05-05")
    assert "Press" in cars["Sources"]


def test_excel_holds_numbers(desk, world):
    book = CalamineWorkbook.from_filelike(io.BytesIO(file(desk, "xlsx").content))

    cells = [cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]

    assert 0.275 in cells


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
