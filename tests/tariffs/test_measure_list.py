from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import build

CLOCKS = "on=2025-05-05&known=2025-05-05"


def test_measures_are_listed_with_what_is_charged_on_the_day(desk, world):
    page = desk.get(f"/tariffs/measures/?{CLOCKS}").content.decode()

    assert f'<a href="/tariffs/measures/reciprocal/?{CLOCKS}">Reciprocal tariff</a>'.replace("&", "&amp;") in page
    csv = desk.get(f"/tariffs/measures.csv?{CLOCKS}").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[4] for line in csv[1:]] == ["1", "1", "1"]


def test_a_suspended_rate_is_not_counted(desk, world):
    csv = desk.get("/tariffs/measures.csv?on=2025-07-09&known=2025-05-05").content.decode("utf-8-sig").splitlines()

    assert {line.split(",")[0]: line.split(",")[4] for line in csv[1:]}["Reciprocal tariff"] == "2"


def test_a_measure_that_was_not_public_is_not_listed(desk, world):
    page = desk.get("/tariffs/measures/?on=2025-05-05&known=2025-04-01").content.decode()

    assert "Duty on cars" in page
    assert "Reciprocal" not in page


def test_measures_of_one_economy(desk, world):
    build.measure(economy=world.jp, name="A Japanese duty")

    page = desk.get("/tariffs/measures/?economy=JP").content.decode()

    assert "A Japanese duty" in page
    assert "Reciprocal" not in page
    assert desk.get("/tariffs/measures/?economy=XX").status_code == 400


def test_the_queries_do_not_grow(desk, world):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            desk.get(f"/tariffs/measures/?{CLOCKS}")
            return len(seen)

    before = queries()
    for _ in range(9):
        build.rate(measure=build.measure(economy=world.us), instrument=world.act)

    assert queries() == before


def test_only_economies_with_a_measure_are_offered_and_the_one_asked_for(desk, world):
    build.economy(code="AA", name="Aaland")

    assert '<option value="US">' in desk.get(f"/tariffs/measures/?{CLOCKS}").text
    assert "Aaland" not in desk.get(f"/tariffs/measures/?{CLOCKS}").text
    assert '<option value="AA" selected>Aaland</option>' in desk.get(f"/tariffs/measures/?{CLOCKS}&economy=AA").text
    assert "Aaland" not in desk.get(f"/tariffs/measures/?{CLOCKS}&recorded=2100-01-01T00:00Z").text
