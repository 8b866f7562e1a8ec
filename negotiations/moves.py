"""How far a party moved from one position to the next, which way, and whether the moves of a chain add up.

Arithmetic on plain values: nothing here knows of Django, the database or the clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from negotiations.convergence import GIVES, HOLDS

NOTHING = Decimal(0)
SIZED = ("to", "by")  # of what a quantity is “about” no difference can be told


class Way(StrEnum):
    """Which way a move goes."""

    TOWARDS = "towards the other side"
    AWAY = "away from it"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class Said:
    """What a position says: its stance, and where it has one its quantity, with unit and sense."""

    stance: str
    quantity: Decimal | None = None
    unit: str = ""
    sense: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """The moves of a chain against its first and last position, both in `unit`; `change` is last less first. None where
    it cannot be told, and `words` say why the moves do not add up to it."""

    moved: Decimal | None
    change: Decimal | None
    words: str
    unit: str = ""

    @property
    def adds_up(self) -> bool:
        return self.change is not None and self.moved == self.change


def size(before: Said, after: Said) -> Decimal | None:
    """By how much the second lies above the first; None unless both have quantities of one unit and one sense."""
    if not _alike(before, after) or before.quantity is None or after.quantity is None:
        return None
    return after.quantity - before.quantity


def way(before: Said, after: Said, others: Sequence[Said]) -> Way:
    """Which way a move goes: by how near it comes to what the other side then holds in the same unit; else by whether a
    refusal became an offer, or an ask an acceptance; neutral where neither tells."""
    near = [each for each in others if _alike(before, each) and _alike(after, each)]
    if near:
        gaps = [
            min(abs((said.quantity or NOTHING) - (each.quantity or NOTHING)) for each in near)
            for said in (before, after)
        ]
        if gaps[0] != gaps[1]:
            return Way.TOWARDS if gaps[1] < gaps[0] else Way.AWAY
    given = _gives(after) - _gives(before)
    return Way.NEUTRAL if not given else Way.TOWARDS if given > 0 else Way.AWAY


def added_up(chain: Sequence[Said]) -> Sum:
    """Whether the sizes of the moves come to the last position less the first; moves in several units have no sum."""
    if len(chain) < 2:
        return Sum(None, None, "")
    sizes = [(after, size(before, after)) for before, after in pairwise(chain)]
    told = [(after, found) for after, found in sizes if found is not None]
    units = {(after.unit, after.sense) for after, _ in told}
    change = size(chain[0], chain[-1])
    if len(units) > 1:
        return Sum(None, change, "No sum: the moves are in several units.", chain[0].unit)
    unit = next((unit for unit, _ in units), chain[0].unit)
    moved = sum((found for _, found in told), NOTHING) if told else None
    if change is None:
        return Sum(moved, None, "No sum: the first and the last position have no numbers of one unit and sense.", unit)
    if moved == change:
        return Sum(moved, change, "", unit)
    gaps = len(sizes) - len(told)
    without = "one move has" if gaps == 1 else f"{gaps} moves have"
    return Sum(
        moved, change, f"The moves do not add up: {without} no size, for a number is missing or of another unit.", unit
    )


def _alike(one: Said, other: Said) -> bool:
    """Whether two quantities can be held against each other."""
    told = one.quantity is not None and other.quantity is not None and one.sense in SIZED
    return told and (one.unit, one.sense) == (other.unit, other.sense)


def _gives(said: Said) -> int:
    """Who accepts or offers gives more than who asks, and that one more than who refuses or rules out."""
    return 1 if said.stance in GIVES else -1 if said.stance in HOLDS else 0
