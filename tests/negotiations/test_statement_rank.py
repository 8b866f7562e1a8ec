"""Saying which of several contradicting statements to go by."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from negotiations import actions
from tests import build


def url(statement, kind="position"):
    return reverse("negotiations:statement_rank", args=[kind, statement.key])


@pytest.fixture
def editors_desk(client, editor):
    client.force_login(editor)
    return client


def test_ranks_with_a_reason_that_history_keeps(editors_desk, editor):
    position = build.position()

    response = editors_desk.post(url(position), {"rank": "deprecated", "reason": "The agency withdrew it"})

    assertRedirects(response, position.get_absolute_url(), fetch_redirect_response=False)
    position.refresh_from_db()
    assert (position.rank, position.rank_reason) == ("deprecated", "The agency withdrew it")
    line = position.history.first()
    assert (line.history_user, line.history_change_reason) == (editor, "The agency withdrew it")


def test_back_to_normal_it_has_no_reason_left(editor):
    position = build.position(rank="preferred", rank_reason="On the record")

    actions.rank(position, rank="normal", reason="The other was corrected", by=editor)

    position.refresh_from_db()
    assert (position.rank, position.rank_reason) == ("normal", "")


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"rank": "deprecated", "reason": ""}, "This field is required"),
        ({"rank": "best", "reason": "So it is"}, "not one of the available choices"),
        ({"return": "1", "back-reason": ""}, "This field is required"),
    ],
)
def test_is_refused(editors_desk, sent, sentence):
    position = build.position()

    assertContains(editors_desk.post(url(position), sent), sentence, status_code=422)
    position.refresh_from_db()
    assert (position.rank, position.is_draft) == ("normal", False)


def test_is_taken_back_from_readers(editors_desk):
    position = build.position()

    response = editors_desk.post(url(position), {"return": "1", "back-reason": "Sensitive"})

    assertRedirects(response, reverse("negotiations:draft_list", args=[position.issue.negotiation.key]))
    position.refresh_from_db()
    assert position.is_draft


@pytest.mark.parametrize("kind", ["round", "occasion", "attendance", "discussion", "position", "deadline"])
def test_every_kind_of_statement_has_its_page(editors_desk, kind):
    assertContains(editors_desk.get(url(getattr(build, kind)(), kind)), f"Rank a {kind}")


def test_an_analyst_is_refused_by_the_page_and_by_the_action(desk, analyst):
    position = build.position()

    assert desk.get(url(position)).status_code == 403
    assert desk.post(url(position), {"rank": "deprecated", "reason": "x"}).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.rank(position, rank="deprecated", reason="x", by=analyst)


def test_a_reader_is_refused(client, reader):
    client.force_login(reader)

    assert client.get(url(build.position())).status_code == 403
