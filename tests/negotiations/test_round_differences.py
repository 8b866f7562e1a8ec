"""Where accounts differ, on the pages of issues and rounds and in the paper of a round."""

from datetime import date
from io import BytesIO

import docx
import pytest

from tests import build

ON = {"on": "2025-12-01", "known": "2025-12-01"}
ROOT = "/negotiations/talks/"
APRIL, MAY, JUNE = date(2025, 4, 16), date(2025, 5, 1), date(2025, 6, 1)


class Table:
    """Two rounds; of the second each side tells in its own way what was said of rice."""

    def __init__(self):
        self.negotiation = build.negotiation(key="talks", title="Talks")
        self.land = build.party(negotiation=self.negotiation, name="Land", place=1)
        self.isle = build.party(negotiation=self.negotiation, name="Isle", place=2)
        self.rice = build.issue(negotiation=self.negotiation, key="rice", title="Rice")
        for number, day in ((1, APRIL), (2, MAY)):
            build.round(negotiation=self.negotiation, number=number, starts_on=day, ends_on=day)
        self.subject = build.divergence(
            negotiation=self.negotiation, issue=self.rice, key="how-much", title="How much rice"
        )
        self.says("Three quarters more", party=self.land, quantity=75, unit="percent")
        self.says("As much as today", party=self.isle, rank="preferred", rank_reason="The minutes say so.")

    def says(self, words, *, day=MAY, **fields):
        source = build.source(published_on=day)
        return build.account(divergence=self.subject, words=words, given_on=day, source=source, **fields)


@pytest.fixture(scope="module")
def made(standing):
    return Table()


@pytest.fixture
def table(world):
    return world


def paper(client, number, **query):
    return client.get(f"{ROOT}rounds/{number}.md", ON | query).text


@pytest.mark.parametrize("page", ["issues/rice/", "rounds/2/"])
def test_the_page_leads_to_the_board(desk, table, page):
    shown = desk.get(ROOT + page, ON).text

    assert f'href="{ROOT}accounts/?on=2025-12-01&amp;known=2025-12-01#how-much"' in shown
    assert "(open since 1 May 2025)" in shown
    assert "how-much" not in desk.get(ROOT + page, ON | {"known": "2025-04-30"}).text


def test_the_paper_has_a_column_for_each_party_with_notes(desk, table):
    text = paper(desk, 2)

    assert "## Where accounts differ" in text
    assert "| Subject | Account of Land | Account of Isle | State |" in text
    assert "Three quarters more (75%). 1 May 2025." in text
    assert "1 May 2025, preferred: The minutes say so." in text
    assert "**Open since 1 May 2025.**" in text


def test_the_paper_says_what_settled_it_and_shows_the_accounts_still(desk, table):
    table.says("Within the quota", teller="Fact sheet", day=JUNE, settles=True)

    text = paper(desk, 2)

    assert "**Settled on 1 June 2025** by the account of Fact sheet." in text
    assert "Fact sheet: Within the quota." in text
    assert "Three quarters more" in text
    assert "**Open since" in paper(desk, 2, known="2025-05-31")


def test_a_round_of_which_no_accounts_differ_has_no_such_section(desk, table):
    assert "Where accounts differ" not in paper(desk, 1)
    assert "Where accounts differ" not in paper(desk, 2, known="2025-04-30")


def test_the_paper_of_a_round_in_which_the_issue_was_on_the_table_has_what_is_open(desk, table):
    one = build.occasion(round=table.negotiation.rounds.get(number=1), held_on=APRIL)
    build.discussion(occasion=one, issue=table.rice)

    assert "Where accounts differ" in paper(desk, 1)


def test_the_section_stands_in_word_too(desk, table):
    answer = desk.get(f"{ROOT}rounds/2.docx", ON)

    headings = [
        each.text for each in docx.Document(BytesIO(answer.content)).paragraphs if each.style.name.startswith("Heading")
    ]
    assert "Where accounts differ" in headings
    assert desk.get(f"{ROOT}rounds/2.pdf", ON).status_code == 200


def test_the_page_of_an_issue_leads_to_the_promises_on_it(desk, table):
    build.term(negotiation=table.negotiation, issue=table.rice, key="more-rice", title="More rice", promised_on=MAY)

    assert (
        f'href="{ROOT}terms/more-rice/?on=2025-12-01&amp;known=2025-12-01"' in desk.get(f"{ROOT}issues/rice/", ON).text
    )
