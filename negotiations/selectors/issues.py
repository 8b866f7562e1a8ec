"""Issues and the positions held on them, at a point on the three clocks."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from negotiations.models import Discussion, Issue, Negotiation, Party, Position
from negotiations.selectors.agenda import as_of_today, on_the_agenda
from negotiations.selectors.evidence import Evidence, Note, evidence_for
from negotiations.selectors.positions import BEGUN, ON_THEM, SEEN, held, rows_seen
from negotiations.selectors.proof import Proof, proof_of
from negotiations.selectors.said_on import attach_occasions
from parley.lib.asof import AsOf
from parley.lib.reading import attach, join, join_one, rows_by, rows_where, rows_with, values_by
from parley.lib.records import Recorded
from tariffs.models import Measure, Rate, RatePart
from tariffs.selectors.measures import measures_known

DISCUSSIONS = 50


@dataclass(slots=True)
class Held:
    """One position as a page shows it: with its notes, the number of independent origins behind them, and where a page
    tells them, which these are and the grade of the best."""

    position: Position
    notes: list[Note]
    origins: int
    rests: str = ""
    grade: str = ""


@dataclass(slots=True)
class IssueLine:
    """An issue with the positions held on it, by party in the order of the table."""

    issue: Issue
    held: dict[Party, list[Held]] = field(default_factory=dict)
    depth: int = 0


def parties_of(negotiation: Negotiation, as_of: AsOf) -> list[Party]:
    """The parties of a negotiation with their economies, in the order of the table."""
    parties = rows_with(Party, as_of.recorded, "economy", negotiation_id=[negotiation.pk])
    join_one(parties, "negotiation", negotiation)
    return sorted(parties, key=lambda party: (party.place, party.name))


def heard(rows: Iterable[Any], as_of: AsOf, *, drafts: bool) -> list[Any]:
    """Of statements that have been read those that readers see, and with `drafts` the drafts as well."""
    return [row for row in rows if (drafts if row.is_draft else row.known_on <= as_of.known)]


def positions_held(issues: Sequence[Issue], as_of: AsOf) -> list[Position]:
    """The published positions on some issues that were known and held on the day, oldest first, their issue joined."""
    by_id = {issue.pk: issue for issue in issues}
    positions = held(by_id.keys(), as_of)
    join(positions, "issue", by_id)
    return positions


def shown(positions: Sequence[Position], evidence: Evidence | Proof) -> list[Held]:
    """Positions with their notes, numbered in this order."""
    return [Held(position, evidence.notes(position), evidence.origin_count(position)) for position in positions]


def issue_lines(negotiation: Negotiation, issues: Sequence[Issue], as_of: AsOf) -> tuple[list[IssueLine], Evidence]:
    """The issues with what each party holds on the day, and the evidence; the queries do not grow with the rows."""
    parties = parties_of(negotiation, as_of)
    positions = positions_held(issues, as_of)
    evidence = evidence_for("position", positions, as_of, quoted=False)
    by_cell = defaultdict(list)
    for position in positions:
        by_cell[position.issue_id, position.party_id].append(position)
    lines = []
    join_one(issues, "negotiation", negotiation)
    for issue in issues:
        line = IssueLine(issue, depth=1 if issue.parent_id else 0)
        for party in parties:
            line.held[party] = shown(by_cell[issue.pk, party.pk], evidence)
        lines.append(line)
    return lines, evidence


def agenda(negotiation: Negotiation, as_of: AsOf):
    """The issues that had come up by the reader's days, in the order of the agenda; a queryset, for a window of it."""
    rows = Issue.recorded(as_of.recorded).filter(negotiation_id=negotiation.pk).order_by("place", "id")
    if as_of_today(as_of):
        return rows
    return rows.filter(id__in=[issue.pk for issue in on_the_agenda(rows, as_of)])


@dataclass(slots=True)
class IssueFile:
    """One issue's page: what each party holds and held, what was discussed, what it points at."""

    by_party: dict[Party, list[Held]]
    discussions: list[tuple[Discussion, list[Note]]]
    background: list[Note]
    parent: Issue | None
    sub_issues: list[Issue]
    measure: Measure | None
    part: RatePart | None
    evidence: Proof


def positions_on(issue: Issue, as_of: AsOf) -> Callable[..., list[Position]]:
    """Every published position on an issue that had begun by the day, ended ones too; for `window_where`."""

    def ask(condition: str, values: Mapping[str, Any], tail: str) -> list[Position]:
        asked = {**values, "issues": [issue.pk], "on": as_of.on}
        return rows_seen((ON_THEM,), asked, as_of, f"{BEGUN} AND {condition}", tail=tail)

    return ask


def issue_file(issue: Issue, positions: Sequence[Position], as_of: AsOf) -> IssueFile:
    """An issue with those of its positions that a page shows, and the rest; the queries do not grow with the rows."""
    at = as_of.recorded
    join_one(positions, "issue", issue)
    discussions = _discussions(issue, as_of)
    attach_occasions([*positions, *discussions], issue.negotiation, at)
    discussions = [row for row in discussions if row.occasion.held_on <= as_of.on]
    discussions.sort(key=lambda row: row.occasion.held_on, reverse=True)
    proof = proof_of(as_of, positions, discussions, [issue])
    by_party: dict[Party, list[Held]] = {party: [] for party in parties_of(issue.negotiation, as_of)}
    by_id = {party.pk: party for party in by_party}
    for each in shown(positions, proof):
        each.rests, each.grade = proof.told(each.position), proof.grade(each.position)
        by_party[by_id[each.position.party_id]].append(each)
    return IssueFile(
        by_party=by_party,
        discussions=[(row, proof.notes(row)) for row in discussions],
        background=proof.notes(issue),
        parent=_joined(issue, "parent", Issue, at),
        sub_issues=_sub_issues(issue, as_of),
        measure=_measure(issue, as_of),
        part=_part(issue, as_of),
        evidence=proof,
    )


def _discussions(issue: Issue, as_of: AsOf) -> list[Discussion]:
    """The newest of what is told of it at the table, as far as it was known."""
    values = {"issues": [issue.pk], "known": as_of.known, "most": DISCUSSIONS}
    newest = "ORDER BY rows.id DESC LIMIT %(most)s"
    return rows_where(Discussion, as_of.recorded, (ON_THEM,), SEEN, values, tail=newest)


def _sub_issues(issue: Issue, as_of: AsOf) -> list[Issue]:
    rows = sorted(rows_by(Issue, as_of.recorded, parent_id=[issue.pk]), key=lambda each: (each.place, each.pk))
    found = on_the_agenda(rows[:100], as_of)
    for sub_issue in found:
        sub_issue.negotiation = issue.negotiation
    return found


def _measure(issue: Issue, as_of: AsOf) -> Measure | None:
    """The measure that an issue is about, for readers who could know of it: else its page would be none."""
    measure = _joined(issue, "measure", Measure, as_of.recorded)
    if measure is None or as_of_today(as_of) or measures_known(as_of).filter(pk=measure.pk).exists():
        return measure
    return None


def _part(issue: Issue, as_of: AsOf) -> RatePart | None:
    """The part of a rate that an issue is about, for readers who could know of the rate."""
    part = _joined(issue, "part", RatePart, as_of.recorded)
    if part is None or as_of_today(as_of):
        return part
    rates = values_by(Rate, as_of.recorded, ("known_on",), id=[part.rate_id])
    return part if any(known and known <= as_of.known for (known,) in rates) else None


def _joined(issue: Issue, field: str, to: type[Recorded], at):
    """What an issue points at, or None."""
    return next(iter(attach([issue], field, to, at).values()), None)
