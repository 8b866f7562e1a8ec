"""Goods cut into lots once say the same on each day as what is worked out line by line."""

from copy import deepcopy
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parley.lib.asof import AsOf
from tariffs.selectors import kept
from tariffs.selectors.ladders import charged_on
from tariffs.selectors.law import the_law
from tariffs.selectors.lots import ANSWERS, kept_lots
from tests import build
from tests.pattern import day, spring_2025, with_schedule

LINES = {"87": "", "8703": "", "87032301": "2.5%", "87032302": "2.5%", "87089981": "Free", "87089982": "3¢/kg"}
AT = AsOf(date(2025, 8, 1), date(2025, 8, 1))


@pytest.fixture(scope="module")
def made(standing):
    world = spring_2025()
    world.base.ends_on = day(1, 31)
    world.base.record(by=None)
    with_schedule(world, LINES, entered_to=date(2025, 7, 31))
    world.vehicles = build.scope("87", "-87089982", name="Vehicles without one part")
    return world


@pytest.fixture
def world(made, db):
    """Copies of what was made for this file: a test changes only its own, and cuts its goods itself."""
    kept._kept.clear()
    return deepcopy(made)


def test_each_line_pays_in_its_lot_what_it_pays_by_itself(world):
    scopes = {world.vehicles.pk, world.cars.pk}
    lots = kept_lots(world.us, world.jp, scopes, AT)

    days = list(lots.between(world.vehicles.pk, day(2, 1), day(7, 31)))

    assert {on for on, _ in days} >= {day(2, 1), day(4, 3), day(4, 5), day(4, 9), day(4, 10), day(7, 9)}
    for on, regions in days:
        law = the_law(world.us, world.jp, AsOf(on, AT.known), scopes=scopes)
        paid = {code: region.ladder.total for region in regions for code in region.codes}
        assert paid == {code: charged_on(law, code).total for code in ("87032301", "87032302", "87089981")}
        assert [region.codes for region in lots.on(world.cars.pk, on)] == [("87032301",)]


def test_lines_that_pay_alike_are_one_lot(world):
    lots = kept_lots(world.us, world.jp, {world.goods.pk}, AT)

    codes = [region.codes for region in lots.on(world.goods.pk, day(5, 1))]

    assert ("87089981",) in codes
    assert ("87089982",) in codes
    assert sorted(code for each in codes for code in each if len(code) == 8) == sorted(LINES)[2:]


def test_a_heading_under_which_a_duty_is_entered_is_no_goods(world):
    heading = build.line("99030153", "The duty provided in the applicable subheading + 24%", instrument=world.schedule)
    lots = kept_lots(world.us, world.jp, {world.goods.pk}, AT)

    codes = [code for region in lots.on(world.goods.pk, day(5, 1)) for code in region.codes]

    assert "87032301" in codes
    assert heading.code not in codes


def test_a_line_is_there_on_the_days_of_its_edition_alone(world):
    build.line("87089983", "5%", instrument=world.schedule, starts_on=day(6, 1), known_on=day(6, 1))
    lots = kept_lots(world.us, world.jp, {world.vehicles.pk}, AT)

    def there(on):
        return {code for region in lots.on(world.vehicles.pk, on) for code in region.codes}

    assert "87089983" not in there(day(5, 31))
    assert "87089983" in there(day(6, 1))
    assert day(6, 1) in lots.turns(world.vehicles.pk)


def test_nothing_is_told_of_days_after_the_last_one_that_is_entered(world):
    lots = kept_lots(world.us, world.jp, {world.cars.pk}, AT)

    assert [on for on, _ in lots.between(world.cars.pk, day(7, 31), date(2025, 8, 15))] == [day(7, 31)]
    assert list(lots.between(world.cars.pk, date(2025, 8, 10), date(2025, 8, 15))) == []


def test_asked_again_of_another_day_the_law_is_not_read_again(world):
    kept_lots(world.us, world.jp, {world.cars.pk}, AT)
    with CaptureQueriesContext(connection) as seen:
        lots = kept_lots(world.us, world.jp, {world.cars.pk}, AsOf(day(5, 1), AT.known))
        lots.on(world.cars.pk, day(5, 1))

    assert len(seen) <= 3


def test_no_more_than_a_number_of_answers_is_kept_with_goods(world):
    lots = kept_lots(world.us, world.jp, {world.goods.pk}, AT)
    made = []

    for asked in (*range(ANSWERS), 0, ANSWERS, 0):
        assert lots.once(asked, lambda asked=asked: made.append(asked) or asked) == asked

    assert made == [*range(ANSWERS), ANSWERS, 0]
