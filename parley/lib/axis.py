"""A stretch of days as an axis: where each day stands, and which days it names.

Arithmetic on plain values: nothing here knows of Django, the database or the clock.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from parley.lib.documents import MONTHS
from parley.lib.lettering import width_of

FOLD = 40.0  # how wide a folded stretch of days is drawn
BEHIND = 4.0  # from a line of the axis to the words that name its day


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
