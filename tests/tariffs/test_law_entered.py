"""Pages that state law say how far it has been entered, where the reader asks for a later day."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parley.lib.asof import AsOf
from tariffs.reports import law_entered
from tariffs.selectors.economies import entered_too_little
from tests import build
from tests.pattern import day, spring_2025, talks

CAUTION = "Law published after 5 May 2025 has not been entered for United States; later days are shown"
PAGES = [
    "/tariffs/measures/",
    "/tariffs/measures/autos/",
    "/tariffs/instruments/",
    "/tariffs/instruments/act/",
    "/tariffs/sectors/",
    "/tariffs/sectors/cars/",
    "/negotiations/us-japan/matrix/",
    "/negotiations/us-japan/timeline/",
]


@pytest.fixture(scope="module")
def made(standing):
    return talks(spring_2025())


@pytest.mark.parametrize("address", PAGES)
def test_a_later_day_or_a_later_knowledge_is_cautioned_against_once(desk, world, address):
    for later in ("?on=2025-05-06&known=2025-05-05", "?on=2025-05-05&known=2025-05-06", ""):
        assert desk.get(f"{address}{later}").text.count(CAUTION) == 1

    assert "has not been entered" not in desk.get(f"{address}?on=2025-05-05&known=2025-05-05").text


def test_another_economy_s_law_is_not_cautioned_against(desk, world):
    assert "has not been entered" not in desk.get("/tariffs/measures/?economy=JP").text
    assert "has not been entered" not in desk.get("/negotiations/us-japan/matrix/?importer=JP&origin=US").text


def test_the_caution_is_one_sentence_however_many_economies(world):
    build.economy(name="Canada", law_entered_to=day(5, 5))
    build.economy(name="Brazil", law_entered_to=day(4, 1))
    build.economy(name="Chile", law_entered_to=day(12, 1))

    with CaptureQueriesContext(connection) as seen:
        found = entered_too_little(AsOf(day(5, 5), day(6, 1)))

    assert len(seen) == 1
    assert law_entered(found) == (
        "Law published after 1 April 2025 has not been entered for Brazil, and after 5 May 2025 has not been entered "
        "for Canada and United States; later days are shown as that law left them."
    )
    assert law_entered(entered_too_little(AsOf(day(4, 1), day(4, 1)))) == ""


def test_how_far_the_law_goes_is_read_as_it_was_recorded(desk, world):
    world.us.law_entered_to = day(8, 1)
    world.us.record(by=None, reason="Entered to August")

    assert "has not been entered" not in desk.get("/tariffs/measures/?on=2025-08-01&known=2025-08-01").text
    assert entered_too_little(AsOf(day(8, 2), day(5, 5)), [world.us.pk]) == [world.us]
    assert entered_too_little(AsOf(day(8, 2), day(5, 5)), [world.jp.pk]) == []
