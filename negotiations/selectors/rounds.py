"""One round of talks: its occasions, what was on the table, and what moved since the round before."""

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q

from negotiations.models import Deadline, Issue, Negotiation, Occasion, Party, Position, Round
from negotiations.selectors.agenda import on_the_agenda
from negotiations.selectors.evidence import Note
from negotiations.selectors.issues import heard
from negotiations.selectors.movement import DAY, Entry, Stretch, entries, last_day, state_of
from negotiations.selectors.occasions import (
    OccasionLine,
    OnTheTable,
    Table,
    number,
    number_table,
    occasion_lines,
    table_of,
)
from negotiations.selectors.positions import OF_THEIRS, SEEN, STILL_ON_THEM, as_known, end_known
from negotiations.selectors.proof import Proof, proof_of, voice
from negotiations.worldclock import say_span
from parley.lib.asof import AsOf
from parley.lib.reading import join, join_one, rows_by, rows_where, statement_where
from parley.lib.records import RecordQuerySet

DEADLINES = 100  # of a round, in draft
UNCHANGED_SHOWN = 24  # positions that the round left as they were; the issues' own page has them all


def rounds_of(negotiation: Negotiation, as_of: AsOf, *, drafts: bool = False) -> RecordQuerySet:
    """The rounds that had begun by the day and were known; a queryset, for a window of it."""
    seen = Q(published_at__isnull=False, known_on__lte=as_of.known)
    rows = Round.recorded(as_of.recorded).filter(negotiation_id=negotiation.pk, starts_on__lte=as_of.on)
    return rows.filter(seen | Q(published_at=None) if drafts else seen)


def rounds_known(negotiation: Negotiation, as_of: AsOf, *, drafts: bool = False) -> list[Round]:
    """All rounds that were known, by number, begun or not; summaries are read with the round itself."""
    rows = heard(rows_by(Round, as_of.recorded, negotiation_id=[negotiation.pk]), as_of, drafts=drafts)
    rounds = sorted(rows, key=lambda each: (each.number, each.pk))
    join_one(rounds, "negotiation", negotiation)
    return rounds


def occasions_of(rounds: Sequence[Round], as_of: AsOf, *, drafts: bool) -> list[Occasion]:
    """The occasions of some rounds that had been held by the day, in their order; one query."""
    rows = rows_by(Occasion, as_of.recorded, round_id=[each.pk for each in rounds])
    occasions = [each for each in heard(rows, as_of, drafts=drafts) if each.held_on <= as_of.on]
    by_id: dict[int | None, Round] = {each.pk: each for each in rounds}
    for occasion in occasions:
        occasion.round = by_id[occasion.round_id]
        occasion.negotiation = occasion.round.negotiation
    return sorted(occasions, key=_when)


def _when(occasion: Occasion) -> tuple[date, bool, float, int]:
    moment = occasion.moment
    return occasion.held_on, moment is None, moment.timestamp() if moment else 0, occasion.pk


@dataclass
class IssueRow:
    """An issue with what each party holds after the round, what moved, and what became of it at the table."""

    issue: Issue
    cells: list[tuple[Party, list[Entry]]]
    outcomes: list[OnTheTable]
    depth: int = 0

    @cached_property
    def state(self) -> str:
        return state_of(self.cells)

    @cached_property
    def moved(self) -> bool:
        return any(not entry.is_quiet for _, here in self.cells for entry in here)

    @cached_property
    def at_table(self) -> str:
        """What became of it on the occasions of the round: discussed, not discussed, not disclosed."""
        return "; ".join(dict.fromkeys(row.discussion.get_outcome_display().lower() for row in self.outcomes))

    @cached_property
    def silence(self) -> str:
        """Not discussed, or not disclosed, where that and nothing else is told of it."""
        return self.at_table if self.outcomes and all(row.is_silence for row in self.outcomes) else ""


@dataclass(slots=True)
class RoundFile:
    """One round's page, or paper."""

    round: Round
    stretch: Stretch
    earlier: Round | None
    later: Round | None
    table: Table
    occasions: list[OccasionLine]
    outcomes: list[OnTheTable]
    unrecorded: list[Issue]
    rows: list[IssueRow]
    drafts: list[Any]
    proof: Proof
    notes: list[Note] = field(default_factory=list)
    cut: bool = False

    @property
    def held(self) -> str:
        return say_span(self.round.starts_on, self.round.ends_on)

    @property
    def tabled(self) -> int:
        return sum(not entry.is_quiet for row in self.rows for _, here in row.cells for entry in here)


def round_file(talks: Round, rounds: Sequence[Round], as_of: AsOf, *, drafts: bool = False) -> RoundFile:
    """A round, against the one before it; `rounds` are all that are known. The queries do not grow with the rows."""
    table = table_of(talks.negotiation, as_of)
    occasions = occasions_of([talks], as_of, drafts=drafts)
    ids = {occasion.pk for occasion in occasions}
    lines, waiting = occasion_lines(occasions, table, as_of, drafts=drafts)
    lines = [line for line in lines if not line.occasion.is_draft]
    earlier, later = _neighbours(talks, [each for each in rounds if each.starts_on <= as_of.on])
    stretch = _stretch(talks, earlier, rounds, [line.occasion for line in lines], as_of)
    positions, cut = _positions(stretch, ids, table, as_of, drafts=drafts)
    found = entries([each for each in positions if not each.is_draft], stretch, ids)
    outcomes = _by_agenda((row for line in lines for row in line.table), table)
    rows = _issue_rows(found, outcomes, table)
    proof = _prove(talks, lines, outcomes, found, as_of)
    waiting = [*waiting, *_of_round(positions, talks, ids), *(_deadlines(talks, as_of) if drafts else ())]
    file = RoundFile(
        round=talks,
        stretch=stretch,
        earlier=earlier,
        later=later,
        table=table,
        occasions=lines,
        outcomes=outcomes,
        unrecorded=_unrecorded(outcomes, found, table, stretch, as_of),
        rows=rows,
        drafts=[each for each in (talks, *occasions, *waiting) if each.is_draft],
        proof=proof,
        cut=cut,
    )
    _number(file)
    return file


def _neighbours(talks: Round, rounds: Iterable[Round]) -> tuple[Round | None, Round | None]:
    """The round before and the one after, by their days."""
    place = talks.starts_on, talks.number
    others = sorted((each for each in rounds if each.pk != talks.pk), key=lambda each: (each.starts_on, each.number))
    before = [each for each in others if (each.starts_on, each.number) < place]
    after = [each for each in others if (each.starts_on, each.number) > place]
    return before[-1] if before else None, after[0] if after else None


def _stretch(
    talks: Round, earlier: Round | None, rounds: Sequence[Round], occasions: Sequence[Occasion], as_of: AsOf
) -> Stretch:
    last = max(last_day(talks), *(occasion.held_on for occasion in occasions), date.min)
    after = min(last_day(earlier), talks.starts_on - DAY) if earlier else talks.starts_on - DAY
    spans = [(each.starts_on, last_day(each), each.number) for each in rounds]
    return Stretch(talks, after, min(last, as_of.on), earlier, spans)


def _positions(
    stretch: Stretch, occasions: Collection[int], table: Table, as_of: AsOf, *, drafts: bool
) -> tuple[list[Position], bool]:
    """What was tabled, held or given up in the round's days, and whether some of what it left unchanged is missing."""
    changed = (
        f"{OF_THEIRS} AND rows.starts_on > %(after)s AND rows.starts_on <= %(last)s",
        f"{OF_THEIRS} AND rows.ends_on >= %(after)s AND rows.ends_on < %(last)s AND rows.starts_on <= %(last)s",
        "rows.occasion_id = ANY(%(occasions)s)",
    )
    rest = f"{STILL_ON_THEM} AND rows.starts_on <= %(on)s"
    values = {
        "issues": list(table.issues),
        "parties": [party.pk for party in table.parties],
        "occasions": list(occasions),
        "after": stretch.after,
        "last": stretch.last,
        "on": as_of.on,
        "known": as_of.known,
        "most": UNCHANGED_SHOWN + 1,
    }
    positions, unchanged = {}, []
    # What ended later had not ended in the round: whether anybody knows of that end is not asked.
    ended = f"rows.ends_on < %(last)s AND {end_known(as_of, among_found=True)}"
    left = statement_where(
        Position, _LEFT, f"{rest} AND {_BY_NOBODY}", "rows.*", _NEWEST, past=as_of.recorded is not None
    )
    found = rows_where(Position, as_of.recorded, changed, rest, values, besides=left, end_known=ended)
    for position in as_known(heard(found, as_of, drafts=drafts)):
        last = position.ends_on or date.max
        if position.starts_on > stretch.after or position.occasion_id in occasions or last < stretch.last:
            positions[position.pk] = position
        elif not position.is_draft:
            unchanged.append(position)
    unchanged.sort(key=lambda each: (each.starts_on, each.pk), reverse=True)
    positions |= {each.pk: each for each in unchanged[:UNCHANGED_SHOWN]}
    join(positions.values(), "issue", table.issues)
    join(positions.values(), "party", {party.pk: party for party in table.parties})
    return sorted(positions.values(), key=lambda each: (each.starts_on, each.pk)), len(unchanged) > UNCHANGED_SHOWN


# What readers see that was held before the round and after it: of thousands, a page shows the newest few.
_LEFT = (
    f"{OF_THEIRS} AND rows.starts_on <= %(after)s AND rows.ends_on IS NULL",
    f"{OF_THEIRS} AND rows.starts_on <= %(after)s AND rows.ends_on >= %(last)s",
)
_BY_NOBODY = f"{SEEN} AND (rows.occasion_id IS NULL OR NOT rows.occasion_id = ANY(%(occasions)s))"
_NEWEST = "ORDER BY rows.starts_on DESC, rows.id DESC LIMIT %(most)s"


def _of_round(positions: Iterable[Position], talks: Round, occasions: Container[int]) -> list[Position]:
    return [each for each in positions if each.occasion_id in occasions or each.starts_on >= talks.starts_on]


def _deadlines(talks: Round, as_of: AsOf) -> list[Deadline]:
    """The deadlines in draft that were set while the round lasted."""
    rows = rows_by(Deadline, as_of.recorded, negotiation_id=[talks.negotiation_id])
    return [row for row in rows if row.is_draft and talks.starts_on <= row.set_on <= last_day(talks)][:DEADLINES]


def _by_agenda(rows: Iterable[OnTheTable], table: Table) -> list[OnTheTable]:
    places = {pk: place for place, pk in enumerate(table.issues)}
    return sorted(rows, key=lambda row: places[row.issue.pk])


def _unrecorded(
    outcomes: Sequence[OnTheTable], found: Iterable[Entry], table: Table, stretch: Stretch, as_of: AsOf
) -> list[Issue]:
    """The issues that had come up by the end of the round, and of which no occasion tells whether they were
    discussed."""
    told_of = {row.issue.pk for row in outcomes}
    if told_of >= table.issues.keys():
        return []
    held = (entry.position for entry in found)
    seen = told_of | {position.issue_id for position in held if position.starts_on <= stretch.last}
    by_then = on_the_agenda(table.issues.values(), replace(as_of, on=stretch.last), seen=seen)
    return [issue for issue in by_then if issue.pk not in told_of]


def _issue_rows(found: Sequence[Entry], outcomes: Sequence[OnTheTable], table: Table) -> list[IssueRow]:
    by_cell, by_issue = defaultdict(list), defaultdict(list)
    for entry in found:
        by_cell[entry.position.issue_id, entry.position.party_id].append(entry)
    for row in outcomes:
        by_issue[row.issue.pk].append(row)
    touched = {issue for issue, _ in by_cell} | by_issue.keys()
    return [
        IssueRow(
            issue,
            [(party, by_cell[pk, party.pk]) for party in table.parties],
            by_issue[pk],
            depth=1 if issue.parent_id else 0,
        )
        for pk, issue in table.issues.items()
        if pk in touched
    ]


def _prove(
    talks: Round,
    lines: Sequence[OccasionLine],
    outcomes: Sequence[OnTheTable],
    found: Iterable[Entry],
    as_of: AsOf,
) -> Proof:
    attendances = [each.attendance for line in lines for each in line.attending]
    return proof_of(
        as_of,
        [talks],
        [line.occasion for line in lines],
        attendances,
        [row.discussion for row in outcomes],
        [entry.position for entry in found],
        quoted=False,
    )


def _number(file: RoundFile) -> None:
    """Number the sources in the order in which the page cites them."""
    file.notes = file.proof.notes(file.round)
    for line in file.occasions:
        number(line, file.proof)
    number_table(file.outcomes, file.proof)
    for row in file.rows:
        for _, here in row.cells:
            for entry in here:
                entry.notes = file.proof.notes(entry.position)
                entry.rests = file.proof.told(entry.position) if len(entry.notes) > 1 else ""
                entry.voice = voice(entry.notes)
