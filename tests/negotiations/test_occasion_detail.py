"""One occasion: when by every clock, who was there, what was on the table, what was said in whose words."""

from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import build

ON = {"on": "2025-12-01", "known": "2025-12-01"}
PAGE = "/negotiations/talks/occasions/session/"
DAY = date(2025, 5, 1)


@pytest.fixture(scope="module")
def made(standing):
    negotiation = build.negotiation(key="talks", title="Talks")
    for code, name, zone, place in (("US", "Land", "America/New_York", 1), ("JP", "Isle", "Asia/Tokyo", 2)):
        economy = build.economy(code=code, name=name, time_zone=zone)
        build.party(negotiation=negotiation, name=name, place=place, economy=economy)
    build.issue(negotiation=negotiation, key="cars", title="Cars")
    talks_round = build.round(negotiation=negotiation, number=2, starts_on=DAY, ends_on=DAY)
    return build.occasion(
        round=talks_round,
        key="session",
        title="Second session",
        held_on=DAY,
        starts_at=time(19),
        time_zone="America/New_York",
        place="Washington",
    )


@pytest.fixture
def session(world):
    return world


def said(session, words="Offers a quota", *, party=0, **fields):
    negotiation = session.negotiation
    issue = fields.pop("issue", None) or negotiation.issues.get(key="cars")
    parties = negotiation.parties.order_by("place")
    return build.position(issue=issue, party=parties[party], occasion=session, words=words, starts_on=DAY, **fields)


def test_it_is_told_by_every_clock_and_leads_to_its_round(desk, session):
    page = desk.get(PAGE, ON).text

    assert "Thursday 1 May 2025, 19:00 EDT (Washington)" in page
    assert "Friday 2 May, 08:00 JST (Tokyo)" in page
    assert "/negotiations/talks/rounds/2/?on=2025-12-01&amp;known=2025-12-01" in page


def test_who_was_there_and_who_was_not(desk, session):
    official = build.official(family_name="Akazawa", native_name="赤沢亮正", native_language="ja")
    build.appointment(official=official, economy=session.negotiation.parties.order_by("place")[1].economy)
    build.attendance(occasion=session, official=official)
    build.attendance(occasion=session, official=build.official(family_name="Lutnick"), presence="absent")

    page = desk.get(PAGE, ON).text

    assert '<span class="name-native" lang="ja">赤沢亮正</span>' in page
    assert page.index("Absent though expected") < page.index("Lutnick")


def test_positions_are_told_in_the_source_s_own_words(desk, session):
    position = said(session, party=1)
    speaker = build.official(family_name="Akazawa")
    build.citation(
        position=position,
        source=build.source(language="ja"),
        quotation="遺憾だ",
        translation="Regrettable",
        speaker=speaker,
        attribution="on-record",
    )

    page = desk.get(PAGE, ON)

    held = page.context["file"].line.held
    assert {str(party): [each.position.words for each in here] for party, here in held.items()} == {
        "Land": [],
        "Isle": ["Offers a quota"],
    }
    assert '<blockquote class="quote" lang="ja">' in page.text
    assert "Regrettable" in page.text
    assert "On the record, Akazawa" in page.text


def test_what_was_on_the_table_with_its_silences(desk, session):
    cars = session.negotiation.issues.get()
    build.discussion(occasion=session, issue=cars, outcome="not-disclosed", note="No answer")

    page = desk.get(PAGE, ON).text

    assert "Not disclosed" in page
    assert "No answer" in page


def test_nothing_on_the_table_is_a_blank(desk, session):
    assert "That is a blank, not silence." in desk.get(PAGE, ON).text


def test_what_was_not_known_is_not_there(desk, session):
    late = build.source(published_on=date(2025, 6, 1))
    said(session, "Leaked later", source=late)

    assert "Leaked later" not in desk.get(PAGE, ON | {"known": "2025-05-31"}).text
    assert "Leaked later" in desk.get(PAGE, ON | {"known": "2025-06-01"}).text


def test_an_occasion_nobody_knew_of_is_not_there(desk, session):
    build.occasion(negotiation=session.negotiation, key="secret", source=build.source(published_on=date(2025, 6, 1)))
    secret = "/negotiations/talks/occasions/secret/"

    assert desk.get(secret, ON | {"known": "2025-05-31"}).status_code == 404
    assert desk.get(secret, ON | {"known": "2025-06-01"}).status_code == 200


def test_an_occasion_after_the_day_had_not_been_held(desk, session):
    page = desk.get(PAGE, ON | {"on": "2025-04-30"})

    assert page.status_code == 200
    assert "had not been held on 30 April 2025" in page.text


def test_drafts_are_for_those_who_write(client, reader, desk, session):
    said(session, "Not yet checked", draft=True)

    assert "Drafts in this occasion" in desk.get(PAGE).text
    assert "Not yet checked" in desk.get(PAGE).text
    client.force_login(reader)
    assert "Not yet checked" not in client.get(PAGE).text


def test_an_occasion_in_draft_is_for_those_who_write(client, reader, desk, session):
    build.occasion(negotiation=session.negotiation, key="rumour", draft=True)
    rumour = "/negotiations/talks/occasions/rumour/"

    assert "status-draft" in desk.get(rumour).text
    assert desk.get(rumour, ON).status_code == 404
    client.force_login(reader)
    assert client.get(rumour).status_code == 404


def test_another_negotiation_s_occasion_is_not_here(desk, session):
    other = build.negotiation(key="other")

    assert desk.get(f"/negotiations/{other.key}/occasions/session/").status_code == 404


@pytest.fixture(scope="module")
def filled(made):
    """Two more sessions of those parties, each at a table of its own: with three rows of each kind, and twelve."""
    for key, count in (("few", 3), ("many", 12)):
        negotiation = build.negotiation(key=key)
        for party in made.negotiation.parties.all():
            build.party(negotiation=negotiation, name=party.name, place=party.place, economy=party.economy)
        occasion = build.occasion(
            round=build.round(negotiation=negotiation, number=2, starts_on=DAY, ends_on=DAY),
            key=f"with-{key}", held_on=DAY, starts_at=time(19), time_zone="America/New_York",
        )  # fmt: skip
        for _ in range(count):
            issue = build.issue(negotiation=negotiation)
            said(occasion, issue=issue)
            said(occasion, issue=issue, draft=True)
            build.discussion(occasion=occasion, issue=issue)
            build.attendance(occasion=occasion)


@pytest.mark.parametrize("recorded", [False, True])
def test_the_queries_do_not_grow_with_the_rows(desk, filled, recorded):
    def queries(key):
        clocks = {"recorded": timezone.now().isoformat()} if recorded else {}
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(f"/negotiations/{key}/occasions/with-{key}/", clocks).status_code == 200
        return len(captured)

    few = queries("few")

    assert queries("many") == few
    assert few <= 18


def test_needs_a_login(client, session):
    assert client.get(PAGE).status_code == 302


def test_an_hour_that_the_clocks_skipped_is_refused_when_it_is_corrected(desk, session):
    typed = {
        "negotiation": session.negotiation_id, "round": session.round_id, "kind": session.kind, "title": session.title,
        "held_on": "2025-03-09", "starts_at": "02:30", "time_zone": session.time_zone, "place": session.place,
        "version": session.version, "reason": "By the report",
    }  # fmt: skip

    answer = desk.post("/records/occasion/session/edit/", typed)

    assert answer.status_code == 422
    assert "02:30 did not exist in America/New_York on 9 March 2025: the clocks were put forward." in answer.text
    session.refresh_from_db()
    assert session.held_on == DAY
