import csv
import re
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tariffs.expressions import (
    AdValorem,
    Applicable,
    ExpressionError,
    Free,
    Greater,
    Lesser,
    Specific,
    Sum,
    UnitValue,
    ad_valorem_equivalent,
    read,
    write,
)


def percent(number, basis=""):
    return AdValorem(Decimal(number), basis)


def usd(amount, unit, basis=""):
    return Specific(Decimal(amount), "USD", unit, basis)


def worth(amount, unit="kg", currency="USD", basis=""):
    return UnitValue(Decimal(amount), currency, unit, basis)


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("Free", Free()),
        ("free", Free()),
        (" Free. ", Free()),
        ("Free, under bond", Free("under bond")),
        ("2.5%", percent("2.5")),
        ("2.5% ", percent("2.5")),
        ("2.5 %", percent("2.5")),
        ("25 percent", percent(25)),
        ("25 per cent ad valorem", percent(25)),
        ("an additional ad valorem duty of 25%", percent(25)),
        ("0%", percent(0)),
        ("33 1/3%", percent("33.33333333")),
        ("3¢/l", usd("0.03", "l")),
        ("3 cents / liter", usd("0.03", "l")),
        ("$1.50/t", usd("1.5", "t")),
        ("$1,234.50/t", usd("1234.5", "t")),
        ("15¢ each", usd("0.15", "each")),
        ("1.2 cents/kg", usd("0.012", "kg")),
        ("5¢ per kilogram", usd("0.05", "kg")),
        ("€5/100 kg", Specific(Decimal(5), "EUR", "100 kg")),
        ("CHF 5/100 kg", Specific(Decimal(5), "CHF", "100 kg")),
        ("5.20 CHF / 100 kg", Specific(Decimal("5.2"), "CHF", "100 kg")),
        ("$1.34/1000", usd("1.34", "1000")),
        ("$2/1,000 + 60%", Sum((usd(2, "1000"), percent(60)))),
        ("$1.27/m3", usd("1.27", "m³")),
        ("$1.68/pf. liter", usd("1.68", "pf. l")),
        ("0.5¢/pf.liter", usd("0.005", "pf. l")),
        ("62.5¢/doz.", usd("0.625", "doz.")),
        ("90¢/pr. + 20%", Sum((usd("0.9", "pr."), percent(20)))),
        ("20.6¢/clean kg", usd("0.206", "clean kg")),
        ("0.3¢/line/ gross + 4.6%", Sum((usd("0.003", "line/gross"), percent("4.6")))),
        ("4.4¢/kg + 5%", Sum((usd("0.044", "kg"), percent(5)))),
        ("4.4¢/kg+5%", Sum((usd("0.044", "kg"), percent(5)))),
        ("15¢ each + 4% + 2.5¢/jewel", Sum((usd("0.15", "each"), percent(4), usd("0.025", "jewel")))),
        ("2.5¢/kg on lead content", usd("0.025", "kg", "on lead content")),
        ("22¢/kg on drained weight+45%", Sum((usd("0.22", "kg", "on drained weight"), percent(45)))),
        ("$1.32/t, including weight of container", usd("1.32", "t", "including weight of container")),
        ("20¢/gross of immediate containers", usd("0.2", "gross", "of immediate containers")),
        ("19¢ each + 4.5% on the case", Sum((usd("0.19", "each"), percent("4.5", "on the case")))),
        ("6.25% on the case and strap, band or bracelet", percent("6.25", "on the case and strap, band or bracelet")),
        ("10% but not less than 18¢/kg", Greater((percent(10), usd("0.18", "kg")))),
        ("10%, but not more than $2 each", Lesser((percent(10), usd(2, "each")))),
        (
            "10% but not less than 18¢/kg nor more than 25%",
            Lesser((Greater((percent(10), usd("0.18", "kg"))), percent(25))),
        ),
        ("the greater of 10% or 18¢/kg", Greater((percent(10), usd("0.18", "kg")))),
        ("The lesser of 5%, 3¢/kg or $2 each", Lesser((percent(5), usd("0.03", "kg"), usd(2, "each")))),
        (
            "10% on the strap, band or bracelet or 3¢/kg, whichever is higher",
            Greater((percent(10, "on the strap, band or bracelet"), usd("0.03", "kg"))),
        ),
        ("5% or Free, whichever is less", Lesser((percent(5), Free()))),
        ("(the greater of 5% or 3¢/kg) + 2%", Sum((Greater((percent(5), usd("0.03", "kg"))), percent(2)))),
        ("The rate in 9903.01.25", Applicable("9903.01.25")),
        ("The duty provided in the applicable subheading", Applicable()),
        ("No change", Applicable()),
        ("The duty provided inthe applicable subheading+ 25%", Applicable(plus=percent(25))),
        (
            "The duty provided in the applicable subheading + a duty of 50% upon the value of the steel content.",
            Applicable(plus=percent(50, "upon the value of the steel content")),
        ),
        (
            "The duty provided in subheadings 8716.39.00, 8716.90.30 or 8716.90.50 + 100%",
            Applicable("subheadings 8716.39.00, 8716.90.30 or 8716.90.50", percent(100)),
        ),
        ("The duty rate provided in such subheading minus 2.0%", Applicable("such subheading", minus=percent(2))),
    ],
)
def test_a_printed_duty_is_read(text, expression):
    assert read(text) == expression
    assert read(write(expression)) == expression


@pytest.mark.parametrize(
    ("text", "character", "expected"),
    [
        ("", 1, "a percentage"),
        ("lots", 1, "a percentage"),
        ("2,5%", 1, "a percentage"),
        ("-5%", 1, "a percentage"),
        ("5", 1, "a percentage"),
        ("5% +", 5, "a percentage"),
        ("5% + lots", 6, "a percentage"),
        ("15¢", 4, "“each” or a unit"),
        ("15¢/", 4, "“each” or a unit"),
        ("10% (CA)", 5, "or the end"),
        ("5% 3¢/kg", 4, "or the end"),
        ("(5% + 3¢/kg", 12, "“)”"),
        ("the greater of 5%", 18, "“or” and another duty"),
        ("5% or 3¢/kg", 12, "whichever is greater"),
        ("See additional U.S. note 1", 1, "a percentage"),
        ("The rate applicable to the natural juice in heading 2009", 1, "a percentage"),
        ("3.6¢/kg less 0.02¢/kg for each degree under 100 degrees", 9, "without a sliding scale"),
        ("6% + 0.2¢ for each other piece or part", 11, "“each” or a unit"),
        ("(" * 500, 22, "fewer brackets"),
        ("the greater of " * 500, 1001, "the end"),
    ],
)
def test_what_is_no_duty_is_refused_at_the_character(text, character, expected):
    with pytest.raises(ExpressionError) as refusal:
        read(text)

    assert refusal.value.position == character - 1
    assert expected in refusal.value.expected
    assert f"at character {character}, not" in str(refusal.value)


@given(st.text(alphabet="0123456789.,%¢$€+() /kgeachForlsn") | st.text(max_size=40))
def test_any_text_is_read_or_refused(text):
    with suppress(ExpressionError):
        expression = read(text)
        assert read(write(expression)) == expression


def test_the_dollar_is_of_the_schedule_that_prints_it():
    assert read("$1.50/t", dollar="CAD") == Specific(Decimal("1.5"), "CAD", "t")
    assert write(usd("0.5", "kg"), dollar="CAD") == "USD 0.50/kg"


@pytest.mark.parametrize(
    "text", ["Free", "2.5%", "3¢/l", "$1.50/t", "15¢ each", "4.4¢/kg + 5%", "€5/100 kg", "$1.58/pr. + 66%"]
)
def test_a_duty_is_written_as_it_is_printed(text):
    assert write(read(text)) == text


NUMBERS = st.decimals(0, 10_000, places=4)
BASES = st.sampled_from(["", "on the case", "of total sugars", "on the strap, band or bracelet", "over 7"])
UNITS = st.sampled_from(["kg", "l", "each", "100 kg", "1000", "m²", "doz.", "pr.", "clean kg", "jewel", "line/gross"])
SIMPLE = (
    st.sampled_from([Free(), Free("under bond")])
    | st.builds(AdValorem, NUMBERS, BASES)
    | st.builds(Specific, NUMBERS, st.sampled_from(["USD", "EUR", "GBP", "CHF"]), UNITS, BASES)
)
PLACES = st.sampled_from(["the applicable subheading", "such subheading", "9903.01.25", "headings 8703 or 8704"])


def several(inner):
    parts = st.lists(inner, min_size=2, max_size=3).map(tuple)
    added = st.builds(Applicable, PLACES, st.none() | inner, st.none() | inner)
    return st.builds(Sum, parts) | st.builds(Greater, parts) | st.builds(Lesser, parts) | added


@given(st.recursive(SIMPLE, several, max_leaves=5))
def test_what_is_written_is_read_back(expression):
    assert read(write(expression)) == expression


@pytest.mark.parametrize(
    ("text", "unit_value", "equivalent"),
    [
        ("Free", None, 0),
        ("2.5%", None, "2.5"),
        ("3¢/l", worth(10, "l"), "0.3"),
        ("3¢/l", worth(1000, "hl"), "0.3"),
        ("$0.50/kg", worth(10), 5),
        ("$1/t", worth("0.5"), "0.2"),
        ("€5/100 kg", worth(2, currency="EUR"), "2.5"),
        ("$4/1000", worth("0.02", "each"), 20),
        ("50¢/gross", worth(6, "doz."), "0.69444444"),
        ("5¢/jewel", worth(1, "jewel"), 5),
        ("2.5¢/kg on lead content", worth(5, basis="on lead content"), "0.5"),
        ("50¢/kg + 5%", worth(10), 10),
        ("4% but not less than 50¢/kg", worth(10), 5),
        ("10% but not more than 50¢/kg", worth(10), 5),
        ("3¢/kg", worth(7), "0.42857143"),
        ("3¢/l", None, None),
        ("3¢/l", worth(10), None),
        ("€5/kg", worth(10), None),
        ("2.5¢/kg on lead content", worth(5), None),
        ("45% on the case", worth(5), None),
        ("50¢/kg + 5%", None, None),
        ("4% but not less than 50¢/kg", None, None),
        ("The duty provided in the applicable subheading + 25%", worth(10), None),
    ],
)
def test_the_ad_valorem_equivalent_is_known_or_none(text, unit_value, equivalent):
    found = ad_valorem_equivalent(read(text), unit_value)

    assert found == (None if equivalent is None else Decimal(equivalent))


@pytest.mark.parametrize("number", [Decimal(-1), Decimal("NaN"), Decimal("Infinity"), 2.5, 1, "5"])
def test_an_amount_is_a_decimal_and_not_below_nothing(number):
    with pytest.raises(ValueError, match="is no amount"):
        AdValorem(number)


def test_a_unit_value_is_more_than_nothing():
    with pytest.raises(ValueError, match="more than nothing"):
        worth(0)


def test_a_sum_has_two_parts_at_least():
    with pytest.raises(ValueError, match="two parts"):
        Sum((Free(),))


# --- every rate text of one official schedule, where the collection is at hand ---

HTS = Path(__file__).resolve().parents[3] / "shared" / "data" / "hts"

# Where the table differs from the print, the print counts: it rounds the first, forgets the
# percentage of the second, and gives the third (plainly ad valorem) an amount as well.
ODD = {"33 1/3%", "27.6¢/liter+ 17.5%", "45%"}


def official(name):
    file = HTS / name
    if not file.exists():
        pytest.skip(f"the official rate texts ({name}) are not at hand")
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def parts(expression):
    return expression.parts if isinstance(expression, Sum) else (expression,)


def numbers(expression):
    """The percentage as a fraction, and the amounts, as the official table has them."""
    percents = [part.percent for part in parts(expression) if isinstance(part, AdValorem)]
    amounts = [part.amount for part in parts(expression) if isinstance(part, Specific)]
    return sum(percents, Decimal(0)) / 100, sorted(amounts)


def test_every_official_text_that_can_be_computed_is_read_as_officially_read():
    for row in official("duty-text-cases.csv"):
        if row["computable"] == "no" or not row["hts_text"]:
            continue
        expression = read(row["hts_text"])
        if isinstance(expression, Applicable) or row["hts_text"] in ODD:
            continue

        per_piece = re.search(r"/1000\b", row["hts_text"])  # the table has it by the piece
        amounts = [
            Decimal(row[name] or 0) * (1000 if per_piece else 1) for name in ("specific_rate_usd", "other_rate_usd")
        ]
        fraction, found = numbers(expression)
        assert round(fraction, 4) == Decimal(row["ad_val_rate"]), row
        assert found == sorted(amount for amount in amounts if amount), row


def test_no_official_text_that_cannot_be_computed_gets_a_number():
    refused = 0
    for row in official("duty-text-cases.csv"):
        if row["computable"] == "no":
            try:
                expression = read(row["hts_text"])
            except ExpressionError:
                refused += 1
            else:
                assert ad_valorem_equivalent(expression, worth(10)) is None, row
                assert ad_valorem_equivalent(expression, worth(10, "each")) is None, row
    assert refused == 25


def test_every_official_text_read_is_written_and_read_back():
    for row in official("duty-text-cases.csv"):
        try:
            expression = read(row["hts_text"])
        except ExpressionError:
            continue
        assert read(write(expression)) == expression, row


def test_the_texts_of_additional_duties_are_told_from_those_that_replace():
    for row in official("ch99-rate-text-cases.csv"):
        try:
            expression = read(row["text"])
        except ExpressionError:
            assert "(" in row["text"], "only lists of programmes are refused"
            continue
        rate = Decimal(row["ad_valorem_pct"] or 0)
        if row["kind_by_regex"] == "replace_ad_valorem":
            assert expression == percent(rate)
        elif row["kind_by_regex"] == "base_plus_ad_valorem":
            assert isinstance(expression, Applicable)
            assert expression.plus.percent == rate
        else:
            assert expression == Applicable()
