"""Sectors, and what each of their goods pays."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from parley.lib.asof import AsOf
from parley.lib.reading import attach
from tariffs.duty import NOTHING, Charge, Ladder
from tariffs.law import Standing
from tariffs.models import Scope, Sector
from tariffs.nomenclature import NO_GOODS, CodeSet, ancestors, atoms, starting_with
from tariffs.selectors.goods import Named, by_code, covering
from tariffs.selectors.ladders import charged_on, texts_of
from tariffs.selectors.law import Law
from tariffs.spans import Amount, Span, span

SCHEDULE = (Charge.BASE, Charge.IN_LIEU)


@dataclass(frozen=True, slots=True)
class Region:
    """Goods of a sector that pay the same, by the same rates; `within` tells which of the caller's sets they are in."""

    codes: tuple[str, ...]
    ladder: Ladder
    within: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class SectorDuty:
    """A sector with its goods, each lot with its ladder, and the rates that would be charged but are suspended."""

    sector: Sector
    depth: int
    goods: CodeSet
    regions: tuple[Region, ...]
    ladders: tuple[Ladder, ...]  # of the regions, each once
    suspended: tuple[Standing, ...]
    parent: Sector | None = None


def in_tree_order(sectors: Iterable[Sector]) -> list[tuple[Sector, int]]:
    """Sectors in the order of the list, each followed by its sub-sectors, with the depth; a circle is left flat."""
    rows = sorted(sectors, key=lambda sector: (sector.place, sector.key))
    ids = {sector.pk for sector in rows}
    below = defaultdict(list)
    for sector in rows:
        below[sector.parent_id if sector.parent_id in ids else None].append(sector)
    found: list[tuple[Sector, int]] = []

    def walk(parent: int | None, depth: int) -> None:
        for sector in below[parent]:
            found.append((sector, depth))
            walk(sector.pk, depth + 1)

    walk(None, 0)
    placed = {sector.pk for sector, _ in found}
    return found + [(sector, 0) for sector in rows if sector.pk not in placed]


def sectors_on(as_of: AsOf) -> list[tuple[Sector, int]]:
    """All sectors in the order of the list, their scopes joined."""
    rows = list(Sector.recorded(as_of.recorded))
    attach(rows, "scope", Scope, as_of.recorded)
    return in_tree_order(rows)


def sector_ladders(law: Law, sectors: Sequence[tuple[Sector, int]], cut_by: Sequence[CodeSet] = ()) -> list[SectorDuty]:
    """Each sector's goods with what they pay; the law must have been loaded with the sectors' scopes.

    `cut_by` are further sets of goods that must not cut a lot in two.
    """
    asked = (tuple((sector.pk, depth) for sector, depth in sectors), tuple(cut_by))
    return law.once(asked, lambda: _ladders(law, sectors, cut_by))


def _ladders(law: Law, sectors: Sequence[tuple[Sector, int]], cut_by: Sequence[CodeSet]) -> list[SectorDuty]:
    rates = [standing.rate.codes for standing in (*law.charged, *law.suspended)]
    listed = sorted(set().union(law.texts, *(goods.listed for goods in (*rates, *cut_by))))
    by_id = {sector.pk: sector for sector, _ in sectors}
    cuts = by_code(cut_by)
    duties = [_duty(law, sector, depth, listed, cuts) for sector, depth in sectors]
    return [replace(duty, parent=by_id.get(duty.sector.parent_id or 0)) for duty in duties]


def base_of(ladder: Ladder) -> Amount:
    """The base rate: what the schedule's steps add, unknown where there is none."""
    steps = [step for step in ladder.steps if step.layer.charge in SCHEDULE]
    points = [step.points for step in steps]
    known = sum((each for each in points if each is not None), NOTHING)
    return Amount(known, frozenset() if steps and None not in points else frozenset({"base"}))


def total_span(ladders: Iterable[Ladder]) -> Span:
    """From the least to the greatest total; with unknown parts, what is known on top."""
    return span(Amount(each.known_points, frozenset({"?"} if each.total is None else ())) for each in ladders)


def rate_span(ladders: Iterable[Ladder], measure: str) -> Span:
    """From the least to the greatest rate that one measure charges."""
    found: list[Amount | None] = []
    for each in ladders:
        step = next((step for step in each.steps if step.layer.measure == measure), None)
        if step is None:
            found.append(None)
        else:
            found.append(Amount(step.rate) if step.rate is not None else Amount(NOTHING, frozenset({measure})))
    return span(found)


def _duty(law: Law, sector: Sector, depth: int, listed: Sequence[str], cuts: Named) -> SectorDuty:
    goods = law.scopes[sector.scope_id]
    lots: dict[tuple[int, frozenset[int]], list[str]] = {}
    ladders: dict[int, Ladder] = {}  # by identity: equal ladders of one law are one object
    stated = sorted(law.texts)
    for code in atoms(goods, [_Listed(frozenset(_below(goods, listed)))]):  # type: ignore[list-item]
        if code.startswith(NO_GOODS):
            continue
        if stated and not texts_of(law, code).general and starting_with(code, stated):
            continue  # all of its goods are in the lines under it, for which the schedule states duties
        within = frozenset(place for place, _ in covering(cuts, code))
        ladder = charged_on(law, code)
        ladders[id(ladder)] = ladder
        lots.setdefault((id(ladder), within), []).append(code)
    regions = tuple(Region(tuple(codes), ladders[each], within) for (each, within), codes in lots.items())
    codes = [code for region in regions for code in region.codes]
    suspended = tuple(each for each in law.suspended if any(map(each.rate.codes.covers, codes)))
    return SectorDuty(sector, depth, goods, regions, tuple(ladders.values()), suspended)


@dataclass(frozen=True, slots=True)
class _Listed:
    """Codes as `atoms` asks for them, without the checks of a set of goods: they have been through them."""

    listed: frozenset[str]


def _below(goods: CodeSet, listed: Sequence[str]) -> set[str]:
    """Those of the sorted codes that lie under a code of the goods: no other can cut them."""
    found: set[str] = set()
    tops = [code for code in goods.included if not any(up in goods.included for up in ancestors(code)[1:])]
    for code in tops:
        found.update(starting_with(code, listed))
    return found
