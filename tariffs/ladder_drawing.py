"""How a ladder is drawn: bars that begin where the one before ended, and all of them in one.

Arithmetic on plain values: nothing here knows of Django, the database or the clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from parley.lib.lettering import BOLD, fit, width_of

SIZE = 13.0  # of the letters
PATTERNS = 6  # by which bars are told apart; then they begin anew
WIDTH, ROW, BAR, ABOVE = 400.0, 44.0, 16.0, 24.0
ROOM = 0.75  # of the width is for what is known, where something is not


@dataclass(frozen=True, slots=True)
class Piece:
    """A duty as a stretch of a bar; where it is not known its width says nothing."""

    name: str
    value: str
    pattern: int
    x: str
    width: str
    unknown: bool


@dataclass(frozen=True, slots=True)
class BarRow:
    """One row of a drawn ladder: what stands above the bar, and its pieces."""

    name: str
    full_name: str
    value: str
    y: str  # of the words
    top: str  # of the bar
    rule: str  # above the words
    pieces: tuple[Piece, ...]
    guide: str = ""  # the path from where the row before ended
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Bars:
    """A ladder as bars that begin where the one before ended, and all of them in one."""

    rows: tuple[BarRow, ...]
    width: str
    height: str
    said: str


def bars(steps: Sequence[tuple[str, str, Decimal | None]], total: str) -> Bars:
    """Draw steps (a name, the value in words, points or None) and their total, in words."""
    known = sum((points for _, _, points in steps if points is not None), Decimal(0))
    missing = any(points is None for _, _, points in steps)
    room = WIDTH * (ROOM if missing else 1) if known else 0.0
    a_point = room / float(known) if known else 0.0
    begin, rows, pieces = 0.0, [], []
    for place, (name, value, points) in enumerate(steps):
        # What is not known stands behind all that is: where it would end nobody can tell.
        at, wide = (room, WIDTH - room) if points is None else (begin, float(points) * a_point)
        piece = Piece(name, value, place % PATTERNS, _n(at), _n(max(wide, 2.0)), points is None)
        guide = f"M{_n(begin)} {_n(place * ROW - ROW + ABOVE + BAR)}V{_n(place * ROW + ABOVE)}" if place else ""
        rows.append(_row(place, name, value, (piece,), guide))
        pieces.append(piece)
        begin += 0 if points is None else wide
    everything = _row(len(rows), "Total", total, tuple(pieces), is_total=True)
    said = "; ".join(f"{name}: {value}" for name, value, _ in steps)
    return Bars((*rows, everything), _n(WIDTH), _n(len(rows) * ROW + ROW), f"{said}. Total: {total}.")


def _row(
    place: int, name: str, value: str, pieces: tuple[Piece, ...], guide: str = "", *, is_total: bool = False
) -> BarRow:
    top = place * ROW
    room = WIDTH - width_of(value, SIZE * BOLD) - 12
    return BarRow(
        fit(name, room, SIZE * BOLD), name, value, _n(top + 17), _n(top + ABOVE), _n(top + 1), pieces, guide, is_total
    )


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
