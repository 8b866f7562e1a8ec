"""The lines of a schedule on the three clocks: what they inherit, under what they stand, and how they are found."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from parley.lib.asof import AsOf
from parley.lib.bulk import record_many
from tariffs.models import TariffLine
from tariffs.selectors.answers import ask
from tariffs.selectors.duty_places import places_of
from tariffs.selectors.lines import all_lines, search_lines
from tests import build
from tests.schedules import line_at

JANUARY = date(2025, 1, 1)
TODAY = AsOf(on=date(2025, 5, 5), known=date(2025, 5, 5))
CARS = [
    {"code": "87", "description": "Vehicles"},
    {"code": "8703", "description": "Motor cars:"},
    {"code": "870323", "within": "Other vehicles:\nWith spark-ignition:", "description": "1,500 to 3,000 cc:"},
    {"code": "87032301", "description": "Motor cars", "general": "2.5%", "special": "Free (KR)", "other": "10%"},
    {"code": "8703230110", "description": "Station wagons", "units": "No."},
    {"code": "8703230190", "description": "Other", "units": "No.", "special": "", "general": "3%"},
    {"code": "8704", "description": "Motor vehicles for the transport of goods"},
    {"code": "87041010", "description": "Dumpers designed for off-highway use: café", "general": "Free"},
]


@pytest.fixture
def us(db):
    return build.economy(code="US", name="United States", key="us")


@pytest.fixture
def edition(us):
    return build.instrument(economy=us, kind="schedule", published_on=JANUARY)


@pytest.fixture
def cars(us, edition):
    return put(us, edition, *CARS)


def put(economy, edition, *lines):
    rows = [
        TariffLine(economy=economy, instrument=edition, **({"starts_on": JANUARY, "known_on": JANUARY} | line))
        for line in lines
    ]
    return record_many(TariffLine, rows, by=None)


def test_a_line_inherits_what_it_does_not_state(us, cars, edition):
    line = line_at(us, "8703230110", TODAY)

    assert (line.general.text, line.general.code) == ("2.5%", "87032301")
    assert (line.special.text, line.other.text) == ("Free (KR)", "10%")
    assert line.general.instrument_id == line.instrument_id == edition.pk
    assert line.units == "No."


def test_a_line_stands_under_its_headings_with_and_without_a_number(us, cars):
    assert line_at(us, "8703230110", TODAY).path == (
        "Vehicles",
        "Motor cars:",
        "Other vehicles:",
        "With spark-ignition:",
        "1,500 to 3,000 cc:",
        "Motor cars",
        "Station wagons",
    )


def test_beside_a_general_rate_of_its_own_a_blank_special_rate_is_none(us, cars):
    line = line_at(us, "8703230190", TODAY)

    assert line.general.text == "3%"
    assert not line.special
    assert line.other.text == "10%"


def test_a_line_that_states_nothing_and_inherits_nothing_has_no_duty(us, cars):
    assert not line_at(us, "8704", TODAY).general


def test_a_line_is_read_in_one_query(us, cars, django_assert_num_queries):
    with django_assert_num_queries(1):
        line_at(us, "8703230110", TODAY)


@pytest.mark.parametrize("code", ["8703230111", "8705", "87032302"])
def test_a_code_that_the_schedule_does_not_have_is_no_line(us, cars, code):
    assert line_at(us, code, TODAY) is None


def test_the_schedule_of_another_economy_is_another(us, cars):
    assert line_at(build.economy(), "8703", TODAY) is None


def test_an_end_counts_once_it_is_known(us, edition):
    may, june = date(2025, 5, 1), date(2025, 6, 1)
    put(
        us,
        edition,
        {"code": "0101", "description": "Old", "ends_on": date(2025, 5, 31), "end_known_on": may},
        {"code": "0101", "description": "New", "starts_on": june, "known_on": may},
    )

    seen = [line_at(us, "0101", AsOf(on=june, known=known)).description for known in (date(2025, 4, 30), may)]

    assert seen == ["Old", "New"]


def test_a_line_that_ended_is_none_once_that_is_known(us, edition):
    may = date(2025, 5, 1)
    put(us, edition, {"code": "0101", "description": "Old", "ends_on": may, "end_known_on": date(2025, 4, 20)})

    assert line_at(us, "0101", AsOf(on=date(2025, 5, 2), known=date(2025, 4, 19))).description == "Old"
    assert line_at(us, "0101", AsOf(on=date(2025, 5, 2), known=date(2025, 4, 20))) is None
    assert line_at(us, "0101", AsOf(on=may, known=may)).description == "Old"


def test_an_overruled_line_is_what_was_thought_until_then(us, edition):
    may = date(2025, 5, 1)
    put(
        us,
        edition,
        {"code": "0101", "description": "Old", "overruled_on": may},
        {"code": "0101", "description": "New", "known_on": may},
    )

    seen = [line_at(us, "0101", AsOf(on=may, known=known)).description for known in (date(2025, 4, 30), may)]

    assert seen == ["Old", "New"]


def test_lines_are_read_as_they_were_recorded(us, cars):
    moment = timezone.now()
    cars[3].general = "4%"
    record_many(TariffLine, [cars[3]], by=None, reason="Misread")

    then = AsOf(on=TODAY.on, known=TODAY.known, recorded=moment)
    assert line_at(us, "8703230110", then).general.text == "2.5%"
    assert line_at(us, "8703230110", TODAY).general.text == "4%"
    assert line_at(us, "8703", AsOf(TODAY.on, TODAY.known, datetime(2020, 1, 1, tzinfo=UTC))) is None


def test_all_lines_are_the_most_detailed_ones(us, cars, django_assert_num_queries):
    with django_assert_num_queries(1):
        lines = list(all_lines(us, TODAY))

    assert [line.code for line in lines] == ["8703230110", "8703230190", "87041010"]
    assert lines[0].path[0] == "Vehicles"
    assert lines[0].general.text == "2.5%"


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ("8703.2", ["870323", "87032301", "8703230110", "8703230190"]),
        ("8704", ["8704", "87041010"]),
        ("8703 23", ["870323", "87032301", "8703230110", "8703230190"]),
        ("station", ["8703230110"]),
        ("Motor cars", ["8703", "87032301"]),
        ("CAFE", ["87041010"]),
        ("vehicles station", ["8703230110"]),
        ("tation", []),
        ("spark wagon", ["8703230110"]),
        ("nothing", []),
        ("", []),
    ],
)
def test_lines_are_found_by_code_and_by_words(us, cars, asked, codes):
    assert [line.code for line in search_lines(us, asked, TODAY)] == codes


def test_no_more_lines_are_found_than_asked_for(us, cars):
    assert [line.code for line in search_lines(us, "87", TODAY, limit=2)] == ["87", "8703"]


def test_words_are_sought_in_what_holds(us, cars):
    cars[4].ends_on, cars[4].end_known_on = date(2025, 2, 1), date(2025, 2, 1)
    record_many(TariffLine, [cars[4]], by=None)

    assert search_lines(us, "station", TODAY) == []
    assert len(search_lines(us, "station", AsOf(on=JANUARY + timedelta(1), known=TODAY.known))) == 1


def test_the_sectors_and_annexes_of_a_line(us, cars):
    jp = build.economy(code="JP")
    some = build.sector("8703", "-87032301", name="Cars", place=2)
    vehicles = build.sector("87", name="Vehicles", place=1)
    annex = build.scope("870323", name="Annex I")
    build.scope("8703", name="Used by no rate")
    build.rate(measure=build.measure(economy=us), scope=annex)

    def places(code):
        return places_of(ask(us, jp, code).answer(TODAY.on, TODAY.known), TODAY)

    assert places("8703230110").sectors == (vehicles,)
    assert places("8704.10.10").sectors == (vehicles,)
    assert places("870323").sectors == (vehicles, some)
    assert places("8703230110").scopes == (annex,)
    assert places("8704.10.10").scopes == ()
