"""What is sought and offered on some goods, and the gap: each rule of docs/convergence.md."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negotiations.convergence import Claim, Direction, Part, amount_of, gap, offered, sought
from tariffs.duty import Charge, Layer, Yielding, ladder
from tariffs.expressions import AdValorem, Specific
from tariffs.spans import Amount

BASELINE = Part("24", "baseline part", Decimal(10))
COUNTRY = Part("24", "country part", Decimal(14), Decimal(10))


def layer(measure, rate, charge="additional", **fields):
    duty = rate if isinstance(rate, Specific) else AdValorem(Decimal(rate)) if rate is not None else None
    return Layer(measure, Charge(charge), duty, **fields)


def cars(autos="25"):
    yields = frozenset({Yielding("autos")})
    return ladder(
        [layer("base", "2.5", "base"), layer("autos", autos), layer("reciprocal", "10", yields_to=yields, key="10")]
    )


def others(rate="10", key="10", base="3"):
    layers = [layer("reciprocal", rate, key=key)]
    return ladder([*layers, layer("base", base, "base")] if base else layers)


def claim(stance="asks", measure="autos", number=None, unit="percent", sense="to", **fields):
    quantity = {} if number is None else {"quantity": Decimal(number), "unit": unit, "sense": sense}
    return Claim(f"{stance} {measure} {number}", stance, measure, **quantity, **fields)


def test_a_measure_asked_to_nothing_leaves_the_base_and_still_displaces():
    stand = sought(cars(), [claim(number=0)])

    assert stand.amount.total == Decimal("2.5")
    assert stand.direction is Direction.LOWER
    assert stand.words == ("autos to 0%",)


@pytest.mark.parametrize(("sense", "unit", "total"), [("to", "percent", "12.5"), ("by", "points", "17.5")])
def test_an_ask_names_a_level_or_a_change(sense, unit, total):
    assert sought(cars(), [claim(number=10, sense=sense, unit=unit)]).amount.total == Decimal(total)


def test_a_change_goes_no_lower_than_nothing():
    assert sought(cars(), [claim(number=99, sense="by")]).amount.total == Decimal("2.5")


def test_a_part_asked_to_nothing_leaves_the_other_part():
    ladder = others("24", "24")

    assert sought(ladder, [claim(measure="reciprocal", part=COUNTRY, number=0)]).amount.total == 13
    assert sought(ladder, [claim(measure="reciprocal", part=BASELINE, number=0)]).amount.total == 17
    assert sought(ladder, [claim(measure="reciprocal", part=COUNTRY, number=5)]).amount.total == 18


def test_while_a_lower_rate_is_charged_instead_it_is_the_first_part():
    ladder = others("10", "10")

    assert sought(ladder, [claim(measure="reciprocal", part=BASELINE, number=0)]).amount.total == 3
    assert sought(ladder, [claim(measure="reciprocal", part=COUNTRY, number=0)]).amount.total == 13


def test_an_offer_without_a_number_has_a_direction_and_a_least():
    offer = claim("offers", "reciprocal", 14, unit="points", sense="about", part=COUNTRY)

    stand = offered(others("24", "24"), [offer])

    assert stand.amount is None
    assert stand.direction is Direction.LOWER
    assert stand.least.total == 13
    assert stand.words == ("country part (14 pp): a cut, no number",)
    assert stand.brief == ("14 pp: a cut, no number",)


def test_a_refusal_holds_what_is_charged():
    stand = offered(cars(), [claim("refuses")])

    assert stand.amount.total == Decimal("27.5")
    assert stand.direction is Direction.SAME
    assert stand.words == ("autos stays 25%",)


def test_an_offer_on_something_outdoes_a_refusal_on_it():
    refusal = claim("refuses", "reciprocal", 14, unit="points", sense="about", part=COUNTRY)
    offer = claim("offers", "reciprocal", 4, unit="points", part=COUNTRY)

    stand = offered(others("24", "24"), [refusal, offer])

    assert stand.amount.total == 17
    assert stand.rests_on == (offer.key,)


def test_days_and_money_are_no_rate():
    stand = offered(others(), [claim("offers", "reciprocal", 90, unit="days", sense="about", part=COUNTRY)])

    assert (stand.amount, stand.direction) == (None, Direction.UNKNOWN)
    assert stand.words == ("country part (14 pp): 90 days, no rate",)


def test_of_several_numbers_the_last_one_holds():
    assert sought(cars(), [claim(number=0), claim(number=15)]).amount.total == Decimal("17.5")


def test_the_whole_of_a_measure_says_what_its_parts_come_to():
    asks = [claim(measure="reciprocal", number=0), claim(measure="reciprocal", part=COUNTRY, number=5)]

    assert sought(others("24", "24"), asks).amount.total == 3


def test_a_claim_on_goods_alone_is_about_all_that_they_pay():
    assert sought(cars(), [claim(measure="", number=15)]).amount.total == 15
    assert sought(cars(), [claim(measure="", number=10, sense="by")]).amount.total == Decimal("17.5")


@pytest.mark.parametrize("measure", ["steel", "reciprocal"])
def test_a_measure_that_is_not_charged_or_gave_way_has_nothing_to_say(measure):
    assert sought(cars(), [claim(measure=measure, number=0)]) is None
    assert offered(cars(), [claim("refuses", measure)]) is None


@pytest.mark.parametrize("stance", ["warns", "complains", "argues"])
def test_what_asks_for_nothing_is_no_claim(stance):
    assert sought(cars(), [claim(stance)]) is None
    assert offered(cars(), [claim(stance)]) is None


def test_what_is_accepted_counts_where_nothing_is_asked():
    assert sought(cars(), [claim("accepts", number=15)]).amount.total == Decimal("17.5")
    assert sought(cars(), [claim("accepts", number=15), claim(number=0)]).amount.total == Decimal("2.5")


def test_the_gap_is_offered_less_sought():
    found, ask = cars(), sought(cars(), [claim(number=0)])

    assert gap(found, offered(found, [claim("offers", number=10)]), ask).points == 10
    assert gap(found, offered(found, [claim("refuses")]), ask).points == 25


def test_where_nothing_is_offered_the_gap_is_from_what_is_charged():
    found = gap(cars(), None, sought(cars(), [claim(number=0)]))

    assert (found.points, found.words) == (25, "nothing is offered: from what is charged")


def test_where_nothing_is_sought_there_is_no_gap():
    assert gap(cars(), offered(cars(), [claim("refuses")]), None).points is None


def test_an_offer_without_a_number_leaves_the_least_gap():
    found = others("24", "24")
    ask = sought(found, [claim(measure="reciprocal", number=0)])
    offer = offered(found, [claim("offers", "reciprocal", part=COUNTRY)])

    assert (gap(found, offer, ask).points, gap(found, offer, ask).least) == (None, 10)


def test_an_unknown_base_falls_out_of_the_gap():
    found = others("10", "10", base=None)

    ask = sought(found, [claim(measure="reciprocal", number=0)])

    assert (ask.amount.total, ask.amount.points) == (None, 0)
    assert gap(found, None, ask).points == 10


def test_a_change_of_an_unknown_rate_is_unknown():
    found = ladder([layer("base", "3", "base"), layer("autos", None)])

    assert sought(found, [claim(number=5, sense="by")]).amount.total is None
    assert sought(found, [claim(number=0)]).amount.total == 3


def test_a_floor_is_worked_out_anew():
    found = ladder([layer("base", "3", "base"), layer("deal", "15", "floor")])

    assert sought(found, [claim(measure="deal", number=10)]).amount.total == 10
    assert sought(found, [claim(measure="base", number=0)]).amount.total == 15


@given(st.decimals(0, 100, places=2), st.decimals(0, 100, places=2), st.decimals(0, 100, places=2))
def test_the_mended_sum_is_what_the_ladder_says(base, before, after):
    found = ladder([layer("base", base, "base"), layer("autos", before)])

    stand = sought(found, [claim(number=after)])

    again = ladder([layer("base", base, "base"), layer("autos", after)])
    assert stand.amount == amount_of(again) == Amount(base + after)
