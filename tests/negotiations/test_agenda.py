"""An earlier day shows nothing of what came onto the agenda later."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from negotiations.models import Issue
from tests import build

EARLY = {"on": "2025-05-05", "known": "2025-05-05"}
LATER = date(2026, 2, 21)


@pytest.fixture(scope="module")
def made(standing):
    """Cars since spring, a surcharge since the next February, and an item that was just entered."""
    negotiation = build.negotiation(key="talks", title="Talks")
    negotiation.us = build.party(negotiation=negotiation)
    negotiation.cars = build.issue(negotiation=negotiation, key="cars", title="Cars")
    negotiation.surcharge = build.issue(negotiation=negotiation, key="surcharge", title="A surcharge")
    build.issue(negotiation=negotiation, key="new", title="Just entered")
    build.position(issue=negotiation.cars, party=negotiation.us)
    build.position(
        issue=negotiation.surcharge, party=negotiation.us, starts_on=LATER, source=build.source(published_on=LATER)
    )
    return negotiation


@pytest.fixture
def talks(world):
    return world


@pytest.mark.parametrize("page", ["issues/", "issues.csv", "timeline/", "concessions/"])
def test_what_came_up_later_is_not_on_the_agenda_of_an_earlier_day(desk, talks, page):
    early, now = (desk.get(f"/negotiations/talks/{page}", clocks).text for clocks in (EARLY, {}))

    assert "A surcharge" not in early
    assert "A surcharge" in now
    if "concessions" not in page:
        assert "Cars" in early


def test_nor_is_it_where_the_day_is_later_but_the_knowledge_is_not(desk, talks):
    page = desk.get("/negotiations/talks/issues/", {"on": "2026-03-01", "known": "2025-05-05"}).text

    assert "A surcharge" not in page


def test_what_nothing_is_on_record_about_is_shown(desk, talks):
    assert "Just entered" in desk.get("/negotiations/talks/issues/", EARLY).text


def test_what_came_up_of_a_part_came_up_of_the_whole(desk, talks):
    whole = build.issue(negotiation=talks, key="whole", title="All metals")
    build.position(issue=whole, party=talks.us, starts_on=LATER, source=build.source(published_on=LATER))
    part = build.issue(negotiation=talks, title="Steel", parent=whole)
    build.position(issue=part, party=talks.us)

    assert "All metals" in desk.get("/negotiations/talks/issues/", EARLY).text


def test_what_was_discussed_on_a_day_had_come_up_on_it_though_it_was_read_of_later(desk, talks):
    occasion = build.occasion(negotiation=talks, held_on=date(2025, 5, 5))
    issue = build.issue(negotiation=talks, title="A matter for two")
    build.discussion(occasion=occasion, issue=issue, source=build.source(published_on=date(2025, 5, 7)))

    known = {"known": "2025-05-07"}

    assert "A matter for two" in desk.get("/negotiations/talks/issues/", EARLY | known).text
    assert "A matter for two" not in desk.get("/negotiations/talks/issues/", known | {"on": "2025-05-04"}).text
    assert "A matter for two" not in desk.get("/negotiations/talks/issues/", EARLY).text


def test_an_issue_does_not_name_a_part_that_came_up_later(desk, talks):
    part = build.issue(negotiation=talks, title="Lorries", parent=talks.cars)
    build.position(issue=part, party=talks.us, starts_on=LATER, source=build.source(published_on=LATER))

    early, now = (desk.get("/negotiations/talks/issues/cars/", clocks).text for clocks in (EARLY, {}))

    assert "Lorries" not in early
    assert "Lorries" in now


def test_no_file_calls_what_came_up_later_not_recorded(desk, talks):
    build.occasion(negotiation=talks)

    early, now = (desk.get("/negotiations/talks/discussions.csv", clocks).text for clocks in (EARLY, {}))

    assert "Just entered" in early
    assert "A surcharge" not in early
    assert "A surcharge" in now


def test_a_round_that_tells_of_every_issue_does_not_ask_since_when_they_are_issues(desk, talks):
    met = build.round(negotiation=talks, number=1, starts_on=date(2025, 5, 1), ends_on=date(2025, 5, 1))
    occasion = build.occasion(negotiation=talks, round=met, held_on=date(2025, 5, 1))
    for issue in talks.issues.all():
        build.discussion(occasion=occasion, issue=issue)

    with CaptureQueriesContext(connection) as told:
        desk.get("/negotiations/talks/rounds/1/")
    build.issue(negotiation=talks)
    with CaptureQueriesContext(connection) as untold:
        desk.get("/negotiations/talks/rounds/1/")

    assert len(untold) - len(told) == 1


def test_a_round_does_not_call_what_came_up_after_it_not_recorded(desk, talks):
    met = build.round(negotiation=talks, number=1, starts_on=date(2025, 5, 1), ends_on=date(2025, 5, 1))
    occasion = build.occasion(negotiation=talks, round=met, held_on=date(2025, 5, 1))
    build.discussion(occasion=occasion, issue=talks.cars)

    page = desk.get("/negotiations/talks/rounds/1/").text

    assert "Just entered" in page
    assert "A surcharge" not in page


def test_what_a_round_shows_has_come_up_and_is_not_asked_about(desk, talks):
    met = build.round(negotiation=talks, number=1, starts_on=date(2025, 5, 1), ends_on=date(2025, 5, 1))
    occasion = build.occasion(negotiation=talks, round=met, held_on=date(2025, 5, 1))
    whole = build.issue(negotiation=talks, key="whole", title="All metals")
    build.position(issue=whole, party=talks.us, starts_on=LATER, source=build.source(published_on=LATER))
    build.position(issue=build.issue(negotiation=talks, title="Steel", parent=whole), party=talks.us)
    build.discussion(occasion=occasion, issue=talks.cars)

    def unrecorded():
        return [issue.title for issue in desk.get("/negotiations/talks/rounds/1/", EARLY).context["file"].unrecorded]

    assert unrecorded() == ["Just entered", "All metals", "Steel"]
    asked = queries(unrecorded)
    for title in ("A surcharge", "Just entered"):  # of each issue something is shown, or told
        build.discussion(occasion=occasion, issue=Issue.objects.get(title=title))
    assert unrecorded() == ["All metals", "Steel"]
    assert asked - queries(unrecorded) == 1


def queries(done) -> int:
    with CaptureQueriesContext(connection) as seen:
        done()
    return len(seen)
