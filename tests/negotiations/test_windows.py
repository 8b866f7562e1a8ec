"""Long pages show the latest, say so, and lead to the rest."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest

from negotiations.selectors import law, people
from negotiations.views import issues
from tests import build
from tests.clocks import by_now
from tests.pattern import day

CLOCKS = {"on": "2025-06-01", "known": "2025-06-01"}
FIRST = day(4, 1)


@pytest.mark.parametrize("clocks", ["", "&recorded={now}"], ids=["now", "recorded"])
@pytest.mark.parametrize("apart", [0, 1], ids=["on one day", "on days of their own"])
def test_an_issue_shows_its_latest_positions_and_leads_to_the_older_ones(desk, db, clocks, apart):
    issue = build.issue()
    party = build.party(negotiation=issue.negotiation)
    many = issues.POSITIONS_A_PAGE + 2
    for number in range(many):
        build.position(issue=issue, party=party, key=f"p{number}", starts_on=FIRST + timedelta(days=number * apart))
    page = issue.get_absolute_url()

    first = desk.get(by_now(f"{page}?{urlencode(CLOCKS)}{clocks}"))
    second = desk.get(f"{page}{first.context['page'].older}")
    back = desk.get(f"{page}{second.context['page'].newer}")

    shown = [[row.key for row in page.context["page"].rows] for page in (first, second, back)]
    newest = [f"p{number}" for number in range(many - 1, 1, -1)]
    assert shown == [newest, ["p1", "p0"], newest]
    assert 'rel="next"' in first.text
    assert 'rel="prev"' in second.text
    assert (first.context["page"].newer, back.context["page"].newer) == ("", "")


@pytest.mark.parametrize("edge", ["after=soon~1", "after=2025-05-01~x", "before=2025-05-01", "after=2025-02-31~1"])
def test_an_edge_that_cannot_be_read_is_refused(desk, db, edge):
    answer = desk.get(f"{build.issue().get_absolute_url()}?{edge}")

    assert answer.status_code == 400
    assert "go back to the first page" in answer.text


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
