from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.lib.documents import (
    UNKNOWN,
    Cell,
    Column,
    Document,
    Paragraph,
    Run,
    Source,
    Table,
    clean,
    digits,
    noted,
    notes_of,
    reading,
    words,
)


@pytest.mark.parametrize(
    ("value", "unit", "read"),
    [
        pytest.param(Decimal("27.500"), "percent", "27.5%", id="zeros of the database's scale are left out"),
        pytest.param(Decimal("0.1") + Decimal("0.2"), "percent", "0.3%", id="exact"),
        pytest.param(Decimal(0), "percent", "0%", id="zero percent"),
        pytest.param(Decimal(0), "duty", "Free", id="a duty of zero"),
        pytest.param(Decimal("1E+3"), "", "1000", id="no exponent"),
        pytest.param(Decimal("-0.0"), "", "0", id="no negative zero"),
        pytest.param(Decimal(25), "points", "25 pp", id="percentage points"),
        pytest.param(Decimal("0.50"), "USD/kg", "0.5 USD/kg", id="another unit"),
        pytest.param(UNKNOWN, "duty", "n/a", id="unknown is not zero"),
        pytest.param(None, "duty", "", id="nothing to say"),
        pytest.param(True, "", "Yes", id="a truth is no number"),
        pytest.param(date(2025, 9, 9), "", "9 Sep 2025", id="a day"),
        pytest.param(datetime(2025, 5, 23, 9, 5, tzinfo=UTC), "", "23 May 2025 09:05 UTC", id="a moment"),
        pytest.param(
            datetime(2025, 5, 23, 9, 5, tzinfo=timezone(timedelta(hours=9), "JST")),
            "",
            "23 May 2025 09:05 JST",
            id="a moment elsewhere",
        ),
        pytest.param("", "", "", id="an empty text"),
    ],
)
def test_how_a_value_reads(value, unit, read):
    assert words(value, unit) == read


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_no_digit_of_a_number_is_lost(number):
    assert Decimal(digits(number)) == number


def test_a_float_is_refused():
    with pytest.raises(TypeError, match="exact"):
        words(0.1)


def test_a_cell_takes_the_unit_of_its_column():
    assert reading(Decimal("2.5"), Column("Rate", unit="duty")) == "2.5%"
    assert reading(Cell(Decimal("0.5"), unit="USD/kg"), Column("Rate", unit="duty")) == "0.5 USD/kg"


def test_notes_follow_what_they_carry():
    text = ("Offers 15%", Run(" on cars", (2,)), Run(" and parts.", (1, 2)))

    assert noted(text, (4,)) == "Offers 15% on cars[2] and parts.[1][2][4]"
    assert notes_of(Cell(text, notes=(4,))) == (2, 1, 4)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("abc\u202ecba\u202c", "abccba"),
        ("bell\x07 and null\x00", "bell and null"),
        ("one\r\ntwo\u2028three", "one\ntwo\nthree"),
        ("half \ud800 a pair", "half  a pair"),
        ("赤沢亮正\u3000関税", "赤沢亮正\u3000関税"),
        ("עברית stays as it is", "עברית stays as it is"),
    ],
)
def test_what_is_not_seen_is_taken_out(text, seen):
    assert clean(text) == seen


def test_a_row_has_a_cell_for_each_column():
    with pytest.raises(ValueError, match="Row 2 of “Rates” has 1 cells under 2 columns"):
        Table("Rates", ("Line", "Rate"), (("8703", Decimal("2.5")), ("8704",)))


@pytest.mark.parametrize(
    "block",
    [
        Paragraph(Run("Said.", (3,))),
        Table("Rates", ("Rate",), ((Cell(Decimal(1), notes=(3,)),),)),
        Table("Rates", ("Rate",), (), notes=(Run("Said.", (3,)),)),
    ],
)
def test_a_note_without_a_source_is_refused(block):
    with pytest.raises(ValueError, match="Notes without a source: 3"):
        Document("Title", blocks=(block,), sources=(Source(1, "A gazette."),))


def test_two_sources_with_one_number_are_refused():
    with pytest.raises(ValueError, match="one number"):
        Document("Title", sources=(Source(1, "A gazette."), Source(1, "A newspaper.")))


def test_columns_share_the_whole_width():
    table = Table("Positions", ("No.", "Position"), (("1", "Asks for the removal of the duty on cars. " * 4),))

    narrow, wide = table.shares

    assert narrow + wide == pytest.approx(1)
    assert wide > 3 * narrow


def test_a_column_of_numbers_may_hold_the_unknown():
    table = Table("Rates", ("Line", "Rate", "Other"), (("8703", Decimal(1), "x"), ("8704", UNKNOWN, Decimal(1))))

    assert table.is_numeric == (False, True, False)
