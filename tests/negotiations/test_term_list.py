"""The terms of a deal: what was promised, the accounts of it, and what became of it by rates and by statements."""

import csv
from datetime import date
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from negotiations.selectors import terms
from tests import build
from tests.pattern import day, spring_2025

ON = {"on": "2025-06-30", "known": "2025-06-30"}
PAGE = "/negotiations/talks/terms/"


class Deal:
    """Two parties, the law of spring 2025, and a promise of 15% in all on cars, of which 2.5 + 25 are charged."""

    def __init__(self):
        self.law = spring_2025()
        self.law.us.law_entered_to = date(2026, 1, 1)
        self.law.us.record(by=None)
        self.negotiation = build.negotiation(key="talks", title="Talks")
        self.us = build.party(negotiation=self.negotiation, economy=self.law.us, name="United States", place=1)
        self.jp = build.party(negotiation=self.negotiation, economy=self.law.jp, name="Japan", place=2)
        self.cars = self.promise(
            key="cars", title="Cars at 15%", promised_on=day(5, 1), rate=15, rate_is="total", goods=self.law.cars,
            origin=self.law.jp, importer=self.law.us, owed_by=self.us,
        )  # fmt: skip

    def promise(self, **fields):
        if not fields.get("draft"):
            fields.setdefault("source", build.source(published_on=fields["promised_on"]))
        return build.term(negotiation=self.negotiation, **fields)

    def charge(self, duty, on):
        """The duty on cars from a day on, by an act of that day, instead of the one before."""
        act = build.instrument(economy=self.law.us, published_on=on)
        rate = build.rate(measure=self.law.autos, instrument=act, scope=self.law.cars, duty=duty, starts_on=on)
        build.effect(instrument=act, kind="replaces", rate=self.law.on_cars, replacement=rate, starts_on=on)
        self.law.on_cars = rate
        return act

    def carried(self, how, on, **fields):
        if not fields.get("draft"):
            fields.setdefault("source", build.source(published_on=on))
        return build.implementation(how=how, starts_on=on, **fields)


@pytest.fixture(scope="module")
def made(standing):
    return Deal()


@pytest.fixture
def deal(world):
    return world


def lines(client, **query):
    return {str(line.term): line for line in client.get(PAGE, ON | query).context["deal"].lines}


def rows(client, **query):
    answer = client.get("/negotiations/talks/terms.csv", ON | query)
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))


def state(client, **query):
    [ground] = lines(client, **query)["Cars at 15%"].grounds
    return str(ground.state), ground.since, ground.name


def test_a_promised_rate_is_worked_out_from_what_the_goods_pay(desk, deal):
    assert state(desk) == ("promised", day(5, 1), "by rates")

    deal.charge("12.5%", day(6, 10))

    assert state(desk) == ("implemented", day(6, 10), "by rates")
    assert state(desk, on="2025-06-09") == ("promised", day(5, 1), "by rates")


def test_what_is_charged_again_after_it_was_carried_out_deviates(desk, deal):
    deal.charge("12.5%", day(6, 10))
    deal.charge("20%", day(6, 20))

    page = desk.get(PAGE, ON).text

    assert state(desk) == ("deviating", day(6, 20), "by rates")
    assert "0 of 1 line kept; too much: 8703.23.01 by 7.5 pp" in page
    [row] = rows(desk)
    assert (row["State"], row["Since"], row["Most points over"]) == ("deviating", "2025-06-20", "7.5")
    assert (row["Lines kept"], row["Lines"], row["Lines that pay more"]) == ("0", "1", "8703.23.01")


def test_a_law_that_was_not_public_changes_nothing_for_the_reader(desk, deal):
    deal.charge("12.5%", day(6, 10))

    assert state(desk, known="2025-06-09")[0] == "promised"
    assert lines(desk, known="2025-04-30") == {}


def test_it_is_read_as_it_was_recorded(desk, deal):
    moment = deal.cars.history.latest().history_date.isoformat()
    deal.charge("12.5%", day(6, 10))

    assert state(desk, recorded=moment)[0] == "promised"


def test_beyond_the_law_that_is_entered_it_is_told_as_of_its_last_day(desk, deal):
    deal.charge("12.5%", day(6, 10))
    later = {"on": "2026-02-01", "known": "2026-02-01"}

    assert state(desk, **later) == ("implemented", day(6, 10), "by rates")
    assert "As of 1 January 2026, up to which the law of United States is entered." in desk.get(PAGE, later).text


def test_goods_that_pay_under_a_basis_are_left_out_of_a_promise_apart_from_it(desk, deal):
    deal.law.autos.legal_basis = "Section 232"
    deal.law.autos.record(by=None)
    deal.cars.apart_from = "Section 232"
    deal.cars.record(by=None)

    line = lines(desk)["Cars at 15%"]

    assert "The law names no line of these goods." in [ground.caution for ground in line.grounds]
    assert line.lots == ()


def test_a_promise_of_which_part_of_the_lines_is_carried_out_names_the_others(desk, deal):
    both = build.scope("87032301", "8708", name="Cars and parts")
    build.rate(
        measure=deal.law.mfn, instrument=deal.law.schedule, scope=build.scope("8708"), duty="2.5%", charge="base",
        starts_on=day(1, 1),
    )  # fmt: skip
    deal.promise(
        key="parts", title="Parts too", promised_on=day(5, 1), rate=11, rate_is="additional", goods=both,
        origin=deal.law.jp, importer=deal.law.us,
    )  # fmt: skip
    deal.charge("20%", day(6, 10))

    [ground] = lines(desk)["Parts too"].grounds

    assert (str(ground.state), ground.now.kept, ground.now.of) == ("partly", 1, 2)
    assert [lot.codes for lot in ground.now.over] == [("87032301",)]


def test_a_promise_without_a_number_stands_as_sources_say_of_the_acts(desk, deal):
    ships = deal.promise(title="Ships are bought", promised_on=day(5, 1), due_on=day(6, 15))
    assert str(lines(desk)["Ships are bought"].grounds[0].state) == "absent"
    assert str(lines(desk, on="2025-06-15")["Ships are bought"].grounds[0].state) == "promised"

    deal.carried("authorises", day(6, 20), term=ships)
    deal.carried("in-part", day(6, 25), term=ships, words="Two of ten are ordered")

    [ground] = lines(desk)["Ships are bought"].grounds
    assert (str(ground.state), ground.since, ground.name) == ("partly", day(6, 25), "by statements")
    assert "Two of ten are ordered" in desk.get(PAGE, ON).text


def test_rates_and_statements_that_disagree_stand_side_by_side(desk, deal):
    deal.carried("carries-out", day(6, 10), term=deal.cars, words="The order brings cars to 15%")

    page = desk.get(f"{PAGE}cars/", ON)
    grounds = [(each.name, str(each.state)) for each in page.context["line"].grounds]

    assert grounds == [("by rates", "promised"), ("by statements", "implemented")]
    assert "tell of two states: both are shown" in page.text
    assert [row["Ground"] for row in rows(desk)] == ["by rates", "by statements"]

    deal.charge("12.5%", day(6, 10))
    assert state(desk)[2] == "by rates"


def test_acts_stand_beside_rates_with_which_they_agree_and_one_that_is_set_aside_does_not_count(desk, deal):
    deal.charge("12.5%", day(6, 10))
    deal.carried("carries-out", day(6, 10), term=deal.cars, words="Cars come down")
    aside = {"rank": "deprecated", "rank_reason": "It was misread."}
    deal.carried("departs", day(6, 11), term=deal.cars, words="Cars go up", **aside)

    assert state(desk) == ("implemented", day(6, 10), "by rates")
    assert rows(desk)[0]["What acts do to it"] == "carries it out: Cars come down · departs from it: Cars go up"


@pytest.mark.parametrize(
    ("kind", "query", "fields"),
    [
        ("account", "term=cars", {"teller": "A paper", "words": "So it was", "given_on": "2025-05-02"}),
        ("implementation", "term=cars", {"how": "departs", "words": "It does not", "starts_on": "2025-05-02"}),
        ("divergence", "negotiation=talks&term=cars", {"title": "Fifteen of what", "place": 1}),
    ],
)
def test_what_is_said_of_a_promise_is_entered_from_its_page(desk, deal, kind, query, fields):
    address = f"/records/{kind}/new/?{query}"
    assert address.replace("&", "&amp;") in desk.get(f"{PAGE}cars/", ON).text
    form = desk.get(address).context["form"]
    assert list(form.fields["term"].queryset) == [deal.cars]  # a choice among those of the talks
    typed = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}

    answer = desk.post(address, typed | fields)

    assert answer.status_code == 302, answer.context["form"].errors
    assert answer.url.startswith(("/negotiations/talks/terms/cars/", "/negotiations/talks/accounts/"))


def test_each_partys_account_stands_in_its_column(desk, deal):
    build.account(
        term=deal.cars, party=deal.us, words="Fifteen, all in", given_on=day(5, 2), quantity=15, unit="percent"
    )
    build.account(term=deal.cars, teller="A paper", words="Nobody knows", given_on=day(5, 2))

    [row] = rows(desk)

    assert row["Account of United States"] == "Fifteen, all in (15%)"
    assert row["Account of Japan"] == ""
    assert row["Other accounts"] == "A paper: Nobody knows"
    assert row["Notes"] == "1 2 3"


def test_the_page_of_a_promise_shows_on_what_its_state_rests(desk, deal):
    act = deal.charge("12.5%", day(6, 10))
    rate = deal.law.on_cars
    carried = deal.carried("carries-out", day(6, 10), term=deal.cars, instrument=act, rate=rate, words="At last")
    build.citation(implementation=carried, source=build.source(publisher="Gazette"), quotation="shall be 15")
    subject = build.divergence(negotiation=deal.negotiation, term=deal.cars, title="Fifteen of what")

    page = desk.get(f"{PAGE}cars/", ON)

    assert [(stage.first, str(stage.state)) for stage in page.context["line"].grounds[0].stages] == [
        (day(5, 1), "promised"), (day(6, 10), "implemented"),
    ]  # fmt: skip
    assert "shall be 15" in page.text
    assert act.get_absolute_url() in page.text
    assert subject.get_absolute_url().partition("#")[2] in page.text
    assert "/duty/?code=8703.23.01&amp;importer=US&amp;origin=JP&amp;on=2025-06-30&amp;known=2025-06-30" in page.text


def test_a_draft_and_what_was_not_promised_yet_are_nowhere(client, reader, deal):
    deal.promise(key="secret", title="A secret promise", promised_on=day(5, 1), draft=True)
    deal.promise(key="later", title="A later promise", promised_on=day(7, 1), source=build.source())
    deal.carried("departs", day(6, 10), term=deal.cars, words="A secret act", draft=True)
    client.force_login(reader)

    page = client.get(PAGE, ON).text

    assert "secret" not in page
    assert "A later promise" not in page
    assert client.get(f"{PAGE}secret/", ON).status_code == 404


def test_a_deal_without_terms_says_so(desk, db):
    build.negotiation(key="bare")

    assert "No promise had been made and was known by this day." in desk.get("/negotiations/bare/terms/", ON).text


def test_twenty_promises_cost_the_queries_of_one(desk, deal):
    desk.get(PAGE, ON)
    with CaptureQueriesContext(connection) as one:
        desk.get(PAGE, ON)
    for number in range(6):
        made = deal.promise(
            title=f"Promise {number}", promised_on=day(5, 1), rate=number, rate_is="total", goods=deal.law.cars,
            origin=deal.law.jp, importer=deal.law.us,
        )  # fmt: skip
        build.account(term=made, party=deal.us)
        build.account(term=made, party=deal.jp)
        deal.carried("in-part", day(6, 10), term=made)
    deal.carried("in-part", day(6, 10), term=deal.cars)
    desk.get(PAGE, ON)
    with CaptureQueriesContext(connection) as many:
        desk.get(PAGE, ON)

    assert len(many) == len(one)


def test_what_an_act_does_by_several_rates_is_said_once(desk, deal):
    act = build.instrument(economy=deal.law.us, published_on=day(6, 10))
    rates = [
        build.rate(measure=deal.law.autos, instrument=act, scope=deal.law.cars, starts_on=day(6, 10), origin=origin)
        for origin in (deal.law.jp, None)
    ]
    for rate in rates:
        deal.carried("in-part", day(6, 10), term=deal.cars, instrument=act, rate=rate, words="For cars of some kinds")
    deal.carried("departs", day(6, 10), term=deal.cars, instrument=act, words="For cars of some kinds")

    line = lines(desk)["Cars at 15%"]

    assert [(str(each.implementation), each.implementation.how) for each in line.standing] == [
        ("For cars of some kinds", "in-part"), ("For cars of some kinds", "departs"),
    ]  # fmt: skip
    assert len(line.done) == 3


def test_each_promise_has_its_page_also_where_the_list_does_not_go_so_far(desk, deal, monkeypatch):
    monkeypatch.setattr(terms, "MOST", 1)
    last = deal.promise(title="The last promise", promised_on=day(5, 1), place=9)

    assert list(lines(desk)) == ["Cars at 15%"]
    assert "The last promise" in desk.get(last.get_absolute_url(), ON).text


@pytest.mark.parametrize("format", ["md", "docx", "pdf"])
def test_the_paper_tells_each_promise_in_a_row_that_can_be_read(desk, deal, format):
    deal.charge("12.5%", day(6, 10))

    answer = desk.get(f"/negotiations/talks/terms.{format}", ON)

    assert answer.status_code == 200
    if format == "md":
        head, row = [line for line in answer.text.splitlines() if line.startswith(("| Promise", "| **Cars"))]
        assert head.count("|") == 7
        assert "promised on 1 May 2025" in row
        assert "Implemented, by rates" in row
        assert "from 10 June 2025. 1 of 1 line kept" in row
        assert "nothing recorded" in row
