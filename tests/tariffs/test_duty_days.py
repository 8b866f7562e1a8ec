"""One question asked of many days: what would have been said, and when the duty changes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parley.lib.asof import AsOf
from tariffs.selectors import kept
from tariffs.selectors.answers import ask
from tariffs.selectors.duty_days import sayings, stretches
from tariffs.selectors.lawbook import read_book
from tariffs.selectors.sector_days import sector_stretches
from tariffs.told import told
from tests import build
from tests.pattern import day, spring_2025, with_schedule

MAY = day(5, 5)
CAR, TOY = "8703.23.01", "9503.00.00"


@pytest.fixture(scope="module")
def made(standing):
    lines = {"8703": "", "87032301": "2.5%", "95030000": "Free"}
    return with_schedule(spring_2025(), lines, entered_to=date(2025, 12, 31))


def said(found):
    return [(each.known, each.answer and each.answer.total, [str(act) for act in each.acts]) for each in found]


def drawn(found):
    return [(each.first, each.last, each.total.high, [str(act) for act in each.acts]) for each in found]


def test_what_would_have_been_said_is_told_from_each_day_of_knowledge_with_the_act_that_changed_it(world):
    found = sayings(ask(world.us, world.jp, TOY), MAY, MAY)

    assert said(found) == [
        (day(1, 1), 0, ["HTS"]),
        (day(4, 2), 24, ["EO 1"]),
        (day(4, 9), 10, ["EO 2"]),
    ]
    assert [each.asked for each in found] == [False, False, True]


def test_what_is_asked_as_known_earlier_is_told_among_the_later(world):
    found = sayings(ask(world.us, world.jp, TOY), MAY, day(4, 8))

    assert [each.asked for each in found] == [False, True, False]


def test_where_the_answer_never_changed_nothing_is_told(world):
    assert sayings(ask(world.us, world.jp, TOY), day(2, 1), MAY) == []


def test_a_total_that_was_never_known_has_no_other_answers(world):
    build.line("22060045", "3¢/l", instrument=world.schedule, starts_on=day(1, 1))

    assert sayings(ask(world.us, world.jp, "2206.00.45"), MAY, MAY) == []


def test_an_act_on_other_goods_changes_nothing(world):
    later = build.instrument(economy=world.us, published_on=day(5, 1))
    build.rate(measure=world.general, instrument=later, scope=build.scope("7208"), duty="50%", starts_on=day(5, 1))

    assert later not in [act for each in sayings(ask(world.us, world.jp, TOY), MAY, MAY) for act in each.acts]


def test_a_day_after_the_law_that_is_entered_has_no_other_answers(world):
    assert sayings(ask(world.us, world.jp, TOY), date(2026, 1, 1), MAY) == []


def test_the_duty_is_cut_where_it_changes_with_the_act_that_changed_it(world):
    found = stretches(ask(world.us, world.jp, TOY), day(1, 1), date(2026, 1, 31), MAY)

    assert drawn(found) == [
        (day(1, 1), day(4, 4), 0, []),
        (day(4, 5), day(4, 8), 10, ["EO 1"]),
        (day(4, 9), day(4, 9), 24, ["EO 1"]),
        (day(4, 10), day(7, 8), 10, ["EO 2"]),
        (day(7, 9), day(12, 31), 24, ["EO 2"]),
        (date(2026, 1, 1), date(2026, 1, 31), None, []),
    ]
    assert found[-1].why == "the law is not entered so far"
    assert found[1].levels[world.general].words == "10%"


def test_the_duty_over_time_is_as_known(world):
    found = stretches(ask(world.us, world.jp, TOY), day(4, 1), day(7, 31), day(4, 8))

    assert [(each.first, each.total.high) for each in found] == [(day(4, 1), 0), (day(4, 5), 10), (day(4, 9), 24)]


def test_what_gave_way_is_told_over_time(world):
    found = stretches(ask(world.us, world.jp, CAR), day(4, 4), day(4, 6), MAY)

    assert drawn(found)[1] == (day(4, 5), day(4, 6), Decimal("27.5"), ["EO 1"])
    assert found[1].levels[world.general].words == "gives way to Duty on cars"


def test_a_new_wording_of_the_line_is_a_change(world):
    later = build.instrument(economy=world.us, number="HTS 2", kind="schedule", published_on=day(5, 2))
    line = world.us.lines.get(code="95030000")
    line.ends_on, line.end_known_on = day(5, 31), later.published_on
    line.record(by=None)
    build.line("95030000", "3%", instrument=later, starts_on=day(6, 1))
    question = ask(world.us, world.jp, TOY)

    assert (day(6, 1), day(6, 30), Decimal(13), ["HTS 2"]) in drawn(stretches(question, MAY, day(6, 30), MAY))
    assert len(stretches(question, MAY, day(6, 30), day(5, 1))) == 1


def test_a_relief_changes_the_duty_of_whoever_claims_it(world):
    build.relief(
        measure=world.general, claim="in-transit", duty="Free", starts_on=day(4, 5), ends_on=day(5, 27),
        instrument=world.act,
    )  # fmt: skip
    claimed = ask(world.us, world.jp, TOY, told=told(["in-transit"], []))

    assert drawn(stretches(claimed, MAY, day(6, 30), MAY)) == [
        (MAY, day(5, 27), 0, []),
        (day(5, 28), day(6, 30), 10, ["EO 1"]),
    ]


def test_a_question_asked_of_many_days_asks_the_database_once(world):
    kept._kept.clear()  # as it is asked for the first time
    with CaptureQueriesContext(connection) as queries:
        question = ask(world.us, world.jp, TOY)
        sayings(question, MAY, MAY)
        stretches(question, day(1, 1), day(12, 31), MAY)

    assert len(queries) <= 12


def test_a_book_cut_down_to_a_line_answers_as_the_whole_book(world):
    whole = read_book(world.us, [world.jp], date.max, None)
    for code in (CAR, TOY, "8703", CAR):  # one after the other, of one book that is kept
        question = ask(world.us, world.jp, code)
        uncut = replace(question, book=whole, _answers={})
        for on in (day(4, 4), day(4, 9), MAY):
            full, cut = uncut.answer(on, MAY), question.answer(on, MAY)
            assert (full.total, full.cautions, len(full.yielded)) == (cut.total, cut.cautions, len(cut.yielded))


def test_a_sector_pays_a_range_where_its_goods_differ(world):
    both = build.sector("87032301", "9503", name="Cars and toys")
    build.rate(measure=world.mfn, instrument=world.schedule, scope=build.scope("9503"), duty="Free", charge="base",
               starts_on=day(1, 1))  # fmt: skip

    found = sector_stretches(both, world.us, world.jp, day(4, 1), day(4, 9), AsOf(MAY, MAY))

    assert [(each.first, each.total.words) for each in found] == [
        (day(4, 1), "Free–2.5%"),
        (day(4, 3), "Free–27.5%"),
        (day(4, 5), "10–27.5%"),
        (day(4, 9), "24–27.5%"),
    ]
    assert [str(act) for act in found[1].acts] == ["Proc. 1"]
    assert found[1].levels[world.autos].words == "25% on part of the goods"
