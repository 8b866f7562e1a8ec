"""Finding a passage again: still there, changed, gone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negotiations.capture.anchors import Searched, State, words_around

TEXT = """\
Washington said that it would not negotiate the “baseline” of 10% or the duties on cars.
The team will only examine the drop in the rate of 14% as the talks go on, officials said.
Tokyo wants the rate gone. The minister said so. Seoul wants the rate gone. The envoy said so."""


@pytest.mark.parametrize(
    ("quotation", "state"),
    [
        ("would not negotiate the “baseline” of 10%", State.THERE),
        ('would not  negotiate\nthe "baseline" of 10%', State.THERE),
        ("will only examine the drop in the rate of 12% as the talks go on", State.CHANGED),
        ("will only look at the drop in the rate of 14% as the talks go on", State.CHANGED),
        ("The minister left the room before the talks on steel began", State.GONE),
        ("10%", State.THERE),
        ("11%", State.GONE),
        ("  ", State.GONE),
    ],
)
def test_a_passage_is_there_or_changed_or_gone(quotation, state):
    assert Searched(TEXT).find(quotation).state == state


def test_the_place_is_that_of_the_words_and_nothing_around_them():
    anchor = Searched(TEXT).find("would not negotiate")

    assert TEXT[anchor.starts : anchor.ends] == "would not negotiate"


def test_of_two_places_the_words_around_tell_which():
    second = Searched(TEXT).find("wants the rate gone", "The minister said so. Seoul", ". The envoy")
    first = Searched(TEXT).find("wants the rate gone", "Tokyo", ". The minister")

    assert TEXT[: first.starts].endswith("Tokyo ")
    assert TEXT[: second.starts].endswith("Seoul ")


def test_what_changed_is_told_word_by_word():
    anchor = Searched(TEXT).find("will only examine the drop in the rate of 12% as the talks go on")

    assert ("gone", "12%") in anchor.differences
    assert ("new", "14%") in anchor.differences
    assert anchor.now == "will only examine the drop in the rate of 14% as the talks go on"


def test_a_changed_passage_is_found_where_no_space_stands_between_words():
    anchor = Searched("政府は自動車への25%の追加関税の撤廃を求めた。").find("自動車への24%の追加関税の撤廃を求めた")

    assert anchor.state == State.CHANGED
    assert anchor.now == "自動車への25%の追加関税の撤廃を求めた"


def test_the_words_around_are_whole():
    starts = TEXT.index("will only examine")

    before, after = words_around(TEXT, starts, starts + len("will only examine"))

    assert before.endswith("the duties on cars. The team")
    assert after.startswith("the drop in the rate of 14%")
    assert set(before.split()) <= set(TEXT.split())
    assert set(after.split()) <= set(TEXT.split())


@given(st.text(min_size=1, max_size=200), st.data())
def test_what_was_cut_out_of_a_text_is_still_there(text, data):
    starts = data.draw(st.integers(0, len(text) - 1))
    ends = data.draw(st.integers(starts + 1, len(text)))
    quotation = text[starts:ends]

    anchor = Searched(text).find(quotation, *words_around(text, starts, ends))

    if quotation.strip():
        assert anchor.state == State.THERE
        assert Searched(text[anchor.starts : anchor.ends]).find(quotation).state == State.THERE


def test_a_passage_is_looked_for_also_where_its_words_fill_the_page():
    once = Searched("a " * 200_000).find("a")
    near = Searched("the " * 100_000 + "end").find("the " * 300 + "x y z")

    assert (once.state, once.starts) == (State.THERE, 0)
    assert near.state == State.CHANGED
