"""Long pages show the latest, say so, and lead to the rest."""

from datetime import timedelta

import pytest

from negotiations.selectors import law, people
from negotiations.views import issues
from tests import build
from tests.pattern import day

CLOCKS = {"on": "2025-06-01", "known": "2025-06-01"}
FIRST = day(4, 1)


def test_an_issue_shows_its_latest_positions_and_leads_to_the_older_ones(desk, db):
    issue = build.issue()
    party = build.party(negotiation=issue.negotiation)
    many = issues.POSITIONS_A_PAGE + 2
    for number in range(many):
        build.position(issue=issue, party=party, key=f"p{number}", starts_on=FIRST + timedelta(days=number))

    first = desk.get(issue.get_absolute_url(), CLOCKS)
    second = desk.get(f"{issue.get_absolute_url()}{first.context['page'].older}")

    shown = [[row.key for row in page.context["page"].rows] for page in (first, second)]
    assert shown == [[f"p{number}" for number in range(many - 1, 1, -1)], ["p1", "p0"]]
    assert 'rel="next"' in first.text
    assert 'rel="prev"' in second.text


@pytest.mark.parametrize("more", [0, 1])
def test_an_official_says_when_there_is_more(desk, db, more, monkeypatch):
    monkeypatch.setattr(people, "SHOWN", 2)
    official = build.official()
    for _ in range(2 + more):
        build.citation(position=build.position(), speaker=official, attribution="on-record")

    page = desk.get(official.get_absolute_url(), CLOCKS)

    assert len(page.context["quoted"]) == 2
    assert ("Only the latest occasions and quotations" in page.text) is bool(more)


@pytest.mark.parametrize("more", [0, 1])
def test_a_measure_says_when_other_issues_are_about_it(desk, db, more, monkeypatch):
    monkeypatch.setattr(law, "ISSUES", 2)
    measure = build.measure()
    for number in range(2 + more):
        build.issue(measure=measure, title=f"Issue no. {number}")

    page = desk.get(measure.get_absolute_url(), CLOCKS)

    assert page.text.count("Issue no.") == 2
    assert ("Other issues are about this measure too" in page.text) is bool(more)
