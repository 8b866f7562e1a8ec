import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tariffs.models import Relief
from tariffs.selectors import kept
from tests import build
from tests.pattern import day

CLOCKS = "on=2025-05-05&known=2025-05-05&importer=US&origin=JP"


def page(desk, key="cars", query=CLOCKS):
    return " ".join(desk.get(f"/tariffs/sectors/{key}/?{query}").content.decode().split())


def test_the_ladder_tells_each_step_what_yielded_and_the_total(desk, world):
    text = re.sub(r"<[^>]+>", " ", page(desk).split('class="ladder"')[1].split("</table>")[0])
    said = " ".join(text.split())

    assert "Base rate HTS 2.5% 2.5" in said
    assert "Duty on cars Proc. 1 25% 25" in said
    assert "Reciprocal tariff yields to Duty on cars 10% 0" in said
    assert said.endswith("Total 27.5%")


def test_an_unknown_base_is_told_and_is_not_nought(desk, world):
    text = page(desk, "other-goods")

    assert "n/a + 10 pp" in text
    assert "No base rate is given" in text


def test_any_other_origin_pays_the_general_rate(desk, world):
    query = "on=2025-04-09&known=2025-05-05&importer=US"

    assert "n/a + 10 pp" in page(desk, "other-goods", f"{query}&origin=")
    assert "n/a + 24 pp" in page(desk, "other-goods", f"{query}&origin=JP")


def test_the_first_origin_with_rates_of_its_own_is_shown_unless_another_is_asked_for(desk, world):
    build.economy(code="AA", name="Aaland")
    known = "on=2025-04-09&known=2025-05-05"

    assert "n/a + 24 pp" in page(desk, "other-goods", known)
    assert '<option value="JP" selected>Japan</option>' in page(desk, "other-goods", known)
    assert '<option value="JP">Japan</option>' in page(desk, "other-goods", f"{known}&origin=")
    assert "selected>Japan" not in page(desk, "other-goods", "on=2025-04-09&known=2025-03-31")


def test_a_preference_is_not_offered_to_any_other_origin(desk, world):
    Relief(
        key="preference", instrument=world.autos_act, measure=world.autos, name="Preference", known_on=day(3, 26),
        condition="Originating goods of Japan.", starts_on=day(4, 3),
    ).record(by=None)  # fmt: skip
    known = "on=2025-05-05&known=2025-05-05&importer=US"

    assert "could be claimed: Originating goods of Japan." in page(desk, query=known)
    anyone = page(desk, query=f"{known}&origin=")
    assert "could be claimed" not in anyone
    assert "not for every origin; on this condition: Originating goods of Japan." in anyone


def test_reliefs_that_could_be_claimed_are_told(desk, world):
    Relief(
        key="old", instrument=world.autos_act, measure=world.autos, name="Old cars", known_on=day(3, 26),
        condition="At least 25 years old.", starts_on=day(4, 3),
    ).record(by=None)  # fmt: skip

    assert "could be claimed: At least 25 years old." in page(desk)
    assert "Old cars" not in page(desk, query="on=2025-05-05&known=2025-03-01&importer=US")


def test_the_codes_tell_how_we_know_them(desk, world):
    text = page(desk, "other-goods")

    assert "left out" in text
    assert "stated by a source" in text


@pytest.mark.parametrize("query", ["importer=XX", "origin=XX", "known=soon"])
def test_what_cannot_be_read_is_refused(desk, world, query):
    assert desk.get(f"/tariffs/sectors/cars/?{query}").status_code == 400


@pytest.mark.parametrize("recorded", ["", "&recorded=2100-01-01T00:00Z"])
def test_the_queries_do_not_grow(desk, world, recorded):
    def queries():
        kept._kept.clear()  # as it is asked for the first time
        with CaptureQueriesContext(connection) as seen:
            desk.get(f"/tariffs/sectors/other-goods/?{CLOCKS}{recorded}")
            return len(seen)

    before = queries()
    for number in range(9):
        rate = build.rate(measure=world.autos, instrument=world.act, scope=build.scope(f"85{number:02}"))
        build.citation(rate=rate, source=build.citation(rate=rate).source)

    assert queries() <= before + 2  # the sources and speakers, once there is any citation


def test_origins_with_rates_of_their_own_are_offered_first(desk, world):
    build.economy(code="AA", name="Aaland")

    offered = page(desk).split('<select name="origin">')[1].split("</select>")[0]

    assert re.findall(r'label="([^"]+)"|value="(\w+)"', offered) == [
        ("With rates of their own", ""), ("", "JP"), ("Others", ""), ("", "AA"), ("", "US"),
    ]  # fmt: skip


def test_what_the_schedule_states_is_told_as_it_states_it(desk, world):
    build.rate(
        measure=world.mfn, instrument=world.schedule, scope=world.goods, duty="", column="general", charge="base"
    )
    build.line("87081030", "2.5%", instrument=world.schedule)
    build.sector("8708", name="Parts", key="parts")

    text = " ".join(desk.get("/tariffs/sectors/parts/?on=2025-05-05&known=2025-05-05").content.decode().split())

    assert '<span class="rate">2.5%</span>' in text
    assert "12.5%" in text
    assert "as in the schedule" in desk.get("/tariffs/measures/mfn/?on=2025-05-05&known=2025-05-05").content.decode()


def test_a_relief_for_another_origin_is_not_offered(desk, world):
    other = build.economy(name="Korea")
    build.relief(measure=world.autos, origin=other, name="Relief for Korea", duty="Free")
    build.relief(measure=world.autos, origin=world.jp, name="Relief for Japan", duty="Free")

    text = page(desk)

    assert "Relief for Japan" in text
    assert "Relief for Korea" not in text


def test_a_line_opens_the_duty_on_it(desk, world):
    text = page(desk)

    assert 'href="/duty/?code=8703.23.01&amp;importer=US&amp;origin=JP&amp;on=2025-05-05&amp;known=2025-05-05"' in text
    assert "/duty/timeline/?sector=cars&amp;importer=US&amp;origin=JP&amp;on=2025-05-05" in text
    assert "/duty/?code" not in page(desk, query="on=2025-05-05&known=2025-05-05&importer=US&origin=")
