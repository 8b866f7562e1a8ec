"""How far a move goes, which way, and whether the moves of a chain add up; on plain values."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negotiations.moves import Said, Way, added_up, size, way


def said(quantity=None, unit="percent", sense="to", stance="offers"):
    if quantity is None:
        return Said(stance)
    return Said(stance, Decimal(quantity), unit, sense)


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (said(25), said(15), -10),
        (said(10, "points", "by"), said(14, "points", "by"), 4),
        (said(25), said(15, sense="by"), None),
        (said(25), said(15, "points"), None),
        (said(25), said(), None),
        (said(14, sense="about"), said(10, sense="about"), None),
    ],
)
def test_a_move_has_a_size_between_numbers_of_one_unit_and_one_sense(before, after, change):
    assert size(before, after) == (None if change is None else Decimal(change))


@pytest.mark.parametrize(
    ("before", "after", "others", "found"),
    [
        (said(25), said(15), [said(0, stance="asks")], Way.TOWARDS),
        (said(15), said(25), [said(0, stance="asks")], Way.AWAY),
        (said(25), said(15), [said(20, stance="asks")], Way.NEUTRAL),
        (said(25), said(15), [], Way.NEUTRAL),
        (said(25), said(15), [said(5, "usd", stance="asks")], Way.NEUTRAL),
        (said(stance="refuses"), said(stance="offers"), [], Way.TOWARDS),
        (said(stance="asks"), said(stance="accepts"), [], Way.TOWARDS),
        (said(stance="offers"), said(stance="rules-out"), [], Way.AWAY),
        (said(stance="refuses"), said(stance="rules-out"), [], Way.NEUTRAL),
        (said(stance="refuses"), said(25), [said(0, stance="asks")], Way.TOWARDS),
    ],
)
def test_a_move_goes_towards_what_the_other_side_holds_or_by_its_stance(before, after, others, found):
    assert way(before, after, others) is found


@given(st.lists(st.decimals(0, 100, places=2), min_size=2, max_size=8))
def test_moves_that_all_have_a_size_add_up(numbers):
    chain = [said(number) for number in numbers]

    found = added_up(chain)

    assert found.adds_up
    assert found.moved == sum(after - before for before, after in pairwise(numbers))


def test_a_gap_in_the_chain_is_told():
    found = added_up([said(25), said(), said(20), said(15)])

    assert (found.adds_up, found.moved, found.change) == (False, Decimal(-5), Decimal(-10))
    assert found.words == ("The moves do not add up: 2 moves have no size, for a number is missing or of another unit.")


def test_a_chain_whose_ends_cannot_be_compared_has_no_sum():
    found = added_up([said(25), said(20), said(5, "usd")])

    assert (found.adds_up, found.moved, found.change) == (False, Decimal(-5), None)
    assert found.words.startswith("No sum")


def test_a_single_position_has_nothing_to_add():
    assert added_up([said(25)]).words == ""


def test_moves_in_several_units_have_no_sum():
    found = added_up([said(25), said(20), said(300, "usd"), said(550, "usd"), said()])

    assert (found.adds_up, found.moved, found.words) == (False, None, "No sum: the moves are in several units.")


def test_the_sum_is_in_the_unit_of_the_moves_though_the_first_position_has_none():
    found = added_up([said(), said(400, "usd"), said(550, "usd")])

    assert (found.moved, found.unit) == (Decimal(150), "usd")
