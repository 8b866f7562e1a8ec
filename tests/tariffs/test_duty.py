from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tariffs.duty import Charge, Layer, Yielding, ladder
from tariffs.expressions import AdValorem, Free, Specific, Sum, UnitValue

STEEL_SHARE = Decimal("0.6")
A_LITRE = UnitValue(Decimal(10), "USD", "l")


def percent(number):
    return None if number is None else AdValorem(Decimal(number)) if Decimal(number) else Free()


def layer(measure, charge, rate, *yields_to, partly=(), **fields):
    yielding = {Yielding(to) for to in yields_to} | {Yielding(to, wholly=False) for to in partly}
    return Layer(measure, Charge(charge), percent(rate), yields_to=frozenset(yielding), **fields)


def base(rate, measure="mfn", **fields):
    return layer(measure, "base", rate, **fields)


def added(measure, rate, *yields_to, **fields):
    return layer(measure, "additional", rate, *yields_to, **fields)


def floor(measure, rate, *yields_to, **fields):
    return layer(measure, "floor", rate, *yields_to, **fields)


def in_lieu(measure, rate, *yields_to, **fields):
    return layer(measure, "in lieu", rate, *yields_to, **fields)


AUTOS = added("autos", 25)
RECIPROCAL = added("reciprocal", 10, "autos", partly=["steel", "aluminium"])
STEEL = added("steel", 50, "autos", share=STEEL_SHARE)
ALUMINIUM = added("aluminium", 50, "autos", share=Decimal("0.1"))
FLOOR = floor("reciprocal", 15, "autos", partly=["steel", "aluminium"])


@pytest.mark.parametrize(
    ("layers", "total", "yielded"),
    [
        pytest.param([base("2.5")], "2.5", [], id="the base rate alone"),
        pytest.param([base("2.5"), RECIPROCAL], "12.5", [], id="duties add up"),
        pytest.param([base("2.5"), AUTOS, RECIPROCAL], "27.5", ["reciprocal"], id="one yields"),
        pytest.param([base("7.5"), FLOOR], "15", [], id="a floor above the base rate"),
        pytest.param([base("26.4"), FLOOR], "26.4", [], id="a floor below the base rate"),
        pytest.param([base("15"), FLOOR], "15", [], id="a floor at the base rate"),
        pytest.param([base("4.2"), STEEL, FLOOR], "38.52", ["reciprocal"], id="a floor on the rest"),
        pytest.param([base("0"), STEEL, RECIPROCAL], "34", ["reciprocal"], id="added on the rest"),
        pytest.param([base("0"), STEEL, ALUMINIUM, RECIPROCAL], "38", ["reciprocal"] * 2, id="two metals"),
        pytest.param([base("2.5"), AUTOS, STEEL, RECIPROCAL], "27.5", ["reciprocal", "steel"], id="all give way"),
        pytest.param([base("4.4"), in_lieu("preference", 0), RECIPROCAL], "10", ["mfn"], id="a preference"),
        pytest.param([base("4.4"), in_lieu("preference", 0), FLOOR], "15", ["mfn"], id="a floor on a preference"),
        pytest.param([base("10"), in_lieu("quota", 20), FLOOR], "20", ["mfn"], id="a floor below what is in lieu"),
        pytest.param([base("8.5"), floor("autos", 15), FLOOR], "15", ["reciprocal"], id="a floor yields"),
    ],
)
def test_the_total(layers, total, yielded):
    result = ladder(layers)

    assert result.total == Decimal(total)
    assert [each.layer.measure for each in result.yielded] == yielded


def test_the_ladder_says_what_each_step_adds_and_what_gave_way():
    steel, reciprocal = STEEL, FLOOR

    result = ladder([reciprocal, steel, base("4.2")])

    assert [(step.layer.measure, step.rate, step.share, step.points) for step in result.steps] == [
        ("mfn", Decimal("4.2"), 1, Decimal("4.2")),
        ("steel", 50, STEEL_SHARE, 30),
        ("reciprocal", 15, Decimal("0.4"), Decimal("4.32")),
    ]
    (gave_way,) = result.yielded
    assert (gave_way.layer, gave_way.to, gave_way.share) == (reciprocal, "steel", STEEL_SHARE)


def test_a_layer_that_yielded_displaces_nothing():
    steel = added("steel", 50, "relief")
    reciprocal = added("reciprocal", 10, "steel")

    result = ladder([base(0), reciprocal, steel, added("relief", 0)])

    assert [step.layer.measure for step in result.steps] == ["mfn", "reciprocal", "relief"]
    assert result.total == 10


def test_a_layer_displaces_only_where_it_is_itself_charged():
    whole = added("whole", 20, partly=["steel"])
    reciprocal = added("reciprocal", 10, partly=["whole"])

    result = ladder([base(0), added("steel", 50, share=STEEL_SHARE), whole, reciprocal])

    shares = {step.layer.measure: step.share for step in result.steps}
    assert shares == {"mfn": 1, "steel": STEEL_SHARE, "whole": Decimal("0.4"), "reciprocal": STEEL_SHARE}


def test_covered_at_nothing_still_displaces():
    result = ladder([base("3.4"), RECIPROCAL, added("autos", 0)])

    assert result.total == Decimal("3.4")
    assert result.yielded[0].to == "autos"


def test_a_floor_that_adds_nothing_still_displaces():
    result = ladder([base(25), RECIPROCAL, floor("autos", 15)])

    assert result.total == 25


def test_a_part_that_is_none_of_the_value_is_not_there():
    result = ladder([base(3), RECIPROCAL, added("steel", 50, share=Decimal(0))])

    assert result.total == 13
    assert result.yielded == ()


def test_a_measure_on_part_of_the_value_displaces_wholly_where_the_rule_says_so():
    result = ladder([base(0), STEEL, added("surcharge", 10, "steel")])

    assert result.total == 30
    assert result.yielded[0].share == 1


def test_two_measures_may_be_charged_on_one_part():
    steel = added("steel", 50, share=STEEL_SHARE, part="steel")
    other = added("retaliation", 20, share=STEEL_SHARE, part="steel")
    rest = added("surcharge", 10, partly=["steel"])

    assert ladder([base(0), steel, other, rest]).total == 46


def test_what_stands_in_lieu_on_a_part_leaves_the_base_rate_on_the_rest():
    content = in_lieu("content", 0, share=Decimal("0.3"))

    result = ladder([base(20), content, floor("reciprocal", 15)])

    assert result.total == Decimal("18.5")  # 0.3 × 15 + 0.7 × 20
    assert result.steps[0].share == Decimal("0.7")


def test_the_higher_of_two_floors_holds_and_each_adds_from_the_one_below():
    result = ladder([base(5), floor("low", 10), floor("high", 15)])

    assert result.total == 15
    assert {step.layer.measure: step.points for step in result.steps} == {"mfn": 5, "low": 5, "high": 5}


def test_an_additional_duty_comes_on_top_of_a_floor():
    assert ladder([base(5), floor("reciprocal", 15), added("retaliation", 25)]).total == 40


def test_a_specific_base_rate_is_worked_out_at_the_unit_value():
    sake = Layer("mfn", Charge.BASE, Specific(Decimal("0.03"), "USD", "l"))

    result = ladder([sake, FLOOR], unit_value=A_LITRE)

    assert result.total == 15
    assert [step.points for step in result.steps] == [Decimal("0.3"), Decimal("14.7")]
    assert result.cautions == ("The duty of mfn, 3¢/l, is worked out at a customs value of USD 10 per l.",)


def test_an_unknown_base_rate_makes_the_total_unknown_and_the_rest_is_told():
    result = ladder([base(None), RECIPROCAL])

    assert result.total is None
    assert result.known_points == 10
    assert result.steps[0].points is None
    assert result.cautions == ("The duty of mfn is not known.",)


def test_a_floor_on_an_unknown_base_rate_is_unknown():
    sake = Layer("mfn", Charge.BASE, Specific(Decimal("0.03"), "USD", "l"))

    result = ladder([sake, FLOOR])

    assert (result.total, result.known_points) == (None, 0)
    assert result.cautions == (
        "The duty of mfn, 3¢/l, is not known in percent of the value.",
        "What reciprocal adds is not known, because the base rate is not.",
    )


def test_an_unknown_duty_that_yields_does_not_matter():
    assert ladder([base("2.5"), AUTOS, added("reciprocal", None, "autos")]).total == Decimal("27.5")


def test_an_unknown_duty_still_displaces():
    result = ladder([base("2.5"), added("autos", None), RECIPROCAL])

    assert (result.total, result.known_points) == (None, Decimal("2.5"))


@pytest.mark.parametrize("layers", [[], [AUTOS], [FLOOR]])
def test_without_a_base_rate_the_total_is_unknown(layers):
    result = ladder(layers)

    assert result.total is None
    assert result.cautions[0] == "No base rate is given, so the total is not known."


def test_a_base_rate_that_gave_way_is_nothing():
    result = ladder([layer("mfn", "base", 5, "surcharge"), floor("surcharge", 15)])

    assert result.total == 15
    assert [step.layer.measure for step in result.steps] == ["surcharge"]


def test_a_duty_held_unlawful_is_charged_with_a_caution():
    result = ladder([base(3), added("reciprocal", 10, lawful=False)])

    assert result.total == 13
    assert result.cautions == ("reciprocal has been held unlawful and is still charged.",)


def test_a_measure_is_given_once():
    with pytest.raises(ValueError, match="autos is given twice"):
        ladder([base(1), AUTOS, AUTOS])


def test_a_circle_is_refused():
    with pytest.raises(ValueError, match=r"in a circle: (a to b to a|b to a to b)\."):
        ladder([base(1), added("a", 1, "b"), added("b", 1, partly=["a"])])


def test_a_measure_does_not_yield_to_itself():
    with pytest.raises(ValueError, match="in a circle"):
        ladder([base(1), added("a", 1, "a")])


def test_two_base_rates_are_refused():
    with pytest.raises(ValueError, match="general and special are both the base rate"):
        ladder([base(4, "general"), base(0, "special")])


def test_one_base_rate_may_yield_to_another():
    assert ladder([layer("general", "base", 4, "special"), base(0, "special")]).total == 0


def test_parts_beyond_the_whole_value_are_refused():
    with pytest.raises(ValueError, match="aluminium and steel make up more than the whole value"):
        ladder([base(0), STEEL, added("aluminium", 50, share=Decimal("0.5"))])


def test_one_part_has_one_share():
    with pytest.raises(ValueError, match="on another share"):
        ladder([STEEL, added("other", 1, share=Decimal("0.5"), part="steel")])


@pytest.mark.parametrize("share", [Decimal("1.1"), Decimal("-0.1"), 0.5, Decimal(1) / 3])
def test_a_share_that_cannot_be_exact_is_refused(share):
    with pytest.raises(ValueError, match="share of steel"):
        added("steel", 50, share=share)


def test_a_compound_duty_is_one_step():
    both = Sum((Specific(Decimal("0.5"), "USD", "kg"), AdValorem(Decimal(5))))

    result = ladder([Layer("mfn", Charge.BASE, both)], unit_value=UnitValue(Decimal(10), "USD", "kg"))

    assert result.total == 10


NAMES = ["base", "lieu", "a", "b", "c", "d", "e"]
RATES = st.none() | st.integers(0, 9999).map(lambda hundredths: f"{hundredths / 100:.2f}")
KNOWN = st.integers(0, 9999).map(lambda hundredths: f"{hundredths / 100:.2f}")
PARTS = st.integers(0, 20).map(lambda percents: Decimal(percents) / 100)


@st.composite
def stacks(draw, rates=KNOWN):
    """A base rate, perhaps one in lieu, and duties of which each yields to later ones only."""
    found = [base(draw(rates), "base")]
    if draw(st.booleans()):
        found.append(in_lieu("lieu", draw(rates), share=draw(PARTS | st.just(Decimal(1)))))
    names = NAMES[2 : 2 + draw(st.integers(0, 4))]
    for at, name in enumerate(names):
        later = st.sets(st.sampled_from(names[at + 1 :])) if names[at + 1 :] else st.just(set())
        fields = {"share": draw(PARTS | st.just(Decimal(1))), "partly": draw(later)}
        found.append(layer(name, draw(st.sampled_from(["additional", "floor"])), draw(rates), *draw(later), **fields))
    return found


@given(stacks(RATES))
def test_the_steps_add_up_to_the_total(layers):
    result = ladder(layers)

    points = [step.points for step in result.steps]
    assert (result.total is None) == (None in points)
    if result.total is not None:
        assert sum(points) == result.total == result.known_points
        assert result.total >= 0


@given(stacks(RATES))
def test_what_is_charged_and_what_gave_way_make_up_each_share(layers):
    result = ladder(layers)

    for each in layers:
        charged = sum(step.share for step in result.steps if step.layer == each)
        gone = sum(yielded.share for yielded in result.yielded if yielded.layer == each)
        assert charged + gone == each.share


@given(stacks(RATES), st.randoms())
def test_the_order_of_the_layers_does_not_matter(layers, random):
    assert ladder(random.sample(layers, len(layers))) == ladder(layers)


@given(stacks(), KNOWN)
def test_an_additional_duty_that_displaces_nothing_never_lowers_the_total(layers, rate):
    assert ladder([*layers, added("new", rate)]).total >= ladder(layers).total


@given(stacks(), KNOWN)
def test_a_floor_charged_twice_changes_nothing(layers, rate):
    once = [*layers, floor("new", rate)]

    assert ladder([*once, floor("again", rate)]).total == ladder(once).total


@given(KNOWN, KNOWN, KNOWN)
def test_floors_bring_the_total_up_to_the_highest(rate, one, other):
    result = ladder([base(rate), floor("one", one), floor("other", other)])

    assert result.total == max(Decimal(rate), Decimal(one), Decimal(other))


@given(stacks(RATES))
def test_a_measure_that_is_not_there_displaces_nothing(layers):
    yielding = [
        Layer(each.measure, each.charge, each.duty, each.share, each.yields_to | {Yielding("absent")})
        for each in layers
    ]

    assert ladder(yielding).total == ladder(layers).total
