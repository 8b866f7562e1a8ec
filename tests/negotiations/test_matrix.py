"""The rate matrix page."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import build
from tests.clocks import by_now
from tests.pattern import day, spring_2025, talks

PAGE = "/negotiations/us-japan/matrix/"
CLOCKS = "on=2025-05-05&known=2025-05-05"


@pytest.fixture(scope="module")
def made(standing):
    return talks(spring_2025())


def rows(response):
    """The table's rows as texts by the name of the sector."""
    table = response.content.decode().split("<tbody>")[1].split("</tbody>")[0]
    found = {}
    for row in re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL):
        cells = [re.sub(r"<[^>]+>", " ", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]
        texts = [" ".join(unescape(cell).split()) for cell in cells]
        found[texts[0]] = texts[1:]
    return found


def shown(desk, query=CLOCKS):
    return rows(desk.get(f"{PAGE}?{query}"))


def test_cars_show_base_autos_total_sought_offered_and_gap(desk, world):
    base, reciprocal, autos, total, sought, offered, gap = shown(desk)["Cars"]

    assert (base, autos, total, gap) == ("2.5%", "25%", "27.5%", "25 pp")
    assert reciprocal == "10% yields to Cars"
    assert sought.startswith("2.5% Cars to 0%")
    assert offered.startswith("27.5% Cars stays 25%")


def test_a_suspended_part_and_an_offer_without_a_number_are_told_in_words(desk, world):
    base, reciprocal, _, total, sought, offered, gap = shown(desk)["All other goods"]

    assert (base, total) == ("n/a", "n/a + 10 pp")
    assert reciprocal == "10% 14 pp suspended to 8 July"
    assert sought.startswith("n/a Reciprocal to 0%")
    assert offered.startswith("n/a 10 pp stays 14 pp: a cut, no number")
    assert gap == "n/a 10 pp or more"


@pytest.mark.parametrize(
    ("on", "rate"), [("2025-04-09", "24%"), ("2025-04-10", "10%"), ("2025-07-08", "10%"), ("2025-07-10", "24%")]
)
def test_each_day_has_its_own_rate(desk, world, on, rate):
    row = shown(desk, f"on={on}&known=2025-05-05")["All other goods"]

    assert row[1].split()[0] == rate


def test_before_publication_nothing_of_a_measure_is_shown(desk, world):
    page = desk.get(f"{PAGE}?on=2025-04-09&known=2025-03-25").content.decode()

    assert "Reciprocal" not in page
    assert "Proc. 1" not in page


def test_the_matrix_is_read_as_it_was_recorded(desk, world):
    earlier = by_now(f"{CLOCKS}&recorded={{now}}")
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        world.on_cars.duty = "26%"
        world.on_cars.record(by=None, reason="Corrected")

        assert shown(desk)["Cars"][3] == "28.5%"
        assert shown(desk, earlier)["Cars"][3] == "27.5%"


def test_positions_not_known_or_not_published_are_not_in_it(desk, world):
    build.position(issue=world.on_cars_issue, party=world.jp_party, quantity=99, unit="percent", sense="to", draft=True)
    late = build.source(published_on=day(6, 1))
    build.position(
        issue=world.on_cars_issue, party=world.jp_party, quantity=98, unit="percent", sense="to", source=late
    )

    assert shown(desk)["Cars"][4].startswith("2.5% Cars to 0%")


def test_a_deprecated_position_is_no_claim(desk, world):
    build.position(
        issue=world.on_cars_issue, party=world.jp_party, quantity=9, unit="percent", sense="to", rank="deprecated",
        rank_reason="A slip", starts_on=day(5, 1),
    )  # fmt: skip

    assert shown(desk)["Cars"][4].startswith("2.5%")


def test_cells_lead_to_what_they_rest_on(desk, world):
    page = desk.get(f"{PAGE}?{CLOCKS}").content.decode().replace("&amp;", "&")

    assert f'href="/tariffs/measures/autos/?{CLOCKS}#autos-25"' in page
    assert f'href="/tariffs/measures/reciprocal/?{CLOCKS}#baseline-10"' in page
    assert f'href="/tariffs/sectors/cars/?{CLOCKS}&importer=US&origin=JP"' in page
    assert f'href="/duty/?code=8703.23.01&importer=US&origin=JP&{CLOCKS}"' in page  # the total of one line
    assert f'href="/negotiations/us-japan/issues/on-cars/?{CLOCKS}#us-holds-cars"' in page


def test_every_figure_opens_what_it_rests_on(desk, world):
    page = desk.get(f"{PAGE}?{CLOCKS}").text
    table = page.split("<tbody>")[1].split("</tbody>")[0]
    cells = re.findall(r'<td class="num[^"]*">(.*?)</td>', table, re.DOTALL)
    figures = [cell for cell in cells if cell not in ("–", "none recorded")]

    assert len(figures) > 10
    assert [figure for figure in figures if "<a href=" not in figure] == []
    assert 'href="#behind"' in table
    assert page.count('id="behind"') == 1


def test_positions_carry_numbered_sources(desk, world):
    page = desk.get(f"{PAGE}?{CLOCKS}").content.decode()

    assert 'href="#source-1"' in page
    assert 'id="source-1"' in page


def test_a_rate_has_heat_and_an_unknown_one_has_none(desk, world):
    page = desk.get(f"{PAGE}?{CLOCKS}").content.decode()

    assert 'class="num heat-5"' in page
    for cell in re.findall(r'<td class="num heat-\d">.*?</td>', page):
        assert "n/a" not in cell


def test_the_turning_days_lead_to_the_same_matrix(desk, world):
    page = desk.get(f"{PAGE}?{CLOCKS}&importer=US").content.decode().replace("&amp;", "&")

    assert 'href="?on=2025-04-09&known=2025-05-05&importer=US"' in page
    assert 'href="?on=2025-07-09&known=2025-05-05&importer=US"' in page


def test_law_that_has_not_been_entered_is_told(desk, world):
    notice = "Law published after 5 May 2025 has not been entered for United States"

    assert notice not in desk.get(f"{PAGE}?{CLOCKS}").content.decode()
    assert notice in desk.get(f"{PAGE}?on=2025-05-05&known=2025-06-01").content.decode()


def test_the_other_party_s_law_can_be_asked_for(desk, world):
    response = desk.get(f"{PAGE}?{CLOCKS}&importer=JP&origin=US")

    assert response.status_code == 200
    assert "No duty of Japan other than base rates is known" in response.content.decode()


@pytest.mark.parametrize("query", ["importer=XX", "origin=XX", "importer=US&origin=US", "importer=us", "on=soon"])
def test_what_cannot_be_read_is_refused(desk, world, query):
    assert desk.get(f"{PAGE}?{query}").status_code == 400


def test_an_economy_that_is_not_at_the_table_is_refused(desk, world):
    build.economy(code="EU", name="European Union")

    assert desk.get(f"{PAGE}?importer=EU").status_code == 400


def test_a_negotiation_without_parties_says_so(desk):
    build.negotiation(key="empty")

    assert "needs two parties" in desk.get("/negotiations/empty/matrix/").content.decode()


def test_a_matrix_without_sectors_says_so(desk, world):
    for sector in (world.cars_sector, world.others):
        sector.strike(by=None, reason="Not entered")
    negotiation = build.negotiation(key="bare")
    build.party(negotiation=negotiation)
    build.party(negotiation=negotiation)

    assert "No sector has been entered" in desk.get("/negotiations/bare/matrix/").content.decode()


def test_the_page_is_behind_the_login(client, world):
    assert client.get(PAGE).status_code == 302


@pytest.mark.parametrize("recorded", ["", "&recorded={now}"])
def test_the_queries_do_not_grow(desk, world, recorded):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            response = desk.get(by_now(f"{PAGE}?{CLOCKS}{recorded}"))
            count = len(seen)
        assert response.status_code == 200
        return count

    def fill(*numbers):
        for number in numbers:
            scope = build.scope(f"85{number:02}")
            build.sector(scope=scope, place=number + 5)
            build.rate(measure=world.autos, instrument=world.autos_act, scope=scope, starts_on=day(4, 3))
            issue = build.issue(negotiation=world.negotiation, measure=world.autos, scope=scope)
            build.position(issue=issue, party=world.jp_party, quantity=number, unit="percent", sense="to")

    fill(0)  # the law as a test before this one had it kept is not read any more
    before = queries()
    fill(1, 2, 3, 4, 5)

    assert queries() == before <= 23
