"""Silence is recorded: not discussed, not disclosed, absent and blank are four things, on pages and in files."""

import csv
from datetime import date
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import build

ON = {"on": "2025-12-01", "known": "2025-12-01"}
ROOT = "/negotiations/talks/"
MAY = date(2025, 5, 1)


class Table:
    """A session on which of four issues one was discussed, one not, of one nothing is disclosed and one is a blank."""

    def __init__(self):
        self.negotiation = build.negotiation(key="talks", title="Talks")
        self.land = build.party(negotiation=self.negotiation, name="Land", place=1)
        self.isle = build.party(negotiation=self.negotiation, name="Isle", place=2)
        self.round = build.round(negotiation=self.negotiation, number=2, starts_on=MAY, ends_on=MAY)
        self.session = build.occasion(round=self.round, key="session", title="Session", held_on=MAY)
        for title, outcome in (
            ("Cars", "discussed"),
            ("Currency", "not-discussed"),
            ("Defence", "not-disclosed"),
            ("Ships", ""),
        ):
            issue = build.issue(negotiation=self.negotiation, key=title.lower(), title=title)
            if outcome:
                build.discussion(occasion=self.session, issue=issue, outcome=outcome)
        self.missing = self.person("Lutnick", self.land)
        build.attendance(occasion=self.session, official=self.person("Bessent", self.land), capacity="lead")
        build.attendance(occasion=self.session, official=self.missing, presence="absent")

    def person(self, name, party):
        official = build.official(family_name=name)
        build.appointment(official=official, economy=party.economy, title="Secretary", starts_on=date(2025, 1, 1))
        return official


@pytest.fixture(scope="module")
def made(standing):
    return Table()


@pytest.fixture
def table(world):
    return world


def rows(client, name, **query):
    answer = client.get(f"{ROOT}{name}.csv", ON | query)
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))


def test_a_file_tells_of_every_issue_on_every_occasion_and_a_blank_has_its_own_words(desk, table):
    assert [(row["Round"], row["Issue"], row["Outcome"]) for row in rows(desk, "discussions")] == [
        ("2", "Cars", "Discussed"),
        ("2", "Currency", "Not discussed"),
        ("2", "Defence", "Not disclosed"),
        ("2", "Ships", "nothing recorded"),
    ]


def test_a_file_tells_who_was_there_who_was_absent_and_of_whom_nobody_is_recorded(desk, table):
    assert [(row["Party"], row["Official"], row["Presence"]) for row in rows(desk, "attendances")] == [
        ("Land", "Bessent", "Present"),
        ("Isle", "", "nobody recorded"),
        ("Land", "Lutnick", "Absent though expected"),
    ]


def test_the_page_of_the_round_tells_the_four_apart(desk, table):
    page = " ".join(desk.get(f"{ROOT}rounds/2/", ON).text.split())

    assert ">Not discussed<" in page
    assert ">Not disclosed<" in page
    assert "Absent though expected" in page
    assert '<p class="silence">nobody recorded</p>' in page
    assert "Whether 1 other issue was discussed is not recorded: Ships. That is a blank, not silence." in page


def test_the_paper_of_the_round_tells_the_four_apart(desk, table):
    paper = desk.get(f"{ROOT}rounds/2.md", ON).text

    assert "Not discussed: **Currency" in paper or "Not discussed:** Currency" in paper
    assert "Not disclosed:** Defence" in paper
    assert "| Absent |" in paper
    assert "Lutnick" in paper
    assert "Up to this round nothing is recorded on Ships: that is a blank, not silence." in paper


def test_the_list_of_rounds_as_a_file_names_the_absent_and_what_is_not_recorded(desk, table):
    build.round(negotiation=table.negotiation, number=1, starts_on=date(2025, 4, 1))

    second, first = rows(desk, "rounds")

    assert (second["Lead, Land"], second["Lead, Isle"]) == ("Bessent", "not recorded")
    assert second["Absent though expected"] == "Lutnick"
    assert first["Absent though expected"] == "none recorded"


@pytest.mark.parametrize(
    ("issue", "words"),
    [
        ("currency", "Not discussed"),
        ("defence", "Not disclosed"),
        ("ships", "No occasion records whether this issue was discussed. That is a blank, not silence."),
    ],
)
def test_the_page_of_an_issue_tells_them_apart(desk, table, issue, words):
    assert words in desk.get(f"{ROOT}issues/{issue}/", ON).text


def test_the_timeline_tells_what_became_of_issues_without_a_position(desk, table):
    page = " ".join(desk.get(f"{ROOT}timeline/", ON).text.split())

    assert "Currency</a> (not discussed), " in page
    assert "Defence</a> (not disclosed), " in page
    assert "Ships</a>." in page


def test_the_clocks_are_obeyed(desk, table):
    assert rows(desk, "discussions", on="2025-04-30") == []
    assert {row["Outcome"] for row in rows(desk, "discussions", known="2025-04-01")} >= {"nothing recorded"}
    assert rows(desk, "attendances", known="2025-03-31") == []
    moment = table.missing.history.latest().history_date.isoformat()
    assert [row["Presence"] for row in rows(desk, "attendances", recorded=moment)] == ["nobody recorded"] * 2


def test_a_draft_is_a_blank(client, reader, table):
    build.discussion(occasion=table.session, issue=table.negotiation.issues.get(key="ships"), draft=True)
    client.force_login(reader)

    assert rows(client, "discussions")[-1]["Outcome"] == "nothing recorded"


@pytest.mark.parametrize("name", ["discussions", "attendances"])
def test_the_queries_of_a_file_do_not_grow_with_the_occasions(desk, table, name):
    desk.get(f"{ROOT}{name}.csv", ON)
    with CaptureQueriesContext(connection) as few:
        rows(desk, name)
    for number in range(3):
        occasion = build.occasion(round=table.round, held_on=MAY)
        build.attendance(occasion=occasion, official=table.person(f"Person {number}", table.isle))
        build.discussion(occasion=occasion, issue=build.issue(negotiation=table.negotiation))
    with CaptureQueriesContext(connection) as many:
        rows(desk, name)

    assert len(many) == len(few)
