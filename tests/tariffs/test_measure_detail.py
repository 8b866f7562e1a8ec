import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tariffs.models import Relief
from tests import build
from tests.pattern import day, talks

PAGE = "/tariffs/measures/reciprocal/"
CLOCKS = "on=2025-05-05&known=2025-05-05"


def page(desk, query=CLOCKS, address=PAGE):
    return " ".join(desk.get(f"{address}?{query}").content.decode().split())


def row(text, key):
    return re.sub(r"<[^>]+>", " ", text.split(f'id="{key}"')[1].split("</tr>")[0])


def test_each_rate_says_how_it_stands_and_by_which_act(desk, world):
    text = " ".join(row(page(desk), "japan-24").split())

    assert "24%" in text
    assert "14 pp country-specific part" in text
    assert "Suspended from 10 April 2025 to 8 July 2025 by EO 2" in text


def test_the_standing_follows_the_clocks(desk, world):
    assert "In force" in row(page(desk, "on=2025-07-09&known=2025-05-05"), "japan-24")
    assert "In force" in row(page(desk, "on=2025-05-05&known=2025-04-08"), "japan-24")
    assert "Not yet" in row(page(desk, "on=2025-04-08&known=2025-04-08"), "japan-24")


def test_what_was_not_public_is_not_found(desk, world):
    assert desk.get(f"{PAGE}?known=2025-04-01").status_code == 404


def test_the_address_of_a_rate_has_it_first_and_once(desk, world):
    shown = re.findall(r'<tr id="([^"]+)"', page(desk, address=f"{PAGE}rates/japan-24/"))

    assert shown[0] == "japan-24"
    assert sorted(shown) == sorted(re.findall(r'<tr id="([^"]+)"', page(desk)))


@pytest.mark.parametrize(
    ("rate", "clocks"),
    [("no-rate", CLOCKS), ("japan-24", "known=2025-04-01"), ("of-another", CLOCKS)],
    ids=["none", "not public", "of another measure"],
)
def test_a_rate_that_the_measure_does_not_have_is_not_found(desk, world, rate, clocks):
    build.rate(key="of-another")

    assert desk.get(f"{PAGE}rates/{rate}/?{clocks}").status_code == 404


def test_rates_parts_and_effects_carry_their_sources_under_one_numbering(desk, world):
    for kind, record in {"rate": world.country, "part": world.second, "effect": world.suspension}.items():
        build.citation(**{kind: record}, source=build.source(publisher=f"Press on the {kind}"))
    build.citation(rate=world.country, source=build.source(publisher="Later press", published_on=day(6, 1)))

    text = page(desk)

    for number, kind in enumerate(("rate", "part", "effect"), start=1):
        assert re.search(rf'id="source-{number}"><cite>Press on the {kind}', text)
    assert "Later press" not in text


def test_rules_and_reliefs_are_told(desk, world):
    Relief(
        key="transit", instrument=world.act, measure=world.general, name="Goods on the water", known_on=day(4, 2),
        condition="Loaded before the day.", starts_on=day(4, 5),
    ).record(by=None)  # fmt: skip

    text = page(desk)

    assert "Goods on the water" in text
    assert "Yields to" in text
    assert "Displaces" in page(desk, address="/tariffs/measures/autos/")


def test_the_talks_about_it_are_told_with_their_sources(desk, world):
    talks(world)

    text = page(desk)

    assert "/negotiations/us-japan/issues/second-part/" in text
    assert "stance-offers" in text
    assert 'id="source-1"' in text


@pytest.mark.parametrize("recorded", ["", "&recorded=2100-01-01T00:00Z"])
def test_the_queries_do_not_grow(desk, world, recorded):
    talks(world)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            desk.get(f"{PAGE}?{CLOCKS}{recorded}")
            return len(seen)

    build.citation(rate=world.country)
    before = queries()
    for number in range(9):
        act = build.instrument(economy=world.us, published_on=day(4, 2))
        rate = build.rate(measure=world.general, instrument=act, scope=build.scope(f"85{number:02}"))
        build.effect(rate=rate, instrument=act, starts_on=day(4, 10))
        build.citation(rate=rate)
        build.position(issue=build.issue(negotiation=world.negotiation, measure=world.general), party=world.us_party)

    assert queries() == before


def test_the_queries_do_not_grow_with_reliefs(desk, world):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            page = desk.get(f"{PAGE}?{CLOCKS}").text
        assert "From Reciprocal tariff. By <a" in " ".join(page.split())
        return len(seen)

    relief = {"instrument": world.act, "measure": world.general, "condition": "Goods of Japan.", "known_on": day(4, 2)}
    Relief(key="relief", name="Relief", starts_on=day(4, 5), **relief).record(by=None)
    before = queries()
    for number in range(9):
        Relief(key=f"relief-{number}", name="Relief", starts_on=day(4, 5), **relief).record(by=None)

    assert queries() == before
