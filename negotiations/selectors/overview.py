"""Negotiations at a glance, and their deadlines."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from negotiations.models import Deadline, Issue, Negotiation, Party, Phase, Round
from negotiations.selectors.deadlines import coming_of, set_by
from negotiations.selectors.ends import ends_as_known
from negotiations.selectors.evidence import Evidence, evidence_for
from negotiations.selectors.issues import Held, parties_of, shown
from negotiations.selectors.positions import SEEN, held
from parley.lib.asof import AsOf
from parley.lib.reading import attach, join_one, rows_by, values_where
from tariffs.models import LegalInstrument

LATEST = 6  # positions of a party
ROUNDS, DEADLINES = 5, 5
DEADLINES_LISTED = 500


@dataclass(slots=True)
class NegotiationLine:
    """A negotiation with where it stands: its phase, the last round begun, the next day that matters."""

    negotiation: Negotiation
    parties: list[Party] = field(default_factory=list)
    phase: Phase | None = None
    last_round: Round | None = None
    next_deadline: Deadline | None = None


def negotiation_lines(negotiations: Sequence[Negotiation], as_of: AsOf) -> list[NegotiationLine]:
    """Where each negotiation stood on the day; five queries however many there are."""
    at, ids = as_of.recorded, [negotiation.pk for negotiation in negotiations]
    lines = {negotiation.pk: NegotiationLine(negotiation) for negotiation in negotiations}
    for party in sorted(rows_by(Party, at, negotiation_id=ids), key=lambda party: (party.place, party.name)):
        lines[party.negotiation_id].parties.append(party)
    for phase in _phases(ids, as_of):
        if phase.ends_on is None or phase.ends_on >= as_of.on:
            lines[phase.negotiation_id].phase = phase
    for round_ in _last_rounds(ids, as_of):
        round_.negotiation = lines[round_.negotiation_id].negotiation
        lines[round_.negotiation_id].last_round = round_
    for deadline in reversed(coming_of(ids, as_of)):
        lines[deadline.negotiation_id].next_deadline = deadline
    return list(lines.values())


def _last_rounds(ids: list[int], as_of: AsOf) -> list[Round]:
    asked = {"ids": ids, "on": as_of.on, "known": as_of.known}
    found = values_where(
        Round,
        as_of.recorded,
        ("rows.negotiation_id = ANY(%(ids)s::bigint[])",),
        f"rows.starts_on <= %(on)s AND {SEEN}",
        asked,
        "DISTINCT ON (rows.negotiation_id) rows.id",
        tail="ORDER BY rows.negotiation_id, rows.number DESC",
    )
    return rows_by(Round, as_of.recorded, id=[number for (number,) in found])


def deadlines_of(negotiation: Negotiation, as_of: AsOf) -> tuple[list[Deadline], Evidence]:
    """Every deadline set by the day, by the day on which it falls, moved ones too, with the evidence."""
    deadlines = set_by([negotiation.pk], as_of)[:DEADLINES_LISTED]
    attach(deadlines, "moves", Deadline, as_of.recorded)
    attach(deadlines, "moved_by", Party, as_of.recorded)
    attach(deadlines, "instrument", LegalInstrument, as_of.recorded)
    return deadlines, evidence_for("deadline", deadlines, as_of)


@dataclass(slots=True)
class Overview:
    """What the first page of a negotiation says."""

    line: NegotiationLine
    phases: list[Phase]
    rounds: list[Round]
    deadlines: list[Deadline]
    latest: dict[Party, list[Held]]
    evidence: Evidence


def overview(negotiation: Negotiation, as_of: AsOf) -> Overview:
    """A negotiation on the day: its phases, last rounds, coming deadlines and each party's latest positions."""
    at, of = as_of.recorded, [negotiation.pk]
    parties = parties_of(negotiation, as_of)
    phases = _phases(of, as_of)
    rounds = [each for each in rows_by(Round, at, negotiation_id=of) if _begun(each, as_of) and not each.is_draft]
    rounds = sorted(rounds, key=lambda each: each.number, reverse=True)[:ROUNDS]
    join_one(rounds, "negotiation", negotiation)
    coming = coming_of(of, as_of)
    lasting = [phase for phase in phases if phase.ends_on is None or phase.ends_on >= as_of.on]
    line = NegotiationLine(
        negotiation=negotiation,
        parties=parties,
        phase=lasting[-1] if lasting else None,
        last_round=rounds[0] if rounds else None,
        next_deadline=coming[0] if coming else None,
    )
    latest, evidence = _latest(negotiation, parties, as_of)
    return Overview(line, phases, rounds, coming[:DEADLINES], latest, evidence)


def _phases(ids: Sequence[int], as_of: AsOf) -> list[Phase]:
    begun = [phase for phase in rows_by(Phase, as_of.recorded, negotiation_id=ids) if _begun(phase, as_of)]
    return sorted(ends_as_known(begun, as_of), key=lambda phase: (phase.starts_on, phase.pk))


def _begun(dated: Phase | Round, as_of: AsOf) -> bool:
    return dated.starts_on <= as_of.on and dated.known_on is not None and dated.known_on <= as_of.known


def _latest(negotiation: Negotiation, parties: list[Party], as_of: AsOf) -> tuple[dict[Party, list[Held]], Evidence]:
    issues = {issue.pk: issue for issue in rows_by(Issue, as_of.recorded, negotiation_id=[negotiation.pk])}
    by_party = defaultdict(list)
    standing = held(issues.keys(), as_of)[::-1]
    newest = [each for party in parties for each in [row for row in standing if row.party_id == party.pk][:LATEST]]
    for position in newest:
        position.issue = issues[position.issue_id]
        position.issue.negotiation = negotiation
    evidence = evidence_for("position", newest, as_of, quoted=False)
    for each in shown(newest, evidence):
        by_party[each.position.party_id].append(each)
    return {party: by_party[party.pk] for party in parties}, evidence
