from decimal import Decimal

import pytest

from tariffs.spans import Amount, span

UNKNOWN = Amount(Decimal(0), frozenset({"base"}))
UNKNOWN_TEN = Amount(Decimal(10), frozenset({"base"}))


@pytest.mark.parametrize(
    ("amounts", "words"),
    [
        (["27.5"], ("27.5%", "")),
        (["2.5", "8"], ("2.5–8%", "")),
        (["8", "0", "2.5"], ("Free–8%", "")),
        (["0"], ("Free", "")),
        (["0", "26.4", UNKNOWN], ("Free–26.4%", "else n/a")),
        ([UNKNOWN], ("n/a", "")),
        ([UNKNOWN_TEN], ("n/a + 10 pp", "")),
        ([UNKNOWN_TEN, UNKNOWN, "5"], ("5%", "else n/a + 0–10 pp")),
        ([], ("", "")),
    ],
)
def test_a_column_says_one_value_a_range_or_what_is_unknown(amounts, words):
    given = [Decimal(each) if isinstance(each, str) else each for each in amounts]

    assert span(given).rate() == words


def test_a_difference_is_in_percentage_points():
    assert span([Decimal(25)]).difference() == ("25 pp", "")
    assert span([Decimal(0), Decimal(10)]).difference() == ("0–10 pp", "")
    assert span([Decimal(0)]).difference() == ("0 pp", "")


def test_goods_on_which_there_is_none_are_told_apart_from_free():
    found = span([Decimal(10), None])

    assert (found.low, found.high, found.partly) == (10, 10, True)
    assert span([None]).nothing
    assert not span([Decimal(0)]).nothing


def test_what_is_unknown_in_both_falls_out_of_the_difference():
    assert UNKNOWN_TEN.less(UNKNOWN) == 10
    assert UNKNOWN_TEN.less(Amount(Decimal(5))) is None
