"""Quantities as people write them."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negotiations.models import Position, Unit
from negotiations.quantities import DAYS, DOLLARS, PERCENT, POINTS, TONNES, Quantity, read, say, write


@pytest.mark.parametrize(
    ("text", "number", "unit", "said"),
    [
        ("14%", "14", PERCENT, "14 percent"),
        ("14,5 %", "14.5", PERCENT, "14.5 percent"),
        ("14.5 per cent", "14.5", PERCENT, "14.5 percent"),
        ("2.125%", "2.125", PERCENT, "2.125 percent"),
        ("0.5%", "0.5", PERCENT, "0.5 percent"),
        ("0%", "0", PERCENT, "0 percent"),
        ("１４％", "14", PERCENT, "14 percent"),
        ("10 pp", "10", POINTS, "10 percentage points"),
        ("1 percentage point", "1", POINTS, "1 percentage point"),
        ("14 points", "14", POINTS, "14 percentage points"),
        ("90 days", "90", DAYS, "90 days"),
        ("90-day", "90", DAYS, "90 days"),
        ("1 day", "1", DAYS, "1 day"),
        ("$550bn", "550000000000", DOLLARS, "US$550 billion"),
        ("US$550 billion", "550000000000", DOLLARS, "US$550 billion"),
        ("550 billion dollars", "550000000000", DOLLARS, "US$550 billion"),
        ("USD 1,234.56", "1234.56", DOLLARS, "US$1,234.56"),
        ("$1.5 trillion", "1500000000000", DOLLARS, "US$1.5 trillion"),
        ("$1.234bn", "1234000000", DOLLARS, "US$1.234 billion"),
        ("$12,345,678", "12345678", DOLLARS, "US$12,345,678"),
        ("75,000 t", "75000", TONNES, "75,000 tonnes"),
        ("75 000 t", "75000", TONNES, "75,000 tonnes"),
        ("75\u202f000 tonnes", "75000", TONNES, "75,000 tonnes"),
        ("75'000 t", "75000", TONNES, "75,000 tonnes"),
        ("1.500.000 t", "1500000", TONNES, "1.5 million tonnes"),
        ("1.234,5 t", "1234.5", TONNES, "1,234.5 tonnes"),
        ("770 thousand metric tons", "770000", TONNES, "770,000 tonnes"),
        ("770 kt", "770000", TONNES, "770,000 tonnes"),
        ("1 t", "1", TONNES, "1 tonne"),
    ],
)
def test_is_read_and_said_back(text, number, unit, said):
    quantity = read(text)

    assert quantity == Quantity(Decimal(number), unit)
    assert say(quantity) == said


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "no number"),
        ("a lot", "no number"),
        ("14", "has no unit"),
        ("550 billion", "has no unit"),
        ("10-15%", "more than one number"),
        ("about 14%", "“about” before the number"),
        ("-14 pp", "without a sign"),
        ("75.000 t", "two ways; write 75,000 or 75"),
        ("1,23,456 t", "is no number"),
        ("1.2.3%", "is no number"),
        ("14.%", "is no number"),
        ("75 mt", "a million tonnes"),
        ("75 tons", "short or long"),
        ("3 months", "in days"),
        ("1 year", "in days"),
        ("¥80tn", "US dollars"),
        ("14 bananas", "“bananas” is no unit"),
        ("0.00001%", "finer than 4"),
        ("$99999 trillion", "too large"),
        (f"${'1' * 40}", "too large"),
    ],
)
def test_is_refused_with_a_sentence(text, sentence):
    with pytest.raises(ValueError, match=sentence) as refusal:
        read(text)

    assert str(refusal.value).endswith(".")


def test_the_units_are_those_of_positions():
    assert set(Unit.values) == {PERCENT, POINTS, DAYS, DOLLARS, TONNES}


@given(
    st.decimals(min_value=0, max_value=Decimal(9999999999999999), places=4),
    st.sampled_from([PERCENT, POINTS, DAYS, DOLLARS, TONNES]),
)
def test_what_is_written_is_read_again(number, unit):
    # 1.234 t alone could be 1,234 t to another reader: that one is refused, not guessed.
    quantity = Quantity(number, unit)

    with suppress(ValueError):
        assert read(write(quantity)) == quantity


@pytest.mark.parametrize(
    ("number", "unit", "written"),
    [
        ("1000000000000.0000", "usd", "US$1 trillion"),
        ("550000000000.0000", "usd", "US$550 billion"),
        ("1234567000.0000", "usd", "US$1,234,567,000"),
        ("1500000.0000", "usd", "US$1.5 million"),
        ("1234.5600", "usd", "US$1,234.56"),
        ("14.0000", "percent", "14%"),
        ("10.0000", "points", "10 percentage points"),
        ("75000.0000", "tonnes", "75,000 tonnes"),
    ],
)
def test_a_position_writes_its_quantity_as_people_do(number, unit, written):
    assert Position(quantity=Decimal(number), unit=unit).measured == written
    assert read(written) == Quantity(Decimal(number), unit)


@given(
    st.decimals(min_value=1000, max_value=Decimal(9999999999999999), places=4)
    | st.integers(0, 9_999_999).map(lambda number: Decimal(number * 1_000_000_000)),
)
def test_the_dollars_of_a_position_are_read_again_to_the_last_digit(number):
    assert read(Position(quantity=number, unit="usd").measured) == Quantity(number, DOLLARS)


@given(st.text(max_size=30))
def test_nothing_but_a_refusal_comes_of_nonsense(text):
    with suppress(ValueError):
        assert read(text).number >= 0
