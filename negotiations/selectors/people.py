"""Officials: the offices they held, the occasions they were at, and what they are quoted for."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from negotiations.models import (
    Appointment,
    Attendance,
    Citation,
    Issue,
    Negotiation,
    Occasion,
    Official,
    Party,
    Position,
    Source,
)
from negotiations.selectors.ends import ends_as_known
from negotiations.selectors.positions import SEEN
from negotiations.selectors.proof import Proof, proof_of
from parley.lib.asof import AsOf
from parley.lib.reading import attach, rows_by, rows_found, rows_where
from tariffs.models import Economy

SHOWN = 30  # occasions and quotations of an official
_NEWEST = "ORDER BY rows.id DESC LIMIT %(most)s"


@dataclass(slots=True)
class OfficialLine:
    """An official with the offices held on the day."""

    official: Official
    offices: list[Appointment] = field(default_factory=list)


def official_lines(officials: Sequence[Official], as_of: AsOf) -> list[OfficialLine]:
    """The officials with their offices on the day; two queries however many."""
    rows = rows_by(Appointment, as_of.recorded, official_id=[official.pk for official in officials])
    rows = ends_as_known(rows, as_of)
    offices = [
        office for office in rows if office.known_on and office.known_on <= as_of.known and office.holds_on(as_of.on)
    ]
    attach(offices, "economy", Economy, as_of.recorded)
    by_official = defaultdict(list)
    for office in sorted(offices, key=lambda office: (office.starts_on, office.pk)):
        by_official[office.official_id].append(office)
    return [OfficialLine(official, by_official[official.pk]) for official in officials]


@dataclass(slots=True)
class OfficialFile:
    """One official's page: offices, occasions, quoted statements, and the evidence for all of them."""

    offices: list[Appointment]
    attendances: list[Attendance]
    quoted: list[Citation]
    cut: bool  # there are more occasions or quotations than a page shows; these are the latest
    evidence: Proof


def official_file(official: Official, as_of: AsOf) -> OfficialFile:
    """What is on record about an official by the day; the queries do not grow with the rows."""
    at = as_of.recorded
    theirs, asked = ("rows.official_id = %(official)s",), "rows.starts_on <= %(on)s AND rows.known_on <= %(known)s"
    values = {"official": official.pk, "on": as_of.on, "known": as_of.known, "most": SHOWN + 1}
    newest = "ORDER BY rows.starts_on DESC, rows.id DESC LIMIT 100"
    offices = ends_as_known(rows_where(Appointment, at, theirs, asked, values, tail=newest), as_of)
    attach(offices, "economy", Economy, at)
    attendances = rows_where(Attendance, at, theirs, SEEN, values, tail=_NEWEST)
    occasions = attach(attendances, "occasion", Occasion, at)
    attach(list(occasions.values()), "negotiation", Negotiation, at)
    attach(attendances, "appointment", Appointment, at)
    attendances = [row for row in attendances if row.occasion.held_on <= as_of.on]
    attendances.sort(key=lambda row: row.occasion.held_on, reverse=True)
    quoted = _quoted(official, as_of)
    cut = len(attendances) > SHOWN or len(quoted) > SHOWN
    proof = proof_of(as_of, attendances, offices)
    return OfficialFile(offices, attendances[:SHOWN], quoted[:SHOWN], cut, proof)


def _quoted(official: Official, as_of: AsOf) -> list[Citation]:
    """The passages with which the official is quoted, for positions that readers see, newest first."""
    at = as_of.recorded
    theirs = "rows.speaker_id = %(official)s AND rows.position_id IS NOT NULL"
    citations = rows_found(Citation, at, theirs, {"official": official.pk, "most": SHOWN + 1}, tail=_NEWEST)
    attach(citations, "source", Source, at)
    positions = attach(citations, "position", Position, at)
    attach(list(positions.values()), "party", Party, at)
    issues = attach(list(positions.values()), "issue", Issue, at)
    attach(list(issues.values()), "negotiation", Negotiation, at)
    seen = [
        citation
        for citation in citations
        if citation.source.published_on <= as_of.known
        and citation.position.published_at
        and citation.position.starts_on <= as_of.on
    ]
    return sorted(seen, key=lambda citation: citation.position.starts_on, reverse=True)
