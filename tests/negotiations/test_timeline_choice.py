"""The page of a timeline of several positions: to what it is narrowed, and what stands around the drawing."""

import re
from datetime import date

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from tests import build
from tests.timelines import CLOCKS, PAGE, cars_and_rice, drawn, held


@pytest.fixture(scope="module")
def made(standing):
    talks = cars_and_rice()
    held(talks, key="asks", stance="asks", words="First")
    held(talks, key="offers", stance="offers", party=talks.us, words="Second", starts_on=date(2025, 5, 1))
    held(talks, key="refuses", stance="refuses", issue=talks.parts, words="Third", starts_on=date(2025, 5, 2))
    held(talks, key="rice", issue=talks.rice, words="Fourth", starts_on=date(2025, 4, 1), ends_on=date(2025, 4, 10))


@pytest.fixture
def several(made, db):
    """The talks as they were made for this file, and a database in which to change them."""


@pytest.mark.parametrize(
    ("query", "keys", "said"),
    [
        ({}, {"asks", "offers", "refuses", "rice"}, "All parties, issues and stances; 1 April to 5 May 2025"),
        ({"party": "us"}, {"offers"}, "United States; 1 May to 5 May 2025"),
        ({"issue": "cars"}, {"asks", "offers", "refuses"}, "Cars and what is part of it; 16 April to 5 May 2025"),
        ({"issue": "rice"}, {"rice"}, "Rice; 1 April to 5 May 2025"),
        ({"stance": ["asks", "offers"]}, {"asks", "offers", "rice"}, "asks and offers; 1 April to 5 May 2025"),
        ({"party": "jp", "stance": "refuses"}, {"refuses"}, "Japan; refuses; 2 May to 5 May 2025"),
        ({"from": "2025-04-11"}, {"asks", "offers", "refuses"}, "issues and stances; 11 April to 5 May 2025"),
        ({"to": "2025-04-15"}, {"rice"}, "All parties, issues and stances; 1 April to 15 April 2025"),
        ({"from": "2025-05-01", "to": "2025-05-01"}, {"asks", "offers"}, "; 1 May 2025"),
        ({"party": "", "issue": "", "from": "", "to": "", "stance": ""}, {"asks", "offers", "refuses", "rice"}, "All "),
    ],
)
def test_filters(desk, several, query, keys, said):
    page = desk.get(PAGE, CLOCKS | query)

    assert {address.split("#")[1] for address in drawn(page)} == keys
    assertContains(page, f"{said}</p>" if said[-1].isdigit() else said)


@pytest.mark.parametrize(
    "bad",
    [
        "party=nobody", "issue=nothing", "stance=likes", "stance=asks&stance=likes", "from=soon", "to=2025-02-31",
        "from=20250505", "from=2025-05-05&to=2025-05-01", "sort=words", "after=nonsense", "after=1~x", "on=soon",
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(desk, several, bad):
    assert desk.get(f"{PAGE}?{bad}").status_code == 400


def test_a_party_of_other_talks_is_refused(desk, several):
    other = build.party()

    assert desk.get(PAGE, {"party": other.key}).status_code == 400


def test_filters_stay_in_the_files_and_in_the_clocks(desk, several):
    page = desk.get(PAGE, CLOCKS | {"party": "jp", "stance": ["asks", "offers"]})

    asked = "on=2025-05-05&amp;known=2025-05-05&amp;party=jp&amp;stance=asks&amp;stance=offers"
    assertContains(page, f"/negotiations/talks/timeline.pdf?{asked}")
    assertContains(page, '<input type="hidden" name="party" value="jp">')
    assertContains(page, '<option value="jp" selected>Japan</option>')


def test_days_far_from_each_other_are_read(desk, several):
    ends = [
        {"on": "0001-01-01"},
        {"on": "9999-12-31"},
        {"from": "9999-12-31"},
        {"from": "0001-01-01", "to": "9999-12-31"},
    ]
    for query in ends:
        assert desk.get(PAGE, CLOCKS | {"known": "9999-12-31"} | query).status_code == 200


def test_the_table_turns_round(desk, several):
    words = re.compile(r"#\w+\">(First|Second|Third|Fourth)</a>")

    assert words.findall(desk.get(PAGE, CLOCKS).text) == ["Fourth", "First", "Second", "Third"]
    newest = desk.get(PAGE, CLOCKS | {"sort": "-day"})
    assert words.findall(newest.text) == ["Third", "Second", "First", "Fourth"]
    assertContains(newest, 'aria-sort="descending"')


def test_htmx_gets_the_drawing_alone(desk, several):
    part = desk.get(PAGE, CLOCKS | {"party": "us"}, headers={"HX-Request": "true"})

    assertContains(part, 'id="timeline"')
    assertNotContains(part, "<html")
    assertNotContains(part, 'class="filters')
    assert "HX-Request" in part["Vary"]


def test_sources_are_numbered_in_the_table(desk, several):
    page = desk.get(PAGE, CLOCKS)

    assertContains(page, '<a href="#source-1" aria-label="Note 1">1</a>')
    assertContains(page, '<li id="source-4">')


def test_no_style_of_its_own(desk, several):
    page = desk.get(PAGE, CLOCKS)

    assertNotContains(page, "<style")
    assertNotContains(page, "style=")
