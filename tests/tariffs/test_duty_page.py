"""The page of the duty on a line: the question, the ladder, what could be claimed, what would have been said."""

import json
import re
from datetime import date
from html import unescape
from io import BytesIO

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from tariffs.selectors import kept
from tests import build
from tests.clocks import by_now
from tests.pattern import day, spring_2025, with_schedule

CLOCKS = "on=2025-05-05&known=2025-05-05"
PAIR = f"importer=US&origin=JP&{CLOCKS}"
CAR, TOY = "8703.23.01", "9503.00.00"


@pytest.fixture(scope="module")
def made(standing):
    lines = {"8703": "", "87032301": "2.5%", "95030000": "Free"}
    return with_schedule(spring_2025(), lines, entered_to=date(2026, 10, 7), units="No.")


def ask(desk, query, status=200):
    answer = desk.get(f"/duty/?{query}")
    assert answer.status_code == status
    return " ".join(answer.text.split())


def words(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def ladder(text):
    return words(text.split('class="ladder"')[1].split("</table>")[0])


def test_the_page_asks_first(desk, world):
    text = ask(desk, CLOCKS)

    assert "Line of the schedule" in text
    assert "Total" not in text
    assert "errorlist" not in text


def test_the_ladder_tells_each_step_with_its_instrument_and_since_when(desk, world):
    text = ask(desk, f"code={CAR}&{PAIR}")

    assert "Base rate 2.5% 2.5 HTS 1 January 2025" in ladder(text)
    assert "Duty on cars 25% 25 Proc. 1 3 April 2025" in ladder(text)
    assert "Reciprocal tariff 10% 0 gives way to Duty on cars EO 1 5 April 2025" in ladder(text)
    assert "27.5% of the customs value" in words(text)
    assert 'href="/tariffs/instruments/autos-act/?on=2025-05-05&amp;known=2025-05-05"' in text


def test_the_drawing_says_what_it_shows(desk, world):
    text = ask(desk, f"code={CAR}&{PAIR}")

    assert "Base rate: 2.5%; Duty on cars: 25 pp. Total: 27.5%." in text
    assert text.count('class="bar bar-plain"') == text.count('fill="url(#bar-1)"') == 2


def test_the_line_is_told_with_its_path_its_sectors_and_the_sets_that_name_it(desk, world):
    text = words(ask(desk, f"code={CAR}&{PAIR}"))

    assert "Line 8703.23.01 Goods of 8703 › Goods of 87032301" in text
    assert "Units No. Sectors Cars Named in Cars" in text


def test_a_total_that_is_not_known_is_told_in_words_and_never_as_a_number(desk, world):
    build.line("22060045", "3¢/l", instrument=world.schedule, starts_on=day(1, 1))

    text = words(ask(desk, f"code=2206.00.45&importer=US&origin=JP&on=2025-04-01&known={day(4, 1)}"))
    told = words(
        ask(desk, f"code=2206.00.45&importer=US&origin=JP&on=2025-04-01&known={day(4, 1)}&unit_value=10+USD/liter")
    )

    assert "Total: not known" in text
    assert "Customs value of a unit" in text
    assert "Total: 0.3% of the customs value" in told


def test_what_could_be_claimed_is_a_link_that_turns_the_claim_over(desk, world):
    build.relief(measure=world.autos, claim="25-years-old", name="Old cars", condition="At least 25 years old.")

    text = ask(desk, f"code={CAR}&{PAIR}")
    claimed = ask(desk, f"code={CAR}&{PAIR}&claim=25-years-old")

    assert f'<a href="?code={CAR}&amp;{PAIR.replace("&", "&amp;")}&amp;claim=25-years-old">claim it' in text
    assert "Duty on cars: At least 25 years old." in words(text)
    assert f'<a href="?code={CAR}&amp;{PAIR.replace("&", "&amp;")}">take it back' in claimed
    assert "Old cars not charged 0 claimed: the measure does not reach the goods" in ladder(claimed)
    assert "Total: 12.5%" in words(claimed)
    assert 'value="25-years-old" id="claim-25-years-old" aria-describedby="claim-25-years-old-is" checked' in claimed


def test_the_day_of_loading_goes_with_the_claim_of_goods_in_transit(desk, world):
    build.relief(measure=world.general, claim="in-transit", duty="Free", loaded_before=day(4, 5), name="Afloat")

    asked = ask(desk, f"code={TOY}&{PAIR}")
    early = ask(desk, f"code={TOY}&{PAIR}&claim=in-transit&loaded=2025-04-01")
    late = ask(desk, f"code={TOY}&{PAIR}&claim=in-transit=2025-04-05")

    assert "Loaded before 5 April 2025" in asked
    assert 'name="loaded"' in asked
    assert "Total: Free" in words(early)
    assert "these were loaded later" in late
    assert 'name="loaded" value="2025-04-05"' in late


def test_a_share_is_told_in_percent_or_as_a_fraction(desk, world):
    metal = build.measure(economy=world.us, key="steel", name="Duty on steel")
    build.rate(measure=metal, instrument=world.act, scope=world.goods, duty="50%", content="steel", starts_on=day(4, 5))
    build.stacking_rule(instrument=world.act, measure=world.general, to=metal, wholly=False, starts_on=day(4, 5))

    by_field = ask(desk, f"code={TOY}&{PAIR}&share-steel=40")
    by_fraction = ask(desk, f"code={TOY}&{PAIR}&share=steel=0.4")

    for text in (by_field, by_fraction):
        assert "Total: 26%" in words(text)
        assert "50% on 40% of the value" in ladder(text)
        assert re.search(r'name="share-steel" value="40"', text)


@pytest.mark.parametrize(
    ("query", "refusal", "kept"),
    [
        (f"code={CAR}&importer=US&origin=XX", "“XX” is not the code of an economy", 'value="XX" selected'),
        ("code=toys&importer=US&origin=JP", "No line of the schedule of United States has “toys”", 'value="toys"'),
        (
            "code=8704.21.00&importer=US&origin=JP",
            "has no line 8704.21.00 on 5 May 2025",
            'name="code" value="8704.21.00"',
        ),
        (f"code={TOY}&importer=US&origin=US", "choose another one", 'value="US" selected'),
        (
            f"code={TOY}&importer=US&origin=JP&unit_value=much",
            "“much” is no value per unit",
            'name="unit_value" value="much"',
        ),
        (
            f"code={TOY}&importer=US&origin=JP&share-autos=120",
            "“120” is no share",
            'name="share-autos" value="120"',
        ),
        (f"code={TOY}&importer=US&origin=JP&claim=usjta", "nothing is claimed as “usjta”", 'value="usjta"'),
        (f"code={TOY}&importer=US&origin=JP&loaded=soon", "That is no day", 'name="loaded" value="soon"'),
    ],
)
def test_what_cannot_be_read_is_refused_beside_its_field_and_nothing_typed_is_lost(desk, world, query, refusal, kept):
    text = ask(desk, f"{query}&{CLOCKS}")

    assert refusal in unescape(text)
    assert kept in text
    assert "Total:" not in text


def test_a_refusal_of_the_line_keeps_what_was_told(desk, world):
    text = ask(desk, f"code=8704.21.00&{PAIR}&claim=one&claim=two&share=autos=0.5")

    for name, value in (("claim", "one"), ("claim", "two"), ("share", "autos=0.5")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in text


@pytest.mark.parametrize("bad", ["on=soon", "known=2025-02-31"])
def test_a_clock_that_cannot_be_read_is_refused(desk, world, bad):
    ask(desk, f"code={CAR}&importer=US&origin=JP&{bad}", 400)


@pytest.mark.parametrize("asked", ["of 95", "9503", "9503.000"])
def test_lines_are_offered_for_words_and_for_the_beginning_of_a_code(desk, world, asked):
    build.line("9503", "", instrument=world.schedule, starts_on=day(1, 1), description="Toys")
    build.line("9503000011", "", instrument=world.schedule, starts_on=day(1, 1), description="Goods of 95, small")

    text = ask(desk, f"code={asked}&{PAIR}")

    assert "Choose a line" in text
    assert ">9503.00.00.11</a>" in text


def test_what_would_have_been_said_is_told_with_the_act_that_changed_it(desk, world):
    text = ask(desk, f"code={TOY}&{PAIR}").split("<h2>What would have been said</h2>")[1]
    table = words(text.split("</table>")[0])

    assert "1 January 2025 Free HTS 2 April 2025 24% EO 1 9 April 2025 as asked 10% EO 2" in table
    assert f'href="?code={TOY}&amp;importer=US&amp;origin=JP&amp;on=2025-05-05&amp;known=2025-04-02"' in text


def test_what_never_changed_has_no_other_answers(desk, world):
    assert "What would have been said" not in ask(desk, f"code={TOY}&importer=US&origin=JP&on=2025-02-01")


def test_the_answer_is_as_known(desk, world):
    text = ask(desk, f"code={TOY}&importer=US&origin=JP&on=2025-05-05&known=2025-04-08")

    assert "Total: 24%" in words(text)


def test_the_ladder_is_there_as_text(desk, world):
    text = ask(desk, f"code={CAR}&{PAIR}")
    file = desk.get(f"/duty.txt?code={CAR}&{PAIR}")

    assert 'data-copy="duty-text"' in text
    assert "Gave way: Reciprocal tariff (10%) to Duty on cars. EO 1" in text
    assert file["Content-Disposition"] == 'attachment; filename="duty-us-jp-87032301.txt"'
    assert "Gave way: Reciprocal tariff (10%) to Duty on cars. EO 1" in file.text


def test_the_ladder_is_there_as_values(desk, world):
    values = json.loads(desk.get(f"/duty.json?code={CAR}&{PAIR}").content)

    assert (values["importer"], values["origin"], values["on"], values["total"]) == ("US", "JP", "2025-05-05", "27.5")
    assert [step["measure"] for step in values["steps"]] == ["mfn", "autos"]


def test_the_tables_are_a_file_too(desk, world):
    book = CalamineWorkbook.from_filelike(BytesIO(desk.get(f"/duty.xlsx?code={CAR}&{PAIR}").content))
    cells = [str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
    paper = docx.Document(BytesIO(desk.get(f"/duty.docx?code={CAR}&{PAIR}").content))
    csv = desk.get(f"/duty.csv?code={CAR}&{PAIR}").text

    assert {"Duty on cars", "gave way to Duty on cars", "What would have been said"} <= {*cells, *book.sheet_names}
    assert paper.inline_shapes
    assert "Total,,,27.5,,,,,8703.23.01,US,JP,2025-05-05,2025-05-05," in csv
    assert desk.get(f"/duty.pdf?code={CAR}&{PAIR}").content.startswith(b"%PDF")
    assert "27.5%" in desk.get(f"/duty.md?code={CAR}&{PAIR}").text


def test_a_file_without_an_answer_is_refused_in_words(desk, world):
    answer = desk.get(f"/duty.txt?code=8704.21.00&{PAIR}")

    assert answer.status_code == 400
    assert "has no line 8704.21.00" in unescape(answer.text)


def test_the_clocks_keep_every_claim(desk, world):
    text = ask(desk, f"code={TOY}&{PAIR}&claim=one&claim=two")

    clocks = text.split('class="clocks"')[1].split("</form>")[0]
    assert 'name="claim" value="one"' in clocks
    assert 'name="claim" value="two"' in clocks


@pytest.mark.parametrize("recorded", ["", "&recorded={now}"])
def test_the_queries_do_not_grow(desk, world, recorded):
    def queries():
        kept._kept.clear()  # as it is asked for the first time
        with CaptureQueriesContext(connection) as seen:
            ask(desk, by_now(f"code={CAR}&{PAIR}{recorded}"))
            return len(seen)

    before = queries()
    for number in range(9):
        act = build.instrument(economy=world.us, published_on=day(4, number + 1))
        rate = build.rate(
            measure=world.general, instrument=act, scope=build.scope("8703"), starts_on=day(4, 20 + number)
        )
        build.effect(rate=rate, instrument=act, starts_on=day(4, 25))
        build.sector("8703")

    assert queries() == before <= 20
