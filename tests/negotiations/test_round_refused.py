"""A round that is refused: beside the field, every fault at once, and what was typed stays."""

from datetime import date

import pytest
from pytest_django.asserts import assertContains

from negotiations.models import Occasion, Position, Round, Source
from tests import build
from tests.rounds import SOURCE, position, sent, three_issues, url


@pytest.fixture(scope="module")
def made(standing):
    return three_issues()


@pytest.fixture
def table(world):
    return world


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        pytest.param({"round": {"number": "0"}}, "greater than or equal to 1", id="number"),
        pytest.param({"round": {"number": ""}}, "This field is required", id="no number"),
        pytest.param({"round": {"starts_on": "2025-02-31"}}, "“2025-02-31” is no day", id="31 February"),
        pytest.param({"round": {"ends_on": "2025-05-29"}}, "The last day is before the first day", id="backwards"),
        pytest.param({"source": [{"publisher": "X"}]}, "Give its title", id="half a source"),
        pytest.param({"source": [{"pick": "nowhere"}]}, "No source in the record is “nowhere”", id="no such source"),
        pytest.param({"source": [SOURCE | {"derived_from": "1"}]}, "in a circle", id="its own origin"),
        pytest.param({"source": [SOURCE | {"derived_from": "7"}]}, "There is no source 7", id="no such origin"),
        pytest.param({"occasion": [{"held_on": "2025-03-09", "starts_at": "02:30", "time_zone": "America/New_York"}]},
                     "02:30 did not exist in America/New_York on 9 March 2025", id="skipped hour"),
        pytest.param({"occasion": [{"starts_at": "25:00"}]}, "“25:00” is no hour", id="hour"),
        pytest.param({"occasion": [{"time_zone": "Mars/Olympus"}]}, "“Mars/Olympus” is no time zone", id="zone"),
        pytest.param({"occasion": [{"minutes": "99999"}]}, "less than or equal to 32767", id="minutes"),
        pytest.param({"attendance": [{"official": "Nobody Known"}]}, "No official is called “Nobody Known”", id="who"),
        pytest.param({"attendance": [{"new_given_name": "Paul"}]}, "Give the family name", id="half a name"),
        pytest.param({"attendance": [{"new_family_name": "Akazawa", "new_given_name": "Ryosei"}]},
                     "is in the record already", id="known already"),
        pytest.param({"attendance": [{"official": "Scott Bessent", "new_family_name": "Greer"}]},
                     "Choose an official, or enter a new one, not both", id="two officials"),
        pytest.param({"attendance": [{"official": "Scott Bessent", "new_office": "Envoy"}]},
                     "An office is held for a party: give both", id="office for nobody"),
        pytest.param({"attendance": [{"official": "Scott Bessent", "new_agency": "Treasury"}]},
                     "Say which office it is", id="agency alone"),
        pytest.param({"attendance": [{"new_office": "Envoy"}]}, "Say who it was", id="office of nobody"),
        pytest.param({"attendance": [{"official": "Scott Bessent"}] * 2}, "already listed", id="twice"),
        pytest.param({"occasion": [{"DELETE": "on"}], "attendance": [{"official": "Scott Bessent"}]},
                     "There is no occasion 1", id="removed occasion"),
        pytest.param({"attendance": [{"official": "Scott Bessent", "occasion": "3"}]},
                     "There is no occasion 3", id="occasion"),
        pytest.param({"position": [{"words": "Something"}]}, "Say on which issue", id="half a position"),
        pytest.param({"position": [{"quantity": "a lot"}]}, "holds no number", id="quantity"),
        pytest.param({"position": [{"quantity": "14%"}]}, "Say what the 14 percent are", id="sense"),
        pytest.param({"position": [{"sense": "to"}]}, "Give the quantity, or leave out", id="sense alone"),
        pytest.param({"position": [{"source": "2", "words": "x"}]}, "There is no source 2", id="no such row"),
        pytest.param({"position": [{"source": "one"}]}, "not the number of a row", id="no row number"),
        pytest.param({"source": [SOURCE], "position": [{"words": "x"}]}, "Say how the source tells", id="attribution"),
        pytest.param({"source": [SOURCE], "position": [{"words": "x", "attribution": "on-record"}]},
                     "Words on the record have a speaker", id="speaker"),
        pytest.param({"discussion": [{"note": "Briefly"}]}, "Say which issue", id="half a discussion"),
        pytest.param({"deadline": [{"name": "G7", "falls_on": "2025-05-01"}]},
                     "does not fall before the day on which it was set", id="deadline"),
        pytest.param({"source-TOTAL_FORMS": "many"}, "arrived in pieces", id="torn"),
        pytest.param({"source-TOTAL_FORMS": "5000"}, "more than 100 rows", id="endless"),
        pytest.param({"source-TOTAL_FORMS": "5000.0"}, "more than 100 rows", id="endless and odd"),
        pytest.param({"held-99999-choice": "withdrawn"}, "is not held on the eve", id="not held"),
        pytest.param({"round-token": "x"}, "valid UUID", id="token"),
    ],
)  # fmt: skip
def test_is_refused_beside_its_field_and_what_was_typed_stays(desk, table, parts, sentence):
    negotiation, *_ = table
    data = sent(**({"round": {}} | parts))
    data["round-summary"] = "Typed with care"

    response = desk.post(url(negotiation), data)

    assertContains(response, sentence, status_code=422)
    assertContains(response, "Typed with care", status_code=422)
    assertContains(response, "Nothing was saved", status_code=422)
    for model in (Round, Occasion, Source, Position):
        assert not model.objects.exists()


def test_every_fault_is_told_at_once(desk, table):
    negotiation, *_ = table

    response = desk.post(
        url(negotiation), sent(round={"number": "x"}, position=[{"quantity": "a lot"}], deadline=[{"name": "G7"}])
    )

    page = response.content.decode()
    for told in ("Round, number", "Position 1, quantity", "Position 1, stance", "Deadline 1, falls on"):
        assert told in page


def test_words_that_turn_the_direction_of_reading_are_refused_where_they_stand(desk, table):
    negotiation, parties, (measures, *_) = table
    row = position(measures, parties["jp"], words="Removal \u202eseitud")
    source = SOURCE | {"title": "Fourth \u202eround"}

    answer = desk.post(url(negotiation), sent(source=[source], position=[row], round={"place": "Wash\u202eington"}))

    assert answer.status_code == 422
    for place in ("id_round-place", "id_source-0-title", "id_position-0-words"):
        assert f'<a href="#{place}">' in answer.text
    assert answer.text.count("U+202E stands in it, which nobody sees") >= 3
    assert not Round.objects.exists()


def test_the_number_of_another_round_is_refused(desk, table):
    negotiation, *_ = table
    build.round(negotiation=negotiation, number=4)

    response = desk.post(url(negotiation), sent())

    assertContains(response, "already has a round of that number", status_code=422)


def test_a_position_is_replaced_only_as_it_is_held(desk, table):
    negotiation, parties, (measures, investment, _) = table
    held = build.position(issue=measures, party=parties["jp"], starts_on=date(2025, 5, 1))
    later = build.position(issue=measures, party=parties["jp"], starts_on=date(2025, 6, 13))

    other = desk.post(url(negotiation), sent(position=[position(investment, parties["jp"], replaces=str(held.pk))]))
    not_yet = desk.post(url(negotiation), sent(position=[position(measures, parties["jp"], replaces=str(later.pk))]))
    nameless = desk.post(url(negotiation), sent(**{f"held-{held.pk}-choice": "replaced"}))

    assertContains(other, "only the same party", status_code=422)
    assertContains(not_yet, "was not held on the eve", status_code=422)
    assertContains(nameless, f">{measures}: {parties['jp']}, {held}: Say by what", status_code=422)
    held.refresh_from_db()
    assert held.ending == ""
