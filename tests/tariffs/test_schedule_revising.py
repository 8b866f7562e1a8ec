"""A new edition and the rows of one line: what was known before stays as it was known."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tariffs.schedule.revising import Held, revise

FIRST = date(2025, 1, 1)


def day(number):
    return FIRST + timedelta(number)


def after(editions):
    """The rows of a line when editions have been loaded one after the other: text, first day, publication."""
    rows: list[Held] = []
    for text, starts, published in editions:
        held = [row for row in rows if row.overruled_on is None]
        for row in revise(held, text, day(starts), day(published)):
            if row.row is None:
                rows.append(replace(row, row=len(rows)))
            else:
                rows[row.row] = row
    return rows


def read(rows, on, known):
    """What a reader has of the rows, by the rule of tariffs.selectors.lines."""
    on, known = day(on), day(known)
    held = [
        row
        for row in rows
        if row.known_on <= known
        and row.starts_on <= on
        and (row.overruled_on is None or row.overruled_on > known)
        and (row.ends_on is None or row.ends_on >= on or row.end_known_on > known)
    ]
    return max(held, key=lambda row: (row.starts_on, row.known_on)).text if held else None


def told(editions, on, known):
    """The same from the editions alone: each speaks from its first day to the next change announced beyond it."""
    changes: dict[int, str | None] = {}  # by day, each until the next
    since: dict[int, int] = {}
    for text, starts, published in editions:
        if published > known:
            break
        stays = {at for at in changes if at > max(starts, published) or (at > starts and since[at] >= published)}
        for at in [at for at in changes if at > starts and at not in stays]:
            del changes[at]
        before = [at for at in changes if at <= starts]
        if (changes[max(before)] if before else None) != text:
            changes[starts], since[starts] = text, published
        days = sorted(changes)
        for at, earlier in zip(days, [None, *days], strict=False):  # an end of what has ended is no change
            if changes[at] is None and (earlier is None or changes.get(earlier) is None):
                del changes[at]
    before = [at for at in changes if at <= on]
    return changes[max(before)] if before else None


def test_a_line_worded_anew_ends_the_old_row_the_day_before():
    old, new = after([("a", 0, 0), ("b", 10, 8)])

    assert (old.ends_on, old.end_known_on, old.overruled_on) == (day(9), day(8), None)
    assert (new.starts_on, new.known_on, new.ends_on) == (day(10), day(8), None)


def test_a_line_left_out_ends():
    (row,) = after([("a", 0, 0), (None, 10, 12)])

    assert (row.ends_on, row.end_known_on) == (day(9), day(12))


def test_an_edition_that_says_the_same_changes_nothing():
    assert after([("a", 0, 0), ("a", 10, 8)]) == after([("a", 0, 0)])


def test_an_edition_loaded_again_changes_nothing():
    once = [("a", 0, 0), ("b", 10, 12)]

    assert after([*once, once[1]]) == after(once)


def test_an_edition_that_speaks_from_the_same_day_overrules_the_earlier_one():
    rows = after([("a", 0, 0), ("b", 0, 5)])

    assert [read(rows, 3, known) for known in (4, 5)] == ["a", "b"]


def test_an_edition_that_speaks_from_an_earlier_day_overrules_what_began_later():
    rows = after([("a", 0, 0), ("b", 22, 22), ("c", 1, 28)])

    assert [read(rows, 25, known) for known in (10, 27, 28)] == ["a", "b", "c"]
    assert [read(rows, 10, known) for known in (10, 27, 28)] == ["a", "a", "c"]


def test_an_end_that_is_overruled_was_thought_meanwhile():
    rows = after([("a", 0, 0), (None, 22, 22), ("a", 1, 28)])

    assert [read(rows, 25, known) for known in (21, 22, 27, 28)] == ["a", None, None, "a"]


def test_a_change_announced_for_a_later_day_stays():
    rows = after([("a", 0, 0), ("new year", 30, 15), ("b", 20, 20)])

    assert [read(rows, on, 20) for on in (19, 20, 29, 30)] == ["a", "b", "b", "new year"]


EDITIONS = st.lists(
    st.tuples(st.sampled_from(["a", "b", None]), st.integers(0, 8), st.integers(0, 8)),
    max_size=6,
    unique_by=lambda edition: edition[2],
).map(lambda editions: sorted(editions, key=lambda edition: edition[2]))


def test_of_two_editions_of_one_publication_each_speaks_from_its_own_day():
    both = [("a", 0, 0), ("b", 5, 9), ("c", 8, 9)]

    assert [read(after(both), on, 9) for on in (4, 5, 7, 8)] == ["a", "b", "b", "c"]
    assert after([*both, both[1], both[2]]) == after(both)


@given(EDITIONS)
def test_whatever_the_editions_each_day_is_read_as_it_was_told(editions):
    rows = after(editions)

    for known in range(9):
        for on in range(9):
            assert read(rows, on, known) == told(editions, on, known), (on, known, rows)


@given(EDITIONS)
def test_whatever_the_editions_the_rows_that_stand_never_overlap(editions):
    standing = sorted(
        (row for row in after(editions) if row.overruled_on is None), key=lambda row: (row.starts_on, row.ends_on)
    )

    assert all(row.ends_on is None or row.ends_on >= row.starts_on for row in standing)
    for row, following in pairwise(standing):
        assert row.ends_on is not None
        assert row.ends_on < following.starts_on
