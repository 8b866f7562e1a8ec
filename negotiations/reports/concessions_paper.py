"""The concessions as a paper: by issue each party's moves in order, what came for each, and what they add up to."""

from negotiations.models import Negotiation
from negotiations.reports.boards import noted, return_told, say_position, say_sum
from negotiations.reports.evidence import note_numbers, sources
from negotiations.selectors.concessions import Chain, Ledger, Move
from parley.lib.asof import AsOf, say_day
from parley.lib.documents import Block, Cell, Column, Document, Paragraph, Table, Text

COLUMNS = (
    Column("Party", width=11),
    Column("Day", width=12),
    Column("Position", width=42),
    Column("Which way", width=13),
    Column("In return for", width=22),
)


def paper(negotiation: Negotiation, ledger: Ledger, as_of: AsOf) -> Document:
    """The ledger across a page; the table of `reports.boards.concessions` has every figure in a column of its own."""
    blocks: list[Block] = []
    for issue, chains in ledger.by_issue:
        rows = tuple(_row(chain, move) for chain in chains for move in chain.moves)
        blocks.append(Table(str(issue), COLUMNS, rows))
        blocks += [Paragraph(f"{chain.party}: {told}") for chain in chains if (told := say_sum(chain))]
    return Document(
        title=f"{negotiation}: concessions",
        note=as_of.describe(),
        clocks=tuple(as_of.items()),
        blocks=tuple(blocks or [Paragraph("No position had moved, and none was exchanged, by this day.")]),
        sources=sources(ledger.proof),
        landscape=True,
    )


def _row(chain: Chain, move: Move) -> tuple[Text | Cell, ...]:
    day = say_day(move.after.starts_on)
    way = ", ".join(filter(None, [str(move.way), move.size])) if move.before else "first tabled"
    return (
        str(chain.party),
        f"{day}, {move.round}" if move.round else day,
        Cell(say_position(move.after), notes=note_numbers(move.notes)),
        way,
        noted((return_told(each), each.notes) for each in move.returns),
    )
