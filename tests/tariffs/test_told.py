"""What an importer tells, as it is written."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tariffs.expressions import UnitValue
from tariffs.told import Claim, Share, read_claim, read_share, read_unit_value, told, write_unit_value


def test_a_claim_is_a_word_and_for_goods_in_transit_a_day():
    assert read_claim("usjta") == Claim("usjta")
    assert read_claim(" in-transit=2025-08-01 ") == Claim("in-transit", date(2025, 8, 1))


@pytest.mark.parametrize("text", ["", "Usjta", "in transit", "in-transit=", "in-transit=1 August", "x=2025-02-30"])
def test_another_text_is_no_claim(text):
    with pytest.raises(ValueError, match=r"is no claim|is no day"):
        read_claim(text)


@pytest.mark.parametrize("text", ["s232-steel=0.6", "s232-steel=60%", "s232-steel=60.0%"])
def test_a_share_is_a_fraction_or_percent(text):
    assert read_share(text) == Share("s232-steel", Decimal("0.6"))


@pytest.mark.parametrize("text", ["steel", "steel=", "steel=1.2", "steel=101%", "steel=-1", "steel=0.123456789"])
def test_another_text_is_no_share(text):
    with pytest.raises(ValueError, match=r"share|decimals"):
        read_share(text)


@pytest.mark.parametrize("text", ["10 USD/l", "$10/l", "US$ 10 / liter", "10/litre", "USD 10/l"])
def test_a_unit_value_is_an_amount_and_a_unit(text):
    assert read_unit_value(text) == UnitValue(Decimal(10), "USD", "l")


@pytest.mark.parametrize("text", ["10", "ten/l", "10 USD", "$10 EUR/l", "10/"])
def test_another_text_is_no_unit_value(text):
    with pytest.raises(ValueError, match="is no"):
        read_unit_value(text)


@given(
    st.decimals("0.01", "99999", places=2),
    st.sampled_from(["USD", "EUR", "JPY"]),
    st.sampled_from(["kg", "l", "each", "doz.", "t", "m²"]),
)
def test_a_unit_value_is_read_as_it_is_written(amount, currency, unit):
    value = UnitValue(amount, currency, unit)

    assert read_unit_value(write_unit_value(value)) == value


def test_what_is_told_twice_is_refused():
    with pytest.raises(ValueError, match="“usjta” is told twice"):
        told(["usjta", "usjta"], [])
    with pytest.raises(ValueError, match="“steel” is told twice"):
        told([], ["steel=1", "steel=0.5"])
