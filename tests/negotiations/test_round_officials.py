"""Who was there, on the logging screen: officials of the record and new ones, and their offices."""

from datetime import date

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from negotiations.models import Attendance, Occasion, Official, Round
from tests import build
from tests.rounds import TOKEN, sent, three_issues, url


@pytest.fixture(scope="module")
def made(standing):
    return three_issues()


@pytest.fixture
def table(world):
    return world


def test_the_same_name_means_one_of_several(desk, table):
    negotiation, *_ = table
    for key in ("smith-a", "smith-b"):
        build.official(key=key, given_name="Anna", family_name="Smith")

    refused = desk.post(url(negotiation), sent(attendance=[{"official": "Anna Smith"}]))
    desk.post(url(negotiation), sent(attendance=[{"official": "smith-b"}]))

    assertContains(refused, "smith-a, smith-b", status_code=422)
    assert Attendance.objects.get().official.key == "smith-b"


def test_a_new_official_is_entered_once_and_named_in_other_rows(desk, table):
    negotiation, *_ = table
    rows = [
        {"new_given_name": "Howard", "new_family_name": "Lutnick"},
        {"official": "Lutnick, Howard", "occasion": "2"},
    ]

    desk.post(url(negotiation), sent(occasion=[{"title": "First"}, {"title": "Second"}], attendance=rows))

    assert Official.objects.filter(family_name="Lutnick").count() == 1
    assert Attendance.objects.count() == 2


def test_a_new_name_that_was_typed_above_its_fields_too_is_that_of_the_new_official(desk, table):
    negotiation, *_ = table
    row = {"official": "Lutnick Howard", "new_given_name": "Howard", "new_family_name": "Lutnick"}

    desk.post(url(negotiation), sent(attendance=[row]))

    assert str(Attendance.objects.get().official) == "Howard Lutnick"


def test_another_name_typed_above_a_new_official_is_refused(desk, table):
    negotiation, *_ = table
    row = {"official": "Jamieson Grear", "new_given_name": "Howard", "new_family_name": "Lutnick"}

    response = desk.post(url(negotiation), sent(attendance=[row]))

    assertContains(response, "Choose an official, or enter a new one, not both", status_code=422)


def test_an_office_that_the_record_lacks_is_told_after_saving_and_beside_the_row(desk, table):
    negotiation, *_ = table
    build.official(given_name="Howard", family_name="Lutnick")

    saved = desk.post(
        url(negotiation), sent(attendance=[{"official": "Howard Lutnick"}, {"official": "Scott Bessent"}])
    )
    told = [str(message) for message in saved.wsgi_request._messages]
    corrected = desk.get(reverse("negotiations:round_edit", args=[negotiation.key, 4]))

    assert told[-1].startswith("No office on that day is recorded for: Howard Lutnick. They stand under “Others”")
    assertContains(corrected, "The record has no office of this official on the day", count=1)


def test_who_is_in_office_is_not_asked_for_one(desk, table):
    negotiation, *_ = table

    saved = desk.post(url(negotiation), sent(attendance=[{"official": "Scott Bessent"}]))
    told = [str(message) for message in saved.wsgi_request._messages]

    assert not any("No office" in each for each in told)
    assertNotContains(
        desk.get(reverse("negotiations:round_edit", args=[negotiation.key, 4])), "The record has no office"
    )


def test_a_known_official_is_given_the_office_that_the_record_lacks(desk, table):
    negotiation, parties, _ = table
    lutnick = build.official(given_name="Howard", family_name="Lutnick")
    office = {"new_office": "Secretary of Commerce", "new_agency": "Commerce", "new_party": str(parties["us"].pk)}
    rows = [{"official": "Howard Lutnick"} | office, {"official": "Howard Lutnick", "occasion": "2"}]

    desk.post(url(negotiation), sent(occasion=[{"title": "First"}, {"title": "Second"}], attendance=rows))

    held = lutnick.appointments.get()
    assert (held.title, held.agency, held.economy) == ("Secretary of Commerce", "Commerce", parties["us"].economy)
    assert (held.starts_on, held.ends_on, held.dates_as_seen) == (date(2025, 5, 30), None, True)
    assert [row.appointment for row in Attendance.objects.all()] == [held, held]


def test_an_office_is_given_on_correction_too(desk, table):
    negotiation, parties, _ = table
    lutnick = build.official(given_name="Howard", family_name="Lutnick")
    desk.post(url(negotiation), sent(attendance=[{"official": "Howard Lutnick"}]))
    row, talks = Attendance.objects.get(), Round.objects.get()
    correct = reverse("negotiations:round_edit", args=[negotiation.key, 4])
    again = {"key": row.key, "version": str(row.version), "official": "Howard Lutnick", "new_office": "Secretary",
             "new_party": str(parties["us"].pk)}  # fmt: skip
    [occasion] = Occasion.objects.all()

    desk.post(correct, sent(
        round={"key": talks.key, "version": str(talks.version), "reason": "The office"},
        occasion=[{"key": occasion.key, "version": str(occasion.version), "title": occasion.title}], attendance=[again],
    ))  # fmt: skip

    row.refresh_from_db()
    assert row.appointment == lutnick.appointments.get()


def test_the_office_that_an_official_holds_is_not_entered_again(desk, table):
    negotiation, parties, _ = table
    row = {"official": "Scott Bessent", "new_office": "secretary of the Treasury", "new_party": str(parties["us"].pk)}

    desk.post(url(negotiation), sent(attendance=[row]))

    attendance = Attendance.objects.get()
    assert attendance.official.appointments.get() == attendance.appointment


def test_a_new_office_is_held_from_its_day_and_the_one_before_until_then(desk, table):
    negotiation, parties, _ = table
    row = {"official": "Ryosei Akazawa", "new_office": "Minister of Economy", "new_party": str(parties["jp"].pk)}

    desk.post(url(negotiation), sent(attendance=[row]))
    desk.post(url(negotiation), sent(
        token=TOKEN[:-1] + "5", round={"number": "5", "starts_on": "2025-06-13"},
        attendance=[{"official": "Ryosei Akazawa"}],
    ))  # fmt: skip

    assert {str(row.appointment) for row in Attendance.objects.all()} == {"Minister of Economy"}
