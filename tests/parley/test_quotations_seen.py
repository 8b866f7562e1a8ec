"""A quotation is seen by readers in the log of changes and in a history once what it is cited for is published."""

import pytest

from negotiations import actions
from tests import build


@pytest.fixture(scope="module")
def made(standing):
    position = build.position(draft=True, words="A secret draft")
    build.citation(key="leak", position=position, quotation="A secret quotation")
    return position


@pytest.fixture
def draft(world):
    return world


PAGES = ["/", "/changes/", "/changes/?kind=citation", "/changes.csv", "/records/citation/leak/history/"]


@pytest.mark.parametrize("address", PAGES)
def test_a_reader_sees_no_quotation_of_a_draft(client, reader, draft, address):
    client.force_login(reader)

    page = client.get(address)

    assert page.status_code == (404 if "history" in address else 200)
    assert "secret" not in page.text


@pytest.mark.parametrize("address", PAGES)
def test_a_reader_sees_the_quotation_of_what_is_published(client, reader, editor, draft, address):
    actions.publish(draft, by=editor)
    client.force_login(reader)

    assert "A secret quotation" in client.get(address).text


@pytest.mark.parametrize("address", PAGES)
def test_an_analyst_sees_the_quotation_of_a_draft(desk, draft, address):
    assert "A secret quotation" in desk.get(address).text


def test_the_citations_of_a_struck_draft_are_shown_to_no_reader(client, reader, analyst, draft):
    draft.citations.get().strike(by=analyst, reason="Not so")
    draft.strike(by=analyst, reason="Not so")
    client.force_login(reader)

    assert "secret" not in client.get("/changes/").text
    assert client.get("/records/citation/leak/history/").status_code == 404


def test_the_evidence_of_the_law_is_shown_to_readers(client, reader):
    build.citation(rate=build.rate(), quotation="A duty of five per cent")
    client.force_login(reader)

    assert "A duty of five per cent" in client.get("/changes/").text
