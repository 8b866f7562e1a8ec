"""Sectors by day and by origin: totals and ranges, weighted by trade where flows are loaded."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from tariffs.models import TradeFlow
from tariffs.selectors import kept
from tests import build
from tests.pattern import day, spring_2025, talks

PAGE = "/tariffs/rates/"
MAY = "on=2025-05-05&known=2025-05-05"


@pytest.fixture(scope="module")
def made(standing):
    made = spring_2025()
    build.rate(
        measure=made.mfn,
        instrument=made.schedule,
        scope=made.goods,
        duty="",
        column="general",
        charge="base",
        starts_on=day(1, 1),
    )
    for code, general in (("87032301", "2.5%"), ("87081030", "2.5%"), ("87081060", "4%")):
        build.line(code, general, instrument=made.schedule, starts_on=day(1, 1))
    made.parts = build.sector("8708", name="Parts", key="parts", place=3)
    return made


def text(response):
    return " ".join(response.content.decode().split())


def rows(client, address):
    book = CalamineWorkbook.from_filelike(BytesIO(client.get(address).content))
    (sheet,) = [name for name in book.sheet_names if name != "About"][:1]
    return book.get_sheet_by_name(sheet).to_python()


def totals(grid_rows, sector):
    return next(row for row in grid_rows if row and row[0] == sector)


def test_the_days_on_which_something_changed_are_the_columns(desk, world):
    page = text(desk.get(f"{PAGE}?{MAY}"))

    for words in ("5 April 2025", "9 April 2025", "10 April 2025"):
        assert words in page


def test_a_range_is_told_and_not_its_mean(desk, world):
    page = text(desk.get(f"{PAGE}?{MAY}&days=2025-04-04,2025-05-05"))

    assert "2.5–4%" in page
    assert "12.5–14%" in page


def test_origins_are_compared_on_the_day(desk, world):
    build.economy(code="KR", name="Korea")

    page = text(desk.get(f"{PAGE}?on=2025-04-09&known=2025-05-05&by=origin&origins=JP+KR"))

    assert "Japan" in page
    assert "26.5–28%" in page
    assert "12.5–14%" in page


def test_a_mean_is_weighted_by_trade_and_says_by_how_much(desk, world):
    for code, value in (("8708103050", 3_000_000_000), ("8708106050", 1_000_000_000)):
        TradeFlow(
            importer=world.us, origin=world.jp, code=code, year=2024, value=Decimal(value), source="Census Bureau."
        ).record(by=None)

    page = text(desk.get(f"{PAGE}?{MAY}&days=2025-05-05"))

    assert "weighted 12.88%" in page  # (3 × 12.5 + 1 × 14) / 4
    assert "by US$4 bn" in page
    assert "imports of 2024" in page
    assert "Census Bureau." in page


def test_a_day_after_the_law_has_no_number(desk, world):
    page = text(desk.get(f"{PAGE}?{MAY}&days=2025-06-01"))

    assert "rate-unknown" in page
    assert "27.5%" not in page


def test_the_workbook_has_both_ends_of_each_range(desk, world):
    found = rows(desk, f"/tariffs/rates.xlsx?{MAY}&days=2025-05-05")

    assert totals(found, "Parts")[2:4] == [0.125, 0.14]  # as Excel has percent


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [("days=May", "“May” is no day"), ("by=sea", "“sea” is no way"), ("by=origin&origins=XX", "“XX”")],
)
def test_what_cannot_be_read_is_refused(desk, world, asked, sentence):
    response = desk.get(f"{PAGE}?{asked}")

    assert response.status_code == 400
    assert sentence in text(response)


def test_more_columns_take_no_more_queries(desk, world):
    def asked(days):
        kept._kept.clear()  # as it is asked for the first time
        with CaptureQueriesContext(connection) as queries:
            desk.get(f"{PAGE}?{MAY}&days={days}")
        return len(queries)

    asked("2025-04-04")
    assert asked("2025-04-04") == asked("2025-04-04,2025-04-05,2025-04-09,2025-05-05") <= 22


def test_the_files_carry_what_is_to_be_said_of_the_figures(desk, world):
    metal = build.measure(economy=world.us, key="steel", name="Duty on steel")
    build.rate(measure=metal, instrument=world.act, scope=world.goods, duty="50%", content="steel", starts_on=day(4, 5))

    found = desk.get(f"/tariffs/rates.md?{MAY}&days=2025-05-05").content.decode()

    assert "Duties on the content of goods are taken on the whole value" in found


def test_a_page_that_does_not_tell_of_later_days_says_so(desk, world):
    page = text(desk.get(f"{PAGE}?on=2025-06-01&known=2025-06-01"))

    assert "what is charged on later days is not told" in page


@pytest.mark.parametrize("page", ["/tariffs/sectors/", "/negotiations/us-japan/matrix/"])
def test_the_sectors_and_the_matrix_lead_here(desk, world, page):
    talks(world)

    assert PAGE in text(desk.get(f"{page}?{MAY}"))
