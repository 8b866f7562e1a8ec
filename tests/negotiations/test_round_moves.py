"""What moved in a round since the round before, and what it left as it was."""

from datetime import date

import pytest

from negotiations.actions.positions import withdraw_position
from tests.tables import FIRST, SECOND, Table

ON = {"on": "2025-12-01", "known": "2025-12-01"}
PAGE = "/negotiations/talks/rounds/2/"


@pytest.fixture(scope="module")
def made(standing):
    return Table()


@pytest.fixture
def table(world):
    return world


def cell(page, party, issue="Cars"):
    """What the page tells of one party on one issue: each change with its words."""
    [row] = [row for row in page.context["file"].rows if str(row.issue) == issue]
    [here] = [here for found, here in row.cells if found.pk == party.pk]
    return [(str(entry.change), entry.position.words) for entry in here]


def test_a_position_that_was_held_before_is_unchanged_since_its_round(desk, table):
    table.says("Wants the duty gone", day=FIRST)

    page = desk.get(PAGE, ON)

    assert cell(page, table.isle) == [("unchanged", "Wants the duty gone")]
    assert "unchanged since round 1" in page.text
    assert page.context["file"].rows[0].state == "no movement"


def test_a_position_told_outside_the_rounds_is_unchanged_since_its_day(desk, table):
    table.says("Wants the duty gone", day=date(2025, 4, 2))

    assert "unchanged since 2 April 2025" in desk.get(PAGE, ON).text


def test_a_position_of_the_round_is_new(desk, table):
    table.says("Offers a quota", party=table.land)

    page = desk.get(PAGE, ON)

    assert cell(page, table.land) == [("new", "Offers a quota")]
    assert page.context["file"].rows[0].state == "new (Land)"


def test_a_position_told_on_an_occasion_of_the_round_is_of_the_round_whatever_its_day(desk, table):
    table.says("Says it afterwards", day=date(2025, 5, 9), occasion=table.session)

    assert cell(desk.get(PAGE, ON), table.isle) == [("new", "Says it afterwards")]


def test_a_position_told_between_the_rounds_is_new_and_says_when(desk, table):
    table.says("Offers relief", day=date(2025, 4, 29))

    page = desk.get(PAGE, ON)

    assert cell(page, table.isle) == [("new", "Offers relief")]
    assert "new between the rounds, on 29 April 2025" in page.text


def test_a_replaced_position_is_told_with_what_it_was(desk, table):
    table.instead(table.says("Wants nought", day=FIRST), "Would take 10%")

    page = desk.get(PAGE, ON)

    assert cell(page, table.isle) == [("moved", "Would take 10%")]
    assert "Before: asks" in page.text
    assert "Wants nought" in page.text
    assert page.context["file"].rows[0].state == "moved (Isle)"


def test_a_position_that_moved_twice_tells_the_whole_way(desk, table):
    between = table.instead(table.says("Wants nought", day=FIRST), "Would take 10%", day=date(2025, 4, 20))
    table.instead(between, "Would take 15%")

    [row] = desk.get(PAGE, ON).context["file"].rows
    [entry] = [entry for _, here in row.cells for entry in here]

    assert [old.words for old in entry.was] == ["Wants nought", "Would take 10%"]


def test_the_same_words_again_are_repeated_and_no_movement(desk, table):
    table.instead(table.says("Wants nought", day=FIRST), "Wants nought")

    page = desk.get(PAGE, ON)

    assert cell(page, table.isle) == [("repeated", "Wants nought")]
    assert "repeated, unchanged since round 1" in page.text
    assert page.context["file"].tabled == 0


def test_a_withdrawn_position_is_told_on_the_day(desk, table):
    withdraw_position(table.says("Wants nought", day=FIRST), on=SECOND, by=None)

    page = desk.get(PAGE, ON)

    assert cell(page, table.isle) == [("withdrawn", "Wants nought")]
    assert "withdrawn on 1 May 2025" in page.text


def test_a_withdrawal_that_nobody_knew_of_leaves_the_position_as_it_was(desk, table):
    withdraw_position(table.says("Wants nought", day=FIRST), on=SECOND, by=None)

    page = desk.get(PAGE, ON | {"known": "2025-04-30"})

    assert cell(page, table.isle) == [("unchanged", "Wants nought")]
    assert "withdrawn" not in page.text


def test_what_ended_before_the_round_before_is_not_told_again(desk, table):
    withdraw_position(table.says("Old", day=date(2025, 4, 1)), on=date(2025, 4, 10), by=None)

    assert desk.get(PAGE, ON).context["file"].rows == []


def test_a_successor_nobody_knew_of_leaves_the_position_as_it_was(desk, table):
    old = table.says("Wants nought", day=FIRST)
    new = table.instead(old, "Would take 10%")
    new.known_on = date(2025, 9, 1)
    new.record(by=None)

    page = desk.get(PAGE, ON | {"known": "2025-08-31"})

    assert cell(page, table.isle) == [("unchanged", "Wants nought")]
    assert "Would take 10%" not in page.text


def test_the_first_round_is_compared_with_nothing(desk, table):
    table.says("Wants the duty gone", day=FIRST)

    page = desk.get("/negotiations/talks/rounds/1/", ON)

    assert cell(page, table.isle) == [("new", "Wants the duty gone")]
    assert "No round before this one is known" in page.text


def test_what_comes_after_the_round_is_not_of_it(desk, table):
    table.says("Later", day=date(2025, 5, 9))

    assert desk.get(PAGE, ON).context["file"].rows == []


def test_more_unchanged_positions_than_can_be_shown_are_said_to_be_left_out(desk, table, monkeypatch):
    monkeypatch.setattr("negotiations.selectors.rounds.UNCHANGED_SHOWN", 2)
    for _ in range(3):
        table.says("Old", day=FIRST)

    page = desk.get(PAGE, ON)

    assert len(cell(page, table.isle)) == 2
    assert "only the latest are shown" in page.text


def test_of_what_was_left_unchanged_the_newest_are_shown(desk, table, monkeypatch):
    monkeypatch.setattr("negotiations.selectors.rounds.UNCHANGED_SHOWN", 2)
    for day, words in ((13, "First"), (15, "Third"), (14, "Second")):
        table.says(words, day=date(2025, 4, day))
    following = table.instead(table.says("Fourth", day=FIRST), "Fifth")
    following.known_on = date(2025, 5, 20)
    following.record(by=None)

    assert cell(desk.get(PAGE, ON), table.isle) == [
        ("moved", "Fifth"), ("unchanged", "Second"), ("unchanged", "Third"),
    ]  # fmt: skip
    before = desk.get(PAGE, ON | {"known": "2025-05-19"})
    assert cell(before, table.isle) == [("unchanged", "Third"), ("unchanged", "Fourth")]
