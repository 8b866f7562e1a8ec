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
from negotiations.selectors.proof import Proof, proof_of
from parley.lib.asof import AsOf
from parley.lib.reading import attach, rows_where
from tariffs.models import Economy

SHOWN = 30  # occasions and quotations of an official


@dataclass(slots=True)
class OfficialLine:
    """An official with the offices held on the day."""

    official: Official
    offices: list[Appointment] = field(default_factory=list)


def official_lines(officials: Sequence[Official], as_of: AsOf) -> list[OfficialLine]:
    """The officials with their offices on the day; two queries however many."""
    held = Appointment.recorded(as_of.recorded).filter(official_id__in=[official.pk for official in officials])
    offices = list(held.known(as_of.known).on(as_of.on).order_by("starts_on", "id"))
    attach(offices, "economy", Economy, as_of.recorded)
    by_official = defaultdict(list)
    for office in offices:
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
    among, asked = ("rows.official_id = ANY(%(officials)s)",), "rows.starts_on <= %(on)s AND rows.known_on <= %(known)s"
    values = {"officials": [official.pk], "on": as_of.on, "known": as_of.known}
    newest = "ORDER BY rows.starts_on DESC, rows.id DESC LIMIT 100"
    offices = rows_where(Appointment, at, among, asked, values, tail=newest)
    attach(offices, "economy", Economy, at)
    named = Attendance.recorded(at).filter(official_id=official.pk).published().known(as_of.known)  # type: ignore[attr-defined]
    attendances = list(named.order_by("-id")[: SHOWN + 1])
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
    citations = list(
        Citation.recorded(at).filter(speaker_id=official.pk, position_id__isnull=False).order_by("-id")[: SHOWN + 1]
    )
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
