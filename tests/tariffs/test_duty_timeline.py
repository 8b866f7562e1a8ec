"""The page of a duty over time: as a drawing without script, as a table, and as a file."""

import re
from html import unescape
from io import BytesIO

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tariffs.selectors import kept
from tests import build
from tests.clocks import by_now
from tests.pattern import day, spring_2025

CLOCKS = "on=2025-05-05&known=2025-05-05"
TOY = f"code=9503.00.00&importer=US&origin=JP&{CLOCKS}"


@pytest.fixture(scope="module")
def made(standing):
    made = spring_2025()
    made.us.law_entered_to = day(12, 31)
    made.us.record(by=None)
    build.rate(
        measure=made.mfn, instrument=made.schedule, scope=made.goods, duty="", column="general", charge="base",
        starts_on=day(1, 1), key="base-column",
    )  # fmt: skip
    build.line("95030000", "Free", instrument=made.schedule, starts_on=day(1, 1))
    build.line("87032301", "2.5%", instrument=made.schedule, starts_on=day(1, 1))
    return made


def page(desk, query, status=200):
    answer = desk.get(f"/duty/timeline/?{query}")
    assert answer.status_code == status
    return " ".join(answer.text.split())


def words(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_the_table_tells_from_day_to_day_each_measure_the_total_and_the_act(desk, world):
    told = words(page(desk, TOY).split("<table")[1].split("</table>")[0])

    assert "1 January 2025 4 April 2025 Free Free" in told
    assert "5 April 2025 8 April 2025 Free 10% 10% EO 1" in told
    assert "9 April 2025 9 April 2025 Free 24% 24% EO 1" in told
    assert "10 April 2025 8 July 2025 Free 10% 10% EO 2" in told
    assert "9 July 2025 31 December 2025 Free 24% 24% EO 2" in told


def test_the_drawing_has_a_lane_for_each_measure_and_names_the_acts(desk, world):
    drawing = page(desk, TOY).split("<figure")[1].split("</figure>")[0]

    for lane in ("Total", "Base rate", "Reciprocal tariff"):
        assert f'aria-label="{lane}"' in drawing
    assert "<title>EO 2</title>" in drawing
    assert "From 9 July 2025: 24%." in drawing
    assert "style=" not in drawing


def test_the_days_are_those_asked_for(desk, world):
    told = words(page(desk, f"{TOY}&from=2025-04-09&to=2025-04-10").split("<table")[1].split("</table>")[0])

    assert "9 April 2025 9 April 2025 Free 24% 24%" in told
    assert "10 April 2025 10 April 2025 Free 10% 10%" in told
    assert "8 July" not in told


@pytest.mark.parametrize(
    ("days", "refusal"),
    [
        ("from=soon", "Write a day like 2025-04-01."),
        ("from=2025-05-01&to=2025-04-01", "The last day is before the first."),
        ("from=0001-01-01", "Ask for days from 1900 on."),
    ],
)
def test_days_that_cannot_be_read_are_refused_beside_their_field(desk, world, days, refusal):
    text = page(desk, f"{TOY}&{days}")

    assert refusal in text
    assert "<figure" not in text
    assert desk.get(f"/duty/timeline.csv?{TOY}&{days}").status_code == 400


@pytest.mark.parametrize("more", ["from=1900-01-01&to=9999-12-31", "recorded={now}"])
@pytest.mark.parametrize("goods", [TOY, f"sector=cars&importer=US&origin=&{CLOCKS}"])
def test_any_days_and_any_moment_of_the_record_can_be_asked_for(desk, world, goods, more):
    assert "<figure" in page(desk, by_now(f"{goods}&{more}"))


def test_a_sector_that_is_none_is_not_found(desk, world):
    page(desk, f"sector=none%00&{CLOCKS}", 400)


def test_it_is_as_known(desk, world):
    told = words(page(desk, TOY.replace("known=2025-05-05", "known=2025-04-08")).split("<table")[1])

    assert "9 April 2025 31 December 2025 Free 24% 24%" in told


def test_days_to_which_the_law_is_not_entered_are_told_in_words(desk, world):
    told = words(page(desk, f"{TOY}&to=2026-02-01").split("<table")[1])

    assert "1 January 2026 1 February 2026 not known the law is not entered so far" in told


def test_a_sector_pays_a_range(desk, world):
    build.sector("87032301", "9503", name="Cars and toys", key="both")

    text = page(desk, f"sector=both&importer=US&origin=JP&{CLOCKS}")
    told = words(text.split("<table")[1].split("</table>")[0])

    assert "25% on part of the goods" in told
    assert "9 July 2025 31 December 2025" in told
    assert 'href="/tariffs/sectors/both/' in text


def test_it_is_a_file_too(desk, world):
    paper = docx.Document(BytesIO(desk.get(f"/duty/timeline.docx?{TOY}").content))

    assert paper.inline_shapes
    assert "2025-07-09" in desk.get(f"/duty/timeline.csv?{TOY}").text
    assert desk.get(f"/duty/timeline.pdf?{TOY}").content.startswith(b"%PDF")


def test_without_a_line_it_asks_for_one(desk, world):
    assert "Ask about a line." in page(desk, CLOCKS)


@pytest.mark.parametrize(("query", "most"), [(TOY, 14), (f"sector=cars&importer=US&origin=JP&{CLOCKS}", 14)])
def test_the_queries_do_not_grow(desk, world, query, most):
    def queries():
        kept._kept.clear()  # as it is asked for the first time
        with CaptureQueriesContext(connection) as seen:
            page(desk, query)
            return [each["sql"] for each in seen if not re.search("session|parley_user", each["sql"])]

    before = queries()
    for number in range(9):
        act = build.instrument(economy=world.us, published_on=day(4, number + 1))
        build.rate(measure=world.general, instrument=act, scope=build.scope("8703"), starts_on=day(4, 20 + number))

    assert len(queries()) == len(before)
    assert len(before) <= most
