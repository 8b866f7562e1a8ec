"""An earlier version of a record is brought back: as a new version, with a reason, by the checks of any other."""

from copy import deepcopy
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from negotiations import actions
from negotiations.models import Citation, Issue, Position, Source
from tests import build


@pytest.fixture(scope="module")
def made(standing):
    return build.position(key="gone", words="Wants 14 points gone")


@pytest.fixture
def position(made, analyst):
    """The position as it was made for this file, corrected by the analyst."""
    row = deepcopy(made)
    row.words, row.condition = "Wants 12 points gone", "so it is"
    row.record(by=analyst, reason="Misread")
    return row


def first_of(record):
    return type(record).history.filter(key=record.key).order_by("history_id").first().history_id


def page_of(record, version=None):
    return f"/records/{record._meta.model_name}/{record.key}/restore/{version or first_of(record)}/"


def restored(client, record, **sent):
    """The answer to the form of the record's first version, sent as the browser has it."""
    version = client.get(page_of(record)).context["form"]["version"].value()
    return client.post(page_of(record), {"reason": "It was right", "version": version or ""} | sent)


def test_the_page_shows_what_would_change_word_by_word(desk, position):
    page = desk.get(page_of(position)).text

    assert "Wants <del>12</del><ins>14</ins> points gone" in page
    assert "<del>so it is</del>" in page
    assert "Readers see this statement" in page
    assert "<dt>Stance</dt>" not in page


def test_it_is_written_as_a_new_version_signed_with_its_reason(desk, position, analyst):
    answer = restored(desk, position)

    assert answer.url == position.get_absolute_url()
    position.refresh_from_db()
    assert (position.words, position.condition, position.is_draft) == ("Wants 14 points gone", "", False)
    line = position.history.first()
    assert (line.history_user, line.history_change_reason) == (analyst, "It was right")
    assert position.history.count() == 3


def test_it_needs_a_reason(desk, position):
    assert restored(desk, position, reason="  ").status_code == 422
    position.refresh_from_db()
    assert position.words == "Wants 12 points gone"


def test_what_stands_already_is_not_restored(desk, position):
    newest = position.history.first().history_id

    page = desk.get(page_of(position, newest)).text

    assert "there is nothing to restore" in page
    assert "Restore this version</button>" not in page
    assert desk.post(page_of(position, newest), {"reason": "Why not"}).status_code == 422


def test_somebody_saved_meanwhile(desk, position, editor):
    seen = desk.get(page_of(position)).context["form"]["version"].value()
    position.words = "Wants 13 points gone"
    position.record(by=editor, reason="In between")

    answer = desk.post(page_of(position), {"reason": "It was right", "version": seen})

    assert answer.status_code == 422
    assert "Somebody else saved this record" in answer.text
    assert "<del>13</del><ins>14</ins>" in answer.text
    position.refresh_from_db()
    assert position.words == "Wants 13 points gone"
    again = answer.context["form"]
    desk.post(page_of(position), {"reason": again["reason"].value(), "version": again["version"].value()})
    position.refresh_from_db()
    assert position.words == "Wants 14 points gone"


def test_rank_and_publication_stay_with_editors(desk, editor, analyst):
    draft = build.position(draft=True, words="Wants 14 points gone")
    build.citation(position=draft)
    actions.publish(draft, by=editor)
    actions.rank(draft, by=editor, rank="deprecated", reason="The agency withdrew it")
    draft.refresh_from_db()
    draft.words = "Wants 12 points gone"
    draft.record(by=analyst, reason="Misread")

    restored(desk, draft)

    draft.refresh_from_db()
    assert (draft.words, draft.is_draft, draft.rank) == ("Wants 14 points gone", False, "deprecated")


def test_what_is_worked_out_is_worked_out_anew(desk, position):
    source = Source.objects.get(citations__position=position)
    early = source.published_on
    source.published_on = date(2025, 6, 1)
    source.record(by=None, reason="Misread")

    restored(desk, source)

    source.refresh_from_db()
    position.refresh_from_db()
    assert (source.published_on, position.known_on) == (early, early)


def test_a_struck_record_is_made_anew_with_its_key_as_a_draft(desk, position, analyst):
    cited = position.citations.get()
    cited.strike(by=analyst, reason="Not so")
    position.strike(by=analyst, reason="Not so")
    assert "The record was struck out" in desk.get(page_of(position)).text

    restored(desk, position)

    anew = Position.objects.get(key="gone")
    assert (anew.words, anew.is_draft, anew.known_on) == ("Wants 14 points gone", True, None)
    assert anew.pk != position.pk
    history = desk.get("/records/position/gone/history/").text
    assert history.count('<li id="v') == 4
    # What was cited for the struck one is restored for the one that was made anew.
    answer = desk.post(page_of(cited), {"reason": "It was right", "version": ""})
    assert answer.status_code == 302
    assert Citation.objects.get(key=cited.key).position == anew
    anew.refresh_from_db()
    assert anew.known_on == cited.source.published_on


def test_a_version_that_points_at_what_was_struck_is_refused(desk, analyst):
    talks = build.negotiation(key="talks")
    measure = build.measure(key="old-duty")
    issue = build.issue(negotiation=talks, key="cars", measure=measure)
    issue.measure = None
    issue.record(by=analyst, reason="Another duty")
    measure.strike(by=analyst, reason="Entered twice")

    page = desk.get(page_of(issue)).text
    answer = desk.post(page_of(issue), {"reason": "It was right", "version": issue.version})

    assert "Measure: the measure “old-duty” was struck out since. Restore that first." in page
    assert answer.status_code == 422
    restored(desk, measure)
    assert restored(desk, issue).status_code == 302
    assert Issue.objects.get(key="cars").measure.key == "old-duty"


def test_a_struck_record_that_somebody_else_restored_is_a_conflict(desk, position, analyst):
    issue = build.issue(key="twice", title="Once")
    issue.strike(by=analyst, reason="Entered twice")
    build.issue(key="twice", title="Other")

    answer = desk.post(page_of(issue), {"reason": "It was right", "version": ""})

    assert answer.status_code == 422
    assert "Somebody else struck or restored this record" in answer.text
    assert Issue.objects.get(key="twice").title == "Other"


def test_what_the_form_of_the_record_would_refuse_is_refused_in_words(desk, analyst):
    talks = build.negotiation()
    round_ = build.round(negotiation=talks, number=1, key="first")
    round_.number = 3
    round_.record(by=analyst, reason="Misread")
    build.round(negotiation=talks, number=1)

    answer = restored(desk, round_)

    assert answer.status_code == 422
    assert "The negotiation already has a round of that number." in answer.text


def test_a_reader_restores_nothing(client, reader, position):
    client.force_login(reader)

    assert client.get(page_of(position)).status_code == 403
    assert client.post(page_of(position), {"reason": "Why not"}).status_code == 403
    assert "Restore this version" not in client.get(f"/records/position/{position.key}/history/").text


@pytest.mark.parametrize(
    "address", ["position/gone/restore/999999", "position/other/restore/1", "potato/gone/restore/1"]
)
def test_a_version_that_is_not_there(desk, position, address):
    assert desk.get(f"/records/{address}/").status_code == 404


def test_each_version_leads_to_the_page_as_it_stood(desk, position):
    history = desk.get("/records/position/gone/history/").context["versions"]

    pages = [desk.get(version.address).text for version in history]

    assert [("Wants 12 points gone" in page, "Wants 14 points gone" in page) for page in pages] == [
        (True, False), (False, True),
    ]  # fmt: skip


def test_a_round_leads_to_the_number_that_it_had(desk, analyst):
    round_ = build.round(number=1, key="first", summary="As first written")
    round_.number, round_.summary = 2, "As corrected"
    round_.record(by=analyst, reason="They count otherwise")

    versions = desk.get("/records/round/first/history/").context["versions"]

    assert "/rounds/2/?recorded=" in versions[0].address
    assert "/rounds/1/?recorded=" in versions[1].address
    assert "As first written" in desk.get(versions[1].address).text


def test_links_are_told_by_their_words_and_what_was_struck_too(desk, analyst):
    talks = build.negotiation(key="talks")
    above, other = (build.issue(negotiation=talks, title=title, key=title.lower()) for title in ("Cars", "Lorries"))
    issue = build.issue(negotiation=talks, key="parts", title="Parts", parent=above)
    issue.parent = other
    issue.record(by=analyst, reason="Of lorries")
    issue.parent = None
    issue.record(by=analyst, reason="Of none")
    other.strike(by=analyst, reason="Entered twice")

    history = " ".join(desk.get("/records/issue/parts/history/").text.split())

    assert "<del>Cars</del><ins>Lorries (struck out)</ins>" in history
    assert "<del>Lorries (struck out)</del>" in history


def test_lists_days_hours_and_numbers_are_told_as_people_write_them(desk, analyst):
    occasion = build.occasion(key="session", starts_at="09:30")
    occasion.held_on = date(2025, 5, 2)
    occasion.record(by=analyst, reason="Misread")
    rate = build.position(key="rate", quantity="14.5000", unit="percent", sense="to")
    rate.quantity = "12"
    rate.record(by=analyst, reason="Misread")

    told = desk.get("/records/occasion/session/history/").text
    assert "<ins>09:30</ins>" in told
    assert "<del>1 April</del><ins>2 May</ins> 2025" in told
    assert "<del>14.5</del><ins>12</ins>" in desk.get("/records/position/rate/history/").text


def test_the_queries_of_a_history_do_not_grow(desk, analyst, position):
    def count():
        with CaptureQueriesContext(connection) as queries:
            desk.get("/records/position/gone/history/")
        return len(queries)

    desk.get("/records/position/gone/history/")
    few = count()
    for number in range(10):
        position.words = f"Wants {number} points gone"
        position.record(by=analyst, reason="Again")

    assert count() == few
