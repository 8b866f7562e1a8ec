"""Sets of goods as recorded, and which of many cover a code."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import lru_cache

from parley.lib.reading import values_by
from tariffs.models import ScopeCode
from tariffs.nomenclature import CodeSet


def code_sets(scopes: Collection[int], recorded: datetime | None) -> dict[int, CodeSet]:
    """The goods of some scopes, by id; one query. A scope without codes is no goods."""
    included: defaultdict[int, set[str]] = defaultdict(set)
    excluded: defaultdict[int, set[str]] = defaultdict(set)
    for scope, code, taken_in in values_by(ScopeCode, recorded, ("scope_id", "hs_code", "included"), scope_id=scopes):
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
    for length in range(len(code), -1, -2):  # as `ancestors` gives them, of which few are named
        for place, included in named.get(code[:length], ()):
            if place not in seen:
                seen.add(place)
                if included:
                    found.append((place, length))
    return tuple(sorted(found))


@lru_cache(maxsize=1024)
def _code_set(included: frozenset[str], excluded: frozenset[str]) -> CodeSet:
    return CodeSet(included, excluded)
