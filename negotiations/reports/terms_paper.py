"""The terms of a deal as a paper: each promise with both sides' accounts, how it stands, and what acts do to it."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import islice

from negotiations.fulfilment import Stage, State
from negotiations.models import Negotiation
from negotiations.reports.evidence import note_numbers, sources
from negotiations.selectors.divergences import Told
from negotiations.selectors.terms import BY_RATES, Deal, Ground, TermLine
from parley.lib.asof import AsOf, say_day
from parley.lib.documents import Cell, Column, Document, Paragraph, Run, Table, Text
from tariffs.nomenclature import display
from tariffs.spans import plain

GROUNDS = (
    "“By rates” is worked out from what the law charges on the goods on the day; “by statements” from what sources say "
    "an act does. Where the two disagree both are shown."
)
_NAMED = 3  # lines that pay too much, told in a sentence


def paper(negotiation: Negotiation, deal: Deal, as_of: AsOf) -> Document:
    """The deal across a page; the table of `reports.boards.terms` has every figure in a column of its own."""
    columns = (
        Column("Promise", width=20),
        Column("Owed by", width=9),
        *(Column(f"Account of {party}", width=20) for party in deal.parties),
        Column("How it stands", width=18),
        Column("What acts do to it", width=26),
    )
    rows = tuple(_row(line) for line in deal.lines)
    table = Table("Terms", columns, rows, empty="No promise had been made and was known by this day.")
    return Document(
        title=f"{negotiation}: terms of the deal",
        note=as_of.describe(),
        clocks=tuple(as_of.items()),
        blocks=(table, Paragraph(GROUNDS)) if rows else (table,),
        sources=sources(deal.proof),
        landscape=True,
    )


def stage_told(stage: Stage) -> str:
    """Of how many lines a promise is kept, and which pay more by how much; nothing where no line is known."""
    if not stage.kept and not stage.over:
        return ""
    told = f"{stage.kept:,} of {stage.of:,} line{'s' * (stage.of != 1)} kept"
    if stage.over:
        worst = sorted(stage.over, key=lambda lot: (-(lot.paid.over or 0), lot.codes))
        found = ((code, lot.paid.over) for lot in worst for code in lot.codes)
        named = ", ".join(_named(code, over) for code, over in islice(found, _NAMED))
        rest = f" and {stage.broken - _NAMED:,} more" if stage.broken > _NAMED else ""
        told += f"; too much: {named}{rest}"
    return f"{told}; {stage.unknown:,} not known" if stage.unknown else told


def _named(code: str, over: Decimal | None) -> str:
    points = f" by {plain(over)} pp" if over is not None else ""
    return f"{display(code) or 'all goods'}{points}"


def begun(ground: Ground) -> str:
    """Since when it stands so: from 16 September 2025; nothing where that is not known."""
    if not ground.since:
        return ""
    return f"{'from' if ground.state is State.IMPLEMENTED else 'since'} {say_day(ground.since)}"


def _row(line: TermLine) -> tuple[Text | Cell, ...]:
    term = line.term
    due = f", due on {say_day(term.due_on)}" if term.due_on else ""
    return (
        (
            Run(str(term), strong=True, notes=note_numbers(line.notes)),
            Run(f"\npromised on {say_day(term.promised_on)}{due}", quiet=True),
        ),
        (Run(str(term.owed_by) if term.owed_by_id else "both"),),
        *(_accounts(here) for here in line.accounts.values()),
        _lines(part for ground in line.grounds for part in _stands(ground)),
        _lines(
            Run(
                f"{each.implementation.instrument}: " * bool(each.implementation.instrument_id)
                + f"{each.implementation.get_how_display().lower()}. {each.implementation.words}",
                notes=note_numbers(each.notes),
            )
            for each in line.standing
        )
        or Cell("nothing recorded", quiet=True),
    )


def _accounts(here: list[Told]) -> Text | Cell:
    told = _lines(
        Run(
            f"{each.account.words}{f' ({each.account.measured})' if each.account.measured else ''}",
            notes=note_numbers(each.notes),
        )
        for each in here
    )
    return told or Cell("none recorded", quiet=True)


def _stands(ground: Ground) -> list[Run]:
    counted = stage_told(ground.now) if ground.name == BY_RATES else ""
    more = ". ".join(filter(None, [begun(ground), counted, ground.caution.rstrip(".")]))
    return [Run(f"{str(ground.state).capitalize()}, {ground.name}", strong=True), Run(more, quiet=True)]


def _lines(parts: Iterable[Run]) -> Text:
    found: list[Run | str] = []
    for part in parts:
        found += [*(["\n"] if found else []), part]
    return tuple(found)
