"""Publishing one statement."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from negotiations import actions
from negotiations.models import Position
from tests import build


def url(statement, kind="position"):
    return reverse("negotiations:statement_publish", args=[kind, statement.key])


@pytest.fixture
def editors_desk(client, editor):
    client.force_login(editor)
    return client


def test_a_cited_statement_is_published_and_signed(editors_desk, editor):
    draft = build.position(draft=True)
    citation = build.citation(position=draft)

    response = editors_desk.post(url(draft), {"reason": "Checked"})

    assertRedirects(response, reverse("negotiations:draft_list", args=[draft.issue.negotiation.key]))
    published = Position.objects.published().get()
    assert published.known_on == citation.source.published_on
    line = published.history.first()
    assert (line.history_user, line.history_change_reason) == (editor, "Checked")


def test_without_a_citation_it_is_refused(editors_desk):
    draft = build.position(draft=True, words="Hearsay")

    response = editors_desk.post(url(draft))

    assertContains(response, "“Hearsay” rests on no citation yet", status_code=422)
    assert draft in Position.objects.drafts()


def test_the_occasion_and_the_round_on_which_it_was_said_come_along(editors_desk):
    talks = build.round(draft=True)
    occasion = build.occasion(draft=True, round=talks)
    draft = build.discussion(draft=True, occasion=occasion)
    build.citation(discussion=draft)

    editors_desk.post(url(draft, "discussion"))

    for record in (talks, occasion, draft):
        record.refresh_from_db()
        assert record.published_at is not None


def test_published_twice_it_is_one_line_of_history(editor):
    draft = build.position(draft=True)
    build.citation(position=draft)
    actions.publish(draft, by=editor)
    before = draft.history.count()

    actions.publish(draft, by=editor)

    assert draft.history.count() == before


def test_taken_back_it_is_a_draft_again(editor):
    position = build.position()

    actions.return_to_draft(position, by=editor, reason="Sensitive")

    assert Position.objects.drafts().get().history.first().history_change_reason == "Sensitive"


def test_an_occasion_on_which_published_statements_hang_is_not_taken_back(editor):
    attendance = build.attendance()

    with pytest.raises(ValidationError, match="take these back first"):
        actions.return_to_draft(attendance.occasion, by=editor, reason="Sensitive")


@pytest.mark.parametrize("kind", ["wish", "rate"])
def test_other_records_are_not_published_here(editors_desk, kind):
    assert editors_desk.post(reverse("negotiations:statement_publish", args=[kind, "x"])).status_code == 404


def test_an_analyst_is_refused_by_the_page_and_by_the_action(desk, analyst):
    draft = build.position(draft=True)
    build.citation(position=draft)

    assert desk.post(url(draft)).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.publish(draft, by=analyst)
    assert draft in Position.objects.drafts()


def test_a_link_publishes_nothing(editors_desk):
    assert editors_desk.get(url(build.position(draft=True))).status_code == 405


def test_a_reader_is_refused(client, reader):
    client.force_login(reader)

    assert client.post(url(build.position(draft=True))).status_code == 403
