"""The duty on a line: what is charged, on what it rests, what could be claimed, and what cannot be told."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tariffs.selectors import kept
from tariffs.selectors.answers import NoSuchLine, ask
from tariffs.told import told
from tests import build
from tests.pattern import day, spring_2025, with_schedule

MAY = day(5, 5)
CAR, TOY = "8703.23.01", "9503.00.00"


@pytest.fixture(scope="module")
def made(standing):
    lines = {"8703": "", "87032301": "2.5%", "8703230110": "", "95030000": "Free"}
    return with_schedule(spring_2025(), lines, entered_to=date(2026, 10, 7))


def asked(world, code=TOY, *, on=MAY, known=MAY, origin="jp", claims=(), shares=(), unit_value=""):
    given = told(list(claims), list(shares), unit_value)
    return ask(world.us, getattr(world, origin), code, told=given).answer(on, known)


def steps(answer):
    return [(rung.measure.key, rung.stated, rung.step.points) for rung in answer.rungs]


def test_the_schedule_states_the_base_rate(world):
    answer = asked(world, CAR)

    assert steps(answer) == [("mfn", "2.5%", Decimal("2.5")), ("autos", "25%", Decimal(25))]
    assert answer.total == Decimal("27.5")
    assert answer.rungs[0].instrument == world.schedule
    assert [(each.measure.key, each.to.key) for each in answer.yielded] == [("reciprocal", "autos")]


def test_a_blank_rate_is_that_of_the_line_above(world):
    answer = asked(world, "8703.23.01.10")

    assert answer.total == Decimal("27.5")
    assert answer.line.path == ("Goods of 8703", "Goods of 87032301", "Goods of 8703230110")


def test_a_line_of_ten_digits_without_a_sister_is_found_by_its_eight(world):
    build.line("8703800000", "2.5%", instrument=world.schedule, starts_on=day(1, 1))

    assert asked(world, "8703.80.00").line.code == "8703800000"


def test_digits_that_the_schedule_does_not_have_are_found_by_their_eight(world):
    answer = asked(world, "8703.23.01.99")

    assert answer.total == Decimal("27.5")
    assert "The schedule has no line 8703.23.01.99 on the day; the duty is that of 8703.23.01." in answer.cautions


def test_a_line_that_the_schedule_does_not_have_is_refused(world):
    with pytest.raises(NoSuchLine, match=r"has no line 8704\.21\.00 on 5 May 2025, as known on 5 May 2025"):
        asked(world, "8704.21.00")


def test_a_heading_has_no_rate_of_its_own(world):
    answer = asked(world, "8703")

    assert answer.total is None
    assert any("states no rate for 8703 itself" in caution for caution in answer.cautions)


def test_what_cannot_be_read_is_unknown_and_told_as_printed(world):
    build.line("22060045", "See additional note 1", instrument=world.schedule, starts_on=day(1, 1))

    answer = asked(world, "2206.00.45", on=day(4, 1))

    assert answer.total is None
    assert any("“See additional note 1” is no duty" in caution for caution in answer.cautions)


def test_a_specific_duty_needs_the_value_of_a_unit(world):
    build.line("22060045", "3¢/l", instrument=world.schedule, starts_on=day(1, 1))

    assert asked(world, "2206.00.45", on=day(4, 1)).total is None
    assert asked(world, "2206.00.45", on=day(4, 1), unit_value="10 USD/liter").total == Decimal("0.3")


def test_a_day_after_the_law_that_is_entered_has_no_number(world):
    answer = asked(world, CAR, on=date(2026, 10, 8), known=date(2026, 11, 1))

    assert answer.total is None
    assert "entered here up to 7 October 2026" in answer.cautions[0]


def test_a_later_edition_speaks_from_its_day_when_it_is_known(world):
    later = build.instrument(economy=world.us, key="later", kind="schedule", published_on=day(5, 20))
    line = world.us.lines.get(code="95030000")
    line.ends_on, line.end_known_on = day(4, 30), later.published_on
    line.record(by=None)
    build.line("95030000", "3%", instrument=later, starts_on=day(5, 1))

    assert asked(world, known=day(5, 19)).rungs[0].stated == "Free"
    assert asked(world, known=day(5, 20)).rungs[0].stated == "3%"
    assert asked(world, on=day(4, 30), known=day(5, 20)).rungs[0].stated == "Free"


def preference(world):
    act = build.instrument(economy=world.us, key="agreement", published_on=day(1, 1))
    measure = build.measure(economy=world.us, key="usjta", name="Preference", kind="preference")
    build.rate(
        measure=measure,
        instrument=act,
        origin=world.jp,
        scope=world.goods,
        duty="",
        column="special",
        programme="JP",
        charge="in lieu",
        claim="usjta",
        starts_on=day(1, 1),
    )
    build.line("84581100", "4.4%", special="Free (A,JP,KR)", instrument=world.schedule, starts_on=day(1, 1))


def test_a_preference_is_charged_where_it_is_claimed(world):
    preference(world)

    unclaimed = asked(world, "8458.11.00", on=day(4, 10))
    claimed = asked(world, "8458.11.00", on=day(4, 10), claims=["usjta"])

    assert (unclaimed.total, claimed.total) == (Decimal("14.4"), Decimal(10))
    assert [(each.word, each.gives, each.claimed) for each in unclaimed.claimable] == [("usjta", "Free", False)]
    assert [each.measure.key for each in claimed.yielded] == ["mfn"]


def test_a_preference_that_the_line_does_not_name_is_claimed_in_vain(world):
    preference(world)

    answer = asked(world, CAR, claims=["usjta"])

    assert answer.total == Decimal("27.5")
    assert "Nothing can be claimed as “usjta” for these goods on 5 May 2025." in answer.cautions


def test_a_relief_takes_the_goods_out_of_a_measure_and_then_nothing_yields_to_it(world):
    build.relief(measure=world.autos, claim="25-years-old", heading="9903.94.04", name="Old cars")

    answer = asked(world, CAR, claims=["25-years-old"])

    assert steps(answer) == [("mfn", "2.5%", Decimal("2.5")), ("reciprocal", "10%", Decimal(10))]
    assert [each.name for each in answer.outside] == ["Old cars"]


def test_a_relief_may_give_another_duty_and_still_displace(world):
    build.relief(measure=world.autos, claim="in-quota", duty="Free")

    assert steps(asked(world, CAR, claims=["in-quota"])) == [
        ("mfn", "2.5%", Decimal("2.5")),
        ("autos", "Free", Decimal(0)),
    ]


@pytest.mark.parametrize(
    ("on", "claim", "total"),
    [
        (day(5, 5), "in-transit=2025-04-01", 0),
        (day(5, 5), "in-transit=2025-04-05", 10),
        (day(5, 5), "in-transit", 0),
        (day(5, 28), "in-transit=2025-04-01", 10),
    ],
)
def test_goods_in_transit_are_loaded_before_a_day_and_entered_by_another(world, on, claim, total):
    build.relief(
        measure=world.general,
        claim="in-transit",
        duty="Free",
        starts_on=day(4, 5),
        ends_on=day(5, 27),
        loaded_before=day(4, 5),
    )

    assert asked(world, on=on, claims=[claim]).total == total


def test_a_loading_that_is_not_told_or_too_late_is_cautioned(world):
    build.relief(measure=world.general, claim="in-transit", duty="Free", loaded_before=day(4, 5), name="Afloat")

    assert (
        "That the goods were loaded before 5 April 2025 is not checked." in asked(world, claims=["in-transit"]).cautions
    )
    assert any(
        "Afloat is for goods loaded before 5 April 2025" in caution
        for caution in asked(world, claims=["in-transit=2025-04-05"]).cautions
    )


def test_a_union_speaks_for_its_members_while_they_are_in_it(world):
    union = build.economy(code="EU", name="European Union")
    de = world.de = build.economy(code="DE", name="Germany")
    build.membership(economy=de, union=union, starts_on=day(1, 1), ends_on=day(5, 31))
    build.rate(
        measure=world.general, instrument=world.act, origin=union, scope=world.goods, duty="20%", starts_on=day(4, 9)
    )

    assert asked(world, origin="de").total == 20
    assert asked(world, origin="de", on=day(6, 1), known=day(6, 1)).total == 10


def test_metal_is_charged_on_its_share(world):
    metal = build.measure(economy=world.us, key="steel", name="Duty on steel")
    build.rate(measure=metal, instrument=world.act, scope=world.goods, duty="50%", content="steel", starts_on=day(4, 5))
    build.stacking_rule(instrument=world.act, measure=world.general, to=metal, wholly=False, starts_on=day(4, 5))

    assert asked(world, shares=["steel=0.4"]).total == Decimal(26)
    whole = asked(world)
    assert whole.total == Decimal(50)
    assert "Duty on steel is charged on the steel; its share is not told, so all is taken." in whole.cautions


def test_two_metals_cannot_both_take_the_whole_value(world):
    for content in ("steel", "aluminium"):
        metal = build.measure(economy=world.us, key=content, name=f"Duty on {content}")
        build.rate(
            measure=metal, instrument=world.act, scope=world.goods, duty="50%", content=content, starts_on=day(4, 5)
        )

    untold = asked(world)
    assert untold.total is None
    assert any("on the aluminium and the steel" in caution for caution in untold.cautions)
    assert asked(world, shares=["steel=0.4", "aluminium=0.1"]).total == Decimal(35)  # 20 + 5, and 10 on all


def test_a_claim_and_a_measure_that_nobody_knows_are_refused(world):
    build.relief(measure=world.autos, claim="in-quota", duty="Free")

    with pytest.raises(ValueError, match="nothing is claimed as “in-qota”; did you mean “in-quota”"):
        asked(world, claims=["in-qota"])
    with pytest.raises(ValueError, match="nothing is charged as “auto”; did you mean “autos”"):
        asked(world, shares=["auto=1"])


def test_lines_that_the_law_names_apart_are_told(world):
    seat = build.scope("9503000011", name="Upholstered")
    build.rate(measure=world.autos, instrument=world.act, scope=seat, duty="15%", starts_on=day(4, 5))

    (caution,) = [each for each in asked(world).cautions if "apart" in each]
    assert "ask for one of them (9503.00.00.11)" in caution


def test_without_an_instrument_what_it_did_is_undone_from_a_day(world):
    question = ask(world.us, world.jp, TOY)

    void = question.without(world.act, day(5, 1))

    assert question.answer(MAY, MAY).total == 10
    assert void.answer(MAY, MAY).total == 0
    assert void.answer(day(4, 30), MAY).total == 10
    assert question.without(world.pause, day(5, 1)).answer(MAY, MAY).total == 24


def test_one_question_is_answered_on_any_day_without_asking_again(world):
    kept._kept.clear()  # as it is asked for the first time
    with CaptureQueriesContext(connection) as queries:
        question = ask(world.us, world.jp, TOY)
        totals = [question.answer(day(4, of_month), MAY).total for of_month in (4, 5, 9, 10)]

    assert totals == [0, 10, 24, 10]
    assert len(queries) <= 12
