"""Sets of goods as recorded, and which of many cover a code."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import lru_cache

from django.db.models import Q

from parley.lib.records import RecordQuerySet
from tariffs.models import ScopeCode
from tariffs.nomenclature import CodeSet, ancestors


def code_sets(
    scopes: Collection[int], recorded: datetime | None, rates: RecordQuerySet | None = None
) -> dict[int, CodeSet]:
    """The goods of some scopes, and of those of some rates, by id; one query. A scope without codes is no goods."""
    included: defaultdict[int, set[str]] = defaultdict(set)
    excluded: defaultdict[int, set[str]] = defaultdict(set)
    asked = Q(scope_id__in=list(scopes))
    if rates is not None:
        asked |= Q(scope_id__in=rates.order_by().values("scope_id"))
    rows = ScopeCode.recorded(recorded).filter(asked)
    for scope, code, taken_in in rows.values_list("scope_id", "hs_code", "included"):
        (included if taken_in else excluded)[scope].add(code)
    found = {
        scope: _code_set(frozenset(included[scope]), frozenset(excluded[scope]))
        for scope in {*included, *excluded, *scopes}
    }
    return defaultdict(lambda: _code_set(frozenset(), frozenset()), found)


def by_code(sets: Iterable[CodeSet]) -> dict[str, list[tuple[int, bool]]]:
    """By each code that a set names, the set's place, and whether it takes the code in."""
    named: defaultdict[str, list[tuple[int, bool]]] = defaultdict(list)
    for place, goods in enumerate(sets):
        for code in goods.included:
            named[code].append((place, True))
        for code in goods.excluded:
            named[code].append((place, False))
    return dict(named)


def covering(named: Mapping[str, list[tuple[int, bool]]], code: str) -> tuple[tuple[int, int], ...]:
    """The places of the sets that cover a code, each with how near the code by which it does: the nearest speaks."""
    seen: set[int] = set()
    found = []
    for ancestor in ancestors(code):
        here = [each for each in named.get(ancestor, ()) if each[0] not in seen]
        for place, included in here:
            seen.add(place)
            if included:
                found.append((place, len(ancestor)))
    return tuple(sorted(found))


@lru_cache(maxsize=1024)
def _code_set(included: frozenset[str], excluded: frozenset[str]) -> CodeSet:
    return CodeSet(included, excluded)
