"""How a duty is drawn over a stretch of days: a line of steps for the total and for each measure, on one axis.

Arithmetic on plain values: nothing here knows of Django, the database or the clock.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from parley.lib.axis import BEHIND, Scale, scale, ticks
from parley.lib.lettering import BESIDE, BOLD, Box, clear_of, fit, hang, width_of

SIZE = 13.0  # of the letters
WIDTH, GUTTER = 1000.0, 150.0  # of the drawing, and of the names of the lanes
LEFT, RIGHT = GUTTER + 6, WIDTH - 10  # of the axis
RISE = 96.0  # how high the greatest level is drawn
ABOVE, UNDER, LEAST = 20.0, 6.0, 10.0  # of a lane: its words, its foot, and how high it is where nothing rises
FLAG, FLAG_ROWS, AXIS = 16.0, 5, 20.0


@dataclass(frozen=True, slots=True)
class Run:
    """A level over some days, as it is given: points from the least to the greatest, None where not known."""

    first: date
    last: date
    words: str
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class Word:
    """Words in the drawing, with what one reads on pointing at them, and the address behind them, if any."""

    words: str
    x: str
    y: str
    ends: bool = False  # at x, instead of beginning there
    title: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """A measure, or the total, over the days: the ground under its line, the line, what lies between or is unknown."""

    name: str
    full_name: str
    name_y: str
    base: str
    ground: str
    line: str
    between: str
    words: tuple[Word, ...]
    is_total: bool


@dataclass(frozen=True, slots=True)
class Steps:
    """The lanes one under the other below the axis, with the days on which something changes and the acts by which."""

    lanes: tuple[Lane, ...]
    ticks: tuple[Word, ...]
    flags: tuple[Word, ...]
    grid: str
    turns: str
    now: str
    width: str
    height: str


def steps(
    lanes: Sequence[tuple[str, str, Sequence[Run]]],
    flags: Iterable[tuple[date, str, str]],
    first: date,
    last: date,
    on: date | None = None,
) -> Steps:
    """Draw lanes (a short name, the full one, levels), the total first, from a day to a day.

    Flags are days with the names of acts and an address.
    """
    axis = scale(first, last, LEFT, RIGHT)
    flown = [(axis.x(day), words, address) for day, words, address in flags]
    hung = hang([(x, words) for x, words, _ in flown], GUTTER, WIDTH, SIZE, FLAG_ROWS)
    bottom = max((each.row + 1 for each in hung), default=0) * FLAG
    named = [
        _flag(*flag, row=each.row, short=each.words, ends=each.leftwards)
        for flag, each in zip(flown, hung, strict=True)
    ]
    boxes = [(each.begin - 2, each.end + 2, each.row * FLAG + 1, (each.row + 1) * FLAG + 1) for each in hung]
    days = ticks(axis, size=SIZE)
    top = bottom + AXIS
    boxes += [(tick.x + BEHIND - 2, tick.x + BEHIND + width_of(tick.words, SIZE), bottom + 3, top - 1) for tick in days]
    told = tuple(Word(tick.words, _n(tick.x + BEHIND), _n(top - 5)) for tick in days)
    most = max((run.high for *_, runs in lanes for run in runs if run.high is not None), default=Decimal(0))
    drawn = []
    a_point = RISE / float(most) if most else 0.0
    for place, (*names, runs) in enumerate(lanes):
        lane, top, taken = _lane(names, runs, axis, top, a_point, is_total=not place)
        drawn.append(lane)
        boxes += taken
    return Steps(
        lanes=tuple(drawn),
        ticks=told,
        flags=tuple(each for each in named if each.words),
        grid="".join(f"M{_n(tick.x)} {_n(bottom + 4)}V{_n(top)}" for tick in days),
        turns="".join(_upright(x, each.row * FLAG + 3, top, boxes) for (x, *_), each in zip(flown, hung, strict=True)),
        now=_upright(axis.x(on), bottom, top, boxes) if on and first <= on <= last else "",
        width=_n(WIDTH),
        height=_n(top + 2),
    )


def _flag(x: float, words: str, address: str, *, row: int, short: str, ends: bool) -> Word:
    return Word(short, _n(x - BESIDE if ends else x + BESIDE), _n(row * FLAG + 13), ends, words, address)


def _lane(
    names: Sequence[str], runs: Sequence[Run], axis: Scale, top: float, a_point: float, *, is_total: bool
) -> tuple[Lane, float, list[Box]]:
    """A lane, where the next one begins, and what no line runs through."""
    rise = max((float(run.high) for run in runs if run.high is not None), default=0.0) * a_point
    bottom = top + ABOVE + max(rise, LEAST) + UNDER
    base = bottom - UNDER
    ground, line, between = "", "", ""
    words, boxes = [], []
    before: Run | None = None
    size = SIZE * BOLD if is_total else SIZE
    for run in runs:
        begin, end = axis.x(run.first), axis.x(run.last, after=True)
        y = base - LEAST
        if run.high is None or run.low is None:
            between += _box(begin, end, base, y)
        else:
            y, low = base - float(run.high) * a_point, base - float(run.low) * a_point
            ground += _box(begin, end, base, y)
            joined = before and before.high is not None and (run.first - before.last).days == 1
            line += f"{'' if joined else f'M{_n(begin)} {_n(y)}'}V{_n(y)}H{_n(end)}"
            between += _box(begin, end, low, y) if low != y else ""
        before = run
        if text := _short(run.words, end - begin - 6, size):
            words.append(Word(text, _n(begin + 4), _n(y - 4), title=run.words))
            boxes.append((begin + 2, begin + 6 + width_of(text, size), y - 15, y))
    cut = fit(names[0], GUTTER - 10, SIZE * BOLD)
    lane = Lane(
        cut, names[-1], _n(base - 2), f"M0 {_n(base)}H{_n(WIDTH)}", ground, line, between, tuple(words), is_total
    )
    return lane, bottom, boxes


def _short(words: str, room: float, size: float) -> str:
    """The words, or their beginning that says something alone, where there is room for it whole."""
    for text in (words, *(words.partition(end)[0] for end in (":", " to ", " on "))):
        if width_of(text, size) <= room:
            return text
    return ""


def _upright(x: float, top: float, bottom: float, boxes: Sequence[Box]) -> str:
    return "".join(f"M{_n(x)} {_n(begin)}V{_n(end)}" for begin, end in clear_of(boxes, x, top, bottom))


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _box(begin: float, end: float, base: float, y: float) -> str:
    return f"M{_n(begin)} {_n(base)}V{_n(y)}H{_n(end)}V{_n(base)}z"
