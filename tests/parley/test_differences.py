"""What changed between two texts, word by word, however long they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.lib.differences import Piece, differences


@given(st.text(), st.text())
def test_the_pieces_make_both_texts(before, after):
    pieces = differences(before, after)

    assert "".join(piece.text for piece in pieces if piece.how != "ins") == before
    assert "".join(piece.text for piece in pieces if piece.how != "del") == after
    assert all(piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("", "new", [("ins", "new")]),
        ("old", "", [("del", "old")]),
        ("down to 14 points", "down to 12 points", [("", "down to "), ("del", "14"), ("ins", "12"), ("", " points")]),
        ("a a", "a", [("", "a"), ("del", " a")]),
        ("same", "same", [("", "same")]),
        ("1 April 2025", "2 May 2025", [("del", "1 April"), ("ins", "2 May"), ("", " 2025")]),
        ("one\n\ntwo", "1\n\n2", [("del", "one"), ("ins", "1"), ("", "\n\n"), ("del", "two"), ("ins", "2")]),
    ],
)
def test_word_by_word(before, after, pieces):
    assert differences(before, after) == [Piece(*piece) for piece in pieces]


def test_one_word_in_a_very_long_text_is_still_one_word():
    many = "A sentence of many. " * 4000

    found = differences(f"{many}old {many}", f"{many}new {many}")

    assert [piece for piece in found if piece.how] == [Piece("del", "old"), Piece("ins", "new")]


def test_a_very_long_text_that_changed_throughout_is_told_by_sentences():
    before = "".join(f"Sentence {number} is old. It stays. " for number in range(1500))
    after = before.replace("Sentence 7 is old", "Sentence 7 is new").replace("1400 is old", "1400 is new")

    found = differences(before, after)

    assert Piece("del", "Sentence 1400 is old") in found
    assert sum(len(piece.text) for piece in found if piece.how) < 200
