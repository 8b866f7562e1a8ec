"""The ledger of concessions: each move on an issue, its size, its round, what it was given for, and the sum."""

import csv
import html
import re
from datetime import date
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from negotiations.actions.positions import table_position
from negotiations.models import Position
from tests import build

APRIL, MAY, JUNE = date(2025, 4, 16), date(2025, 5, 1), date(2025, 6, 1)
ON = {"on": "2025-12-01", "known": "2025-12-01"}
PAGE = "/negotiations/talks/concessions/"


class Table:
    """One side comes down from 25% to 15% in two steps; the other asks for nought and then accepts rice."""

    def __init__(self):
        self.negotiation = build.negotiation(key="talks", title="Talks")
        self.land = build.party(negotiation=self.negotiation, key="land", name="Land", place=1)
        self.isle = build.party(negotiation=self.negotiation, key="isle", name="Isle", place=2)
        self.cars = build.issue(negotiation=self.negotiation, key="cars", title="Cars", place=1)
        self.rice = build.issue(negotiation=self.negotiation, key="rice", title="Rice", place=2)
        self.round = build.round(negotiation=self.negotiation, number=2, starts_on=MAY, ends_on=MAY)
        self.asks = self.says("No duty", party=self.isle, day=APRIL, quantity=0, stance="asks")
        self.first = self.says("25 stays", party=self.land, day=APRIL, quantity=25, stance="offers")
        self.second = self.instead(self.first, "20 would do", day=MAY, quantity=20)
        self.third = self.instead(self.second, "15 at last", day=JUNE, quantity=15)

    def says(self, words, *, party, day, issue=None, quantity=None, **fields):
        if quantity is not None:
            fields |= {"quantity": quantity, "unit": "percent", "sense": "to"}
        source = build.source(published_on=day)
        return build.position(
            issue=issue or self.cars, party=party, words=words, starts_on=day, source=source, **fields
        )

    def instead(self, old, words, *, day, quantity=None):
        """What replaces a position, published like it."""
        told = {} if quantity is None else {"quantity": quantity, "unit": "percent", "sense": "to"}
        new = Position(issue=old.issue, party=old.party, words=words, starts_on=day, stance=old.stance, **told)
        table_position(new, replaces=[old], by=None)
        build.citation(position=new, source=build.source(published_on=day))
        new.known_on, new.published_at = day, timezone.now()
        new.record(by=None)
        return new


@pytest.fixture(scope="module")
def made(standing):
    return Table()


@pytest.fixture
def table(world):
    return world


def rows(client, **query):
    answer = client.get("/negotiations/talks/concessions.csv", ON | query)
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))


def test_each_move_has_its_size_its_way_and_its_round_and_the_sum_is_checked(desk, table):
    page = desk.get(PAGE, ON)

    [(issue, [chain])] = page.context["ledger"].by_issue
    assert (issue, chain.party) == (table.cars, table.land)
    assert [(move.size, str(move.way), move.round) for move in chain.moves[1:]] == [
        ("−5 percentage points", "towards the other side", "Round 2"),
        ("−5 percentage points", "towards the other side", "after round 2"),
    ]
    assert "The moves come to −10 percentage points, and so does the last position less the first." in page.text


def test_a_move_without_a_number_leaves_the_sum_open_and_the_page_says_so(desk, table):
    fourth = table.instead(table.third, "Something less", day=date(2025, 7, 1))
    table.instead(fourth, "Twelve", day=date(2025, 7, 2), quantity=12)

    page = desk.get(PAGE, ON).text

    assert "The moves do not add up: 2 moves have no size" in page
    assert (
        "Those with a size come to −10 percentage points, the last position less the first is −13 percentage points"
        in page
    )


def test_what_a_move_was_given_for_stands_with_it_on_both_sides(desk, table):
    rice = table.says("More rice", party=table.isle, day=JUNE, issue=table.rice, stance="offers")
    build.exchange(given=rice, taken=table.third, words="A swap, said the minister")

    by_key = {
        str(chain.issue): chain for _, chains in desk.get(PAGE, ON).context["ledger"].by_issue for chain in chains
    }

    [given] = by_key["Rice"].moves[0].returns
    [got] = by_key["Cars"].moves[2].returns
    assert (given.given_for, given.position) == (True, table.third)
    assert (got.given_for, got.position) == (False, rice)
    assert rows(desk, issue="rice")[0]["In return for"] == (
        "for: Land, Cars, Offers: 15 at last (to 15%) – A swap, said the minister"
    )


def test_a_move_that_was_not_public_has_not_happened_for_the_reader(desk, table):
    [(_, [chain])] = desk.get(PAGE, ON | {"known": "2025-05-31"}).context["ledger"].by_issue
    assert [each.words for each in chain.positions] == ["25 stays", "20 would do"]
    assert "No party is known to have moved" in desk.get(PAGE, ON | {"on": "2025-04-30"}).text


def test_it_is_read_as_it_was_recorded(desk, table):
    moment = table.first.history.earliest().history_date.isoformat()

    assert "No party is known to have moved" in desk.get(PAGE, ON | {"recorded": moment}).text


@pytest.mark.parametrize(
    ("query", "shown"), [({"party": "land"}, True), ({"party": "isle"}, False), ({"issue": "rice"}, False)]
)
def test_the_ledger_is_narrowed_to_a_party_and_an_issue(desk, table, query, shown):
    assert ("15 at last" in desk.get(PAGE, ON | query).text) is shown
    assert bool(rows(desk, **query)) is shown


@pytest.mark.parametrize("query", [{"party": "moon"}, {"issue": "moon"}])
def test_whom_the_talks_do_not_have_is_refused(desk, table, query):
    assert desk.get(PAGE, query).status_code == 400


def test_a_row_of_the_file_is_a_move(desk, table):
    first, second, third = rows(desk)

    assert (first["From"], first["To"], first["Size"]) == ("first tabled", "Offers: 25 stays (to 25%)", "")
    assert (second["From"], second["Size"], second["Which way"]) == (
        "Offers: 25 stays (to 25%)", "−5 percentage points", "towards the other side",
    )  # fmt: skip
    assert third["Sum"] == "Adds up: −10 percentage points in all."


def test_the_paper_tells_each_move_with_its_way_and_what_they_add_up_to(desk, table):
    text = desk.get("/negotiations/talks/concessions.md", ON).text

    assert text.index("Cars") < text.index("Offers: 25 stays (to 25%)")
    assert "towards the other side, −5 percentage points" in text
    assert "first tabled" in text
    assert "Adds up: −10 percentage points in all." in text


def test_without_moves_the_paper_says_so(desk, table):
    assert "No position had moved" in desk.get("/negotiations/talks/concessions.md", {"on": "2020-01-01"}).text


@pytest.mark.parametrize("format", ["csv", "docx", "pdf", "md"])
def test_the_files_are_offered_for_what_was_asked(desk, table, format):
    page = desk.get(PAGE, ON | {"party": table.land.key}).text

    [address] = re.findall(rf'href="([^"]*concessions\.{format}[^"]*)"', page)

    assert f"party={table.land.key}" in address
    assert desk.get(html.unescape(address)).status_code == 200


def test_two_positions_that_one_replaced_share_its_steps_only_once(desk, table):
    old, other = (table.says(word, party=table.isle, day=APRIL, issue=table.rice) for word in ("One", "Other"))
    new = Position(issue=table.rice, party=table.isle, words="Both", starts_on=MAY, stance="asks")
    table_position(new, replaces=[old, other], by=None)
    build.citation(position=new)
    new.known_on, new.published_at = MAY, timezone.now()
    new.record(by=None)
    table.instead(new, "Neither", day=JUNE)

    assert [row["To"].removeprefix("Asks: ") for row in rows(desk, issue="rice")] == [
        "One", "Both", "Neither", "Other", "Both",
    ]  # fmt: skip


def test_an_analyst_finds_the_form_of_an_exchange_at_a_position(desk, table):
    address = f"/records/exchange/new/?given={table.third.key}"

    assert address in desk.get("/negotiations/talks/issues/cars/", ON).text
    assert desk.get(address).context["form"].instance.given == table.third


def test_the_queries_do_not_grow_with_the_moves(desk, table):
    rice = table.says("More rice", party=table.isle, day=JUNE, issue=table.rice, stance="offers")
    build.exchange(given=rice, taken=table.third)
    desk.get(PAGE, ON)
    with CaptureQueriesContext(connection) as few:
        desk.get(PAGE, ON)
    last = table.third
    for number in range(4):
        last = table.instead(last, f"Step {number}", day=date(2025, 7, 1 + number), quantity=number)
        build.exchange(given=rice, taken=last)
    with CaptureQueriesContext(connection) as many:
        desk.get(PAGE, ON)

    assert len(many) == len(few)
    for asked in ("min(rows.starts_on)", "FROM negotiations_party"):  # since when an issue is one, and who is there
        assert len([each for each in few if asked in each["sql"]]) == 1
