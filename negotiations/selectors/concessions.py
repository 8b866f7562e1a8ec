"""The ledger of concessions: who moved on what, by how much, in which round, and in return for what."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from negotiations import moves
from negotiations.models import Exchange, Issue, Negotiation, Occasion, Party, Position, Round
from negotiations.models.positions import Unit, measured
from negotiations.moves import Said, Sum, Way
from negotiations.selectors.evidence import Note
from negotiations.selectors.movement import last_day
from negotiations.selectors.positions import BEGUN, ON_THEM, SEEN, rows_seen
from negotiations.selectors.proof import Proof, proof_of
from negotiations.selectors.rounds import rounds_known
from parley.lib.asof import AsOf
from parley.lib.reading import attach, join, join_one, keys_with, rows_found
from parley.lib.standing import not_struck, row_of

_BEGUN_ON_THEM = f"{ON_THEM} AND {BEGUN}"  # what an index answers, of the past too


@dataclass(slots=True)
class Return:
    """What the other side gave for a position, or got for it, by what a source says."""

    exchange: Exchange
    position: Position
    given_for: bool  # the position of the ledger was given for this one; else the other way round
    notes: list[Note] = field(default_factory=list)


@dataclass(slots=True)
class Move:
    """One step: from the position before, or from none, to the next."""

    before: Position | None
    after: Position
    size: str
    way: Way
    round: str
    notes: list[Note] = field(default_factory=list)
    returns: list[Return] = field(default_factory=list)


@dataclass(slots=True)
class Chain:
    """The positions of one party on an issue, each replaced by the next, with what the moves add up to."""

    issue: Issue
    party: Party
    positions: list[Position]
    moves: list[Move]
    sum: Sum

    @property
    def moved(self) -> str:
        return _signed(self.sum.moved, self.sum.unit)

    @property
    def change(self) -> str:
        return _signed(self.sum.change, self.sum.unit)


@dataclass(slots=True)
class Ledger:
    """The chains of some issues, by issue in the order of the agenda and by party in that of the table."""

    by_issue: list[tuple[Issue, list[Chain]]]
    proof: Proof


def moved_issues(issues: Sequence[Issue], as_of: AsOf, party: Party | None = None) -> list[Issue]:
    """Those issues on which a position replaced another, or was exchanged."""
    ids = [issue.pk for issue in issues]
    values: dict[str, Any] = {"keys": ids, "on": as_of.on, "known": as_of.known, "party": party and party.pk}
    whose = " AND rows.party_id = %(party)s" if party else ""
    rest, replaced = f"rows.starts_on <= %(on)s AND {SEEN}", f"rows.replaced_by_id IS NOT NULL{whose}"
    found = keys_with(Position, as_of.recorded, "issue_id", replaced, rest, values)
    values["traded"] = [pk for each in _exchanges(ids, as_of) for pk in (each.given_id, each.taken_id)]
    if values["traded"]:
        found |= keys_with(Position, as_of.recorded, "issue_id", f"rows.id = ANY(%(traded)s){whose}", rest, values)
    return [issue for issue in issues if issue.pk in found]


def ledger(
    negotiation: Negotiation, parties: Sequence[Party], issues: Sequence[Issue], as_of: AsOf, party: Party | None = None
) -> Ledger:
    """The ledger of some issues, of all the parties or of one of them; the queries do not grow with the moves."""
    ids = [issue.pk for issue in issues]
    exchanges = _exchanges(ids, as_of)
    positions = _positions(ids, exchanges, as_of)
    _join(positions, negotiation, issues, parties, as_of)
    by_id = {position.pk: position for position in positions}
    returns = _returns(exchanges, by_id)
    rounds = rounds_known(negotiation, as_of)
    by_issue: list[tuple[Issue, list[Chain]]] = []
    for issue in issues:
        here = [each for each in positions if each.issue_id == issue.pk]
        chains = [
            _chain(path, here, rounds, returns)
            for whose in parties
            if party is None or whose.pk == party.pk
            for path in _paths([each for each in here if each.party_id == whose.pk], returns)
        ]
        if chains:
            by_issue.append((issue, chains))
    return Ledger(by_issue, _prove([chain for _, chains in by_issue for chain in chains], as_of))


def _exchanges(issues: Sequence[int], as_of: AsOf) -> list[Exchange]:
    """The exchanges of positions on some issues, as readers see them."""
    past = as_of.recorded is not None
    of_theirs = " OR ".join(
        f"EXISTS (SELECT 1 FROM {row_of(Position, f'rows.{side}_id', past=past)} p"  # noqa: S608 - our names
        f" WHERE p.issue_id = ANY(%(issues)s) AND {not_struck('p', past=past)})"
        for side in ("given", "taken")
    )
    asked = {"issues": list(issues), "known": as_of.known}
    return rows_found(Exchange, as_of.recorded, f"{SEEN} AND ({of_theirs})", asked)


def _positions(issues: Sequence[int], exchanges: Iterable[Exchange], as_of: AsOf) -> list[Position]:
    """The positions seen on the issues that moved, that others moved to, that have a number, or were exchanged."""
    traded = {pk for each in exchanges for pk in (each.given_id, each.taken_id)}
    values = {"issues": list(issues), "on": as_of.on, "traded": list(traded)}
    exchanged = "rows.id = ANY(%(traded)s)"
    told = f"(rows.replaced_by_id IS NOT NULL OR rows.quantity IS NOT NULL OR {exchanged}) AND rows.starts_on <= %(on)s"
    found = {each.pk: each for each in rows_seen((_BEGUN_ON_THEM, exchanged), values, as_of, told)}
    following = {each.replaced_by_id for each in found.values() if each.replaced_by_id} - found.keys()
    if following:
        later = rows_seen(("rows.id = ANY(%(ids)s)",), {"ids": list(following), "on": as_of.on}, as_of)
        found |= {each.pk: each for each in later}
    return sorted(found.values(), key=lambda each: (each.starts_on, each.pk))


def _join(
    positions: Sequence[Position],
    negotiation: Negotiation,
    issues: Sequence[Issue],
    parties: Sequence[Party],
    as_of: AsOf,
) -> None:
    join(positions, "party", {party.pk: party for party in parties})
    join(positions, "issue", {issue.pk: issue for issue in issues})
    others = [each for each in positions if "issue" not in each._state.fields_cache]  # of another page of the agenda
    elsewhere = attach(others, "issue", Issue, as_of.recorded)
    join_one((*issues, *elsewhere.values()), "negotiation", negotiation)
    attach(positions, "occasion", Occasion, as_of.recorded)


def _returns(exchanges: Iterable[Exchange], by_id: dict[int, Position]) -> defaultdict[int, list[Return]]:
    """For each position what was given for it and what it was given for, where both sides are seen."""
    found: defaultdict[int, list[Return]] = defaultdict(list)
    for each in exchanges:
        if each.given_id in by_id and each.taken_id in by_id:
            found[each.given_id].append(Return(each, by_id[each.taken_id], given_for=True))
            found[each.taken_id].append(Return(each, by_id[each.given_id], given_for=False))
    return found


def _paths(here: Sequence[Position], returns: dict[int, list[Return]]) -> Iterator[list[Position]]:
    """The chains of one party on one issue, each step in one of them only; and what was exchanged without a move."""
    by_id = {each.pk: each for each in here}
    followed = {each.replaced_by_id for each in here}
    told: set[int] = set()
    for first in here:
        if first.pk in followed:
            continue
        path = [first]
        while (following := by_id.get(path[-1].replaced_by_id or 0)) and following not in path:
            path.append(following)
            if following.pk in told:
                break  # it replaced several: the rest stands in the chain of the earliest, and so does what it was for
        told.update(each.pk for each in path)
        if len(path) > 1 or returns.get(first.pk):
            yield path


def _chain(
    path: list[Position], on_issue: Sequence[Position], rounds: Sequence[Round], returns: dict[int, list[Return]]
) -> Chain:
    """A chain with its moves; what was exchanged is taken out of the returns, so that it stands in one chain alone."""
    steps = [Move(None, path[0], "", Way.NEUTRAL, _round(path[0], rounds), returns=returns.pop(path[0].pk, []))]
    for before, after in pairwise(path):
        others = [
            _said(each)
            for each in on_issue
            if each.party_id != after.party_id
            and each.starts_on <= after.starts_on
            and (each.ends_on is None or each.ends_on >= after.starts_on)
        ]
        change = moves.size(_said(before), _said(after))
        way = moves.way(_said(before), _said(after), others)
        told = _round(after, rounds)
        steps.append(Move(before, after, _signed(change, after.unit), way, told, returns=returns.pop(after.pk, [])))
    return Chain(path[0].issue, path[0].party, path, steps, moves.added_up([_said(each) for each in path]))


def _said(position: Position) -> Said:
    return Said(position.stance, position.quantity, position.unit, position.sense)


def _signed(change, unit: str) -> str:
    """A difference with its sign, of levels in percentage points: −10 percentage points, +US$50 billion."""
    if change is None:
        return ""
    shown = Unit.POINTS if unit == Unit.PERCENT else unit
    return f"{'−' if change < 0 else '+' if change else ''}{measured(abs(change), shown)}"


def _round(position: Position, rounds: Sequence[Round]) -> str:
    """The round of the occasion on which it was said, or in whose days; else between which it was."""
    occasion = position.occasion if position.occasion_id else None
    for each in rounds:
        if (occasion and occasion.round_id == each.pk) or each.starts_on <= position.starts_on <= last_day(each):
            return str(each)
    past = [each for each in rounds if each.starts_on <= position.starts_on]
    return f"after {str(max(past, key=last_day)).lower()}" if past else "before the rounds" if rounds else ""


def _prove(chains: Sequence[Chain], as_of: AsOf) -> Proof:
    positions = {each.pk: each for chain in chains for each in chain.positions}
    traded = {each.exchange.pk: each.exchange for chain in chains for move in chain.moves for each in move.returns}
    proof = proof_of(as_of, positions.values(), traded.values(), quoted=False)
    for chain in chains:
        for move in chain.moves:
            move.notes = proof.notes(move.after)
            for each in move.returns:
                each.notes = proof.notes(each.exchange)
    return proof
