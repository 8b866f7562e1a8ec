"""The positions of parties on what a law charges, as claims that can be worked out."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from negotiations import convergence
from negotiations.convergence import Claim
from negotiations.models import Issue, Negotiation, Party, Position
from negotiations.selectors.issues import positions_held
from parley.lib.asof import AsOf
from parley.lib.reading import join_one
from tariffs.models import RatePart
from tariffs.nomenclature import CodeSet
from tariffs.selectors.law import Law
from tariffs.selectors.sectors import Region


@dataclass(slots=True)
class Talks:
    """The positions of the two parties that bear on what is charged, as claims, each with the goods it is about."""

    claims: dict[int, list[tuple[Claim, int | None]]] = field(default_factory=dict)  # by party
    positions: dict[str, Position] = field(default_factory=dict)
    goods: list[CodeSet] = field(default_factory=list)

    def of(self, party: Party, region: Region) -> list[Claim]:
        return [claim for claim, place in self.claims.get(party.pk, ()) if place is None or place in region.within]


def issues_on_duties(negotiation: Negotiation, as_of: AsOf) -> list[Issue]:
    """The issues that point at a measure, at a part of a rate or at goods."""
    rows = Issue.recorded(as_of.recorded).filter(negotiation_id=negotiation.pk)
    issues = list(rows.exclude(measure_id=None, part_id=None, scope_id=None))
    join_one(issues, "negotiation", negotiation)
    return issues


def parts_of(law: Law, as_of: AsOf) -> dict[str, list[RatePart]]:
    """The parts into which the talks divide the law's rates, by the rate's key, in order."""
    rates = {rate.pk: rate for rate in law.rates.values()}
    found: dict[str, list[RatePart]] = {}
    # Few rates are divided, so all parts are read: a list of all the law's rates would be the longer way.
    for part in RatePart.recorded(as_of.recorded).order_by("place", "id"):
        if part.rate_id not in rates:
            continue
        found.setdefault(rates[part.rate_id].key, []).append(part)
    return found


def talks_on(
    law: Law, issues: Sequence[Issue], parts: Mapping[str, list[RatePart]], parties: Collection[int], as_of: AsOf
) -> Talks:
    """What the parties hold on the issues, as claims; what is ranked deprecated is no claim."""
    # All goods of the issues, whoever holds something of them: so the ladders that they cut are the same day by day.
    scopes = sorted({issue.scope_id for issue in issues if issue.scope_id})
    places = {scope: place for place, scope in enumerate(scopes)}
    talks = Talks(goods=[law.scopes[scope] for scope in scopes])
    divided = dict(_divided(law, parts))
    for position in positions_held(issues, as_of):
        issue = position.issue
        if position.party_id not in parties or position.rank == Position.Rank.DEPRECATED:
            continue
        part, measure = divided.get(issue.part_id, (None, law.name_of(issue.measure_id)))
        if not measure and (issue.part_id or issue.measure_id):
            continue  # of another economy's law, or not known yet
        talks.positions[position.key] = position
        claim = _claim(position, measure, part, law)
        talks.claims.setdefault(position.party_id, []).append((claim, places.get(issue.scope_id)))
    return talks


def _divided(law: Law, parts: Mapping[str, list[RatePart]]) -> Iterator[tuple[int, tuple[convergence.Part, str]]]:
    """Each part by its id: its value, which tells the points of the parts before it, and the measure's name."""
    for key, rows in parts.items():
        below = Decimal(0)
        for part in rows:
            value = convergence.Part(key, part.name.lower(), part.points, below)
            yield part.pk, (value, law.name_of(law.rates[key].measure_id))
            below += part.points


def _claim(position: Position, measure: str, part: convergence.Part | None, law: Law) -> Claim:
    return Claim(
        key=position.key,
        stance=position.stance,
        measure=measure,
        part=part,
        quantity=position.quantity,
        unit=position.unit,
        sense=position.sense,
        name=law.measures[measure].short_name if measure else "",
    )
