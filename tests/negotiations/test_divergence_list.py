"""The board on which accounts differ: side by side, by issue, since when, and what settled it."""

import csv
from datetime import date
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import build

JULY, AUGUST, OCTOBER = date(2025, 7, 23), date(2025, 8, 1), date(2025, 10, 27)
ON = {"on": "2025-12-01", "known": "2025-12-01"}
PAGE = "/negotiations/talks/accounts/"


class Table:
    """Two parties that tell of one promise in two ways."""

    def __init__(self):
        self.negotiation = build.negotiation(key="talks", title="Talks")
        self.land = build.party(negotiation=self.negotiation, name="Land", place=1)
        self.isle = build.party(negotiation=self.negotiation, name="Isle", place=2)
        self.issue = build.issue(negotiation=self.negotiation, key="rice", title="Rice")
        self.subject = build.divergence(
            negotiation=self.negotiation, issue=self.issue, key="how-much-rice", title="How much rice"
        )
        self.says("Three quarters more at once", party=self.land, day=JULY, quantity=75, unit="percent")
        self.says("Within what is bought today", party=self.isle, day=AUGUST)

    def says(self, words, *, day, subject=None, **fields):
        if not fields.get("draft"):
            fields.setdefault("source", build.source(published_on=day))
        subject = {} if "term" in fields else {"divergence": subject or self.subject}
        return build.account(words=words, given_on=day, **subject, **fields)


@pytest.fixture(scope="module")
def made(standing):
    return Table()


@pytest.fixture
def table(world):
    return world


def rows(client, **query):
    answer = client.get("/negotiations/talks/accounts.csv", ON | query)
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))


def test_two_accounts_of_one_subject_stand_on_one_board_under_its_issue(desk, table):
    page = desk.get(PAGE, ON)

    [(issue, [difference])] = page.context["board"].by_issue
    assert issue == table.issue
    assert [each.account.whose for each in difference.accounts] == ["Land", "Isle"]
    assert "Three quarters more at once" in page.text
    assert "Within what is bought today" in page.text
    assert "75%" in page.text
    assert "They differ since <strong>1 August 2025</strong>" in page.text
    assert "Open" in page.text


def test_an_account_that_settles_it_takes_none_away(desk, table):
    table.says("Both sides: within the quota", teller="Joint fact sheet", day=OCTOBER, settles=True)

    page = desk.get(PAGE, ON)
    before = desk.get(PAGE, ON | {"known": "2025-10-26"})

    assert "Settled on <strong>27 October 2025</strong> by the account of Joint fact sheet" in page.text
    assert "Three quarters more at once" in page.text
    assert "Within what is bought today" in page.text
    assert "Joint fact sheet" not in before.text
    assert "Nothing has settled it." in before.text


@pytest.mark.parametrize(("wanted", "shown"), [("open", False), ("settled", True), ("", True)])
def test_the_board_is_narrowed_to_what_is_open_or_settled(desk, table, wanted, shown):
    table.says("Both sides: within the quota", teller="Joint fact sheet", day=OCTOBER, settles=True)

    assert ("Both sides" in desk.get(PAGE, ON | {"standing": wanted}).text) is shown
    assert bool(rows(desk, standing=wanted)) is shown


def test_a_filter_that_is_none_is_refused(desk, table):
    assert desk.get(PAGE, {"standing": "perhaps"}).status_code == 400


@pytest.mark.parametrize("clocks", [{"known": "2025-07-31"}, {"on": "2025-07-31"}])
def test_before_the_second_account_nothing_differs(client, reader, table, clocks):
    client.force_login(reader)

    page = client.get(PAGE, ON | clocks).text

    assert "On no subject are two accounts that differ known by this day." in page
    assert "Three quarters more" not in page


def test_the_same_teller_twice_is_no_difference(client, reader, table):
    lonely = build.divergence(negotiation=table.negotiation, title="How many ships")
    table.says("Ten ships", party=table.land, day=JULY, subject=lonely)
    table.says("Twelve ships", party=table.land, day=AUGUST, subject=lonely)
    client.force_login(reader)

    assert "How many ships" not in client.get(PAGE, ON).text


def test_a_draft_is_on_no_board(client, reader, table):
    table.says("It was never said", party=table.isle, day=AUGUST, draft=True)
    client.force_login(reader)

    assert "It was never said" not in client.get(PAGE, ON).text


def test_it_is_read_as_it_was_recorded(desk, table):
    moment = table.subject.history.latest().history_date.isoformat()

    assert "On no subject are two accounts" in desk.get(PAGE, ON | {"recorded": moment}).text


def test_accounts_of_a_promise_appear_once_where_a_subject_points_at_it(desk, table):
    term = build.term(negotiation=table.negotiation, title="Ships are bought", issue=table.issue)
    build.divergence(negotiation=table.negotiation, term=term, title="How many ships", place=7)
    build.divergence(negotiation=table.negotiation, term=term, title="Which ships", place=8)
    table.says("Ten ships", party=table.land, day=JULY, term=term)
    table.says("As many as are needed", party=table.isle, day=AUGUST, term=term)

    page = desk.get(PAGE, ON).text

    assert page.count("Ten ships") == 1
    assert "How many ships" in page


def test_an_editors_ranking_is_shown_with_its_reason(desk, table):
    table.says("A rumour", teller="Press", day=OCTOBER, rank="deprecated", rank_reason="Its author withdrew it.")

    assert "Deprecated: Its author withdrew it." in desk.get(PAGE, ON).text


@pytest.mark.parametrize("kind", ["account", "term", "implementation", "exchange"])
def test_an_editor_publishes_and_ranks_what_a_deal_is_made_of(client, editor, table, kind):
    client.force_login(editor)
    made = {
        "account": lambda: build.account(divergence=table.subject, draft=True),
        "term": lambda: build.term(negotiation=table.negotiation, draft=True),
        "implementation": lambda: build.implementation(term=build.term(negotiation=table.negotiation), draft=True),
        "exchange": lambda: build.exchange(draft=True),
    }[kind]()
    client.post(
        f"/records/citation/new/?{kind}={made.key}",
        {"source": build.source(published_on=JULY).key, "attribution": "document", "credibility": 2},
    )

    published = client.post(f"/statements/{kind}/{made.key}/publish/", {"reason": "It is sourced"})
    ranked = client.post(
        f"/statements/{kind}/{made.key}/rank/", {"rank": "preferred", "reason": "Best told"}, follow=True
    )

    made.refresh_from_db()
    assert published.status_code == 302
    assert ranked.status_code == 200
    assert (made.is_draft, made.rank) == (False, "preferred")


def test_those_who_write_see_what_still_lacks_a_second_account(desk, client, reader, table):
    build.divergence(negotiation=table.negotiation, title="Who pays")

    assert "Who pays" in desk.get(PAGE, ON).text
    client.force_login(reader)
    assert "Who pays" not in client.get(PAGE, ON).text


def test_a_row_of_the_file_is_an_account(desk, table):
    first, second = rows(desk)

    assert (first["Issue"], first["Subject"]) == ("Rice", "How much rice")
    assert (first["Whose account"], first["Quantity"], first["Unit"]) == ("Land", "75%", "%")
    assert (first["Differ since"], first["Settled by"]) == ("2025-08-01", "open")
    assert second["Rests on"].startswith("1 report, 1 origin (Press-")
    assert second["Grade"] == "B2"


def test_six_reports_of_one_agency_are_one_origin(desk, table):
    agency = build.source(publisher="Kyodo News", published_on=JULY, reliability="B")
    account = table.says("Not at all", teller="People close to it", day=AUGUST, source=agency)
    for _ in range(5):
        retold = build.source(published_on=AUGUST, derived_from=agency, reliability="A")
        build.citation(account=account, source=retold, attribution="anonymous", credibility=2)

    last = rows(desk)[-1]

    assert last["Rests on"] == "6 reports, 1 origin (Kyodo News, document)"
    assert last["Grade"] == "B2"


def test_the_queries_do_not_grow_with_the_accounts(desk, table):
    desk.get(PAGE, ON)
    with CaptureQueriesContext(connection) as few:
        desk.get(PAGE, ON)
    for number in range(4):
        subject = build.divergence(negotiation=table.negotiation, issue=build.issue(negotiation=table.negotiation))
        for party in (table.land, table.isle):
            table.says(f"Account {number}", party=party, day=JULY, subject=subject)
    with CaptureQueriesContext(connection) as many:
        desk.get(PAGE, ON)

    assert len(many) == len(few)


def test_what_was_settled_before_anybody_said_otherwise_is_settled_since_then(desk, table):
    subject = build.divergence(negotiation=table.negotiation, title="The rate")
    for teller, on in (("A paper", date(2025, 5, 1)), ("Another", date(2025, 5, 5))):
        build.account(divergence=subject, teller=teller, given_on=on, source=build.source(published_on=on))
    early = date(2025, 4, 7)
    build.account(
        divergence=subject, teller="the order", given_on=early, settles=True, source=build.source(published_on=early)
    )

    page = desk.get("/negotiations/talks/accounts/", {"on": "2025-05-10", "known": "2025-05-10"}).text

    assert "Settled on <strong>1 May 2025</strong> by the account of the order" in page
