"""The kinds of request that are measured: their addresses, a word of each page, and the most that it may cost."""

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.fill import FIRST, MIDDLE
from benchmarks.settings import SIZE

DETAIL, LIST, FORM = 8.0, 15.0, 15.0
SHOWN = 20  # addresses of a kind, of which each request takes one at random


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of request; `change` makes of a form's fields what is sent back."""

    name: str
    limit: float | None
    word: str
    addresses: list[str]
    change: Callable | None = None


def kinds() -> list[Kind]:
    """Every kind at the size that is measured, each page that has clocks also as it was recorded in the middle."""
    talks = ["talks-1"] if SIZE == "1" else [f"talks-{n}" for n in range(2, int(SIZE) + 1)][:SHOWN]
    found = [*fixed(), *site(), *of_talks("", talks), *law()]
    if SIZE == "100":
        found += of_talks(", big", ["talks-1"])
    bare = [kind for kind in found if kind.limit is None or kind.name in ("bare", "layout") or kind.change]
    for kind in found:
        if kind not in bare and not kind.name.startswith("form"):
            bare += [kind, recorded(kind)]
        elif kind not in bare:
            bare.append(kind)
    return bare
