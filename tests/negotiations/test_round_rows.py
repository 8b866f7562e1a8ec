"""Rows of the logging screen that are asked for one by one, and what is said back of what was typed."""

from datetime import date

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from negotiations.models import Round
from tests import build
from tests.rounds import KINDS, sent, three_issues, url


@pytest.fixture(scope="module")
def made(standing):
    return three_issues()


@pytest.fixture
def table(world):
    return world


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_script_a_button_adds_a_row_and_keeps_what_was_typed(desk, table, kind):
    negotiation, *_ = table

    response = desk.post(
        url(negotiation),
        sent(add=kind, round={"summary": "Half a sen"}, position=[{"quantity": "a lot", "words": "Typed"}]),
    )

    assertContains(response, "Half a sen")
    assertContains(response, "Typed")
    assertContains(response, f'name="{kind}-TOTAL_FORMS" value="{2 if kind in ("occasion", "position") else 1}"')
    assertNotContains(response, "holds no number")
    assertNotContains(response, 'role="alert"')
    assert not Round.objects.exists()


def test_with_a_script_the_server_sends_one_row_and_the_button_for_the_next(desk, table):
    negotiation, *_ = table

    response = desk.get(reverse("negotiations:round_row", args=[negotiation.key, "position"]), {"index": "7"})

    assertContains(response, 'name="position-7-words"')
    assertContains(response, "Position 8")
    assertContains(response, 'name="position-TOTAL_FORMS" value="8"')
    assertContains(response, "autofocus")
    assertNotContains(response, "<html")


@pytest.mark.parametrize(
    ("kind", "index", "status"), [("position", "x", 400), ("position", "1000", 400), ("wish", "1", 404)]
)
def test_an_unreadable_row_is_refused(desk, table, kind, index, status):
    negotiation, *_ = table

    response = desk.get(reverse("negotiations:round_row", args=[negotiation.key, kind]), {"index": index})

    assert response.status_code == status


@pytest.mark.parametrize(("text", "said"), [("$550bn", "US$550 billion"), ("14 bananas", "is no unit"), ("", "")])
def test_a_quantity_is_said_back(desk, table, text, said):
    negotiation, *_ = table

    response = desk.get(
        reverse("negotiations:round_row", args=[negotiation.key, "quantity"]), {"position-0-quantity": text}
    )

    assert said in response.content.decode()


def test_the_list_of_what_is_held_follows_the_days(desk, table):
    negotiation, parties, (measures, *_) = table
    build.position(
        issue=measures, party=parties["jp"], starts_on=date(2025, 5, 1), ends_on=date(2025, 5, 31), words="In May"
    )
    build.position(issue=measures, party=parties["jp"], starts_on=date(2025, 6, 1), words="In June")

    may = desk.post(url(negotiation), sent(add="held"))
    june = desk.post(url(negotiation), sent(add="held", round={"starts_on": "2025-06-13"}))

    assertContains(may, "In May")
    assertNotContains(may, "In June")
    assertContains(june, "In June")
    assertNotContains(june, "In May")
