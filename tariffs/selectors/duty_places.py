"""Where a line is named: the sectors and the sets of goods (annexes) that take it in."""

from collections.abc import Iterable
from dataclasses import dataclass

from parley.lib.asof import AsOf
from parley.lib.reading import rows_by
from tariffs.models import Scope, Sector
from tariffs.nomenclature import ROOT
from tariffs.selectors.answers import Answer
from tariffs.selectors.goods import code_sets
from tariffs.selectors.sectors import in_tree_order


@dataclass(frozen=True, slots=True)
class Places:
    """The sectors that a line is in, and the sets of goods by which the law speaks of it apart from all others."""

    sectors: tuple[Sector, ...]
    scopes: tuple[Scope, ...]


def places_of(answer: Answer, at: AsOf) -> Places:
    """Where the line of an answer is named, as known; three queries."""
    code, book = answer.asked.code, answer.asked.book
    enacted: Iterable = (*book.rates, *book.reliefs)
    used = {each.scope_id for each in enacted if each.scope_id and each.known_on and each.known_on <= at.known}
    naming = {key for key in used if book.scopes[key].nearest(code) not in (None, ROOT)}
    sectors = list(Sector.recorded(at.recorded))
    goods = code_sets({sector.scope_id for sector in sectors}, at.recorded)
    mine = [sector for sector in sectors if goods[sector.scope_id].covers(code)]
    by_id = {scope.pk: scope for scope in rows_by(Scope, at.recorded, id=naming | {each.scope_id for each in mine})}
    for sector in mine:
        sector.scope = by_id[sector.scope_id]
    return Places(
        tuple(sector for sector, _ in in_tree_order(mine)),
        tuple(sorted((by_id[key] for key in naming), key=lambda scope: scope.name)),
    )
