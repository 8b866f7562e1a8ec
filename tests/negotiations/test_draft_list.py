"""What waits for publication."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from negotiations.models import Position
from tests import build


def url(negotiation):
    return reverse("negotiations:draft_list", args=[negotiation.key])


def a_draft(*, cited=True, **fields):
    draft = build.position(draft=True, **fields)
    if cited:
        source = build.source(publisher="Example Press")
        draft.known_on = source.published_on
        draft.record(by=None)
        build.citation(position=draft, source=source, quotation="it would not negotiate")
    return draft


@pytest.fixture
def editors_desk(client, editor):
    client.force_login(editor)
    return client


def test_shows_what_waits_who_drafted_it_and_on_what_it_rests(desk, analyst):
    draft = a_draft(words="Wants it gone")
    bare = build.discussion(
        draft=True,
        occasion=build.occasion(negotiation=draft.issue.negotiation),
        issue=draft.issue,
        outcome="not-discussed",
    )
    official = build.official(family_name="Sato")
    draft.condition = "so it is"
    draft.record(by=analyst)

    page = desk.get(url(draft.issue.negotiation))

    assertContains(page, "Wants it gone")
    assertContains(page, "Example Press")
    assertContains(page, "it would not negotiate")
    assertContains(page, f"{bare.issue}: not discussed")
    assertContains(page, "no citation yet")
    assertNotContains(page, str(official))


def test_a_deadline_and_an_occasion_are_told_with_their_days(desk):
    talks = build.negotiation()
    first = build.deadline(negotiation=talks, name="The pause ends", falls_on=date(2025, 7, 9))
    build.deadline(negotiation=talks, name="The pause ends", falls_on=date(2025, 8, 1), moves=first, draft=True)
    build.occasion(negotiation=talks, title="Call", held_on=date(2025, 7, 7), draft=True)

    page = desk.get(url(talks))

    assertContains(page, "The pause ends: 1 August 2025, moved from 9 July 2025")
    assertContains(page, "Call, 7 July 2025")


def test_who_drafted_it_is_who_entered_it_first(desk, analyst):
    issue = build.issue()
    party = build.party(negotiation=issue.negotiation)
    draft = Position(issue=issue, party=party, stance="asks", words="Wants it gone", starts_on=build.SPRING)
    draft.record(by=analyst)

    assertContains(desk.get(url(issue.negotiation)), f">{analyst}<br>")


def test_published_statements_and_other_negotiations_do_not_wait(desk):
    published, elsewhere = build.position(words="Seen by all"), a_draft(words="Elsewhere")

    page = desk.get(url(published.issue.negotiation))

    assertContains(page, "Nothing waits for publication")
    assertNotContains(page, "Elsewhere")
    assertNotContains(page, "Seen by all")
    assert elsewhere.is_draft


def test_an_editor_publishes_what_is_ticked(editors_desk, editor):
    first = a_draft()
    second = a_draft(issue=first.issue)
    third = a_draft(issue=first.issue)

    response = editors_desk.post(
        url(first.issue.negotiation), {"statement": [f"position:{first.key}", f"position:{second.key}"]}
    )

    assertRedirects(response, url(first.issue.negotiation))
    assert set(Position.objects.published()) == {first, second}
    line = first.history.first()
    assert (line.history_user, line.history_change_reason) == (editor, "Published.")
    assert third in Position.objects.drafts()


def test_an_editor_publishes_one_alone(editors_desk):
    first = a_draft()
    second = a_draft(issue=first.issue)

    editors_desk.post(
        url(first.issue.negotiation),
        {"statement": [f"position:{first.key}", f"position:{second.key}"], "only": f"position:{second.key}"},
    )

    assert list(Position.objects.published()) == [second]


def test_what_rests_on_nothing_is_refused(editors_desk):
    bare = a_draft(cited=False)

    response = editors_desk.post(url(bare.issue.negotiation), {"statement": [f"position:{bare.key}"]})

    assertContains(response, "stays a draft", status_code=422)
    assert bare in Position.objects.drafts()


def test_nothing_ticked_is_said(editors_desk):
    draft = a_draft()

    assertContains(editors_desk.post(url(draft.issue.negotiation), {}), "Tick what shall be published", status_code=422)


def test_the_statements_of_another_negotiation_are_not_published_here(editors_desk):
    here, elsewhere = a_draft(), a_draft()

    editors_desk.post(url(here.issue.negotiation), {"statement": [f"position:{elsewhere.key}"]})

    assert elsewhere in Position.objects.drafts()


def test_an_analyst_sees_but_does_not_publish(desk):
    draft = a_draft()

    page = desk.get(url(draft.issue.negotiation))

    assertContains(page, "An editor publishes these")
    assertNotContains(page, "Publish what is ticked")
    assert desk.post(url(draft.issue.negotiation), {"only": f"position:{draft.key}"}).status_code == 403
    assert draft in Position.objects.drafts()


def test_a_reader_sees_no_drafts(client, reader):
    negotiation = build.negotiation()
    client.force_login(reader)

    assert client.get(url(negotiation)).status_code == 403


def test_the_queries_do_not_grow(editors_desk):
    first = a_draft()

    def fill(number):
        for _ in range(number):
            a_draft(issue=first.issue)
            build.attendance(draft=True, occasion=build.occasion(negotiation=first.issue.negotiation))

    def count():
        with CaptureQueriesContext(connection) as queries:
            editors_desk.get(url(first.issue.negotiation))
        return len(queries)

    fill(3)
    editors_desk.get(url(first.issue.negotiation))
    few = count()
    fill(9)

    assert count() == few <= 25


def test_needs_a_login(client, db):
    assert client.get(url(build.negotiation())).status_code == 302
