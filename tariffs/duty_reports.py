"""The duty on a line, and over a stretch of days, as tables and drawings of a file."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.template.loader import render_to_string

from parley.lib.asof import AsOf, say_day
from parley.lib.documents import UNKNOWN, Block, Cell, Column, Document, Drawing, Paragraph, Table, Value
from tariffs.days_drawing import Run, Steps, steps
from tariffs.duty_text import percent
from tariffs.ladder_drawing import Bars, bars
from tariffs.models import Measure
from tariffs.nomenclature import display
from tariffs.selectors.answers import Answer, Rung
from tariffs.selectors.duty_days import NO_SUCH_LINE, Level, Saying, Stretch
from tariffs.spans import plain
from tariffs.told import write_unit_value

PAPERS = ("pdf", "docx")

type Row = tuple[Value | Cell, ...]


def name_of(answer: Answer) -> str:
    """What a file of it is called."""
    asked = answer.asked
    return f"duty-{asked.importer.code}-{asked.origin.code}-{asked.code}".lower()


def question(answer: Answer) -> dict[str, Any]:
    """What was asked, as JSON has it."""
    clocks = {name: value or None for name, value in answer.at.items()}
    return dict(_question(answer)[1:]) | clocks


def _question(answer: Answer) -> tuple[tuple[str, str], ...]:
    asked = answer.asked
    return ("code", display(asked.code)), ("importer", asked.importer.code), ("origin", asked.origin.code)


def bars_of(answer: Answer) -> Bars:
    """The ladder drawn."""
    steps = [(each.measure.name, _added(each), each.step.points if each.step else None) for each in answer.rungs]
    return bars(steps, percent(answer.total))


def ladder(answer: Answer, said: Sequence[Saying], *, on_paper: bool) -> Document:
    """The ladder, what could be claimed and what would have been said; on paper with the drawing."""
    asked, line = answer.asked, answer.line
    told = [*sorted(map(str, asked.told.claims)), *sorted(map(str, asked.told.shares))]
    if asked.told.unit_value:
        told.append(write_unit_value(asked.told.unit_value))
    blocks: list[Block] = [Paragraph(" › ".join(line.path))] if line else []
    if on_paper:
        drawn = bars_of(answer)
        svg = render_to_string("tariffs/_ladder.svg", {"bars": drawn})
        blocks.append(Drawing(svg, "The ladder", drawn.said))
    blocks += [_ladder_table(answer), *(Paragraph(f"Caution: {each}") for each in answer.cautions)]
    blocks += [_claim_table(answer)] if answer.claimable else []
    blocks += [_said_table(said)] if said else []
    return Document(
        title=f"Duty on {display(line.code if line else asked.code)}: {percent(answer.total)}",
        subtitle=f"{'; '.join([f'{asked.origin} into {asked.importer}', *told])}.",
        note=answer.at.describe(),
        clocks=(*_question(answer), *answer.at.items()),
        blocks=tuple(blocks),
        landscape=True,
    )


def _ladder_table(answer: Answer) -> Table:
    columns = (
        "Step", "Duty as stated", Column("Share of the value", "percent"), Column("Points", "points"), "Heading",
        "Instrument", "Since", "What it is",
    )  # fmt: skip
    rows = [_rung(each, "charged") for each in answer.rungs]
    rows += [_rung(each, f"gave way to {each.to}") for each in answer.yielded]
    rows += [_row(each.name, heading=each.heading, what="claimed: not reached") for each in answer.outside]
    total = UNKNOWN if answer.total is None else answer.total
    rows.append(_row("Total", points=Cell(total, strong=True)))
    return Table("What is charged", columns, tuple(rows))


def _rung(rung: Rung, what: str) -> Row:
    points = rung.step.points if rung.step else None
    return _row(
        rung.measure.name,
        stated=rung.stated or UNKNOWN,
        share=rung.share * 100,
        points=None if rung.to else UNKNOWN if points is None else points,
        heading=rung.heading,
        instrument=str(rung.instrument),
        since=rung.standing.since,
        what=f"{what}, as relief: {rung.relief.name}" if rung.relief else what,
    )


def _row(
    name: str,
    stated: Value = "",
    share: Value = None,
    points: Value | Cell = None,
    heading: str = "",
    instrument: str = "",
    since: date | None = None,
    what: str = "",
) -> Row:
    return name, stated, share, points, heading, instrument, since, what


def _claim_table(answer: Answer) -> Table:
    columns = ("Claimed as", "What", "Condition", "Measure", "Charged then", "Heading", "Loaded before", "Claimed")
    rows = tuple(
        (each.word, each.name, each.condition, each.measure.name, each.gives or "not charged", each.heading,
         each.loaded_before, each.claimed)
        for each in answer.claimable
    )  # fmt: skip
    return Table("What could be claimed", columns, rows)


def _said_table(said: Sequence[Saying]) -> Table:
    columns = ("As known from", "Total", "Changed by", "As asked")
    rows = tuple((each.known, said_of(each), ", ".join(map(str, each.acts)), each.asked) for each in said)
    return Table("What would have been said", columns, rows)


def said_of(saying: Saying) -> str:
    """The total that would have been said."""
    return percent(saying.answer.total) if saying.answer else NO_SUCH_LINE


def days_drawn(found: Sequence[Stretch], first: date, last: date, on: date | None, clocks: str = "") -> Steps:
    """A duty over time drawn: the total, then each measure, and the acts by which they change."""
    lanes = [("Total", "Total", [_run(each, each.total) for each in found])]
    for one in measures_of(found):
        runs = [_run(each, each.levels[one]) for each in found if one in each.levels]
        lanes.append((one.short_name, one.name, runs))
    flags = [
        (each.first, " and ".join(map(str, each.acts)), f"{each.acts[0].get_absolute_url()}{clocks}")
        for each in found
        if each.acts
    ]
    return steps(lanes, flags, first, last, on)


def measures_of(found: Sequence[Stretch]) -> list[Measure]:
    """The measures of all stretches, in the order of the ladder where they come first."""
    return list(dict.fromkeys(measure for each in found for measure in each.levels))


def days(
    title: str, subtitle: str, found: Sequence[Stretch], first: date, last: date, at: AsOf, *, on_paper: bool
) -> Document:
    """A duty over time as a table; on paper with the drawing."""
    measures = measures_of(found)
    names = [each.name for each in measures]
    rows = tuple(_days_row(each, measures) for each in found)
    blocks: list[Block] = [Table("From day to day", ("From", "To", *names, "Total", "Changed by"), rows)]
    if on_paper:
        svg = render_to_string("tariffs/_days.svg", {"drawn": days_drawn(found, first, last, None)})
        blocks.insert(0, Drawing(svg, title, said(found)))
    note = f"As known on {say_day(at.known)}."
    return Document(title, subtitle, note, blocks=tuple(blocks), clocks=tuple(at.items()), landscape=True)


def _days_row(stretch: Stretch, measures: Sequence[Measure]) -> Row:
    levels = [stretch.levels[each].words if each in stretch.levels else "" for each in measures]
    why = ", ".join(map(str, stretch.acts)) or stretch.why
    return (stretch.first, stretch.last, *levels, stretch.total.words, why)


def said(found: Sequence[Stretch]) -> str:
    """The totals in words, for whoever does not see the drawing."""
    return " ".join(f"From {say_day(each.first)}: {each.total.words}." for each in found)


def _run(stretch: Stretch, level: Level) -> Run:
    return Run(stretch.first, stretch.last, level.words, level.low, level.high)


def _added(rung: Rung) -> str:
    points = rung.step.points if rung.step else None
    if points is None:
        return f"{rung.stated}: not known" if rung.stated else "not known"
    return f"{plain(points)} pp" if rung.step and rung.step.layer.charge != "base" else f"{plain(points)}%"
