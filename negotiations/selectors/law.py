"""The evidence behind records of the law, and the talks about them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from negotiations.models import Deadline, Issue, Negotiation, Party
from negotiations.selectors.evidence import Evidence, Note, citations_of, evidence_for, merged
from negotiations.selectors.issues import Held, positions_held, shown
from parley.lib.asof import AsOf
from parley.lib.reading import attach, rows_found
from tariffs.models import Effect, LegalInstrument, Measure, Rate, RatePart, Relief

KINDS = {Rate: "rate", RatePart: "part", Effect: "effect", Relief: "relief"}


@dataclass(slots=True)
class LawEvidence:
    """The evidence behind rates, their parts, effects and reliefs, under one numbering."""

    by_kind: dict[str, Evidence]

    def notes(self, statement) -> list[Note]:
        evidence = self.by_kind.get(KINDS[type(statement)])
        return evidence.notes(statement) if evidence else []

    @property
    def first(self) -> Evidence:
        return next(iter(self.by_kind.values()))

    @property
    def sources(self):
        return self.first.sources


@dataclass(slots=True)
class IssueOnLaw:
    """An issue that points at a measure or at a part of one of its rates, and what is held on it."""

    issue: Issue
    held: list[tuple[Party, Held]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class IssuesOnLaw:
    """Issues on a measure, and whether there are more of them."""

    lines: list[IssueOnLaw]
    more: bool


@dataclass(frozen=True, slots=True)
class TalksOnAct:
    """The issues on the measures of an act, and the deadlines that it set."""

    issues: IssuesOnLaw
    deadlines: list[Deadline]


def evidence_of_law(as_of: AsOf, statements: Iterable) -> LawEvidence:
    """The evidence behind records of the law of any kind, of which nothing is quoted; three queries in all."""
    ids: dict[str, list[int]] = {kind: [] for kind in KINDS.values()}
    for statement in statements:
        ids[KINDS[type(statement)]].append(statement.pk)
    cited, origins = citations_of(ids, as_of, quoted=False)
    by_kind = {kind: Evidence(cited[kind], origins) for kind in ids}
    merged(list(by_kind.values()))
    return LawEvidence(by_kind)


ISSUES = 5  # shown on a measure's page, and on an act's
DEADLINES = 30


def talks_about(measure: Measure, parts: Sequence[RatePart], as_of: AsOf, evidence: LawEvidence) -> IssuesOnLaw:
    """The issues on a measure or its parts with the positions held on the day, their notes in the page's numbering.

    Those of the youngest negotiations, where there are more than a page shows.
    """
    return _talks([measure.pk], [part.pk for part in parts], as_of, evidence)


def talks_resting_on(
    instrument: LegalInstrument, effects: Iterable[Effect], as_of: AsOf, evidence: LawEvidence
) -> TalksOnAct:
    """What was said in talks about the measures under which an act enacted rates or changed them, and the deadlines
    that it set, their notes in the page's numbering. The effects have their rates joined."""
    enacted = Rate.recorded(as_of.recorded).known(as_of.known).filter(instrument_id=instrument.pk)
    measures = set(enacted.order_by().values_list("measure_id", flat=True).distinct())
    measures |= {effect.rate.measure_id for effect in effects}
    parts = RatePart.recorded(as_of.recorded).filter(rate_id__in=enacted.order_by().values("id"))
    issues = _talks(measures, parts.order_by().values_list("id", flat=True), as_of, evidence)
    rows: Any = Deadline.recorded(as_of.recorded).filter(instrument_id=instrument.pk)
    deadlines = list(rows.published().known(as_of.known).order_by("falls_on", "id")[:DEADLINES])
    attach(deadlines, "negotiation", Negotiation, as_of.recorded)
    return TalksOnAct(issues, deadlines)


def _talks(measures: Iterable[int], parts: Iterable[int], as_of: AsOf, evidence: LawEvidence) -> IssuesOnLaw:
    on_them = "rows.measure_id = ANY(%(measures)s::bigint[]) OR rows.part_id = ANY(%(parts)s::bigint[])"
    asked = {"measures": list(measures), "parts": list(parts), "most": ISSUES + 1}
    youngest = "ORDER BY rows.negotiation_id DESC, rows.place, rows.id LIMIT %(most)s"
    issues = rows_found(Issue, as_of.recorded, on_them, asked, tail=youngest)
    more, issues = len(issues) > ISSUES, issues[:ISSUES]
    attach(issues, "negotiation", Negotiation, as_of.recorded)
    positions = positions_held(issues, as_of)
    attach(positions, "party", Party, as_of.recorded)
    found = evidence_for("position", positions, as_of, quoted=False)
    merged([evidence.first, found])
    lines = {issue.pk: IssueOnLaw(issue) for issue in issues}
    for held in shown(positions, found):
        lines[held.position.issue_id].held.append((held.position.party, held))
    return IssuesOnLaw(list(lines.values()), more)
