"""Logging a round on one screen."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from negotiations.models import Attendance, Citation, Deadline, Discussion, Occasion, Official, Position, Round, Source
from tests import build

TOKEN = "6f1f6f3e-0000-4000-8000-000000000004"
KINDS = ("source", "occasion", "attendance", "position", "discussion", "deadline")
SOURCE = {"publisher": "Example Press", "title": "Fourth round ends", "published_on": "2025-05-31", "reliability": "B"}


def url(negotiation, query=""):
    return reverse("negotiations:round_create", args=[negotiation.key]) + query


def sent(*, save="draft", token=TOKEN, **parts):
    """What a browser sends: the head in `round`, rows in lists by kind, anything else as it is."""
    data = {"round-token": token, "round-number": "4", "round-starts_on": "2025-05-30", "save": save}
    data |= {f"round-{name}": value for name, value in parts.pop("round", {}).items()}
    for kind in KINDS:
        rows = parts.pop(kind, [{}] if kind == "occasion" else [])
        data |= {f"{kind}-TOTAL_FORMS": str(len(rows)), f"{kind}-INITIAL_FORMS": "0"}
        for number, row in enumerate(rows):
            defaults = {"kind": "session"} if kind == "occasion" else {}
            data |= {f"{kind}-{number}-{name}": value for name, value in _proposed(kind, defaults | row).items()}
    return data | parts


def _proposed(kind, row):
    """The values that stand in an untouched row."""
    common = {"source": "1", "credibility": "6"} if kind != "source" else {"language": "en"}
    if kind in ("occasion", "attendance", "deadline"):
        common["attribution"] = "background"
    if kind in ("attendance", "position", "discussion"):
        common["occasion"] = "1"
    own = {
        "attendance": {"presence": "present"},
        "discussion": {"outcome": "discussed"},
        "occasion": {"time_zone": "UTC"},
    }
    return common | own.get(kind, {}) | row


@pytest.fixture
def table(db):
    """The United States and Japan, who speaks for them, and three issues."""
    negotiation = build.negotiation(title="United States and Japan")
    usa = build.economy(code="US", name="United States", time_zone="America/New_York")
    japan = build.economy(code="JP", name="Japan", time_zone="Asia/Tokyo")
    parties = {
        "us": build.party(negotiation=negotiation, economy=usa, name="United States"),
        "jp": build.party(negotiation=negotiation, economy=japan, name="Japan"),
    }
    akazawa = build.official(given_name="Ryosei", family_name="Akazawa", native_name="赤沢亮正", native_language="ja")
    bessent = build.official(given_name="Scott", family_name="Bessent")
    build.appointment(official=akazawa, economy=japan, title="Minister for Economic Revitalization")
    build.appointment(official=bessent, economy=usa, title="Secretary of the Treasury")
    issues = [build.issue(negotiation=negotiation, title=title) for title in ("All measures", "Investment", "Currency")]
    return negotiation, parties, issues


@pytest.fixture
def editors_desk(client, editor):
    client.force_login(editor)
    return client


def position(issue, party, **fields):
    """A row of a position that is cited as a document."""
    told = {"stance": "asks", "words": "Removal of all additional duties", "attribution": "document"}
    return {"issue": str(issue.pk), "party": str(party.pk)} | told | fields


def test_the_fourth_round_from_an_empty_form_to_published(editors_desk, table):
    negotiation, parties, (measures, investment, _) = table
    held = build.position(
        issue=measures, party=parties["jp"], starts_on=date(2025, 5, 23), words="All gone, in one package"
    )
    page = editors_desk.get(url(negotiation, "?on=2025-05-30"))
    assertContains(page, "All gone, in one package")
    assertContains(page, "Ryosei Akazawa")

    response = editors_desk.post(
        url(negotiation),
        sent(
            save="publish",
            round={"level": "ministerial", "place": "Washington", "aliases": "fourth visit, 4th round"},
            source=[
                SOURCE | {"address": "https://press.example/fourth", "reliability": "B"},
                {"publisher": "US Treasury", "title": "Readout", "published_on": "2025-05-30", "official": "on"},
            ],
            occasion=[{"minutes": "130", "starts_at": "15:00", "time_zone": "America/New_York", "channel": "video"}],
            attendance=[
                {"official": "Ryosei Akazawa", "capacity": "lead"},
                {"official": "Scott Bessent"},
                {
                    "new_given_name": "Howard", "new_family_name": "Lutnick", "new_office": "Secretary of Commerce",
                    "new_party": str(parties["us"].pk),
                },
            ],
            position=[
                position(
                    measures, parties["jp"], replaces=str(held.pk), condition="the duties go, an agreement is possible",
                    attribution="on-record", speaker="赤沢亮正", credibility="2", also="2",
                    quotation="合意できるかもしれない", quotation_language="ja", translation="we may be able to agree",
                ),
                position(investment, parties["us"], words="Tariffs, non-tariff measures, investment", source="2"),
            ],
            discussion=[{"issue": str(measures.pk), "attribution": "on-record", "speaker": "howard lutnick"}],
            deadline=[{"name": "G7 summit", "falls_on": "2025-06-15"}],
        ),
    )  # fmt: skip

    talks = Round.objects.get()
    assertRedirects(response, talks.get_absolute_url(), fetch_redirect_response=False)
    assert (talks.starts_on, talks.ends_on, talks.aliases) == (
        date(2025, 5, 30),
        date(2025, 5, 30),
        ["fourth visit", "4th round"],
    )
    occasion = Occasion.objects.get()
    assert (occasion.title, occasion.place, occasion.minutes) == ("Session, Washington", "Washington", 130)
    assert (occasion.held_on, occasion.starts_at, occasion.time_zone) == (
        date(2025, 5, 30),
        time(15),
        "America/New_York",
    )
    assert {str(row.official): str(row.appointment) for row in Attendance.objects.all()} == {
        "Ryosei Akazawa": "Minister for Economic Revitalization",
        "Scott Bessent": "Secretary of the Treasury",
        "Howard Lutnick": "Secretary of Commerce",
    }
    japan = Position.objects.get(party=parties["jp"], ending="")
    assert (japan.starts_on, japan.occasion) == (date(2025, 5, 30), occasion)
    held.refresh_from_db()
    assert (held.ends_on, held.ending, held.replaced_by) == (date(2025, 5, 29), "superseded", japan)
    first, second = japan.citations.order_by("id")
    assert (str(first.speaker), first.quotation_language, first.grade) == ("Ryosei Akazawa", "ja", "B2")
    assert (second.source.publisher, second.quotation) == ("US Treasury", "")
    assert japan.known_on == date(2025, 5, 30)
    assert str(Discussion.objects.get().citations.get().speaker) == "Howard Lutnick"
    assert Deadline.objects.get().set_on == date(2025, 5, 30)
    for model in (Round, Occasion, Attendance, Position, Discussion, Deadline):
        assert not model.objects.drafts().exists()
        assert all(row.history.count() == 1 for row in model.objects.all() if row != held)


def test_without_a_source_everything_stays_a_draft(desk, table):
    negotiation, parties, (measures, *_) = table

    desk.post(url(negotiation), sent(position=[position(measures, parties["jp"], attribution="")]))

    assert Position.objects.get().known_on is None
    assert not Citation.objects.exists()
    assert Occasion.objects.get().title == "Session"


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


def test_says_which_statements_stay_drafts(editors_desk, table):
    negotiation, parties, (measures, investment, _) = table
    rows = [position(measures, parties["jp"]), position(investment, parties["us"], source="", words="Invest at home")]

    response = editors_desk.post(url(negotiation), sent(save="publish", source=[SOURCE], position=rows))

    assert Position.objects.published().count() == 1
    (told,) = [str(message) for message in response.wsgi_request._messages]
    assert "position “Invest at home”" in told
    assert "Removal" not in told


def test_sent_twice_it_is_written_once(desk, table):
    negotiation, parties, (measures, *_) = table
    data = sent(source=[SOURCE], position=[position(measures, parties["jp"])])

    desk.post(url(negotiation), data)
    response = desk.post(url(negotiation), data)

    assertRedirects(response, Round.objects.get().get_absolute_url(), fetch_redirect_response=False)
    assert (Round.objects.count(), Position.objects.count(), Source.objects.count()) == (1, 1, 1)


def test_a_source_that_is_in_the_record_is_picked_by_its_proposal(desk, table):
    negotiation, parties, (measures, *_) = table
    source = build.source(key="s35", publisher="Example Press")
    page = desk.get(url(negotiation)).content.decode()
    assert "(s35)" in page

    pick = f"Example Press: {source.title}, {source.published_on} (s35)"
    desk.post(url(negotiation), sent(source=[{"pick": pick}], position=[position(measures, parties["jp"])]))

    assert Citation.objects.get(position__isnull=False).source == source
    assert Source.objects.count() == 1


def test_a_new_source_retells_another_of_the_same_screen(desk, table):
    negotiation, parties, (measures, *_) = table
    rows = [SOURCE | {"derived_from": "2"}, SOURCE | {"title": "The agency's own"}]

    desk.post(url(negotiation), sent(source=rows, position=[position(measures, parties["jp"])]))

    assert str(Source.objects.get(title="Fourth round ends").derived_from) == "Example Press, The agency's own"


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


def test_what_replaces_another_takes_its_issue_and_party(desk, table):
    negotiation, parties, (measures, *_) = table
    held = build.position(issue=measures, party=parties["jp"], starts_on=date(2025, 5, 1))
    row = {"replaces": str(held.pk), "stance": "offers", "words": "A package", "quantity": "14,5 %", "sense": "to"}

    desk.post(url(negotiation), sent(position=[row], **{f"held-{held.pk}-choice": "replaced"}))

    new = Position.objects.get(words="A package")
    assert (new.issue, new.party) == (measures, parties["jp"])
    assert (new.quantity, new.unit, new.sense) == (Decimal("14.5"), "percent", "to")


def test_a_held_position_is_withdrawn(desk, table):
    negotiation, parties, (measures, *_) = table
    held = build.position(issue=measures, party=parties["jp"], starts_on=date(2025, 5, 1))

    desk.post(url(negotiation), sent(**{f"held-{held.pk}-choice": "withdrawn"}))

    held.refresh_from_db()
    assert (held.ends_on, held.ending) == (date(2025, 5, 29), "withdrawn")


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_script_a_button_adds_a_row_and_keeps_what_was_typed(desk, table, kind):
    negotiation, *_ = table

    response = desk.post(
        url(negotiation),
        sent(add=kind, round={"summary": "Half a sen"}, position=[{"quantity": "a lot", "words": "Typed"}]),
    )

    assertContains(response, "Half a sen")
    assertContains(response, "Typed")
    assertContains(response, f'name="{kind}-TOTAL_FORMS" value="{2 if kind in ("occasion", "position") else 1}"')
    assertNotContains(response, "holds no number")
    assertNotContains(response, 'role="alert"')
    assert not Round.objects.exists()


def test_with_a_script_the_server_sends_one_row_and_the_button_for_the_next(desk, table):
    negotiation, *_ = table

    response = desk.get(reverse("negotiations:round_row", args=[negotiation.key, "position"]), {"index": "7"})

    assertContains(response, 'name="position-7-words"')
    assertContains(response, "Position 8")
    assertContains(response, 'name="position-TOTAL_FORMS" value="8"')
    assertContains(response, "autofocus")
    assertNotContains(response, "<html")


@pytest.mark.parametrize(
    ("kind", "index", "status"), [("position", "x", 400), ("position", "1000", 400), ("wish", "1", 404)]
)
def test_an_unreadable_row_is_refused(desk, table, kind, index, status):
    negotiation, *_ = table

    response = desk.get(reverse("negotiations:round_row", args=[negotiation.key, kind]), {"index": index})

    assert response.status_code == status


@pytest.mark.parametrize(("text", "said"), [("$550bn", "US$550 billion"), ("14 bananas", "is no unit"), ("", "")])
def test_a_quantity_is_said_back(desk, table, text, said):
    negotiation, *_ = table

    response = desk.get(
        reverse("negotiations:round_row", args=[negotiation.key, "quantity"]), {"position-0-quantity": text}
    )

    assert said in response.content.decode()


def test_the_list_of_what_is_held_follows_the_days(desk, table):
    negotiation, parties, (measures, *_) = table
    build.position(
        issue=measures, party=parties["jp"], starts_on=date(2025, 5, 1), ends_on=date(2025, 5, 31), words="In May"
    )
    build.position(issue=measures, party=parties["jp"], starts_on=date(2025, 6, 1), words="In June")

    may = desk.post(url(negotiation), sent(add="held"))
    june = desk.post(url(negotiation), sent(add="held", round={"starts_on": "2025-06-13"}))

    assertContains(may, "In May")
    assertNotContains(may, "In June")
    assertContains(june, "In June")
    assertNotContains(june, "In May")


def test_a_removed_row_is_not_written(desk, table):
    negotiation, parties, (measures, *_) = table
    rows = [position(measures, parties["jp"]), {"words": "Never mind", "DELETE": "on"}]

    desk.post(url(negotiation), sent(source=[SOURCE], position=rows))

    assert Position.objects.get().words == "Removal of all additional duties"


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


def test_proposes_the_next_number_and_the_zone_of_a_party(desk, table):
    negotiation, *_ = table
    build.round(negotiation=negotiation, number=3)

    response = desk.get(url(negotiation))

    assertContains(response, 'name="round-number" value="4"')
    assertContains(response, 'value="America/New_York"')


def test_the_queries_do_not_grow(desk, table):
    negotiation, parties, (measures, *_) = table

    def fill(number):
        for _ in range(number):
            build.position(issue=measures, party=parties["jp"])
            build.appointment(economy=parties["jp"].economy)
            build.occasion(negotiation=negotiation, place=f"Place {number}")

    def count():
        with CaptureQueriesContext(connection) as queries:
            desk.get(url(negotiation))
        return len(queries)

    fill(3)
    desk.get(url(negotiation))
    few = count()
    fill(12)

    assert count() == few <= 17  # two of them for what was left on the screen, and who else is there


def test_a_reader_logs_nothing(client, reader, table):
    negotiation, *_ = table
    client.force_login(reader)

    assert client.get(url(negotiation)).status_code == 403
    assert client.post(url(negotiation), sent()).status_code == 403
    assert client.get(reverse("negotiations:round_row", args=[negotiation.key, "position"])).status_code == 403


def test_an_analyst_does_not_publish(desk, table):
    negotiation, *_ = table

    assert desk.post(url(negotiation), sent(save="publish")).status_code == 403
    assert not Round.objects.exists()
    assertNotContains(desk.get(url(negotiation)), "Save and publish")


def test_needs_a_login(client, table):
    negotiation, *_ = table

    assert client.get(url(negotiation)).status_code == 302


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
