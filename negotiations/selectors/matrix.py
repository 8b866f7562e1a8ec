"""The rate matrix: what the goods of each sector pay, what one party seeks, what the other offers, and the gap."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from negotiations.models import Negotiation, Party, Position
from negotiations.selectors.claims import issues_on_duties, parts_of, talks_on
from negotiations.selectors.evidence import Evidence, evidence_for
from negotiations.selectors.issues import Held, shown
from negotiations.selectors.matrix_rows import Row, Rows
from parley.lib.asof import AsOf
from tariffs.models import Measure
from tariffs.nomenclature import ancestors
from tariffs.selectors.cautions import cautions_of
from tariffs.selectors.kept import kept_law
from tariffs.selectors.law import Law, turning_days
from tariffs.selectors.sectors import SCHEDULE, SectorDuty, sector_ladders, sectors_on

DAYS_SHOWN = 8  # turning days on either side of the day


@dataclass(slots=True)
class Matrix:
    """The whole page: what an importer charges on goods of an origin, and where the two parties stand."""

    law: Law
    importer: Party
    origin: Party
    measures: list[Measure]
    rows: list[Row]
    held: list[Held]
    evidence: Evidence
    days: list[date]
    suspended: list[str]  # what would be charged, were it not suspended

    def party_of(self, position: Position) -> Party:
        return self.importer if position.party_id == self.importer.pk else self.origin

    @property
    def held_by_party(self) -> list[tuple[Party, list[Held]]]:
        return [
            (party, [held for held in self.held if held.position.party_id == party.pk])
            for party in (self.origin, self.importer)
        ]

    @property
    def cautions(self) -> list[str]:
        ladders = [ladder for row in self.rows for ladder in row.duty.ladders]
        return list(dict.fromkeys([*self.law.faults, *cautions_of(ladders)]))

    @property
    def law_ends(self) -> date | None:
        """The day up to which the importer's law has been entered, where the reader asks for a later one."""
        entered, at = self.law.importer.law_entered_to, self.law.as_of
        return entered if entered and entered < max(at.on, at.known) else None


def rate_matrix(negotiation: Negotiation, importer: Party, origin: Party, as_of: AsOf) -> Matrix:
    """The matrix for the importer's law on the origin's goods; the parties have their economies joined."""
    sectors = sectors_on(as_of)
    issues = issues_on_duties(negotiation, as_of)
    scopes = {sector.scope_id for sector, _ in sectors} | {issue.scope_id for issue in issues if issue.scope_id}
    law = kept_law(importer.economy, origin.economy, as_of, scopes=scopes)
    parts = parts_of(law, as_of)
    talks = talks_on(law, issues, parts, {importer.pk, origin.pk}, as_of)
    duties = sector_ladders(law, sectors, talks.goods)
    evidence = evidence_for("position", talks.positions.values(), as_of, quoted=False)
    measures = law.once(("columns", *(duty.sector.pk for duty in duties)), lambda: _columns(law, duties))
    maker = Rows(law, talks, evidence, parts, importer, origin)
    rows = [maker.row(duty, measures) for duty in duties]
    said = [talks.positions[key] for key in maker.used]
    asked = ("days", *(duty.sector.pk for duty in duties))
    days = law.once(asked, lambda: turning_days(law, _concerned(law, duties))) if measures else ()
    near = _near(days, as_of.on)
    return Matrix(law, importer, origin, measures, rows, shown(said, evidence), evidence, near, list(maker.halted))


def _columns(law: Law, duties: Iterable[SectorDuty]) -> list[Measure]:
    """The measures, other than base rates, that have anything to say on some of the sectors, in their order.

    One that only covers goods at nothing, so that another yields to it, is told where that one yields.
    """
    named = set()
    for duty in duties:
        for ladder in duty.ladders:
            named |= {
                step.layer.measure for step in ladder.steps if step.layer.charge not in SCHEDULE and step.rate != 0
            }
            named |= {each.layer.measure for each in ladder.yielded if each.layer.charge not in SCHEDULE}
        named |= {str(standing.rate.measure) for standing in duty.suspended}
    return [measure for name, measure in law.measures.items() if name in named]


def _concerned(law: Law, duties: Iterable[SectorDuty]) -> list[str]:
    """The keys of the rates, in force or not, that are about goods of the sectors."""
    codes: set[str] = set()
    for duty in duties:
        codes.update(duty.goods.included, *(region.codes for region in duty.regions))
        codes.update(*(ancestors(code) for code in duty.goods.included))
    return [key for key, rate in law.enacted.items() if not rate.codes.included.isdisjoint(codes)]


def _near(days: Sequence[date], on: date) -> list[date]:
    before = [day for day in days if day <= on][-DAYS_SHOWN:]
    return before + [day for day in days if day > on][:DAYS_SHOWN]


def imposing(parties: Iterable[Party], as_of: AsOf) -> set[int]:
    """Those of the parties' economies, by id, that have a measure."""
    ids = [party.economy_id for party in parties]
    rows = Measure.recorded(as_of.recorded).filter(economy_id__in=ids).values_list("economy_id", flat=True)
    return set(rows.distinct())
