"""Negotiations at a glance, and their deadlines."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Max, Min

from negotiations.models import Deadline, Issue, Negotiation, Party, Phase, Round
from negotiations.selectors.evidence import Evidence, evidence_for
from negotiations.selectors.issues import Held, heard, shown
from negotiations.selectors.positions import held
from parley.lib.asof import AsOf
from parley.lib.reading import attach, rows_by
from tariffs.models import Economy, LegalInstrument

LATEST = 6  # positions of a party
ROUNDS, DEADLINES = 5, 5


@dataclass(slots=True)
class NegotiationLine:
    """A negotiation with where it stands: its phase, the last round begun, the next day that matters."""

    negotiation: Negotiation
    parties: list[Party] = field(default_factory=list)
    phase: Phase | None = None
    last_round: Round | None = None
    next_deadline: Deadline | None = None


def negotiation_lines(negotiations: Sequence[Negotiation], as_of: AsOf) -> list[NegotiationLine]:
    """Where each negotiation stood on the day; six queries however many there are."""
    ids = [negotiation.pk for negotiation in negotiations]
    lines = {negotiation.pk: NegotiationLine(negotiation) for negotiation in negotiations}
    for party in Party.recorded(as_of.recorded).filter(negotiation_id__in=ids).order_by("place", "id"):
        lines[party.negotiation_id].parties.append(party)
    phases = Phase.recorded(as_of.recorded).filter(negotiation_id__in=ids)
    for phase in phases.known(as_of.known).on(as_of.on).order_by("starts_on", "id"):
        lines[phase.negotiation_id].phase = phase
    for round_ in _last_rounds(ids, as_of):
        round_.negotiation = lines[round_.negotiation_id].negotiation
        lines[round_.negotiation_id].last_round = round_
    for deadline in _next_deadlines(ids, as_of):
        lines[deadline.negotiation_id].next_deadline = deadline
    return list(lines.values())


def _last_rounds(ids: list[int], as_of: AsOf) -> list[Round]:
    rounds = Round.recorded(as_of.recorded).filter(negotiation_id__in=ids, starts_on__lte=as_of.on)
    rounds = rounds.published().known(as_of.known)  # type: ignore[attr-defined]
    last = dict(rounds.order_by().values_list("negotiation_id").annotate(Max("number")))
    if not last:
        return []
    return [row for row in rounds.filter(number__in=set(last.values())) if last[row.negotiation_id] == row.number]


def _next_deadlines(ids: list[int], as_of: AsOf) -> list[Deadline]:
    coming = current_deadlines(ids, as_of).filter(falls_on__gte=as_of.on)
    first = dict(coming.order_by().values_list("negotiation_id").annotate(Min("falls_on")))
    if not first:
        return []
    rows = coming.filter(falls_on__in=set(first.values())).order_by("-id")
    return [row for row in rows if first[row.negotiation_id] == row.falls_on]


def current_deadlines(negotiations: Sequence[int], as_of: AsOf):
    """The deadlines of some negotiations that had been set by the day and that nothing had moved since."""
    rows = Deadline.recorded(as_of.recorded).filter(negotiation_id__in=negotiations, set_on__lte=as_of.on)
    known = rows.published().known(as_of.known)  # type: ignore[attr-defined]
    moved = known.filter(moves__isnull=False).order_by().values_list("moves_id", flat=True)
    return known.exclude(id__in=list(moved))


def deadlines_of(negotiation: Negotiation, as_of: AsOf) -> tuple[list[Deadline], Evidence]:
    """Every deadline set by the day, by the day on which it falls, moved ones too, with the evidence."""
    rows = Deadline.recorded(as_of.recorded).filter(negotiation_id=negotiation.pk, set_on__lte=as_of.on)
    deadlines = list(rows.published().known(as_of.known).order_by("falls_on", "id")[:500])  # type: ignore[attr-defined]
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
    parties = sorted(rows_by(Party, at, negotiation_id=of), key=lambda party: (party.place, party.pk))
    attach(parties, "economy", Economy, at)
    phases = [phase for phase in rows_by(Phase, at, negotiation_id=of) if _begun(phase, as_of)]
    phases.sort(key=lambda phase: (phase.starts_on, phase.pk))
    rounds = [each for each in rows_by(Round, at, negotiation_id=of) if _begun(each, as_of) and not each.is_draft]
    rounds = sorted(rounds, key=lambda each: each.number, reverse=True)[:ROUNDS]
    for each in rounds:
        each.negotiation = negotiation
    coming = _coming(negotiation, as_of)
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


def _begun(dated: Phase | Round, as_of: AsOf) -> bool:
    return dated.starts_on <= as_of.on and dated.known_on is not None and dated.known_on <= as_of.known


def _coming(negotiation: Negotiation, as_of: AsOf) -> list[Deadline]:
    """The days ahead that nothing had moved, the next one first: `current_deadlines` of rows that are read whole."""
    rows = heard(rows_by(Deadline, as_of.recorded, negotiation_id=[negotiation.pk]), as_of, drafts=False)
    known = [deadline for deadline in rows if deadline.set_on <= as_of.on]
    moved = {deadline.moves_id for deadline in known}
    ahead = [each for each in known if each.falls_on >= as_of.on and each.pk not in moved]
    return sorted(ahead, key=lambda deadline: (deadline.falls_on, deadline.pk))


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
