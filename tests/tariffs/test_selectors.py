"""The law joined from its records: what is charged, on every clock, in a number of queries that does not grow."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parley.lib.asof import AsOf
from tariffs.nomenclature import CodeSet
from tariffs.selectors.ladders import charged_on
from tariffs.selectors.law import the_law, turning_days
from tariffs.selectors.sectors import in_tree_order, rate_span, sector_ladders, sectors_on, total_span
from tests import build
from tests.pattern import day

CAR, TOY = "87032301", "950300"
MAY = day(5, 5)


def law(world, on, known=MAY, origin="jp", recorded=None, **options):
    origin = getattr(world, origin) if origin else None
    return the_law(world.us, origin, AsOf(on, known, recorded), **options)


def reciprocal(world, on, known=MAY, **options):
    ladder = charged_on(law(world, on, known, **options), TOY)
    return [str(step.rate) for step in ladder.steps]


def test_cars_pay_base_and_autos_and_the_general_duty_yields(world):
    found = law(world, MAY)

    ladder = charged_on(found, CAR)

    assert str(ladder.total) == "27.5"
    assert [found.rate_of(step.layer) for step in ladder.steps] == [world.base, world.on_cars]
    (gave_way,) = ladder.yielded
    assert (found.rate_of(gave_way.layer), found.measures[gave_way.to]) == (world.baseline, world.autos)


@pytest.mark.parametrize(
    ("on", "rates"),
    [
        (day(4, 4), []),
        (day(4, 5), ["10"]),
        (day(4, 9), ["24"]),
        (day(4, 10), ["10"]),
        (day(7, 8), ["10"]),
        (day(7, 9), ["24"]),
        (day(7, 10), ["24"]),
    ],
)
def test_a_suspended_rate_lets_the_general_one_speak_and_revives(world, on, rates):
    assert reciprocal(world, on) == rates


def test_other_origins_pay_the_general_rate(world):
    assert reciprocal(world, day(4, 9), origin=None) == ["10"]


def test_what_was_not_public_is_not_the_law(world):
    assert reciprocal(world, day(4, 9), known=day(4, 1)) == []
    assert reciprocal(world, day(4, 10), known=day(4, 8)) == ["24"]


def test_the_law_is_read_as_it_was_recorded(world):
    moment = datetime.now(UTC)
    with time_machine.travel(datetime(2030, 1, 1, tzinfo=UTC)):
        world.baseline.duty = "11%"
        world.baseline.record(by=None, reason="Corrected")

    assert reciprocal(world, MAY) == ["11"]
    assert reciprocal(world, MAY, recorded=moment) == ["10"]


def test_an_unknown_base_leaves_the_known_points(world):
    ladder = charged_on(law(world, MAY), TOY)

    assert ladder.total is None
    assert ladder.known_points == 10


def test_two_rates_that_contradict_each_other_are_told_and_not_guessed(world):
    other = build.instrument(economy=world.us, published_on=day(4, 3))
    build.rate(measure=world.autos, instrument=other, scope=world.cars, duty="30%", starts_on=day(4, 3))

    ladder = charged_on(law(world, MAY), CAR)

    assert ladder.total is None
    assert "Duty on cars charges two rates on 8703.23.01" in ladder.cautions[0]


def test_a_chain_that_cannot_be_worked_out_is_a_fault_and_no_error(world):
    build.effect(rate=world.baseline, kind="extends", extends=world.suspension, known_on=day(4, 20))

    found = law(world, MAY)

    assert any("extends" in fault for fault in found.faults)
    assert charged_on(found, CAR).total == 27.5


def test_the_turning_days_are_those_of_rates_suspensions_and_rules(world):
    days = turning_days(law(world, MAY))

    assert days == (day(1, 1), day(4, 3), day(4, 5), day(4, 9), day(4, 10), day(7, 9))
    assert turning_days(law(world, MAY), ["japan-24"]) == (day(4, 9), day(4, 10), day(7, 9))


def test_goods_of_a_sector_that_pay_alike_are_one_lot(world):
    sectors = sectors_on(AsOf(MAY, MAY))
    found = law(world, MAY, scopes={sector.scope_id for sector, _ in sectors})

    cars, others = sector_ladders(found, sectors)

    assert [region.codes for region in cars.regions] == [(CAR,)]
    assert [region.codes for region in others.regions] == [("",)]
    assert total_span(cars.ladders).rate() == ("27.5%", "")
    assert total_span(others.ladders).rate() == ("n/a + 10 pp", "")
    assert [each.rate.key for each in others.suspended] == ["japan-24"]


def test_a_sector_that_pays_differently_has_a_range_and_never_an_average(world):
    build.rate(
        measure=world.mfn, instrument=world.schedule, scope=build.scope("0201"), duty="26.4%", charge="base",
        starts_on=day(1, 1),
    )  # fmt: skip
    build.rate(
        measure=world.mfn, instrument=world.schedule, scope=build.scope("0307"), duty="Free", charge="base",
        starts_on=day(1, 1),
    )  # fmt: skip
    farm = build.sector("02", "03", name="Farm goods", place=3)
    found = law(world, MAY, scopes={farm.scope_id})

    (duty,) = sector_ladders(found, [(farm, 0)])

    assert total_span(duty.ladders).rate() == ("10–36.4%", "else n/a + 10 pp")
    assert rate_span(duty.ladders, "Base rate").partly
    assert rate_span(duty.ladders, "Reciprocal tariff").rate() == ("10%", "")


def test_goods_of_an_issue_do_not_cut_a_lot_in_two(world):
    found = law(world, MAY, scopes={world.others.scope_id})

    (duty,) = sector_ladders(found, [(world.others, 0)], [CodeSet(frozenset({"01"}))])

    assert {(region.codes, region.within) for region in duty.regions} == {
        (("",), frozenset()),
        (("01",), frozenset({0})),
    }


def test_sub_sectors_follow_their_sector(world):
    inner = build.sector("870323", name="Small cars", parent=world.cars_sector, place=9)

    order = in_tree_order([world.others, inner, world.cars_sector])

    assert [(sector.key, depth) for sector, depth in order] == [("cars", 0), (inner.key, 1), ("other-goods", 0)]


@pytest.mark.parametrize("recorded", [None, datetime(2100, 1, 1, tzinfo=UTC)])
def test_the_queries_do_not_grow_with_the_law(world, recorded):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            found = law(world, MAY, recorded=recorded)
            charged_on(found, CAR)
        return len(seen)

    before = queries()
    for number in range(9):
        rate = build.rate(
            measure=world.autos, instrument=world.autos_act, scope=build.scope(f"87{number:02}"), starts_on=day(4, 3)
        )
        build.effect(rate=rate, instrument=world.pause, starts_on=day(4, 10), ends_on=day(7, 8))

    assert queries() == before <= 7


def test_codes_with_the_same_rates_share_one_ladder(world):
    found = law(world, MAY)

    assert charged_on(found, TOY) is charged_on(found, "0101")


def test_a_day_without_law_has_no_ladder_and_no_total(world):
    ladder = charged_on(law(world, date(2024, 1, 1)), CAR)

    assert (ladder.steps, ladder.total) == ((), None)


def test_a_heading_under_which_a_duty_is_entered_is_in_no_sector(world):
    build.line("99030153", "The duty provided in the applicable subheading + 24%", instrument=world.schedule)

    (duty,) = sector_ladders(law(world, MAY, scopes=[world.others.scope_id]), [(world.others, 0)])

    assert not [code for region in duty.regions for code in region.codes if code.startswith("99")]


def test_a_sector_pays_what_the_schedule_states_for_its_lines(world):
    build.rate(
        measure=world.mfn, instrument=world.schedule, scope=world.goods, duty="", column="general", charge="base"
    )
    for code, general in (("8708", ""), ("87081030", "2.5%"), ("87081060", "4%"), ("8708106050", "")):
        build.line(code, general, instrument=world.schedule)
    parts = build.sector("8708", name="Parts")
    found = law(world, MAY, scopes=[parts.scope_id])

    (duty,) = sector_ladders(found, [(parts, 0)])

    assert [(region.codes, region.ladder.total) for region in duty.regions] == [
        (("87081030",), Decimal("12.5")),
        (("87081060",), Decimal(14)),
    ]
