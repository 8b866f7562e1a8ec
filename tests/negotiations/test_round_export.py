"""The round summary as a paper: what it says, in which words and figures, and that it obeys its clocks."""

from datetime import date
from io import BytesIO

import docx
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import build
from tests.tables import BEFORE, FIRST, ON, PAPER, SECOND, Paper, markdown


@pytest.fixture(scope="module")
def made(standing):
    return Paper()


@pytest.fixture
def table(world):
    return world


def test_its_head_names_the_round_and_prints_the_clocks(desk, table):
    paper = markdown(desk)

    assert paper.startswith("# Land-Isle talks: round 2, Washington, 1 May 2025\n")
    assert "\n\nMinisterial; also called second series\n" in paper
    assert "Information as known on 31 May 2025. Law as of 5 May 2025." in paper


def test_it_prints_the_recorded_clock_and_obeys_it(desk, table):
    moment = timezone.now()
    table.says("Entered later")

    paper = markdown(desk, recorded=moment.isoformat())

    assert "As recorded on" in paper
    assert "Entered later" not in paper
    assert "Entered later" in markdown(desk)


def test_the_word_file_says_when_it_was_prepared(desk, table):
    with time_machine.travel("2025-05-24 09:00Z", tick=False):
        answer = desk.get(f"{PAPER}.docx", ON)

    text = [paragraph.text for paragraph in docx.Document(BytesIO(answer.content)).paragraphs]
    assert any("Prepared 24 May 2025 09:00 UTC" in line for line in text)
    assert 'filename="talks-round-2.docx"' in answer["Content-Disposition"]


def test_the_meetings_are_told_by_both_clocks_with_names_and_absences(desk, table):
    minister = build.official(family_name="Akazawa", given_name="Ryosei", native_name="赤沢亮正", native_language="ja")
    build.appointment(official=minister, economy=table.isle.economy, title="Minister", starts_on=BEFORE)
    build.attendance(occasion=table.session, official=minister, capacity="lead")
    missing = build.official(family_name="Lutnick")
    build.appointment(official=missing, economy=table.land.economy, title="Secretary", starts_on=BEFORE)
    build.attendance(occasion=table.session, official=missing, presence="absent")

    paper = markdown(desk)

    assert "| Meeting, date and time | Channel and place | Land | Isle | Duration | Absent |" in paper
    assert "Thursday 1 May 2025, 19:00 EDT (Washington)" in paper
    assert "Friday 2 May, 08:00 JST (Tokyo)" in paper
    assert "In person, The Treasury, Washington" in paper
    assert "Ryosei Akazawa 赤沢亮正, Minister (lead)" in paper
    assert "| 130 minutes | Lutnick, Secretary" in paper


def test_the_matrix_tells_silence_apart_from_a_blank(desk, table):
    currency = build.issue(negotiation=table.negotiation, title="Currency")
    build.issue(negotiation=table.negotiation, title="Ships")
    build.discussion(occasion=table.session, issue=currency, outcome="not-disclosed")
    table.says("Offers a quota", stance="offers", quantity=10, unit="percent", sense="to", condition="Only with steel")
    table.says("Holds on", party=table.land, day=FIRST)

    paper = markdown(desk)

    assert "| **Cars** | Asks: Holds on. Unchanged since round 1." in paper
    assert "**Offers:** Offers a quota (to 10%). Condition: Only with steel. New." in paper
    assert "| Currency | not disclosed | not disclosed | not disclosed[" in paper
    assert "Up to this round nothing is recorded on Ships: that is a blank, not silence." in paper
    assert "**new (Isle)**" in paper


def test_a_measure_in_force_is_told_with_its_law(desk, table):
    rate = table.charges(heading="9903.94.01")
    build.citation(rate=rate)

    paper = markdown(desk)

    assert "| Authority | Measure | Scope (HS) | Rate | Status | From | Instrument |" in paper
    assert "| Section 232 | Duty on cars | Passenger cars (all origins); HS 8703 | 25%[" in paper
    assert "| In force | 3 April 2025 | Proc. 10908 (90 FR 14705), heading 9903.94.01 |" in paper


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        (["8703.23.01", "8703.24.01", "8704.21.01"], "HS 8703, 8704 in part"),
        (["8703", "8704"], "HS 8703, 8704"),
        (["7206", "7207", "7208", "7301.10"], "HS 7206–7208, 7301 in part"),
        (["84", "-8471"], "HS 84 in part"),
        (["0102", "0203", "0304", "0405", "0506", "0607", "0708"], "HS 01–07 in part"),
        ([""], "all goods"),
        (["", "-8703"], "all goods, with exceptions"),
    ],
)
def test_the_goods_of_a_measure_are_told_by_their_codes(desk, table, codes, said):
    plain = [code.replace(".", "") for code in codes]
    table.charges(scope=build.scope(*plain, name="Goods"))

    assert f"| Goods (all origins); {said} | 25%" in markdown(desk)


@pytest.mark.parametrize("ending", ["md", "docx"])
def test_the_marking_of_the_site_is_printed_on_the_paper(desk, table, settings, ending):
    settings.MARKING = "Official - Sensitive"

    answer = desk.get(f"{PAPER}.{ending}", ON)

    if ending == "docx":
        header = docx.Document(BytesIO(answer.content)).sections[0]
        text = " ".join(each.text for part in (header.header, header.footer) for each in part.paragraphs)
        assert "OFFICIAL - SENSITIVE" in text
    else:
        assert "**Official - Sensitive**" in answer.text


def test_a_site_without_a_marking_prints_none(desk, table):
    assert markdown(desk).splitlines()[2].startswith("Ministerial")


def test_a_suspended_rate_is_pending_and_an_unknown_one_is_not_zero(desk, table):
    table.charges(duty="")
    suspended = table.charges("24%", origin=table.isle.economy)
    build.effect(rate=suspended, starts_on=date(2025, 4, 10), ends_on=date(2025, 7, 8))

    paper = markdown(desk)

    assert "| n/a | In force |" in paper
    assert "| 24% | Suspended, 10 April to 8 July 2025 |" in paper


def test_law_and_rates_that_were_not_known_or_have_ended_are_not_there(desk, table):
    table.charges("7%", known_on=date(2025, 6, 1))
    table.charges("8%", ends_on=date(2025, 5, 4))
    table.charges("9%", origin=build.economy())

    paper = markdown(desk)

    assert not [duty for duty in ("7%", "8%", "9%") if f"| {duty}" in paper]
    assert "additional duty" in paper.partition("No ")[2]


def test_a_retroactive_rate_says_so(desk, table):
    table.charges("15%", known_on=date(2025, 5, 20))

    assert "In force; retroactive, public since 20 May 2025" in markdown(desk)


def test_dates_ahead_are_listed_and_those_behind_are_not(desk, table):
    build.deadline(negotiation=table.negotiation, name="The pause ends", falls_on=date(2025, 7, 9))
    build.deadline(negotiation=table.negotiation, name="Long past", falls_on=date(2025, 5, 4))

    paper = markdown(desk)

    assert "| 9 July 2025 | The pause ends[" in paper
    assert "Long past" not in paper


def test_empty_sections_are_left_out_and_named_in_one_line(desk, table):
    paper = markdown(desk)

    assert "## Next" not in paper
    assert "## Positions by issue" not in paper
    assert "No absence, no position, no additional duty and no date ahead recorded." in paper


def test_notes_are_numbered_as_the_paper_cites_them(desk, table):
    table.says("Offers a quota", stance="offers", source=build.source(publisher="First Press"))

    paper = markdown(desk)

    assert "Offers a quota.[1]" in paper
    assert "- [1] First Press" in paper


def test_a_retelling_names_its_origin_and_every_source_its_grade(desk, table):
    agency = build.source(publisher="Agency", published_on=date(2025, 5, 5))
    table.says("Offers a quota", source=build.source(publisher="Copy", derived_from=agency, reliability="D"))

    assert "Grade D2, origin: Agency, 5 May 2025." in markdown(desk)


def test_no_draft_is_in_a_paper(desk, table):
    table.says("Not yet checked", draft=True)

    assert "Not yet checked" not in desk.get(f"{PAPER}.md").text


def test_a_round_in_draft_has_no_paper(desk, table):
    build.round(negotiation=table.negotiation, number=3, draft=True)

    assert desk.get("/negotiations/talks/rounds/3.md").status_code == 404


def test_a_round_not_yet_held_or_not_known_has_no_paper(desk, table):
    assert desk.get(f"{PAPER}.md", ON | {"on": "2025-04-30"}).status_code == 404
    assert desk.get(f"{PAPER}.md", ON | {"known": "2025-03-31"}).status_code == 404


@pytest.mark.parametrize("ending", ["docx", "pdf", "md", "json", "csv", "xlsx"])
def test_every_format_is_written(desk, table, ending):
    table.says("Offers a quota; 赤沢", stance="offers")
    table.charges()

    answer = desk.get(f"{PAPER}.{ending}", ON)

    assert answer.status_code == 200
    assert len(answer.content) > 100


def test_an_unknown_ending_is_no_address(desk, table):
    assert desk.get(f"{PAPER}.odt").status_code == 404


@pytest.mark.parametrize("recorded", [False, True])
def test_the_queries_do_not_grow_with_the_rows(desk, table, recorded):
    def queries():
        clocks = ON | ({"recorded": timezone.now().isoformat()} if recorded else {})
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(f"{PAPER}.md", clocks).status_code == 200
        return len(captured)

    def fill(count):
        for _ in range(count):
            issue, source = build.issue(negotiation=table.negotiation), build.source()
            table.says("Offers", issue=issue, source=source)
            table.says("Held", issue=issue, day=FIRST, source=source)
            build.discussion(occasion=table.session, issue=issue, source=source)
            build.attendance(occasion=table.session, source=source)
            build.deadline(negotiation=table.negotiation, source=source)
            rate, other = table.charges(), build.measure(economy=table.land.economy)
            build.citation(rate=rate, source=source)
            build.effect(rate=rate, instrument=rate.instrument, starts_on=SECOND)
            build.stacking_rule(instrument=rate.instrument, measure=rate.measure, to=other)

    fill(1)
    few = queries()
    fill(4)

    assert queries() == few


def test_needs_a_login(client, table):
    assert client.get(f"{PAPER}.md").status_code == 302
