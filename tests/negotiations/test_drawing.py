"""The geometry of a timeline, on plain values."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negotiations import drawing
from negotiations.drawing import Span, pack, place, quiet_stretches
from parley.lib import axis as axes
from parley.lib.axis import scale, ticks
from parley.lib.lettering import GAP, fit, width_of

LEFT, RIGHT, SIZE = 130.0, 1110.0, 12.0
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@st.composite
def stretches(draw):
    first, last = sorted((draw(DAYS), draw(DAYS)))
    return first, last


@st.composite
def timelines(draw):
    """A stretch of days with spans on it, the oldest first, as a timeline has them; and the scale with its folds."""
    first, last = draw(stretches())
    spans = []
    for day in sorted(draw(st.lists(st.dates(first - timedelta(90), last), max_size=30))):
        end = min(last, max(first, day + timedelta(draw(st.integers(0, 400)))))
        spans.append(Span(day, end, draw(st.text("aW 関i", max_size=60)), draw(st.booleans())))
    folds = quiet_stretches([span.first for span in spans], first, last)
    return spans, scale(first, last, LEFT, RIGHT, folds)


@given(timelines(), DAYS, DAYS)
def test_days_stay_in_their_order_and_inside(timeline, one, other):
    _, axis = timeline
    early, late = sorted((one, other))

    assert LEFT <= axis.x(early) <= axis.x(late) <= axis.x(late, after=True) <= RIGHT
    assert (axis.x(axis.first), axis.x(axis.last, after=True)) == (LEFT, RIGHT)


@given(stretches())
def test_without_folds_each_day_is_as_wide_as_the_next(stretch):
    axis = scale(*stretch, LEFT, RIGHT)

    assert axis.x(axis.first, after=True) - LEFT == pytest.approx(axis.pixels_a_day)
    assert RIGHT - axis.x(axis.last) == pytest.approx(axis.pixels_a_day)


@given(timelines())
def test_a_fold_hides_no_event(timeline):
    spans, axis = timeline

    for first, last in axis.folds:
        assert axis.x(last, after=True) - axis.x(first) == pytest.approx(axes.FOLD)
        assert not any(first <= span.first <= last for span in spans)


def test_a_far_deadline_does_not_crowd_the_rest():
    events = [date(2025, 5, day) for day in range(1, 10)] + [date(2027, 4, 30)]

    folds = quiet_stretches(events, date(2025, 5, 1), date(2027, 4, 30))

    assert folds == ((date(2025, 5, 13), date(2027, 4, 26)),)
    axis = scale(date(2025, 5, 1), date(2027, 4, 30), LEFT, RIGHT, folds)
    assert axis.x(date(2025, 5, 9)) - LEFT > 400


def test_evenly_spread_events_are_not_folded():
    events = [date(2025, month, 1) for month in range(1, 13)]

    assert quiet_stretches(events, events[0], events[-1]) == ()


@pytest.mark.parametrize(
    ("first", "last", "folds"),
    [
        (date(2025, 5, 2), date(2025, 4, 30), ()),
        (date(2025, 1, 1), date(2025, 12, 31), [(date(2024, 12, 1), date(2025, 3, 1))]),
        (date(2025, 1, 1), date(2025, 12, 31), [(date(2025, 3, 1), date(2025, 12, 31))]),
        (
            date(2025, 1, 1),
            date(2025, 12, 31),
            [(date(2025, 6, 1), date(2025, 7, 1)), (date(2025, 2, 1), date(2025, 3, 1))],
        ),
    ],
)
def test_a_scale_that_makes_no_sense_is_refused(first, last, folds):
    with pytest.raises(ValueError, match="not in order"):
        scale(first, last, LEFT, RIGHT, folds)


@given(timelines())
def test_ticks_stand_apart_and_on_shown_days(timeline):
    _, axis = timeline

    found = ticks(axis)

    assert all(after.x - before.x >= 54 for before, after in pairwise(found))
    assert not any(first <= tick.day <= last for tick in found for first, last in axis.folds)
    assert all(tick.words.endswith(str(tick.day.year)) for tick in found[:1])
    assert all(before.x + axes.BEHIND + width_of(before.words, SIZE) <= after.x for before, after in pairwise(found))
    assert all(tick.x + axes.BEHIND + width_of(tick.words, SIZE) <= RIGHT for tick in found)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2025, 5, 1), date(2025, 5, 5), ["1 May 2025", "2 May", "3 May", "4 May", "5 May"]),
        (date(2025, 4, 1), date(2025, 5, 5), ["7 Apr 2025", "14 Apr", "21 Apr", "28 Apr"]),
        (date(2025, 11, 10), date(2026, 4, 10), ["Dec 2025", "Jan 2026", "Feb", "Mar", "Apr"]),
        (date(2025, 2, 7), date(2026, 12, 1), ["Apr 2025", "Jul", "Oct", "Jan 2026", "Apr", "Jul", "Oct"]),
    ],
)
def test_the_axis_names_days_weeks_or_months(first, last, words):
    assert [tick.words for tick in ticks(scale(first, last, LEFT, RIGHT))] == words


def test_a_day_whose_words_would_run_into_the_next_is_left_out():
    axis = scale(date(2025, 4, 16), date(2025, 7, 12), LEFT, RIGHT)

    assert [tick.words for tick in ticks(axis)][:3] == ["21 Apr 2025", "5 May", "12 May"]


def test_the_whole_calendar_has_an_axis():
    assert 5 <= len(ticks(scale(date.min, date.max, LEFT, RIGHT))) <= 20


@given(st.lists(st.tuples(st.floats(0, 1000), st.floats(0, 300)), max_size=40))
def test_packed_spans_never_overlap(drafts):
    spans = [(begin, begin + wide) for begin, wide in sorted(drafts)]

    rows = pack(spans)

    for row in set(rows):
        here = [span for span, each in zip(spans, rows, strict=True) if each == row]
        assert all(before[1] + GAP <= after[0] for before, after in pairwise(here))
    assert sorted(set(rows)) == list(range(len(set(rows))))


@given(timelines())
def test_placed_marks_stay_inside_in_order_and_clear_of_each_other(timeline):
    spans, axis = timeline

    placed, rows = place(spans, axis, SIZE)

    assert [each.x for each in placed] == sorted(each.x for each in placed)
    assert all(LEFT <= each.x <= each.end <= RIGHT for each in placed)
    assert {each.row for each in placed} == set(range(rows))
    assert [each.began_earlier for each in placed] == [span.first < axis.first for span in spans]
    for row in range(rows):
        edges = [_edges(each) for each in placed if each.row == row]
        assert all(before[1] <= after[0] for before, after in pairwise(edges))
        assert all(edge >= LEFT - drawing.REACH for edge, _ in edges)
        assert all(edge <= RIGHT + drawing.REACH for _, edge in edges)


def _edges(placed):
    wide = width_of(placed.label, SIZE)
    begin = placed.label_x - wide if placed.leftwards and placed.label else placed.x - drawing.REACH
    end = placed.x + drawing.REACH if placed.leftwards or not placed.label else placed.label_x + wide
    return min(begin, placed.x - drawing.REACH), max(end, placed.end)


@given(st.text(max_size=80), st.floats(0, 400))
def test_a_label_never_is_wider_than_its_room(text, room):
    label = fit(text, room, SIZE)

    assert width_of(label, SIZE) <= room + 0.001
    assert label == text or label == "" or (label.endswith("…") and text.startswith(label[:-1]))


def test_letters_of_east_asia_are_wide():
    assert width_of("関税", SIZE) == 2 * SIZE
    assert width_of("関税", SIZE) > width_of("tax", SIZE)
