"""Sets of goods as recorded, and which of many cover a code."""

from collections import defaultdict
from collections.abc import Collection, Iterable
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


class Named(dict[str, list[tuple[int, bool]]]):
    """By each code that some sets name, the set's place among them, and whether it takes the code in."""

    def __init__(self) -> None:
        self.covered: dict[str, tuple[tuple[int, int], ...]] = {}  # what was found, by the code that is named

    def named_above(self, code: str) -> str | None:
        """The code itself, or the nearest above it, that is named."""
        for length in range(len(code), -1, -2):  # as `ancestors` gives them
            if code[:length] in self:
                return code[:length]
        return None


def by_code(sets: Iterable[CodeSet]) -> Named:
    """Which of some sets name a code."""
    named = Named()
    for place, goods in enumerate(sets):
        for code in goods.included:
            named.setdefault(code, []).append((place, True))
        for code in goods.excluded:
            named.setdefault(code, []).append((place, False))
    return named


def covering(named: Named, code: str) -> tuple[tuple[int, int], ...]:
    """The places of the sets that cover a code, each with how near the code by which it does: the nearest speaks.

    Looked up once for all codes under one that are not named themselves, as most lines of a schedule are not.
    """
    near = named.named_above(code)
    if near is None:
        return ()
    if near not in named.covered:
        named.covered[near] = _covering(named, near)
    return named.covered[near]


def _covering(named: Named, code: str) -> tuple[tuple[int, int], ...]:
    seen: set[int] = set()
    found = []
    for length in range(len(code), -1, -2):  # of which few are named
        for place, included in named.get(code[:length], ()):
            if place not in seen:
                seen.add(place)
                if included:
                    found.append((place, length))
    return tuple(sorted(found))


@lru_cache(maxsize=1024)
def _code_set(included: frozenset[str], excluded: frozenset[str]) -> CodeSet:
    return CodeSet(included, excluded)
