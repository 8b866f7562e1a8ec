"""The concessions as a paper: by issue each party's moves in order, what came for each, and what they add up to."""

from collections.abc import Iterator

from negotiations.models import Negotiation
from negotiations.reports.boards import noted, return_told, say_position, say_sum
from negotiations.reports.evidence import note_numbers, sources
from negotiations.selectors.concessions import Chain, Ledger
from parley.lib.asof import AsOf, say_day
from parley.lib.documents import Block, Cell, Column, Document, Paragraph, Run, Table, Text

COLUMNS = (
    Column("Party", width=11),
    Column("Day", width=12),
    Column("Position", width=42),
    Column("Which way", width=13),
    Column("In return for", width=22),
)


def paper(negotiation: Negotiation, ledger: Ledger, as_of: AsOf) -> Document:
    """The ledger across a page; the table of `reports.boards.concessions` has every figure in a column of its own."""
    blocks: list[Block] = [
        Table(str(issue), COLUMNS, tuple(row for chain in chains for row in _rows(chain)))
        for issue, chains in ledger.by_issue
    ]
    return Document(
        title=f"{negotiation}: concessions",
        note=as_of.describe(),
        clocks=tuple(as_of.items()),
        blocks=tuple(blocks or [Paragraph("No position had moved, and none was exchanged, by this day.")]),
        sources=sources(ledger.proof),
        landscape=True,
    )


def _rows(chain: Chain) -> Iterator[tuple[Text | Cell, ...]]:
    """The moves of a chain, with the party beside the first, and their sum where two of them have a number."""
    for move in chain.moves:
        way = ", ".join(filter(None, [str(move.way), move.size])) if move.before else "first tabled"
        yield (
            (Run(str(chain.party), strong=True),) if move is chain.moves[0] else "",
            (Run(say_day(move.after.starts_on)), Run(f"\n{move.round}" if move.round else "", quiet=True)),
            Cell(say_position(move.after), notes=note_numbers(move.notes)),
            way,
            noted((return_told(each), each.notes) for each in move.returns),
        )
    if sum(each.quantity is not None for each in chain.positions) > 1:
        yield "", (Run("Sum", quiet=True),), (Run(_sum(chain), quiet=True),), "", ""


def _sum(chain: Chain) -> str:
    """Whether the moves add up; if not, what is known of them all the same."""
    told = say_sum(chain)
    if not chain.sum.adds_up and chain.moved:
        told += f" Those with a size come to {chain.moved}."
    if not chain.sum.adds_up and chain.change:
        told += f" The last position less the first is {chain.change}."
    return told
