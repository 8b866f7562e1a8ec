"""The geometry of a timeline: days become x, spans share rows, their words have the room that is left.

Arithmetic on plain values: nothing here knows of Django, the database or the clock.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from negotiations.lettering import GAP, fit, width_of

FOLD = 40.0  # how wide a folded stretch of days is drawn
FOLDED_DAYS = 60  # no shorter stretch is worth a fold
CROWD = 4  # with no more days than these on the axis there is room for all
SLACK = 4  # days that stay beside an event, so that it does not stand on the edge of a fold

REACH = 8.0  # half of a mark, with a hair of room
LEAD = 11.0  # from the middle of a mark to its label
LABEL = 170.0  # what a label may ask for; it gets more where the row is free
BEHIND = 4.0  # from a line of the axis to the words that name its day

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

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


@dataclass(frozen=True, slots=True)
class Scale:
    """Where the days of a stretch stand between two edges; the last day takes room too.

    `folds` are stretches of days without an event, first and last included, that are drawn `FOLD` wide.
    """

    first: date
    last: date
    left: float
    right: float
    folds: tuple[tuple[date, date], ...]
    _days: tuple[int, ...]
    _xs: tuple[float, ...]

    def x(self, day: date, *, after: bool = False) -> float:
        """The beginning of a day, or with `after` its end; a day outside stands on the edge."""
        number = day.toordinal() + after
        if number <= self._days[0]:
            return self.left
        if number >= self._days[-1]:
            return self.right
        place = bisect_right(self._days, number)
        day_before, day_after = self._days[place - 1], self._days[place]
        x_before, x_after = self._xs[place - 1], self._xs[place]
        return x_before + (x_after - x_before) * (number - day_before) / (day_after - day_before)

    @property
    def stretches(self) -> Iterator[tuple[date, date]]:
        """The days that are not folded, from first to last of each stretch."""
        begin = self.first.toordinal()
        for first, last in self.folds:
            yield date.fromordinal(begin), date.fromordinal(first.toordinal() - 1)
            begin = last.toordinal() + 1
        yield date.fromordinal(begin), self.last

    @property
    def pixels_a_day(self) -> float:
        """How much room a day has where nothing is folded."""
        days = sum(last.toordinal() - first.toordinal() + 1 for first, last in self.stretches)
        return (self.right - self.left - FOLD * len(self.folds)) / days


def scale(first: date, last: date, left: float, right: float, folds: Sequence[tuple[date, date]] = ()) -> Scale:
    """The scale of a stretch of days, both included. Refuses a last day before the first, and folds that do not
    lie within, in order and apart (ValueError)."""
    days = [first.toordinal()]
    for begin, end in folds:
        days += [begin.toordinal(), end.toordinal() + 1]
    days.append(last.toordinal() + 1)
    if any(late <= early for early, late in pairwise(days)):
        raise ValueError("The last day is before the first, or the folds are not in order and apart.")
    open_days = sum(days[place + 1] - days[place] for place in range(0, len(days), 2))
    a_day = (right - left - FOLD * len(folds)) / open_days
    xs = [left]
    for place in range(1, len(days)):
        xs.append(xs[-1] + (FOLD if place % 2 == 0 else a_day * (days[place] - days[place - 1])))
    return Scale(first, last, left, right, tuple(folds), tuple(days), tuple(xs))


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


@dataclass(frozen=True, slots=True)
class Tick:
    """A day that the axis names."""

    day: date
    x: float
    words: str


def ticks(axis: Scale, room: float = 68.0, size: float = 12.0) -> list[Tick]:
    """The days that the axis names: days, Mondays, months or years, whichever stand at least `room` apart.

    The first one and each that begins another year say the year. None is named whose words, of letters of some size,
    would run into the one before, into a fold or over the edge.
    """
    wanted = room / axis.pixels_a_day
    days, step = next(((days, step) for enough, days, step in _STEPS if wanted <= enough), _STEPS[-1][1:])
    found: list[Tick] = []
    taken = axis.left - room
    for first, last in axis.stretches:
        edge = axis.x(last, after=True)
        for day in days(first, last, step):
            x = axis.x(day)
            year = "" if found and found[-1].day.year == day.year else f" {day.year}"
            month = MONTHS[day.month - 1]
            words = f"{day.day} {month}{year}" if days is _every else f"{month}{year}"
            end = x + BEHIND + width_of(words, size)
            if x >= taken and end <= edge:
                found.append(Tick(day, x, words))
                taken = max(x + room * 0.8, end)
    return found


def _every(first: date, last: date, step: int) -> Iterator[date]:
    """Each day, or each Monday."""
    begin = first.toordinal()
    begin += (1 - begin) % step
    for number in range(begin, last.toordinal() + 1, step):
        yield date.fromordinal(number)


def _months(first: date, last: date, step: int) -> Iterator[date]:
    """The firsts of those months whose number since the year nought is a multiple of the step."""
    begin = first.year * 12 + first.month - 1 + (first.day > 1)
    begin += -begin % step
    for number in range(begin, last.year * 12 + last.month, step):
        if number >= 12:
            yield date(number // 12, number % 12 + 1, 1)


# Up to how many days there are to a tick: how the days of ticks follow each other, and by which step.
_STEPS = (
    (1, _every, 1),
    (7, _every, 7),
    *((31 * months, _months, months) for months in (1, 3, 6)),
    *((366 * years, _months, 12 * years) for years in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)),
)


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
