"""The timeline as a file: the same positions, one a row, and on paper the drawing too."""

import csv
import json
from datetime import date
from io import BytesIO, StringIO
from zipfile import ZipFile

import pypdf
import pytest
import python_calamine
from lxml import etree

from negotiations.models import Negotiation, Stance
from negotiations.reports import timeline as reports
from negotiations.selectors.timeline import Choice
from parley.lib.asof import AsOf
from parley.lib.documents import Drawing, Table
from tests import build

QUERY = {"on": "2025-05-05", "known": "2025-05-05"}
AT = AsOf(date(2025, 5, 5), date(2025, 5, 5))


@pytest.fixture(scope="module")
def made(standing):
    negotiation = build.negotiation(key="talks", title="Talks")
    party = build.party(negotiation=negotiation, key="jp", name="Japan")
    measure = build.measure(economy=party.economy)
    issue = build.issue(negotiation=negotiation, key="cars", title="Cars & 関税", measure=measure)
    build.rate(measure=measure, duty="25%")
    build.round(negotiation=negotiation, number=2, starts_on=date(2025, 5, 1), ends_on=date(2025, 5, 1))
    build.deadline(negotiation=negotiation, name="The pause <ends>", falls_on=date(2026, 4, 30))
    occasion = build.occasion(negotiation=negotiation, title="Second session", held_on=date(2025, 5, 1))
    build.position(
        issue=issue, party=party, occasion=occasion, words="=Wants it gone", quantity=10, unit="points", sense="by",
        condition="Ships are built.", starts_on=date(2025, 4, 16), ends_on=date(2025, 4, 30), ending="withdrawn",
        source=build.source(publisher="Kyodo News"),
    )  # fmt: skip
    for number, stance in enumerate(Stance.values):
        build.position(issue=issue, party=party, stance=stance, words=f"Held {number}", starts_on=date(2025, 5, 1))


@pytest.fixture
def talks(made, db):
    return Negotiation.objects.get()


def export(desk, ending, **query):
    answer = desk.get(f"/negotiations/talks/timeline.{ending}", QUERY | query)
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="talks-timeline.{ending}"'
    return answer.content


def rows(desk, **query):
    return list(csv.DictReader(StringIO(export(desk, "csv", **query).decode("utf-8-sig"))))


def test_a_row_says_everything_of_a_position(desk, talks):
    row = rows(desk)[0]

    assert row["Sources"].startswith("[1] Kyodo News, “Report")
    assert {name: row[name] for name in row if name != "Sources"} == {
        "Issue": "Cars & 関税",
        "Party": "Japan",
        "Stance": "Asks",
        "In words": "'=Wants it gone",
        "Quantity": "by 10 percentage points",
        "Number": "10",
        "Unit": "percentage points",
        "Condition": "Ships are built.",
        "From": "2025-04-16",
        "To": "2025-04-30",
        "How it ended": "Withdrawn",
        "Occasion": "Second session",
        "Origins": "1",
        "Notes": "1",
        "on": "2025-05-05",
        "known": "2025-05-05",
        "recorded": "",
    }


def test_a_large_amount_is_written_in_words_and_kept_as_a_number(desk, talks):
    party = talks.parties.first()
    issue = talks.issues.first()
    build.position(issue=issue, party=party, words="Invests", quantity=10**12, unit="usd", sense="to")

    [row] = [row for row in rows(desk) if row["In words"] == "Invests"]

    assert (row["Quantity"], row["Number"], row["Unit"]) == ("to US$1 trillion", "1000000000000", "US$")


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 9),
        ({"stance": ["asks", "offers"]}, 3),
        ({"from": "2025-05-01"}, 8),
        ({"on": "2025-04-20"}, 1),
        ({"known": "2025-03-01"}, 0),
    ],
)
def test_filters_and_clocks_hold_in_the_file(desk, talks, query, count):
    assert len(rows(desk, **query)) == count


def test_a_file_has_all_issues_and_not_one_page(desk, talks):
    for _ in range(15):
        build.position(issue=build.issue(negotiation=talks), party=talks.parties.get())

    assert len(rows(desk, after="3~1")) == 24


def test_days_are_days_in_a_spreadsheet(desk, talks):
    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(export(desk, "xlsx")))

    cells = [cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]

    assert date(2025, 4, 16) in cells
    assert any(str(cell).startswith("=Wants it gone") for cell in cells)


def test_json_and_markdown_have_the_rows(desk, talks):
    told = json.loads(export(desk, "json"))

    assert len(told["blocks"][0]["rows"]) == 9
    assert "| Cars \\& 関税 | Japan |" in export(desk, "md").decode()


def test_what_cannot_be_read_is_refused(desk, talks):
    for bad in ({"party": "nobody"}, {"from": "soon"}, {"stance": "likes"}, {"on": "soon"}):
        assert desk.get("/negotiations/talks/timeline.csv", bad).status_code == 400


def test_paper_has_the_drawing_and_the_table(desk, talks):
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(export(desk, "pdf"))).pages)

    for words in ("Talks: positions over time", "In force on 5 May 2025", "Folded in the drawing", "Held 7", "Kyodo"):
        assert words in text


def test_word_has_the_drawing_as_a_picture(desk, talks):
    parts = ZipFile(BytesIO(export(desk, "docx"))).namelist()

    assert any(name.startswith("word/media/") for name in parts)


def document(talks, **choice):
    parties, issues = list(talks.parties.all()), list(talks.issues.all())
    return reports.document(talks, Choice(parties, issues, **choice), AT, "pdf")


def test_the_drawing_stands_alone(talks):
    drawing = next(block for block in document(talks).blocks if isinstance(block, Drawing))

    root = etree.fromstring(drawing.svg)

    assert root.find("{http://www.w3.org/2000/svg}style") is not None
    assert {f"mark mark-{stance}" for stance in Stance.values} <= {path.get("class") for path in root.iter()}
    assert "The pause <ends>" in " ".join(root.itertext())
    assert "Japan asks: =Wants it gone" in drawing.alternative


def test_each_drawing_fits_on_a_page(talks):
    party = talks.parties.get()
    for _ in range(5):
        issue = build.issue(negotiation=talks)
        for day in range(1, 21):
            build.position(issue=issue, party=party, starts_on=date(2025, 4, day))

    drawings = [block for block in document(talks).blocks if isinstance(block, Drawing)]

    heights = [float(etree.fromstring(drawing.svg).get("viewBox").split()[3]) for drawing in drawings]
    assert len(heights) > 3
    assert heights[0] <= reports.FIRST_SHEET
    assert all(height <= reports.SHEET for height in heights)
    assert sum(drawing.svg.count('class="run"') for drawing in drawings) == 109


def test_duties_that_one_page_does_not_hold_follow_on_the_next(talks):
    measures = [build.measure(economy=talks.parties.get().economy, name=f"Duty {number}") for number in range(25)]
    for measure in measures:
        build.rate(measure=measure, duty="25%", starts_on=date(2025, 4, 20))
        build.issue(negotiation=talks, measure=measure)

    drawings = [etree.fromstring(block.svg) for block in document(talks).blocks if isinstance(block, Drawing)]

    assert all(float(drawing.get("viewBox").split()[3]) <= reports.SHEET for drawing in drawings)
    texts = [" ".join(drawing.itertext()) for drawing in drawings]
    assert sum("Duties" in text for text in texts) > 1
    assert all(any(": 25%" in text and measure.name in text for text in texts) for measure in measures)


def test_an_empty_timeline_is_an_empty_table(talks):
    blocks = document(talks, stances=("warns",), last=date(2025, 4, 1)).blocks

    assert not [block for block in blocks if isinstance(block, Drawing)]
    assert next(block.rows for block in blocks if isinstance(block, Table)) == ()
