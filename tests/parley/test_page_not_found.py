"""What a reader finds where there is nothing: the way on."""

from datetime import date

import pytest

from tests import build

CLOCKS = "?on=2025-04-20&amp;known=2025-04-20"


@pytest.fixture
def talks(db):
    negotiation = build.negotiation(key="talks")
    day = date(2025, 5, 1)
    build.round(negotiation=negotiation, number=2, starts_on=day, ends_on=day, source=build.source(published_on=day))
    return negotiation


def test_a_day_without_the_page_keeps_the_clocks_and_the_ways_on(desk, talks):
    page = desk.get("/negotiations/talks/rounds/2/?on=2025-04-20&known=2025-04-20&sort=day")

    assert page.status_code == 404
    assert "held on 20 April 2025 and was known on 20 April 2025" in page.text
    assert 'class="clocks"' in page.text
    assert 'href="/negotiations/talks/rounds/2/?sort=day">The same address today' in page.text
    assert f'href="/negotiations/talks/rounds/{CLOCKS}"' in page.text
    assert f'href="/{CLOCKS}"' in page.text
    assert desk.get("/negotiations/talks/rounds/2/").status_code == 200


def test_the_recorded_clock_alone_can_strand_nobody(desk, talks):
    page = desk.get("/negotiations/talks/rounds/2/?recorded=2020-01-01T00:00Z")

    assert "as the record stood on 1 January 2020, 00:00 UTC" in page.text


@pytest.mark.parametrize(
    ("address", "above"),
    [
        ("/negotiations/talks/rounds/9/", "/negotiations/talks/rounds/"),
        ("/negotiations/talks/rounds/9.docx", "/negotiations/talks/rounds/"),
        ("/negotiations/talks/nothing/", "/negotiations/talks/"),
        ("/sources/none/", "/sources/"),
    ],
)
def test_without_a_clock_the_page_above_is_offered(desk, talks, address, above):
    page = desk.get(address)

    assert page.status_code == 404
    assert f'href="{above}">The page above' in page.text
    assert "today" not in page.text
    assert 'class="clocks"' not in page.text


def test_a_clock_that_cannot_be_read_at_no_address_is_no_failure(desk):
    page = desk.get("/nothing/?on=soon")

    assert page.status_code == 404
    assert "The page above" not in page.text


def test_a_stranger_learns_nothing(client, db):
    page = client.get("/nothing/?on=2025-04-20")

    assert page.status_code == 404
    assert "Log out" not in page.text
