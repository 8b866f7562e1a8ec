"""One round: its occasions by every clock, who was there, what was on the table."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import build
from tests.tables import FIRST, SECOND, Table

ON = {"on": "2025-12-01", "known": "2025-12-01"}
PAGE = "/negotiations/talks/rounds/2/"


@pytest.fixture(scope="module")
def made(standing):
    return Table()


@pytest.fixture
def table(world):
    return world


def test_an_occasion_is_told_by_the_clock_of_its_place_and_of_each_party(desk, table):
    page = desk.get(PAGE, ON).text

    assert "Thursday 1 May 2025, 19:00 EDT (Washington)" in page
    assert "Friday 2 May, 08:00 JST (Tokyo)" in page
    assert "New York" not in page  # the same clock as the place's
    assert "130 minutes" in page


def test_an_hour_that_is_not_recorded_is_said_to_be_so(desk, table):
    build.occasion(round=table.one, held_on=FIRST)

    page = desk.get("/negotiations/talks/rounds/1/", ON).text

    assert "Wednesday 16 April 2025, hour not recorded" in page


def test_who_was_there_stands_under_their_party_and_the_absent_are_named(desk, table):
    names = {"family_name": "Akazawa", "given_name": "Ryosei", "native_name": "赤沢亮正", "native_language": "ja"}
    minister = build.official(**names)
    office = build.appointment(official=minister, economy=table.isle.economy, title="Minister for Revitalization")
    build.attendance(occasion=table.session, official=minister, appointment=office, capacity="lead")
    missing = build.official(family_name="Lutnick")
    build.appointment(official=missing, economy=table.land.economy, title="Secretary of Commerce")
    build.attendance(occasion=table.session, official=missing, presence="absent")
    build.attendance(occasion=table.session, official=build.official(family_name="Guest"))

    page = desk.get(PAGE, ON)
    [line] = page.context["file"].occasions

    assert [str(each.official) for each in line.delegations[table.isle]] == ["Ryosei Akazawa"]
    assert line.delegations[table.land] == []
    assert [(str(each.official), each.party) for each in line.absent] == [("Lutnick", table.land)]
    assert [str(each.official) for each in line.others] == ["Guest"]
    for words in ("赤沢亮正", "Minister for Revitalization", "(lead)", "Absent though expected", "nobody recorded"):
        assert words in page.text


def test_an_office_that_was_not_known_yet_gives_no_seat(desk, table):
    official = build.official()
    build.appointment(official=official, economy=table.land.economy, known_on=date(2025, 8, 1))
    build.attendance(occasion=table.session, official=official)

    [line] = desk.get(PAGE, ON | {"known": "2025-07-31"}).context["file"].occasions

    assert len(line.others) == 1


def test_silence_is_told_and_a_blank_is_told_apart_from_it(desk, table):
    currency = build.issue(negotiation=table.negotiation, title="Currency")
    defence = build.issue(negotiation=table.negotiation, title="Defence")
    build.issue(negotiation=table.negotiation, title="Ships")
    build.discussion(occasion=table.session, issue=table.cars)
    build.discussion(occasion=table.session, issue=currency, outcome="not-discussed")
    build.discussion(occasion=table.session, issue=defence, outcome="not-disclosed")

    page = desk.get(PAGE, ON)
    file = page.context["file"]

    told = [(str(row.issue), row.discussion.outcome) for row in file.outcomes]
    assert told == [("Cars", "discussed"), ("Currency", "not-discussed"), ("Defence", "not-disclosed")]
    assert [str(issue) for issue in file.unrecorded] == ["Ships"]
    assert "Whether 1 other issue was discussed is not recorded: Ships" in page.text
    assert [row.silence for row in file.rows] == ["", "not discussed", "not disclosed"]


def test_a_statement_that_was_not_known_is_not_there(desk, table):
    late = build.source(published_on=date(2025, 6, 1))
    table.says("Leaked later", source=late)
    build.discussion(occasion=table.session, issue=table.cars, source=late)

    before = desk.get(PAGE, ON | {"known": "2025-05-31"})

    assert "Leaked later" not in before.text
    assert before.context["file"].outcomes == []
    assert "Leaked later" in desk.get(PAGE, ON | {"known": "2025-06-01"}).text


def test_a_round_after_the_day_had_not_been_held(desk, table):
    page = desk.get(PAGE, ON | {"on": "2025-04-30"})

    assert page.status_code == 200
    assert "Round 2 had not been held on 30 April 2025" in page.text
    assert "Second session" not in page.text


def test_a_round_nobody_knew_of_is_not_there(desk, table):
    table.round(3, date(2025, 5, 23), source=build.source(published_on=date(2025, 6, 1)))

    assert desk.get("/negotiations/talks/rounds/3/", ON | {"known": "2025-05-31"}).status_code == 404
    assert desk.get("/negotiations/talks/rounds/9/", ON).status_code == 404


def test_rounds_lead_to_their_neighbours_with_the_clocks(desk, table):
    table.round(3, date(2025, 5, 23))

    page = desk.get(PAGE, ON).text

    assert "/rounds/1/?on=2025-12-01&amp;known=2025-12-01" in page
    assert "/rounds/3/?on=2025-12-01" in page
    assert "/rounds/2.docx?on=2025-12-01" in page


def test_every_note_has_its_source_and_retellings_name_their_origin(desk, table):
    agency = build.source(publisher="Agency")
    copy = build.source(publisher="Copy", derived_from=agency)
    table.says("Offers a quota", source=copy)

    page = desk.get(PAGE, ON)

    numbers = [each.number for each in page.context["evidence"].sources]
    assert numbers == list(range(1, len(numbers) + 1))
    assert "retells Agency" in page.text
    [entry] = [entry for row in page.context["file"].rows for _, here in row.cells for entry in here]
    assert f'href="#source-{entry.notes[0].number}"' in page.text


def test_two_passages_of_one_source_are_one_number(desk, table):
    source = build.source()
    position = table.says("Offers a quota", source=source)
    build.citation(position=position, source=source)

    page = desk.get(PAGE, ON)
    [entry] = [entry for row in page.context["file"].rows for _, here in row.cells for entry in here]

    assert page.text.count(f'href="#source-{entry.notes[0].number}"') == 1


def test_it_says_when_nobody_said_it_on_the_record(desk, table):
    position = table.says("Offers a quota")
    position.citations.get().strike(by=None, reason="")
    build.citation(position=position, attribution="anonymous", attributed_to="sources close to the matter")

    assert "new; anonymous sources" in desk.get(PAGE, ON).text


def test_drafts_are_shown_to_those_who_write_and_apart(desk, table):
    table.says("Not yet checked", draft=True)
    build.discussion(occasion=table.session, issue=table.cars, draft=True)
    build.attendance(occasion=table.session, draft=True)
    build.occasion(round=table.two, title="Rumoured call", held_on=SECOND, draft=True)
    talks = table.two.negotiation
    build.deadline(negotiation=talks, name="The pause ends", falls_on=date(2025, 8, 1), set_on=SECOND, draft=True)

    page = desk.get(PAGE)
    file = page.context["file"]

    kinds = {"position", "discussion", "attendance", "occasion", "deadline"}
    assert {draft._meta.model_name for draft in file.drafts} == kinds
    assert "The pause ends</a>, 1 August 2025" in page.text
    assert (file.rows, file.outcomes, len(file.occasions)) == ([], [], 1)
    assert "Drafts in this round" in page.text
    assert "Publish all" not in page.text


def test_a_reader_sees_no_draft(client, reader, table):
    table.says("Not yet checked", draft=True)
    client.force_login(reader)

    page = client.get(PAGE)

    assert "Not yet checked" not in page.text
    assert "Drafts in this round" not in page.text


def test_a_round_in_draft_is_shown_to_those_who_write_alone(client, reader, desk, table):
    table.round(3, date(2025, 5, 23), draft=True)

    assert "status-draft" in desk.get("/negotiations/talks/rounds/3/").text
    client.force_login(reader)
    assert client.get("/negotiations/talks/rounds/3/").status_code == 404


def test_a_round_in_draft_does_not_say_that_nothing_is_recorded(desk, table):
    three = table.round(3, date(2025, 5, 23), draft=True)
    call = build.occasion(round=three, title="Rumoured call", held_on=date(2025, 5, 23), draft=True)
    said = table.says("Not yet checked", day=date(2025, 5, 23), occasion=call, stance="refuses", draft=True)
    build.citation(position=said, quotation="it would not", attribution="anonymous")

    page = desk.get("/negotiations/talks/rounds/3/").text
    drafts = page.partition('class="draft"')[2].partition("</section>")[0]

    assert "No occasion of this round is recorded" not in page
    assert "No occasion of this round is published yet: what was drafted stands" in page
    assert '<span class="stance stance-refuses">Refuses</span>' in drafts
    assert "<q>it would not</q>" in drafts
    assert "Isle on Cars" in drafts


def test_an_editor_publishes_all_drafts_of_the_round(client, editor, table):
    draft = table.says("Checked", draft=True)
    build.citation(position=draft)
    client.force_login(editor)

    page = client.get(PAGE)
    name = f"position:{draft.key}"
    assert f'value="{name}"' in page.text
    client.post("/negotiations/talks/drafts/", {"statement": [name]})

    draft.refresh_from_db()
    assert not draft.is_draft


def test_a_round_without_anything_has_sentences_and_links(desk, table):
    page = desk.get("/negotiations/talks/rounds/1/", ON).text

    assert page.count('class="empty"') >= 3


def fill(table, count):
    for _ in range(count):
        issue, source = build.issue(negotiation=table.negotiation), build.source()
        occasion = build.occasion(round=table.two, held_on=SECOND, source=source)
        official = build.official()
        build.appointment(official=official, economy=table.isle.economy)
        build.attendance(occasion=occasion, official=official, source=source)
        build.discussion(occasion=occasion, issue=issue, source=source)
        table.says("Old", issue=issue, day=FIRST, source=source)
        table.instead(table.says("Was", issue=issue, day=FIRST, source=source), "Is")
        table.says("Draft", issue=issue, draft=True)


@pytest.mark.parametrize("recorded", [False, True])
def test_the_queries_do_not_grow_with_the_rows(desk, table, recorded):
    def queries():
        clocks = {"recorded": timezone.now().isoformat()} if recorded else {}
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(PAGE, clocks).status_code == 200
        return len(captured)

    fill(table, 1)
    few = queries()
    fill(table, 4)

    assert queries() == few
    assert few <= 22


def test_it_answers_as_the_record_stood(desk, table):
    moment = timezone.now()
    table.says("Entered later")

    assert "Entered later" not in desk.get(PAGE, ON | {"recorded": moment.isoformat()}).text
    assert "Entered later" in desk.get(PAGE, ON).text


def test_a_clock_that_cannot_be_read_is_refused(desk, table):
    assert desk.get(PAGE, {"on": "soon"}).status_code == 400


def test_needs_a_login(client, table):
    assert client.get(PAGE).status_code == 302
