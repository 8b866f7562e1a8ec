"""What became of a promise, worked out from values: rates in tables of cases, statements, and one property."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negotiations.fulfilment import (
    Deed,
    How,
    Lot,
    Paid,
    Reading,
    State,
    by_rates,
    by_statements,
    paid_in_all,
    paid_on_top,
    since,
)
from tariffs.duty import Charge, Layer, ladder
from tariffs.expressions import read

JULY, AUGUST, SEPTEMBER, FEBRUARY = date(2025, 7, 22), date(2025, 8, 7), date(2025, 9, 16), date(2026, 2, 24)
LATE = date(2026, 6, 1)


def charged(**duties):
    """The ladder of a base rate, of what comes on top, and of a floor; an empty text is not known."""
    return ladder(
        Layer(measure=name, charge=Charge(name), duty=read(text) if text else None) for name, text in duties.items()
    )


def reading(day, **pays):
    """What each line pays of a promise of 15%; None is not known."""
    return Reading(day, tuple(Lot((code,), _paid(each)) for code, each in pays.items()))


def _paid(pays):
    if pays is None:
        return Paid(None, None, None)
    return Paid(Decimal(pays), Decimal(15), pays <= 15)


def told(stages):
    return [(stage.first, str(stage.state)) for stage in stages]


CASES = [
    ({"base": "2.5%", "additional": "12.5%"}, "15", "15", True),
    ({"base": "2.5%", "additional": "25%"}, "27.5", "15", False),
    ({"base": "26.4%"}, "26.4", "26.4", True),
    ({"base": "26.4%", "additional": "1%"}, "27.4", "26.4", False),
    ({"base": "26.4%", "floor": "15%"}, "26.4", "26.4", True),
    ({"base": "3%", "floor": "15%"}, "15", "15", True),
    ({"base": "3%", "floor": "20%"}, "20", "15", False),
    ({"base": "3¢/kg", "floor": "15%"}, None, None, True),
    ({"base": "3¢/kg", "floor": "20%"}, None, None, None),
    ({"base": "3¢/kg", "additional": "10%"}, None, None, None),
    ({"base": "3¢/kg", "additional": "15.1%"}, None, None, False),
    ({"base": "3¢/kg"}, None, None, True),
    ({"base": "3%", "additional": ""}, None, "15", None),
    ({"additional": "10%"}, None, None, None),
    ({}, None, None, None),
]


@pytest.mark.parametrize(("duties", "pays", "most", "kept"), CASES)
def test_a_rate_in_all_allows_the_base_rate_where_that_is_higher(duties, pays, most, kept):
    found = paid_in_all(charged(**duties), Decimal(15))

    assert found.kept is kept
    assert (found.pays, found.most) == (pays and Decimal(pays), most and Decimal(most))


@pytest.mark.parametrize(
    ("duties", "pays", "kept"),
    [
        ({"base": "50%", "additional": "15%"}, "15", True),
        ({"base": "0%", "additional": "15.5%"}, "15.5", False),
        ({"base": "5%"}, "0", True),
        ({"base": "3¢/kg", "floor": "15%"}, None, True),
        ({"base": "3¢/kg", "floor": "16%"}, None, None),
        ({"base": "3¢/kg", "floor": "10%", "additional": "16%"}, None, False),
    ],
)
def test_a_rate_on_top_leaves_the_base_rate_out(duties, pays, kept):
    found = paid_on_top(charged(**duties), Decimal(15))

    assert (found.pays, found.kept) == (pays and Decimal(pays), kept)


def test_the_points_over_are_told_of_what_is_not_kept():
    assert paid_in_all(charged(base="2.5%", additional="25%"), Decimal(15)).over == Decimal("12.5")
    assert paid_in_all(charged(base="2.5%"), Decimal(15)).over is None
    assert paid_in_all(charged(base="3¢/kg", additional="25%"), Decimal(15)).over is None


def test_a_promise_is_carried_out_in_part_then_wholly_and_departed_from():
    stages = by_rates(
        [
            reading(JULY, a=10, b=12, c=25),
            reading(AUGUST, a=15, b=17, c=25),
            reading(SEPTEMBER, a=15, b=15, c=15),
            reading(FEBRUARY, a=10, b=15, c=22),
        ],
        (), JULY, None, LATE,
    )  # fmt: skip

    assert told(stages) == [
        (JULY, "promised"), (AUGUST, "partly"), (SEPTEMBER, "implemented"), (FEBRUARY, "deviating"),
    ]  # fmt: skip
    assert [stage.last for stage in stages] == [
        AUGUST - timedelta(1),
        SEPTEMBER - timedelta(1),
        FEBRUARY - timedelta(1),
        None,
    ]
    assert (stages[1].kept, stages[1].of, stages[1].worst) == (1, 3, Decimal(10))
    assert [lot.codes for lot in stages[3].over] == [("c",)]
    assert since(stages) == FEBRUARY


def test_what_the_goods_happen_to_pay_on_the_day_of_the_promise_carries_nothing_out():
    stages = by_rates([reading(JULY, a=10, b=25)], (), JULY, None, LATE)

    assert told(stages) == [(JULY, "promised")]


def test_a_promise_to_change_nothing_is_kept_from_its_first_day():
    assert told(by_rates([reading(JULY, a=10)], (), JULY, None, LATE)) == [(JULY, "implemented")]


def test_a_promise_past_its_day_is_absent_from_the_day_after():
    due = date(2025, 8, 31)

    assert told(by_rates([reading(JULY, a=25)], (), JULY, due, LATE)) == [
        (JULY, "promised"), (date(2025, 9, 1), "absent"),
    ]  # fmt: skip
    assert told(by_rates([reading(JULY, a=25)], (), JULY, due, due)) == [(JULY, "promised")]


def test_a_change_that_helps_no_line_leaves_it_absent_and_an_authorisation_says_more():
    readings = [reading(JULY, a=25), reading(AUGUST, a=30)]
    order = Deed("order", How.AUTHORISES, SEPTEMBER)

    assert told(by_rates(readings, (), JULY, None, LATE))[-1] == (AUGUST, "absent")
    assert told(by_rates(readings, [order], JULY, None, LATE)) == [
        (JULY, "promised"), (AUGUST, "absent"), (SEPTEMBER, "authorised only"),
    ]  # fmt: skip


def test_lines_that_were_kept_in_part_and_all_are_lost_deviate():
    readings = [reading(JULY, a=25, b=25), reading(AUGUST, a=15, b=25), reading(SEPTEMBER, a=25, b=25)]

    assert told(by_rates(readings, (), JULY, None, LATE))[-1] == (SEPTEMBER, "deviating")


def test_that_the_law_names_other_lines_is_no_change():
    readings = [reading(JULY, a=25, b=10), reading(AUGUST, a=25, b=10, c=10)]

    assert {state for _, state in told(by_rates(readings, (), JULY, None, LATE))} == {"promised"}


def test_what_is_not_known_is_told_apart():
    some = by_rates([reading(JULY, a=25, b=None), reading(AUGUST, a=15, b=None)], (), JULY, None, LATE)
    none = by_rates([reading(JULY, a=15), Reading(AUGUST, ())], (), JULY, None, LATE)

    assert (some[-1].state, some[-1].kept, some[-1].unknown) == (State.IMPLEMENTED, 1, 1)
    assert told(none) == [(JULY, "implemented"), (AUGUST, "not known")]
    assert by_rates([], (), JULY, None, LATE) == ()


def test_nothing_after_the_day_asked_for_is_told():
    assert told(by_rates([reading(JULY, a=25), reading(AUGUST, a=15)], (), JULY, None, AUGUST - timedelta(1))) == [
        (JULY, "promised")
    ]


@pytest.mark.parametrize(
    ("how", "state"),
    [
        ("carries-out", "implemented"),
        ("in-part", "partly"),
        ("authorises", "authorised only"),
        ("departs", "deviating"),
    ],
)
def test_a_statement_of_an_act_makes_the_state_from_its_first_day(how, state):
    stages = by_statements([Deed("act", How(how), SEPTEMBER)], JULY, None, LATE)

    assert told(stages) == [(JULY, "promised"), (SEPTEMBER, state)]
    assert stages[-1].rests_on == ("act",)


def test_of_several_acts_the_later_of_what_carries_it_out_and_what_departs_speaks():
    deeds = [
        Deed("part", How.IN_PART, AUGUST),
        Deed("whole", How.CARRIES_OUT, SEPTEMBER),
        Deed("another part", How.IN_PART, date(2025, 10, 14)),
        Deed("departs", How.DEPARTS, FEBRUARY, date(2026, 3, 31)),
    ]

    assert told(by_statements(deeds, JULY, None, LATE)) == [
        (JULY, "promised"), (AUGUST, "partly"), (SEPTEMBER, "implemented"), (date(2025, 10, 14), "implemented"),
        (FEBRUARY, "deviating"), (date(2026, 4, 1), "implemented"),
    ]  # fmt: skip
    assert since(by_statements(deeds, JULY, None, date(2025, 12, 1))) == SEPTEMBER


def test_what_reaches_back_to_the_day_of_a_departure_mends_it():
    departs = Deed("a first order", How.DEPARTS, AUGUST, known_on=date(2025, 7, 31))
    mends = Deed("a second", How.CARRIES_OUT, AUGUST, known_on=date(2025, 9, 4))

    assert told(by_statements([departs], JULY, None, LATE))[-1] == (AUGUST, "deviating")
    assert told(by_statements([mends, departs], JULY, None, LATE))[-1] == (AUGUST, "implemented")


def test_what_nobody_carries_out_is_promised_until_its_day_has_passed():
    due = date(2025, 12, 31)

    assert told(by_statements([], JULY, due, LATE)) == [(JULY, "promised"), (date(2026, 1, 1), "absent")]
    assert told(by_statements([], JULY, due, due)) == [(JULY, "promised")]
    assert told(by_statements([], JULY, None, LATE)) == [(JULY, "promised")]


def test_what_was_carried_out_and_has_lapsed_is_absent():
    lapsed = [Deed("act", How.CARRIES_OUT, AUGUST, SEPTEMBER)]

    assert told(by_statements(lapsed, JULY, None, LATE))[-1] == (SEPTEMBER + timedelta(1), "absent")


DAYS = st.dates(JULY, LATE)


@given(st.lists(st.tuples(DAYS, st.lists(st.integers(0, 30), min_size=2, max_size=2)), max_size=6), DAYS)
def test_stages_follow_on_each_other_without_a_gap_up_to_the_day(changes, on):
    readings = [reading(JULY, a=25, b=10)]
    readings += (
        [
            reading(day, a=a, b=b)
            for day, (a, b) in sorted((day, pays) for day, pays in {day: tuple(pays) for day, pays in changes}.items())
            if day > JULY
        ]
        if changes
        else []
    )

    stages = by_rates(readings, (), JULY, None, on)

    assert stages[0].first == JULY
    assert stages[-1].last is None
    assert stages[-1].first <= on
    assert all(one.last + timedelta(1) == later.first for one, later in pairwise(stages))
