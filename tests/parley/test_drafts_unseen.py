"""What a draft says is seen by those who write, on no page and in no file of a reader's."""

import pytest

from tests import build

WORDS = "Words of a draft"


@pytest.fixture
def told(client, reader):
    """A published account, an act and an exchange that point at drafts; read by a reader."""
    table = build.negotiation(key="talks")
    issue = build.issue(negotiation=table, key="cars")
    party = build.party(negotiation=table)
    draft = build.position(issue=issue, party=party, words=WORDS, draft=True)
    subject = build.divergence(negotiation=table, issue=issue)
    build.account(divergence=subject, party=party, key="account", position=draft)
    client.force_login(reader)
    return client


def test_a_history_that_points_at_a_draft_does_not_tell_it(told):
    page = told.get("/records/account/account/history/")
    assert page.status_code == 200
    assert WORDS not in page.text


BOARDS = ["/negotiations/talks/concessions/", "/negotiations/talks/concessions.csv", "/negotiations/talks/issues/cars/"]


@pytest.mark.parametrize("address", ["/records/exchange/swap/history/", "/changes/", "/changes.csv", *BOARDS])
def test_what_is_named_by_a_draft_does_not_tell_it(client, reader, analyst, address):
    draft = build.position(
        issue=build.issue(negotiation=build.negotiation(key="talks"), key="cars"), words=WORDS, draft=True
    )
    build.exchange(key="swap", given=draft)
    client.force_login(reader)

    page = client.get(address)

    assert page.status_code == 200
    assert WORDS not in page.text


def test_who_writes_is_told_the_draft(told, analyst):
    told.force_login(analyst)

    assert WORDS in told.get("/records/account/account/history/").text
