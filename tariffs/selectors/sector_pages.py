"""What the page of one sector shows: its codes, and what each lot of its goods pays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from parley.lib.asof import AsOf
from parley.lib.reading import attach, rows_by
from tariffs.duty import Ladder, Layer, Step, Yielded
from tariffs.expressions import write
from tariffs.models import Economy, LegalInstrument, Measure, Rate, Relief, ScopeCode, Sector
from tariffs.nomenclature import display
from tariffs.selectors.goods import by_code, covering
from tariffs.selectors.kept import kept_law
from tariffs.selectors.ladders import is_open, reaches
from tariffs.selectors.law import Law, turning_days
from tariffs.selectors.sectors import Region, SectorDuty, sector_ladders

LOTS_SHOWN = 40


@dataclass(slots=True)
class StepLine:
    """A step of a ladder with the records behind it."""

    step: Step
    rate: Rate

    @property
    def stated(self) -> str:
        """The duty as stated, by the rate or by the schedule."""
        return _stated(self.rate, self.step.layer)


@dataclass(slots=True)
class YieldedLine:
    """A duty that gave way, with the records behind it and behind what it gave way to."""

    yielded: Yielded
    rate: Rate
    to: Measure

    @property
    def stated(self) -> str:
        """The duty as stated, by the rate or by the schedule."""
        return _stated(self.rate, self.yielded.layer)


@dataclass(slots=True)
class Lot:
    """Goods that pay the same: their codes in words, their ladder, and the reliefs that could be claimed."""

    codes: tuple[str, ...]
    ladder: Ladder
    steps: list[StepLine]
    yielded: list[YieldedLine]
    reliefs: list[Relief]


@dataclass(slots=True)
class SectorFacts:
    """All that a sector's page shows."""

    law: Law
    duty: SectorDuty
    lots: list[Lot]
    left_out: int
    days: tuple[date, ...]

    @property
    def rates(self) -> list[Rate]:
        charged = [line.rate for lot in self.lots for line in lot.steps]
        gave_way = [line.rate for lot in self.lots for line in lot.yielded]
        return list({rate.pk: rate for rate in [*charged, *gave_way]}.values())

    @property
    def reliefs(self) -> list[Relief]:
        return list({relief.pk: relief for lot in self.lots for relief in lot.reliefs}.values())


def codes_of(sector: Sector, as_of: AsOf) -> list[ScopeCode]:
    """The codes that a sector takes in and leaves out, in order."""
    return sorted(rows_by(ScopeCode, as_of.recorded, scope_id=[sector.scope_id]), key=lambda code: code.hs_code)


def sector_facts(sector: Sector, importer: Economy, origin: Economy | None, as_of: AsOf) -> SectorFacts:
    """What the sector's goods pay on the day, lot by lot, with the records behind each step."""
    law = kept_law(importer, origin, as_of, scopes={sector.scope_id})
    duty = sector_ladders(law, [(sector, 0)])[0]
    shown = duty.regions[:LOTS_SHOWN]
    reliefs = _reliefs(law, shown)
    used = {layer.key for region in shown for layer in _layers(region.ladder)}
    rates = [law.rates[str(key)] for key in used]
    attach([*rates, *reliefs], "instrument", LegalInstrument, as_of.recorded)
    codes = [code for region in duty.regions for code in region.codes]
    lots = [_lot(law, region, codes, reliefs) for region in shown]
    days = law.once(("days", sector.pk), lambda: turning_days(law, _concerned(law, codes)))
    return SectorFacts(law, duty, lots, len(duty.regions) - len(shown), days)


def _concerned(law: Law, codes: Sequence[str]) -> list[str]:
    """The keys of the rates, in force or not, that are about some of the codes."""
    named = law.once("named", lambda: by_code(rate.codes for rate in law.enacted.values()))
    places = {place for code in codes for place, _ in covering(named, code)}
    return [key for place, key in enumerate(law.enacted) if place in places]


def _layers(ladder: Ladder) -> list[Layer]:
    return [step.layer for step in ladder.steps] + [each.layer for each in ladder.yielded]


def _lot(law: Law, region: Region, codes: Sequence[str], reliefs: Sequence[Relief]) -> Lot:
    ladder = region.ladder
    charged = {law.measures[step.layer.measure].pk for step in ladder.steps}
    claimable = [
        relief
        for relief in reliefs
        if relief.measure_id in charged
        and (not relief.scope_id or any(reaches(law, relief, code) for code in region.codes))
    ]
    return Lot(
        codes=tuple(_said(code, codes) for code in region.codes),
        ladder=ladder,
        steps=[StepLine(step, law.rate_of(step.layer)) for step in ladder.steps],
        yielded=[YieldedLine(each, law.rate_of(each.layer), law.measures[each.to]) for each in ladder.yielded],
        reliefs=claimable,
    )


def _stated(rate: Rate, layer: Layer) -> str:
    return rate.duty or (write(layer.duty) if layer.duty else "")


def _said(code: str, codes: Sequence[str]) -> str:
    """A code as printed; one of which deeper codes pay otherwise is what is left of it."""
    deeper = any(other != code and other.startswith(code) for other in codes)
    return f"rest of {display(code)}" if deeper else display(code)


def _reliefs(law: Law, regions: Sequence[Region]) -> list[Relief]:
    """What goods of the origin could claim on the day against the measures that are charged."""
    charged = {law.measures[step.layer.measure].pk: step for region in regions for step in region.ladder.steps}
    by_id = {measure.pk: measure for measure in law.measures.values()}
    reliefs = [each for each in law.reliefs if each.measure_id in charged and is_open(each, law.as_of.on)]
    for relief in reliefs:
        relief.measure = by_id[relief.measure_id]
    return sorted(reliefs, key=lambda each: (each.measure_id, each.starts_on, each.pk))
