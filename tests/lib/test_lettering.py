"""The words of a drawing, on plain values."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from parley.lib.lettering import BESIDE, BOLD, GAP, clear_of, fit, hang, width_of

LEFT, RIGHT, SIZE, ROWS = 118.0, 1118.0, 12.0, 3
XS = st.floats(134, 1110)


@given(st.lists(st.tuples(XS, st.text("aW 関i", max_size=150)), max_size=20))
def test_words_beside_lines_stay_inside_and_clear_of_each_other(flags):
    flags.sort()

    hung = hang(flags, LEFT, RIGHT, SIZE, ROWS)

    assert len(hung) == len(flags)
    for (x, words), each in zip(flags, hung, strict=True):
        assert each.words in ("", words) or words.startswith(each.words.rstrip("…"))
        if each.words:
            assert LEFT - 0.01 <= each.begin <= each.end <= RIGHT + 0.01
            assert each.end <= x - BESIDE if each.leftwards else each.begin >= x + BESIDE
            assert each.row < ROWS
    for row in range(ROWS):
        here = sorted((each.begin, each.end) for each in hung if each.row == row and each.words)
        assert all(before[1] + GAP <= after[0] + 0.01 for before, after in pairwise(here))


def test_words_near_the_edge_stand_before_their_line_uncut():
    words = "30 Jun 2025: Agreement of the leaders hoped for in June"

    [each] = hang([(900.0, words)], LEFT, RIGHT, SIZE, ROWS)

    assert (each.words, each.leftwards, each.end) == (words, True, 895.0)


def test_words_are_not_cut_while_a_row_has_room():
    long = "15 May: Ministers meet again, from the middle of May"

    hung = hang([(430.0, long), (440.0, long), (450.0, long)], LEFT, RIGHT, SIZE, ROWS)

    assert [(each.words, each.row) for each in hung] == [(long, 0), (long, 1), (long, 2)]


def test_where_no_row_is_left_words_are_cut_or_left_out():
    crowd = hang([(1000.0, "A long name of a day")] * 4, LEFT, RIGHT, SIZE, ROWS)
    wide = hang([(600.0, "W" * 200)], LEFT, RIGHT, SIZE, ROWS)

    assert [each.words for each in crowd] == ["A long name of a day"] * 3 + [""]
    assert wide[0].words.endswith("…")


def test_letters_are_as_wide_as_those_of_the_widest_common_font():
    # Measured in DejaVu Sans, which a browser takes where nothing else is installed.
    assert width_of("Agreement of the leaders hoped for in June", SIZE) >= 260.0
    assert width_of("21 Apr 2025", SIZE) >= 74.2
    assert width_of("25 November 2026", SIZE * BOLD) >= 127.9


@given(st.lists(st.tuples(XS, st.floats(1, 300), st.floats(-20, 90), st.floats(1, 20)), max_size=8), XS)
def test_a_line_leaves_out_the_boxes_and_nothing_else(drafts, x):
    boxes = [(begin, begin + wide, over, over + tall) for begin, wide, over, tall in drafts]

    free = clear_of(boxes, x, 0, 100)

    met = [(over, under) for begin, end, over, under in boxes if begin < x < end]
    for place in (step + 0.137 for step in range(100)):
        drawn = any(begin <= place <= end for begin, end in free)
        assert drawn != any(over < place < under for over, under in met)
    assert all(0 <= begin < end <= 100 for begin, end in free)


def test_what_is_cut_ends_in_an_ellipsis():
    assert fit("The offset for car parts ends", 80, SIZE).endswith("…")
