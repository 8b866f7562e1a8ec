"""Occasions: when by whose clock, who was there for whom, and what was on the table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from negotiations.models import (
    Appointment,
    Attendance,
    Discussion,
    Issue,
    Negotiation,
    Occasion,
    Official,
    Party,
    Position,
    Round,
)
from negotiations.selectors.ends import ends_as_known
from negotiations.selectors.evidence import Note
from negotiations.selectors.issues import Held, heard, parties_of
from negotiations.selectors.positions import BEGUN
from negotiations.selectors.proof import Proof, proof_of
from negotiations.worldclock import clock_times
from parley.lib.asof import AsOf
from parley.lib.reading import attach, join, join_one, rows_by, rows_where, rows_with

ABSENT = "Absent though expected"


@dataclass(slots=True)
class Attending:
    """An official at an occasion, in which office and for whom; both may be unknown."""

    attendance: Attendance
    office: Appointment | None = None
    party: Party | None = None
    notes: list[Note] = field(default_factory=list)

    @property
    def told(self) -> str:
        """The office and the capacity, behind the name."""
        office = f", {self.office.title}" if self.office else ""
        return f"{office} ({self.attendance.capacity})" if self.attendance.capacity else office

    @property
    def official(self) -> Official:
        official: Official = self.attendance.official
        return official


@dataclass(slots=True)
class OnTheTable:
    """What became of an issue on an occasion."""

    discussion: Discussion
    issue: Issue
    notes: list[Note] = field(default_factory=list)

    @property
    def is_silence(self) -> bool:
        return self.discussion.outcome != "discussed"


@dataclass(slots=True)
class OccasionLine:
    """One occasion as a page shows it."""

    occasion: Occasion
    times: tuple[str, ...]
    delegations: dict[Party, list[Attending]]
    others: list[Attending] = field(default_factory=list)
    absent: list[Attending] = field(default_factory=list)
    table: list[OnTheTable] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    held: dict[Party, list[Held]] = field(default_factory=dict)

    @property
    def seated(self) -> list[tuple[str, list[Attending]]]:
        """Who is named, under a head each: the parties, the others, the absent; the last two where there are any."""
        heads = [(str(party), here) for party, here in self.delegations.items()]
        rest = (("Others", self.others), (ABSENT, self.absent))
        return heads + [(head, here) for head, here in rest if here]

    @property
    def attending(self) -> list[Attending]:
        return [each for here in (*self.delegations.values(), self.others, self.absent) for each in here]


@dataclass(slots=True)
class Table:
    """Who sits there and what is on the agenda: read once for a page."""

    negotiation: Negotiation
    parties: list[Party]
    issues: dict[int, Issue]

    @property
    def zones(self) -> list[str]:
        return [party.economy.time_zone for party in self.parties]


def table_of(negotiation: Negotiation, as_of: AsOf) -> Table:
    """The parties with their economies, and the issues in the order of the agenda; two queries."""
    parties = parties_of(negotiation, as_of)
    issues = rows_by(Issue, as_of.recorded, negotiation_id=[negotiation.pk])
    agenda = {issue.pk: issue for issue in sorted(issues, key=lambda issue: (issue.place, issue.pk))}
    join_one(agenda.values(), "negotiation", negotiation)
    return Table(negotiation, parties, agenda)


def occasion_lines(
    occasions: Sequence[Occasion], table: Table, as_of: AsOf, *, drafts: bool = False, discussed: bool = True
) -> tuple[list[OccasionLine], list[Any]]:
    """Occasions in their order with who was there and what was on the table, and of these the drafts.

    Three queries however many occasions, two without what was `discussed`; notes are given later, by `number`.
    """
    ids, at = [occasion.pk for occasion in occasions], as_of.recorded
    lines = {
        occasion.pk: OccasionLine(
            occasion,
            clock_times(occasion.held_on, occasion.moment, occasion.place, table.zones),
            {party: [] for party in table.parties},
        )
        for occasion in occasions
    }
    attendances = heard(rows_with(Attendance, at, "official", occasion_id=ids), as_of, drafts=drafts)
    discussions = heard(rows_by(Discussion, at, occasion_id=ids if discussed else []), as_of, drafts=drafts)
    places = {pk: place for place, pk in enumerate(table.issues)}
    join((*attendances, *discussions), "occasion", {occasion.pk: occasion for occasion in occasions})
    discussions = [row for row in discussions if row.issue_id in table.issues]
    join(discussions, "issue", table.issues)
    for row in sorted(discussions, key=lambda row: places[row.issue_id]):
        if not row.is_draft:
            lines[row.occasion_id].table.append(OnTheTable(row, row.issue))
    for each in _seated(attendances, table, as_of):
        if not each.attendance.is_draft:
            _seat(each, lines[each.attendance.occasion_id])
    return list(lines.values()), [row for row in (*attendances, *discussions) if row.is_draft]


def number(line: OccasionLine, proof: Proof) -> None:
    """Give the line's statements their notes, in the order in which a page says them."""
    line.notes = proof.notes(line.occasion)
    for each in line.attending:
        each.notes = proof.notes(each.attendance)


def number_table(rows: Iterable[OnTheTable], proof: Proof) -> None:
    for row in rows:
        row.notes = proof.notes(row.discussion)


def _seat(each: Attending, line: OccasionLine) -> None:
    if each.attendance.presence == Attendance.Presence.ABSENT:
        line.absent.append(each)
    elif each.party is None:
        line.others.append(each)
    else:
        line.delegations[each.party].append(each)


def _seated(attendances: Sequence[Attendance], table: Table, as_of: AsOf) -> list[Attending]:
    """The officials with the office that the attendance names, or else the one that they held for a party that day."""
    seats = {party.economy_id: party for party in table.parties}
    named = {row.appointment_id for row in attendances} - {None}
    rows = rows_by(Appointment, as_of.recorded, official_id={row.official_id for row in attendances}, id=named)
    offices = [office for office in ends_as_known(rows, as_of) if office.pk in named or office.economy_id in seats]
    offices.sort(key=lambda office: (office.starts_on, office.pk))
    found = []
    for row in attendances:
        office = _office(row, offices, as_of)
        found.append(Attending(row, office, seats.get(office.economy_id) if office else None))
    return found


def _office(row: Attendance, offices: Sequence[Appointment], as_of: AsOf) -> Appointment | None:
    day = row.occasion.held_on
    if row.appointment_id:
        return next((office for office in offices if office.pk == row.appointment_id), None)
    held = [
        office
        for office in offices
        if office.official_id == row.official_id
        and office.known_on is not None
        and office.known_on <= as_of.known
        and office.starts_on <= day <= (office.ends_on or day)
    ]
    return held[-1] if held else None


@dataclass(slots=True)
class OccasionFile:
    """One occasion's page."""

    line: OccasionLine
    round: Round | None
    table: Table
    drafts: list[Any]
    proof: Proof


def occasion_file(occasion: Occasion, negotiation: Negotiation, as_of: AsOf, *, drafts: bool) -> OccasionFile:
    """An occasion with who was there, what was on the table and what was said, in a fixed number of queries."""
    table = table_of(negotiation, as_of)
    [line], waiting = occasion_lines([occasion], table, as_of, drafts=drafts)
    talks = next(iter(attach([occasion], "round", Round, as_of.recorded).values()), None)
    asked, by = {"occasion": occasion.pk, "on": as_of.on}, "ORDER BY rows.starts_on, rows.id"
    rows = rows_where(Position, as_of.recorded, ("rows.occasion_id = %(occasion)s",), BEGUN, asked, tail=by)
    positions = heard(rows, as_of, drafts=drafts)
    join(positions, "issue", table.issues)
    join(positions, "party", {party.pk: party for party in table.parties})
    places = {pk: place for place, pk in enumerate(table.issues)}
    said = [each for each in sorted(positions, key=lambda each: places[each.issue_id]) if not each.is_draft]
    attendances = [each.attendance for each in line.attending]
    proof = proof_of(as_of, [occasion], attendances, [row.discussion for row in line.table], said)
    number(line, proof)
    number_table(line.table, proof)
    line.held = {
        party: [Held(each, proof.notes(each), proof.origin_count(each)) for each in said if each.party_id == party.pk]
        for party in table.parties
    }
    if talks is not None:
        talks.negotiation = negotiation
        talks = None if talks.is_draft and not drafts else talks
    own = [occasion] if occasion.is_draft else []
    return OccasionFile(line, talks, table, [*own, *waiting, *(each for each in positions if each.is_draft)], proof)
