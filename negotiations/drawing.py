"""The geometry of a timeline: spans share rows, their words have the room that is left.

Arithmetic on plain values: nothing here knows of Django, the database or the clock.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from parley.lib.axis import Scale
from parley.lib.lettering import GAP, fit, width_of

FOLDED_DAYS = 60  # no shorter stretch is worth a fold
CROWD = 4  # with no more days than these on the axis there is room for all
SLACK = 4  # days that stay beside an event, so that it does not stand on the edge of a fold

REACH = 8.0  # half of a mark, with a hair of room
LEAD = 11.0  # from the middle of a mark to its label
LABEL = 170.0  # what a label may ask for; it gets more where the row is free

_ROUND = "a6 6 0 1 0 12 0a6 6 0 1 0-12 0z"
_DIAMOND = "m0-7 7 7-7 7-7-7z"
# Paths that begin at the middle of the mark; docs/style.md says which are filled.
SHAPES = {
    "asks": "m-4.5-6.5 11 6.5-11 6.5z",
    "offers": _DIAMOND,
    "refuses": "m-5-5 10 10m0-10-10 10",
    "accepts": f"m-6 0{_ROUND}",
    "warns": "m0-7 7 12h-14z",
    "rules-out": "m-5.5-5.5h11v11h-11z",
    "complains": _DIAMOND,
    "argues": f"m-6 0{_ROUND}",
}


def quiet_stretches(events: Iterable[date], first: date, last: date) -> tuple[tuple[date, date], ...]:
    """The stretches to fold: long ones without an event, each longer than all that is left without it.

    Nothing is folded where there is room for all.
    """
    numbers = sorted({max(first, min(day, last)).toordinal() for day in events} | {first.toordinal(), last.toordinal()})
    gaps = sorted(pairwise(numbers), key=lambda gap: gap[0] - gap[1])
    rest = numbers[-1] - numbers[0]
    folded = []
    for begin, end in gaps if len(numbers) > CROWD else ():
        rest -= end - begin
        if end - begin < max(rest, FOLDED_DAYS):
            break
        folded.append((date.fromordinal(begin + SLACK), date.fromordinal(end - SLACK)))
    return tuple(sorted(folded))


def pack(spans: Iterable[tuple[float, float]], gap: float = GAP) -> list[int]:
    """For each span the first row in which it stands clear of those before it; a row keeps the order given."""
    ends: list[float] = []
    rows = []
    for begin, end in spans:
        row = next((row for row, taken in enumerate(ends) if taken + gap <= begin), len(ends))
        if row == len(ends):
            ends.append(end)
        ends[row] = end
        rows.append(row)
    return rows


@dataclass(frozen=True, slots=True)
class Span:
    """What is to be drawn on the axis: a mark on its first day, a line to the end of its last one, and words.

    The line of one that is `held` goes only to the beginning of its last day, where the day itself is marked.
    """

    first: date
    last: date
    words: str = ""
    held: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A span with its place: the mark's x, the line's end, the row, and its label where there is room for one."""

    x: float
    end: float
    row: int
    label: str
    label_x: float
    leftwards: bool
    began_earlier: bool


def place(spans: Sequence[Span], axis: Scale, size: float) -> tuple[list[Placed], int]:
    """The spans, in the order of their first days, in rows where nothing overlaps; and how many rows there are.

    A label stands behind its mark, or before it where the edge is near.
    """
    drafts = [_draft(span, axis, size) for span in spans]
    rows = pack((begin, end) for begin, end, *_ in drafts)
    room_until: dict[int, float] = {}
    placed: list[Placed] = []
    # From the last to the first, so that each knows where the next one of its row begins.
    for span, row, (begin, _, x, line, leftwards) in reversed(list(zip(spans, rows, drafts, strict=True))):
        until = room_until.get(row, axis.right)
        room = x - LEAD - begin if leftwards else until - x - LEAD
        label = fit(span.words, room, size)
        label_x = x - LEAD if leftwards else x + LEAD
        placed.append(Placed(x, line, row, label, label_x, leftwards, span.first < axis.first))
        room_until[row] = begin - GAP
    return placed[::-1], max(rows, default=-1) + 1


def _draft(span: Span, axis: Scale, size: float) -> tuple[float, float, float, float, bool]:
    """From where to where a span needs its row, its mark's x, its line's end, and whether its label goes before it."""
    x = axis.x(span.first)
    line = max(axis.x(span.last, after=not span.held), x)
    wanted = min(width_of(span.words, size), LABEL)
    leftwards = axis.right - x - LEAD < min(wanted, LABEL * 0.7) and x - LEAD - axis.left > axis.right - x - LEAD
    if leftwards:
        return max(x - LEAD - wanted, axis.left), max(line, x + REACH), x, line, True
    return x - REACH, min(max(line, x + LEAD + wanted), axis.right), x, line, False
