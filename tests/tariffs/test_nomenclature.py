import pytest
from hypothesis import given
from hypothesis import strategies as st

from tariffs.nomenclature import ALL_GOODS, CodeSet, ancestors, atoms, display, level, normalise


def goods(*included, without=()):
    return CodeSet(frozenset(included), frozenset(without))


# Two digits at each level are enough to make every kind of nesting likely.
PAIRS = st.sampled_from(["01", "02"])
LINES = st.lists(PAIRS, min_size=5, max_size=5).map("".join)
CODES = st.lists(PAIRS, max_size=5).map("".join)


@st.composite
def code_sets(draw):
    included = draw(st.frozensets(CODES, max_size=4))
    return CodeSet(included, draw(st.frozensets(CODES, max_size=4)) - included)


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("8703.23.01", "87032301"),
        ("8703", "8703"),
        ("87", "87"),
        (" 8703.23.0140 ", "8703230140"),
        ("8703.23.01.40", "8703230140"),
        ("8703 23", "870323"),
        ("8703\N{NO-BREAK SPACE}23", "870323"),
        ("0101.21.00", "01012100"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_a_code_is_its_digits(printed, code):
    assert normalise(printed) == code


@pytest.mark.parametrize("printed", ["8", "870", "87032", "12345678901", "303.22", "1" * 12])
def test_an_odd_number_of_digits_is_refused(printed):
    with pytest.raises(ValueError, match=r"has 2, 4, 6, 8 or 10 digits"):
        normalise(printed)


@pytest.mark.parametrize("printed", ["87O3", "ex 8703", "8703..23", ".8703", "8703-23", "٨٧", "-87"])
def test_what_is_not_digits_is_refused(printed):
    with pytest.raises(ValueError, match="is not an HS code"):
        normalise(printed)


@pytest.mark.parametrize(
    ("code", "printed", "name"),
    [
        ("", "all goods", "all goods"),
        ("87", "87", "chapter"),
        ("8703", "8703", "heading"),
        ("870323", "8703.23", "subheading"),
        ("87032301", "8703.23.01", "tariff line"),
        ("8703230140", "8703.23.01.40", "tariff line"),
    ],
)
def test_a_code_is_printed_with_its_stops_and_named_by_its_length(code, printed, name):
    assert display(code) == printed
    assert level(code) == name


def test_the_ancestors_run_from_the_code_to_all_goods():
    assert ancestors("87032301") == ("87032301", "870323", "8703", "87", "")
    assert ancestors("") == ("",)


@given(CODES)
def test_what_is_printed_is_read_back(code):
    assert not code or normalise(display(code)) == code


@pytest.mark.parametrize(
    ("code", "covered"),
    [
        ("7208", True),
        ("7208100000", True),
        ("7204", False),
        ("72044100", True),
        ("7204410010", True),
        ("72044900", False),
        ("7308", False),
        ("", False),
    ],
)
def test_the_most_specific_listed_code_decides(code, covered):
    steel_but_scrap_of_which_one = goods("72", "72044100", without={"7204"})

    assert steel_but_scrap_of_which_one.covers(code) is covered


def test_the_nearest_code_taken_in_is_named():
    scope = goods("72", "720825", without={"7204"})

    assert scope.nearest("72082530") == "720825"
    assert scope.nearest("72083900") == "72"
    assert scope.nearest("72041000") is None
    assert ALL_GOODS.nearest("72041000") == ""


def test_a_list_takes_codes_as_printed():
    assert CodeSet({"8703.23.01"}) == goods("87032301")


def test_a_code_both_taken_in_and_left_out_is_refused():
    with pytest.raises(ValueError, match=r"8703\.23 is both taken in and left out"):
        goods("8703.23", "87", without={"870323"})


def test_an_empty_list_covers_nothing():
    assert not goods().covers("8703")
    assert not goods().overlaps(ALL_GOODS)


@pytest.mark.parametrize(
    ("left", "right", "overlap"),
    [
        (goods("87"), goods("870323"), True),
        (goods("87"), goods("72"), False),
        (goods("87", without={"8703"}), goods("870323"), False),
        (goods("87", without={"8703"}), goods("8703", "8704"), True),
        (goods("87", "87032301", without={"8703"}), goods("870323"), True),
        (ALL_GOODS, goods("870323"), True),
    ],
)
def test_lists_overlap_where_some_goods_are_in_both(left, right, overlap):
    assert left.overlaps(right) is overlap
    assert right.overlaps(left) is overlap


@given(code_sets(), code_sets(), LINES)
def test_goods_in_both_lists_make_them_overlap(left, right, line):
    if left.covers(line) and right.covers(line):
        assert left.overlaps(right)


def test_the_atoms_are_the_codes_at_which_an_answer_changes():
    scope = goods("87", without={"8705"})
    others = [goods("8703", without={"870390"}), goods("72"), goods("870510", "8708")]

    assert atoms(scope, others) == ("87", "8703", "870390", "8708")


@given(code_sets(), st.lists(code_sets(), max_size=3), LINES)
def test_every_list_gives_one_answer_on_the_whole_of_an_atom(scope, others, line):
    regions = atoms(scope, others)
    if not scope.covers(line):
        return

    region = next(code for code in ancestors(line) if code in regions)

    assert scope.covers(region)
    assert [o.covers(line) for o in others] == [o.covers(region) for o in others]


@given(code_sets(), st.lists(code_sets(), max_size=3))
def test_every_atom_lies_in_the_scope(scope, others):
    regions = atoms(scope, others)

    assert all(scope.covers(code) for code in regions)
    assert list(regions) == sorted(set(regions))
