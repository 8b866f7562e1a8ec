"""What would be charged were an act void: worked out for the page, and saved nowhere."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tariffs.models import Rate
from tariffs.selectors import kept
from tests import build
from tests.pattern import day, spring_2025

CLOCKS = "on=2025-05-05&known=2025-05-05"


@pytest.fixture(scope="module")
def made(standing):
    made = spring_2025()
    build.rate(
        measure=made.mfn, instrument=made.schedule, scope=made.goods, duty="", column="general", charge="base",
        starts_on=day(1, 1), key="base-column",
    )  # fmt: skip
    build.line("95030000", "Free", instrument=made.schedule, starts_on=day(1, 1))
    build.sector("9503", name="Toys", key="toys", place=3)
    return made


def page(desk, key, query, status=200):
    answer = desk.get(f"/tariffs/instruments/{key}/without/?{query}")
    assert answer.status_code == status
    return " ".join(answer.text.split())


def words(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_the_first_line_of_each_sector_is_told_with_the_act_and_without(desk, world):
    text = page(desk, "act", f"{CLOCKS}&since=2025-05-01&origin=JP")
    told = words(text.split("<tbody>")[1])

    assert "Cars 8703.23.01 27.5% 27.5% none" in told
    assert "Toys 9503.00.00 10% Free -10 pp" in told
    assert "saved nowhere" in text


def test_what_the_act_did_to_others_is_undone_too(desk, world):
    told = words(page(desk, "pause", f"{CLOCKS}&since=2025-05-01&origin=JP").split("<tbody>")[1])

    assert "Toys 9503.00.00 10% 24% 14 pp" in told


def test_it_works_from_the_day_that_is_given(desk, world):
    told = words(page(desk, "act", f"{CLOCKS}&since=2025-05-06&origin=JP").split("<tbody>")[1])

    assert "Toys 9503.00.00 10% 10% none" in told


def test_a_difference_is_known_where_the_same_is_unknown_in_both(desk, world):
    build.sector("7208", name="Steel")

    told = words(page(desk, "act", f"{CLOCKS}&since=2025-05-01&origin=JP").split("<tbody>")[1])

    assert "Steel 7208 n/a n/a -10 pp" in told


def test_nothing_is_saved(desk, world):
    before = Rate.history.count()

    page(desk, "act", f"{CLOCKS}&since=2025-05-01&origin=JP")

    assert Rate.history.count() == before


def test_a_day_that_cannot_be_read_is_refused_beside_its_field(desk, world):
    text = page(desk, "act", f"{CLOCKS}&since=soon")

    assert "Write a day like 2025-04-01." in text
    assert 'value="soon"' in text
    assert "<tbody>" not in text
    page(desk, "act", f"{CLOCKS}&origin=XX", 400)


def test_an_act_that_was_not_public_has_no_such_page(desk, world):
    page(desk, "act", "known=2025-04-01&since=2025-05-01", 404)


def test_the_act_leads_there(desk, world):
    text = desk.get(f"/tariffs/instruments/act/?{CLOCKS}").text

    assert 'action="/tariffs/instruments/act/without/"' in text
    assert 'name="since" value="2025-05-05"' in text


def test_the_queries_do_not_grow(desk, world):
    def queries():
        kept._kept.clear()  # as it is asked for the first time
        with CaptureQueriesContext(connection) as seen:
            page(desk, "act", f"{CLOCKS}&since=2025-05-01&origin=JP")
            return len(seen)

    before = queries()
    for number in range(9):
        rate = build.rate(measure=world.autos, instrument=world.act, scope=build.scope(f"85{number:02}"))
        build.effect(
            rate=rate, instrument=build.instrument(economy=world.us, published_on=day(4, 9)), starts_on=day(4, 10)
        )
        build.sector(f"85{number:02}")

    assert queries() == before <= 18
