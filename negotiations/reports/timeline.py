"""The timeline as rows and as a file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.urls import reverse

from negotiations.drawing import SHAPES
from negotiations.models import Negotiation, Occasion, Position, Stance
from negotiations.models.positions import Unit, quantity_told
from negotiations.reports.days import ENDINGS, STANCES, say_choice, say_days, say_position, say_stretch
from negotiations.reports.evidence import sources
from negotiations.reports.picture import picture
from negotiations.reports.shapes import Group, Picture
from negotiations.selectors import timeline as selectors
from negotiations.selectors.evidence import Evidence
from negotiations.selectors.issues import Held, shown
from negotiations.selectors.positions import Line
from negotiations.selectors.timeline import Choice, Timeline
from parley.lib.asof import AsOf, say_day
from parley.lib.documents import Block, Cell, Column, Document, Drawing, Paragraph, Table, Value
from parley.lib.reading import values_by

PAPERS = ("pdf", "docx")
ROWS_A_FILE = 5000
MARKS_ON_PAPER = 400
ISSUES_A_FILE = 1000
HEADING = 26.0
LEGEND = 34.0
FIRST_SHEET, SHEET = 550.0, 650.0  # how high a drawing may be, so that it stands on a page of A4 across
_UNITS = dict(Unit.choices)
TOLD = 20  # positions that the text in place of the drawing tells


@dataclass(frozen=True, slots=True)
class Fact:
    """A round, a deadline or a duty of the days shown, as a row of a table."""

    kind: str
    words: str
    days: str
    address: str


def rows(seen: Timeline) -> list[Held]:
    """The positions with their notes, in the order that was asked for."""
    return shown(_ordered(seen, seen.positions), seen.evidence)


def _ordered[Row: (Position, Line)](seen: Timeline, oldest_first: list[Row]) -> list[Row]:
    return oldest_first if seen.choice.sort == "day" else oldest_first[::-1]


def facts(seen: Timeline) -> list[Fact]:
    """What the drawing shows besides positions."""
    root, clocks = reverse("negotiations:negotiation_detail", args=[seen.negotiation.key]), seen.as_of.query
    law = reverse("tariffs:measure_list")
    found = [
        Fact(
            "Round",
            ", ".join(filter(None, [f"Round {row.number}", row.place])),
            say_days(row.starts_on, row.ends_on or row.starts_on),
            f"{root}rounds/{row.number}/{clocks}",
        )
        for row in seen.rounds
    ]
    found += [
        Fact("Deadline", row.name, say_day(row.falls_on), f"{root}deadlines/{clocks}#{row.key}")
        for row in seen.deadlines
    ]
    for measure in seen.measures:
        for bar in measure.bars:
            days = "; ".join(map(say_stretch, bar.stretches))
            address = f"{law}{measure.key}/{clocks}{f'#{bar.key}' if bar.key else ''}"
            found.append(Fact("Duty", f"{measure.name}: {bar.full_words}", days, address))
    return found


def document(negotiation: Negotiation, choice: Choice, as_of: AsOf, format: str) -> Document:
    """Every issue that the choice leaves, not only those of one page; on paper with the drawing."""
    on_paper = format in PAPERS
    issues = choice.issues_left(as_of)[:ISSUES_A_FILE]
    most = MARKS_ON_PAPER if on_paper else ROWS_A_FILE
    seen = selectors.timeline(negotiation, issues, choice, as_of, marks=most, alone=not on_paper)
    blocks: list[Block] = [Paragraph(fault) for fault in seen.faults]
    if seen.more:
        blocks.append(Paragraph(f"Only the newest {most} positions are here; a narrower choice shows the others."))
    blocks += [*_drawings(seen), _short_table(seen), _facts_table(seen)] if on_paper else [_table(seen)]
    return Document(
        title=f"{negotiation}: positions over time",
        subtitle=f"{say_choice(choice, seen.first, seen.last)}.",
        note=as_of.describe(),
        clocks=tuple(as_of.items()),
        blocks=tuple(blocks),
        sources=sources(seen.evidence),
        landscape=True,
    )


def _table(seen: Timeline) -> Table:
    occasions = {line.occasion_id for line in seen.lines} - {None}
    titles = dict(values_by(Occasion, seen.as_of.recorded, ("id", "title"), id=occasions))
    columns = (
        "Issue", "Party", "Stance", "In words", "Quantity", "Number", "Unit", "Condition",
        "From", "To", "How it ended", "Occasion", "Origins", "Notes",
    )  # fmt: skip
    issues = {issue.pk: issue.title for issue in seen.issues}
    parties = {party.pk: party.name for party in seen.choice.parties}
    found = tuple(_row(line, issues, parties, seen.evidence, titles) for line in _ordered(seen, seen.lines))
    return Table("Positions", columns, found, empty="No position is recorded.")


def _row(
    line: Line,
    issues: Mapping[int, str],
    parties: Mapping[int, str],
    evidence: Evidence,
    occasions: Mapping[int | None, str],
) -> tuple[Value | Cell, ...]:
    numbers = evidence.numbers(line)
    return (
        issues[line.issue_id],
        parties[line.party_id],
        STANCES[line.stance],
        Cell(line.words, numbers),
        quantity_told(line.quantity, line.unit, line.sense),
        line.quantity,
        _UNITS.get(line.unit, ""),
        line.condition,
        line.starts_on,
        line.ends_on,
        ENDINGS.get(line.ending, ""),
        occasions.get(line.occasion_id, ""),
        evidence.origin_count(line),
        " ".join(map(str, numbers)),
    )


def _short_table(seen: Timeline) -> Table:
    columns = (
        Column("From", width=9), Column("To", width=9), Column("Issue", width=16), Column("Party", width=11),
        Column("Stance", width=10), Column("In words", width=45),
    )  # fmt: skip
    found = tuple(_short_row(position, seen.evidence) for position in _ordered(seen, seen.positions))
    return Table("Positions", columns, found, empty="No position is recorded.")


def _short_row(position: Position, evidence: Evidence) -> tuple[Value | Cell, ...]:
    words = f"{position.words} ({position.quantity_told})" if position.measured else position.words
    if position.condition:
        words += f" If: {position.condition}"
    last = say_day(position.ends_on) if position.ends_on else "held"
    return (
        say_day(position.starts_on),
        f"{last}, {ENDINGS[position.ending].lower()}" if position.ending else last,
        position.issue.title,
        position.party.name,
        STANCES[position.stance],
        Cell(words, notes=evidence.numbers(position)),
    )


def _facts_table(seen: Timeline) -> Table:
    columns = (Column("Kind", width=10), Column("What", width=50), Column("When", width=40))
    found = tuple((fact.kind, fact.words, fact.days) for fact in facts(seen))
    return Table("Rounds, deadlines and duties of these days", columns, found)


def _drawings(seen: Timeline) -> Sequence[Block]:
    """The drawing in sheets that each stand on a page."""
    if not seen.positions:
        return []
    drawn = picture(seen, most=FIRST_SHEET - HEADING - LEGEND)
    folds = "; ".join(drawn.folds)
    folded = [Paragraph(f"Folded in the drawing, for nothing happened: {folds}.")] if folds else []
    sheets = list(_sheets(drawn))
    told = " ".join(say_position(row, seen.as_of.on) for row in seen.positions[:TOLD])
    days = say_days(seen.first, seen.last)
    return folded + [
        Drawing(
            svg=render_to_string("negotiations/_timeline.svg", {"picture": drawn, "sheet": sheet}),
            caption=f"Positions over time, {days}" + (f" ({number} of {len(sheets)})" if len(sheets) > 1 else ""),
            alternative=f"Lanes by issue and party on one axis of days; the table has the same facts. {told}",
        )
        for number, sheet in enumerate(sheets, start=1)
    ]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Groups with the tops of their headings and of their lanes, the height of all, and the legend with its top."""

    groups: tuple[tuple[Group, float, float], ...]
    height: float
    legend: tuple[tuple[str, str, str, str], ...]  # stance, path, words and their x

    @property
    def legend_y(self) -> str:
        return f"{self.height - 10:.0f}"


def _sheets(drawn: Picture) -> Iterator[Sheet]:
    groups: list[tuple[Group, float, float]] = []
    top, most = drawn.head, FIRST_SHEET
    for group in drawn.groups:
        tall = HEADING + group.height
        if groups and top + tall + LEGEND > most:
            yield _sheet(groups, top)
            groups, top, most = [], drawn.head, SHEET
        groups.append((group, top, top + HEADING))
        top += tall
    yield _sheet(groups, top)


def _sheet(groups: list[tuple[Group, float, float]], top: float) -> Sheet:
    y = top + LEGEND - 14
    legend = []
    for place, (stance, words) in enumerate(Stance.choices):
        x = 14 + place * 128
        legend.append((stance, f"M{x} {y:.1f}{SHAPES[stance]}", words, f"{x + 14}"))
    return Sheet(tuple(groups), top + LEGEND, tuple(legend))
