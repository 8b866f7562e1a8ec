"""The list of rounds: newest first, on the clocks, with who led and how much was tabled."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import build

ON = {"on": "2025-12-01", "known": "2025-12-01"}


@pytest.fixture(scope="module")
def made(standing):
    negotiation = build.negotiation(key="talks", title="Talks")
    for code, name, place in (("US", "Land", 1), ("JP", "Isle", 2)):
        build.party(negotiation=negotiation, name=name, place=place, economy=build.economy(code=code, name=name))
    return negotiation


@pytest.fixture
def talks(world):
    return world


def held(talks, number, *, place="Geneva", day=None, positions=1, leader="", **fields):
    """A round with one session, on which the first party's official leads and some positions are tabled."""
    day = day or date(2025, 4, number)
    party = talks.parties.order_by("place").first()
    talks_round = build.round(negotiation=talks, number=number, starts_on=day, ends_on=day, place=place, **fields)
    told = build.source()
    occasion = build.occasion(round=talks_round, held_on=day, source=told)
    helper = build.official(family_name="Helper")
    official = build.official(family_name=leader or f"Leader {number}", native_name="赤沢", native_language="ja")
    for person, capacity in ((helper, ""), (official, "lead")):
        office = build.appointment(official=person, economy=party.economy, starts_on=date(2025, 1, 1))
        build.attendance(occasion=occasion, official=person, appointment=office, capacity=capacity, source=told)
    issue = build.issue(negotiation=talks)
    for _ in range(positions):
        build.position(issue=issue, party=party, occasion=occasion, starts_on=day, source=told)
    return talks_round


def test_the_newest_round_comes_first(desk, talks):
    held(talks, 1)
    held(talks, 2)

    page = desk.get("/negotiations/talks/rounds/", ON).text

    assert page.index("/rounds/2/") < page.index("/rounds/1/")
    assert "2 April 2025" in page
    assert "Geneva" in page


def test_it_names_who_led_and_counts_what_was_tabled(desk, talks):
    held(talks, 1, positions=3, leader="Akazawa")

    [line] = desk.get("/negotiations/talks/rounds/", ON).context["lines"]

    first, second = line.leaders
    assert str(first.official) == "Akazawa"
    assert second is None
    assert (line.occasions, line.tabled) == (1, 3)


def test_a_position_that_began_within_the_dates_counts_without_an_occasion(desk, talks):
    held(talks, 1, positions=0)
    build.position(party=talks.parties.first(), starts_on=date(2025, 4, 1))
    build.position(party=talks.parties.first(), starts_on=date(2025, 4, 2))

    [line] = desk.get("/negotiations/talks/rounds/", ON).context["lines"]

    assert line.tabled == 1


def test_the_official_is_found_by_the_office_held_that_day(desk, talks):
    talks_round = build.round(negotiation=talks, number=1)
    official = build.official(family_name="Bessent")
    land = talks.parties.order_by("place").first().economy
    build.appointment(official=official, economy=land, starts_on=date(2025, 1, 1))
    build.attendance(occasion=build.occasion(round=talks_round), official=official)

    [line] = desk.get("/negotiations/talks/rounds/", ON).context["lines"]

    assert str(line.leaders[0].official) == "Bessent"


def test_a_round_after_the_day_is_not_there(desk, talks):
    held(talks, 1)
    held(talks, 2)

    lines = desk.get("/negotiations/talks/rounds/", ON | {"on": "2025-04-01"}).context["lines"]

    assert [line.round.number for line in lines] == [1]


def test_a_round_that_was_not_known_is_not_there(desk, talks):
    held(talks, 1, source=build.source(published_on=date(2025, 6, 1)))

    assert not desk.get("/negotiations/talks/rounds/", ON | {"known": "2025-05-31"}).context["lines"]
    assert desk.get("/negotiations/talks/rounds/", ON | {"known": "2025-06-01"}).context["lines"]


def test_a_round_entered_later_is_not_in_the_record_of_an_earlier_moment(desk, talks):
    held(talks, 1)
    moment = timezone.now()
    held(talks, 2)

    lines = desk.get("/negotiations/talks/rounds/", ON | {"recorded": moment.isoformat()}).context["lines"]

    assert [line.round.number for line in lines] == [1]


def test_a_draft_is_shown_to_those_who_write_and_marked(desk, talks):
    build.round(negotiation=talks, number=1, draft=True)

    page = desk.get("/negotiations/talks/rounds/")

    assert len(page.context["lines"]) == 1
    assert "status-draft" in page.text
    assert page.text.count('class="num silence">drafts</td>') == 2
    assert 'class="num">0</td>' not in page.text


def test_a_draft_is_not_shown_to_readers_or_of_a_day_gone_by(client, reader, desk, talks):
    build.round(negotiation=talks, number=1, draft=True)

    assert not desk.get("/negotiations/talks/rounds/", ON).context["lines"]
    client.force_login(reader)
    assert not client.get("/negotiations/talks/rounds/").context["lines"]


def test_a_long_list_has_pages(desk, talks):
    source = build.source()
    for number in range(1, 18):
        build.round(negotiation=talks, number=number, source=source)

    first = desk.get("/negotiations/talks/rounds/", ON)
    second = desk.get(f"/negotiations/talks/rounds/{first.context['page'].older}")

    assert [line.round.number for line in first.context["lines"]] == list(range(17, 2, -1))
    assert [line.round.number for line in second.context["lines"]] == [2, 1]


def test_no_round_says_so(desk, talks):
    page = desk.get("/negotiations/talks/rounds/", ON)

    assert 'class="empty"' in page.text


def test_htmx_gets_the_list_alone(desk, talks):
    page = desk.get("/negotiations/talks/rounds/", headers={"HX-Request": "true"})

    assert 'id="rounds"' in page.text
    assert "<html" not in page.text
    assert "HX-Request" in page["Vary"]


def test_it_is_a_file_with_its_clocks(desk, talks):
    held(talks, 1, positions=2, leader="=Akazawa")

    answer = desk.get("/negotiations/talks/rounds.csv", ON)
    head, row = answer.content.decode("utf-8-sig").splitlines()

    assert "talks-rounds.csv" in answer["Content-Disposition"]
    assert head.startswith(
        'Round,From,To,Place,Level,"Lead, Land","Lead, Isle",Absent though expected,Occasions,Positions tabled'
    )
    assert row.startswith("1,2025-04-01,2025-04-01,Geneva,,'=Akazawa,not recorded,none recorded,1,2")
    assert "2025-12-01" in row


def test_a_draft_is_in_no_file(desk, talks):
    build.round(negotiation=talks, number=1, draft=True, place="Nowhere")

    assert "Nowhere" not in desk.get("/negotiations/talks/rounds.csv").text


@pytest.mark.parametrize("recorded", [False, True])
@pytest.mark.parametrize("ending", ["/", ".csv"])
def test_the_queries_do_not_grow_with_the_rounds(desk, talks, recorded, ending):
    def queries():
        clocks = ON | ({"recorded": timezone.now().isoformat()} if recorded else {})
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(f"/negotiations/talks/rounds{ending}", clocks).status_code == 200
        return len(captured)

    held(talks, 1)
    few = queries()
    for number in range(2, 6):
        held(talks, number, positions=2)

    assert queries() == few
    assert few <= 13


@pytest.mark.parametrize("query", ["on=soon", "known=2025-02-31", "after=x~y~z"])
def test_what_cannot_be_read_is_refused(desk, talks, query):
    assert desk.get(f"/negotiations/talks/rounds/?{query}").status_code == 400


def test_needs_a_login(client, talks):
    assert client.get("/negotiations/talks/rounds/").status_code == 302
