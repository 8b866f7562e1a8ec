"""Drawn ladders and drawn days, on plain values."""

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tariffs import days_drawing, ladder_drawing
from tariffs.days_drawing import Run, steps
from tariffs.ladder_drawing import bars

POINTS = st.decimals(0, 200, places=2)


@given(st.lists(POINTS, min_size=1, max_size=8))
def test_each_bar_begins_where_the_one_before_ended_and_all_fill_the_width(points):
    drawn = bars([(f"Step {place}", f"{each} pp", each) for place, each in enumerate(points)], "Total")

    at = 0.0
    for row, each in zip(drawn.rows, points, strict=False):
        (piece,) = row.pieces
        assert float(piece.x) == pytest.approx(at, abs=0.1)
        at += float(each) / float(sum(points)) * ladder_drawing.WIDTH if sum(points) else 0
    assert drawn.rows[-1].is_total
    assert len(drawn.rows[-1].pieces) == len(points)


def test_what_is_not_known_is_drawn_apart_and_said():
    drawn = bars([("Base", "2.5%", Decimal("2.5")), ("Other", "not known", None)], "not known")

    base, other, total = drawn.rows
    assert [piece.unknown for piece in total.pieces] == [False, True]
    assert float(base.pieces[0].width) < ladder_drawing.WIDTH
    assert other.pieces[0].x == base.pieces[0].width
    assert bars([("Other", "not known", None)], "not known").rows[0].pieces[0].width == "400"
    assert drawn.said == "Base: 2.5%; Other: not known. Total: not known."


def test_a_long_name_is_cut_and_told_whole():
    (row, _) = bars([("A measure " * 20, "25 pp", Decimal(25))], "25%").rows

    assert row.name.endswith("…")
    assert row.full_name == "A measure " * 20


def run(first, last, high, low=None):
    return Run(date(2025, 4, first), date(2025, 4, last), f"{high}%", low if low is not None else high, high)


def drawn(*runs, flags=()):
    return steps([("Total", "Total", runs)], flags, date(2025, 4, 1), date(2025, 4, 30), date(2025, 4, 15))


def test_steps_that_follow_each_other_are_one_line_and_a_gap_breaks_it():
    together = drawn(run(1, 9, Decimal(10)), run(10, 30, Decimal(20))).lanes[0]
    apart = drawn(run(1, 9, Decimal(10)), run(12, 30, Decimal(20))).lanes[0]

    assert together.line.count("M") == 1
    assert apart.line.count("M") == 2


def test_an_unknown_level_has_no_line():
    lane = drawn(Run(date(2025, 4, 1), date(2025, 4, 30), "not known", None, None)).lanes[0]

    assert lane.line == lane.ground == ""
    assert lane.between
    assert [word.words for word in lane.words] == ["not known"]


def test_a_range_is_drawn_between_its_ends():
    lane = drawn(run(1, 30, Decimal(30), Decimal(10))).lanes[0]

    assert lane.between
    assert not drawn(run(1, 30, Decimal(30))).lanes[0].between


def test_all_that_is_drawn_stays_on_the_sheet():
    made = drawn(run(1, 9, Decimal(10)), run(10, 30, Decimal(200)), flags=[(date(2025, 4, 10), "EO 1", "/there/")])

    numbers = [float(each) for lane in made.lanes for each in re.findall(r"[\d.]+", lane.line)]
    assert max(numbers) <= max(days_drawing.WIDTH, float(made.height))
    assert min(numbers) >= 0
    assert [(flag.words, flag.address) for flag in made.flags] == [("EO 1", "/there/")]
    assert made.turns
    assert made.now
