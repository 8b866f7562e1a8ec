"""The additional duties between the parties, and how each stands on the day."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from negotiations.models import Party
from parley.lib.asof import AsOf
from parley.lib.reading import attach
from tariffs.law import Status
from tariffs.models import LegalInstrument, Measure, Rate, Scope, StackingRule
from tariffs.selectors.lawbook import ended_as_known
from tariffs.selectors.measures import RateLine, effects_on, rate_lines

SHOWN = 200
_OPEN = (Status.IN_FORCE, Status.SUSPENDED, Status.ANNULLED, Status.NOT_YET)
_ORDER = {status: place for place, status in enumerate(_OPEN)}


@dataclass(slots=True)
class Charged:
    """A rate that is charged, suspended or to come, with the party that charges it."""

    importer: Party
    line: RateLine

    @property
    def rate(self) -> Rate:
        return self.line.rate


@dataclass(slots=True)
class InForce:
    """The rates, the rules by which one measure yields to another, and whether some rates are missing."""

    rates: list[Charged] = field(default_factory=list)
    rules: list[StackingRule] = field(default_factory=list)
    cut: bool = False


def measures_standing(parties: Sequence[Party], as_of: AsOf) -> InForce:
    """What each party charges on goods of the others on top of the schedule; the parties have their economies joined.

    The schedule itself (base rates, preferences) is left out: it runs to thousands of lines, and no round is about it.
    """
    at = as_of.recorded
    by_economy = {party.economy_id: party for party in parties}
    measures = {
        measure.pk: measure
        for measure in Measure.recorded(at).filter(economy_id__in=list(by_economy), kind=Measure.Kind.ADDITIONAL)
    }
    if not measures:
        return InForce()
    theirs = Q(origin=None) | Q(origin_id__in=list(by_economy))
    rows = (
        Rate.recorded(at).known(as_of.known).filter(theirs, measure_id__in=list(measures)).order_by("starts_on", "id")
    )
    rates = list(rows[: SHOWN + 1])
    for rate in rates:
        rate.measure = measures[rate.measure_id]
    lines = rate_lines(rates, effects_on(rates, as_of), as_of)
    found = [Charged(by_economy[each.rate.measure.economy_id], each) for each in lines if each.standing.status in _OPEN]
    kept = [each.rate for each in found]
    attach(kept, "scope", Scope, at)
    yielding = StackingRule.recorded(at).filter(measure_id__in=list(measures), to_id__in=list(measures))
    known = ended_as_known(yielding.order_by("starts_on", "id"), as_of.known)
    rules = [rule for rule in known if rule.holds_on(as_of.on)]
    for rule in rules:
        rule.measure, rule.to = measures[rule.measure_id], measures[rule.to_id]
    attach([*kept, *rules], "instrument", LegalInstrument, at)
    found.sort(key=lambda each: _place(each, parties))
    return InForce(found, rules, len(rates) > SHOWN)


def _place(each: Charged, parties: Sequence[Party]) -> tuple[int, int, str, int, date, int]:
    rate = each.rate
    return (
        parties.index(each.importer),
        rate.measure.place,
        rate.measure.name,
        _ORDER[each.line.standing.status],
        rate.starts_on,
        rate.pk,
    )
