"""Logging a round on one screen: what is written, and who may."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from negotiations.models import Attendance, Citation, Deadline, Discussion, Occasion, Position, Round, Source
from tests import build
from tests.rounds import SOURCE, position, sent, three_issues, url


@pytest.fixture(scope="module")
def made(standing):
    return three_issues()


@pytest.fixture
def table(world):
    return world


@pytest.fixture
def editors_desk(client, editor):
    client.force_login(editor)
    return client


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


def test_a_removed_row_is_not_written(desk, table):
    negotiation, parties, (measures, *_) = table
    rows = [position(measures, parties["jp"]), {"words": "Never mind", "DELETE": "on"}]

    desk.post(url(negotiation), sent(source=[SOURCE], position=rows))

    assert Position.objects.get().words == "Removal of all additional duties"


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
