"""The boards as files: where accounts differ, what became of a deal, and who moved for what."""

from collections.abc import Iterable, Iterator

from negotiations.fulfilment import State
from negotiations.models import Negotiation, Position, Term
from negotiations.reports.evidence import note_numbers, sources
from negotiations.reports.lists import listing
from negotiations.selectors.concessions import Chain, Ledger, Return
from negotiations.selectors.divergences import Board, Difference, Told
from negotiations.selectors.evidence import Note
from negotiations.selectors.terms import BY_RATES, Deal, Done, Ground, TermLine
from parley.lib.asof import AsOf
from parley.lib.documents import Cell, Document, Run, Text
from tariffs.nomenclature import display
from tariffs.spans import plain

LINES_NAMED = 20  # that pay too much; a promise's own page has more


def accounts(negotiation: Negotiation, board: Board, as_of: AsOf) -> Document:
    """The subjects on which accounts differ, one row an account."""
    columns = (
        "Issue", "Subject", "Differ since", "Settled on", "Settled by", "Whose account", "Given on", "In words",
        "Quantity", "Number", "Unit", "Rank", "Why it is ranked so", "Settles it", "Rests on", "Grade", "Notes",
    )  # fmt: skip
    rows = [_account(each, told) for each in board.differences for told in each.accounts]
    told = sources(board.proof)
    return listing(f"{negotiation}: where accounts differ", columns, rows, as_of, sources=told, landscape=True)


def terms(negotiation: Negotiation, deal: Deal, as_of: AsOf) -> Document:
    """The promises of a deal, one row a promise; one on which rates and statements disagree has two."""
    told_of = [f"Account of {party}" for party in deal.parties]
    columns = (
        "Promise", "In words", "Owed by", "Promised on", "Due on", "Promised rate", *told_of, "Other accounts", "State",
        "Ground", "Since", "Lines kept", "Lines", "Lines that pay more", "Most points over", "To be noted",
        "What acts do to it", "Rests on", "Notes",
    )  # fmt: skip
    rows = [_term(line, ground) for line in deal.lines for ground in line.grounds]
    told = sources(deal.proof)
    return listing(f"{negotiation}: terms of the deal", columns, rows, as_of, sources=told, landscape=True)


def concessions(negotiation: Negotiation, ledger: Ledger, as_of: AsOf) -> Document:
    """The moves of each party, one row a move; the first row of a chain is the position that it began with."""
    columns = (
        "Issue", "Party", "Day", "Round", "From", "To", "Size", "Which way", "In return for", "Moves so far add up to",
        "Last less first", "Sum", "Notes",
    )  # fmt: skip
    rows = [row for _, chains in ledger.by_issue for chain in chains for row in _chain(chain)]
    told = sources(ledger.proof)
    return listing(f"{negotiation}: concessions", columns, rows, as_of, sources=told, landscape=True)


def say_sum(chain: Chain) -> str:
    """Whether the moves of a chain add up, in words; nothing where there is no move."""
    if len(chain.positions) < 2:
        return ""
    return f"Adds up: {chain.moved} in all." if chain.sum.adds_up else chain.sum.words


def _chain(chain: Chain) -> Iterator[tuple]:
    for move in chain.moves:
        numbers = note_numbers([*move.notes, *(note for each in move.returns for note in each.notes)])
        is_last = move is chain.moves[-1]
        yield (
            str(chain.issue),
            str(chain.party),
            move.after.starts_on,
            move.round,
            say_position(move.before) if move.before else "first tabled",
            Cell(say_position(move.after), notes=note_numbers(move.notes)),
            move.size,
            str(move.way) if move.before else "",
            noted((return_told(each), each.notes) for each in move.returns),
            chain.moved if is_last else "",
            chain.change if is_last else "",
            say_sum(chain) if is_last else "",
            " ".join(map(str, numbers)),
        )


def say_position(position: Position) -> str:
    """A position in one line: Offers: a cut of the 14 points (by 4 percentage points)."""
    told = f" ({position.quantity_told})" if position.quantity_told else ""
    return f"{position.get_stance_display()}: {position.words}{told}"


def return_told(each: Return) -> str:
    """What a position was given for, or got, in one line."""
    way = "for" if each.given_for else "got for it"
    words = f" – {each.exchange.words}" if each.exchange.words else ""
    return f"{way}: {each.position.party}, {each.position.issue}, {say_position(each.position)}{words}"


def _term(line: TermLine, ground: Ground) -> tuple:
    term, now = line.term, ground.now
    counted = ground.name == BY_RATES and ground.state is not State.UNKNOWN
    return (
        Cell(str(term), notes=note_numbers(line.notes)),
        term.words,
        str(term.owed_by) if term.owed_by_id else "both",
        term.promised_on,
        term.due_on or "",
        promised_rate(term),
        *(_said(here) for here in line.accounts.values()),
        _said(line.others, named=True),
        str(ground.state),
        ground.name,
        ground.since or "",
        now.kept if counted else "",
        now.of if counted else "",
        "; ".join(display(code) for code in [code for lot in now.over for code in lot.codes][:LINES_NAMED]),
        now.worst if now.worst is not None else "",
        ground.caution,
        noted((_act(each), each.notes) for each in line.standing),
        line.rests,
        " ".join(map(str, sorted(_numbers(line)))),
    )


def _numbers(line: TermLine) -> set[int]:
    """The numbers of all sources behind a row: cells of a bare table carry none."""
    cited = [line.notes, *(told.notes for told in line.told), *(each.notes for each in line.standing)]
    return {note.number for notes in cited for note in notes}


def promised_rate(term: Term) -> str:
    """The rate that was promised, with what it counts and on which goods; nothing for a promise without one."""
    if term.rate is None:
        return ""
    goods = f"{term.goods} from {term.origin}, charged by {term.importer}"
    apart = f", apart from goods that pay under {term.apart_from}" if term.apart_from else ""
    return f"{plain(term.rate)}% {term.get_rate_is_display()}, on {goods}{apart}"


def _said(here: Iterable[Told], *, named: bool = False) -> Text:
    return noted((f"{told.account.whose}: {_worded(told)}" if named else _worded(told), told.notes) for told in here)


def _act(each: Done) -> str:
    row = each.implementation
    act = f"{row.instrument} " if row.instrument_id else ""
    return f"{act}{row.get_how_display().lower()}: {row.words}"


def _worded(told: Told) -> str:
    account = told.account
    measured = f" ({account.measured})" if account.measured else ""
    return f"{account.words}{measured}"


def noted(parts: Iterable[tuple[str, Iterable[Note]]]) -> Text:
    """Several texts in one cell, each with its notes."""
    runs: list[str | Run] = []
    for words, notes in parts:
        runs += [*([" · "] if runs else []), Run(words, notes=note_numbers(notes))]
    return tuple(runs)


def _account(difference: Difference, told: Told) -> tuple:
    account, settled, numbers = told.account, difference.settled, note_numbers(told.notes)
    return (
        str(difference.issue or ""),
        str(difference.divergence),
        difference.since or "",
        difference.settled_on or "",
        settled.account.whose if settled else "open",
        account.whose,
        account.given_on,
        Cell(account.words, notes=numbers),
        account.measured,
        account.quantity,
        account.get_unit_display(),
        account.get_rank_display(),
        account.rank_reason,
        "yes" if account.settles else "no",
        told.rests,
        told.grade,
        " ".join(map(str, numbers)),
    )
