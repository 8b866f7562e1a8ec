"""Discussions and attendance as files: every silence has its word, and a blank has another one."""

from collections.abc import Iterator, Sequence

from negotiations.models import Attendance, Negotiation
from negotiations.reports.evidence import note_numbers, sources
from negotiations.reports.lists import listing
from negotiations.selectors.occasions import ABSENT, Attending, OccasionLine, Table
from negotiations.selectors.proof import Proof
from parley.lib.asof import AsOf
from parley.lib.documents import Document

NOTHING, NOBODY = "nothing recorded", "nobody recorded"


def discussions(
    negotiation: Negotiation, lines: Sequence[OccasionLine], table: Table, proof: Proof, as_of: AsOf
) -> Document:
    """Every issue of the agenda on every occasion: discussed, not discussed, not disclosed, or nothing recorded."""
    columns = ("Occasion", "Day", "Round", "Issue", "Outcome", "Note", "Notes")
    rows = [row for line in lines for row in _discussed(line, table)]
    told = sources(proof)
    return listing(f"{negotiation}: what was on the table", columns, rows, as_of, sources=told, landscape=True)


def attendances(negotiation: Negotiation, lines: Sequence[OccasionLine], proof: Proof, as_of: AsOf) -> Document:
    """Who was on every occasion, for whom, and who was absent though expected; a party of whom nobody is recorded has a
    row that says so."""
    columns = ("Occasion", "Day", "Round", "Party", "Official", "Office", "Capacity", "Presence", "Notes")
    rows = [row for line in lines for row in _attended(line)]
    told = sources(proof)
    return listing(f"{negotiation}: who was there", columns, rows, as_of, sources=told, landscape=True)


def _when(line: OccasionLine) -> tuple:
    occasion = line.occasion
    return str(occasion), occasion.held_on, occasion.round.number if occasion.round_id else ""


def _discussed(line: OccasionLine, table: Table) -> Iterator[tuple]:
    told = {row.issue.pk: row for row in line.table}
    for issue in table.issues.values():
        if row := told.get(issue.pk):
            outcome, note = row.discussion.get_outcome_display(), row.discussion.note
            yield (*_when(line), str(issue), outcome, note, " ".join(map(str, note_numbers(row.notes))))
        else:
            yield (*_when(line), str(issue), NOTHING, "", "")


def _attended(line: OccasionLine) -> Iterator[tuple]:
    present = str(Attendance.Presence.PRESENT.label)
    for party, here in line.delegations.items():
        for each in here:
            yield _person(line, str(party), each, present)
        if not here and not any(each.party == party for each in line.absent):
            yield (*_when(line), str(party), "", "", "", NOBODY, "")
    for each in line.others:
        yield _person(line, "", each, present)
    for each in line.absent:
        yield _person(line, str(each.party or ""), each, ABSENT)


def _person(line: OccasionLine, party: str, each: Attending, presence: str) -> tuple:
    office = each.office.title if each.office else ""
    notes = " ".join(map(str, note_numbers(each.notes)))
    return (*_when(line), party, str(each.official), office, each.attendance.capacity, presence, notes)
