from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import build
from tests.pattern import day, talks

CLOCKS = "on=2025-05-05&known=2025-05-05"


def page(desk, key, query=CLOCKS):
    return " ".join(desk.get(f"/tariffs/instruments/{key}/?{query}").content.decode().split())


def test_an_act_tells_what_it_enacted_and_what_later_acts_did(desk, world):
    text = page(desk, "act")

    assert 'id="japan-24"' in text
    assert 'id="baseline-10"' in text
    assert "What later acts did to its rates" in text
    assert f'href="/tariffs/instruments/pause/?{CLOCKS}"'.replace("&", "&amp;") in text


def test_an_act_tells_what_it_did_to_earlier_rates(desk, world):
    text = page(desk, "pause")

    assert "What it did to earlier rates" in text
    assert "Suspends" in text
    assert "24% on All goods, Japan</a>" in text
    assert "#japan-24" in text


def test_an_act_tells_which_positions_and_deadlines_rest_on_it(desk, world):
    talks(world)
    build.deadline(negotiation=world.negotiation, instrument=world.pause, name="The suspension ends", key="end")

    text = page(desk, "pause")
    assert f'href="/negotiations/us-japan/deadlines/?{CLOCKS}#end"'.replace("&", "&amp;") in text
    assert "/negotiations/us-japan/issues/whole/" in text  # on the measure whose rate it suspends
    assert "/negotiations/us-japan/issues/on-cars/" not in text
    assert "/negotiations/us-japan/issues/on-cars/" in page(desk, "autos-act")


def test_what_a_later_act_did_is_not_told_before_it_was_public(desk, world):
    assert "EO 2" not in page(desk, "act", "known=2025-04-08")


def test_an_act_is_not_found_before_its_publication(desk, world):
    assert desk.get("/tariffs/instruments/act/?known=2025-04-01").status_code == 404


def test_the_queries_do_not_grow(desk, world):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            page(desk, "act")
            return len(seen)

    before = queries()
    for number in range(9):
        rate = build.rate(measure=world.autos, instrument=world.act, scope=build.scope(f"85{number:02}"))
        build.effect(
            rate=rate, instrument=build.instrument(economy=world.us, published_on=day(4, 9)), starts_on=day(4, 10)
        )

    assert queries() == before


def test_the_chain_of_law_is_told_both_ways(desk, world):
    longer = build.instrument(economy=world.us, key="longer", number="EO 3", published_on=day(5, 2))
    build.effect(
        instrument=longer,
        rate=world.country,
        kind="extends",
        extends=world.suspension,
        starts_on=day(7, 9),
        ends_on=day(7, 31),
    )

    pause, last = page(desk, "pause"), page(desk, "longer")

    assert "Changes the law of</dt><dd><a" in pause
    assert "What later acts did to what it did" in pause
    assert ">EO 3</a>, 2 May 2025" in pause.split("Its law was changed by")[1]
    assert ">EO 1</a>, 2 April 2025; <a" in last.split("Changes the law of")[1]
    assert "EO 3" not in page(desk, "pause", "on=2025-05-05&known=2025-05-01")


def test_an_edition_of_the_schedule_tells_how_many_lines_it_words(desk, world):
    build.line("87032301", "2.5%", instrument=world.schedule)

    assert "1 worded by it" in page(desk, "schedule")
