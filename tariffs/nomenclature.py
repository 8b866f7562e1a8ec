"""HS codes: their form, their ancestry, and which goods a list of codes covers.

Arithmetic on plain values: nothing here knows of Django, the database or the clock.
A code is held as digits alone; the empty code is the root of the tree, all goods.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

ROOT = ""

LEVELS = {0: "all goods", 2: "chapter", 4: "heading", 6: "subheading", 8: "tariff line", 10: "tariff line"}

# Dots and blanks (a no-break space too) stand between the digits of printed codes.
_FORM = re.compile(r"[0-9]+(?:[.\s][0-9]+)*")


def normalise(text: str) -> str:
    """The digits of a code as it is printed. Refuses what is not an HS code (ValueError)."""
    printed = text.strip()
    if not printed:
        return ROOT
    if not _FORM.fullmatch(printed):
        raise ValueError(f"“{printed}” is not an HS code: it has digits, and full stops between them.")
    code = re.sub(r"[.\s]", "", printed)
    if len(code) not in LEVELS:
        raise ValueError(f"“{printed}” is not an HS code: it has 2, 4, 6, 8 or 10 digits, not {len(code)}.")
    return code


def display(code: str) -> str:
    """The code as it is printed: 8703.23.01; the root in words."""
    if not code:
        return LEVELS[0]
    pairs = [code[at : at + 2] for at in range(4, len(code), 2)]
    return ".".join([code[:4], *pairs])


def level(code: str) -> str:
    """What the trade calls a code of this length: chapter, heading, subheading, tariff line."""
    return LEVELS[len(code)]


def ancestors(code: str) -> tuple[str, ...]:
    """From the code itself up to the root: 870323, 8703, 87, all goods."""
    return tuple([code[:length] for length in range(len(code), -1, -2)])


@dataclass(frozen=True, slots=True)
class CodeSet:
    """A list of codes taken in and codes left out; the most specific one decides.

    Refuses a code that is both taken in and left out, and what is not an HS code (ValueError).
    """

    included: frozenset[str]
    excluded: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for name in ("included", "excluded"):
            codes = frozenset(normalise(code) for code in getattr(self, name))
            object.__setattr__(self, name, codes)
        if both := sorted(self.included & self.excluded):
            raise ValueError(f"{display(both[0])} is both taken in and left out.")

    @property
    def listed(self) -> frozenset[str]:
        """Every code that the list names, taken in or left out."""
        return self.included | self.excluded

    def covers(self, code: str) -> bool:
        """Whether goods of this code, and of no deeper listed one, are in the list."""
        return self.nearest(code) is not None

    def nearest(self, code: str) -> str | None:
        """The code taken in by which the goods are covered; None where they are not."""
        for length in range(len(code), -1, -2):  # as `ancestors` gives them, of which the first may do
            ancestor = code[:length]
            if ancestor in self.excluded:
                return None
            if ancestor in self.included:
                return ancestor
        return None

    def overlaps(self, other: "CodeSet") -> bool:
        """Whether some goods may be in both lists.

        A code whose every subdivision is left out still counts: the digits do not tell
        which subdivisions a schedule has.
        """
        listed = self.listed | other.listed
        return any(self.covers(code) and other.covers(code) for code in listed)


ALL_GOODS = CodeSet(frozenset({ROOT}))
# The Harmonized System leaves these chapters to each country's special provisions: what stands there is no goods.
NO_GOODS = ("98", "99")


def atoms(scope: CodeSet, others: Iterable[CodeSet]) -> tuple[str, ...]:
    """The codes that stand for the regions into which the others cut the scope.

    Each stands for its goods less those of the deeper codes in the answer, so each of the
    others covers the whole of a region or none of it. Who has real tariff lines at hand
    uses those instead.
    """
    listed = scope.listed.union(*(other.listed for other in others))
    return tuple(sorted(code for code in listed if scope.covers(code)))


def starting_with(code: str, listed: Sequence[str]) -> Sequence[str]:
    """Of some sorted codes the code itself, if it is among them, and those under it."""
    return listed[bisect_left(listed, code) : bisect_left(listed, f"{code}~")]  # which is behind all digits
