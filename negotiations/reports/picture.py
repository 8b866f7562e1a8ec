"""The timeline's drawing: lanes, marks, bars and lines as the paths and words of an SVG, for pages and papers alike."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from django.urls import reverse

from negotiations import drawing
from negotiations.drawing import Placed, Span
from negotiations.models import Position
from negotiations.reports.days import say_days, say_position, say_stretch
from negotiations.reports.shapes import DrawnRate, Flag, Group, Label, Lane, Mark, Paths, Picture
from negotiations.selectors.duties import Bar, Bars
from negotiations.selectors.timeline import Timeline
from parley.lib import axis as axes
from parley.lib import lettering
from parley.lib.asof import say_day
from parley.lib.axis import Scale
from parley.lib.documents import MONTHS
from parley.lib.lettering import Box
from tariffs.law import Status

WIDTH, GUTTER = 1120.0, 118.0  # of the drawing, and of the names of the lanes
LEFT, RIGHT = GUTTER + 16, WIDTH - 10  # of the axis
SIZE = 12.0  # of the letters
ROW, ROW_OF_BARS, EDGE = 24.0, 22.0, 5.0
FLAG, FLAG_ROWS = 16.0, 6  # more flags than have room go without words
KINDS = {
    Status.IN_FORCE: "measure-bar",
    Status.ANNULLED: "measure-bar annulled",
    Status.SUSPENDED: "measure-bar suspended",
}


def picture(seen: Timeline, *, most: float = math.inf) -> Picture:
    """Draw what is seen. `most` is how high the head and the lanes of one group may be together: what does not go into
    one lane or group of that height follows in another."""
    events = [day for row in seen.positions for day in (row.starts_on, row.ends_on) if day]
    events += [row.starts_on for row in seen.rounds] + [row.falls_on for row in seen.deadlines] + [seen.as_of.on]
    asked = seen.choice.first and seen.choice.last  # days that were asked for are drawn as they are
    folds = () if asked else drawing.quiet_stretches(events, seen.first, seen.last)
    pen = _Pen(seen, axes.scale(seen.first, seen.last, LEFT, RIGHT, folds))
    flags, ticks, lines, head = pen.head()
    return Picture(
        width=WIDTH,
        gutter=GUTTER,
        head=head,
        flags=flags,
        ticks=ticks,
        lines=lines,
        groups=(*pen.issues(most - head), *pen.measures(most - head)),
        folds=tuple(say_days(first, last) for first, last in folds),
    )


class _Pen:
    """Draws one timeline on one axis."""

    def __init__(self, seen: Timeline, axis: Scale) -> None:
        self.seen, self.axis, self.on = seen, axis, seen.as_of.on
        self.root = reverse("negotiations:negotiation_detail", args=[seen.negotiation.key])
        self.measures_root = reverse("tariffs:measure_list")
        self.clocks = seen.as_of.query
        self.flags = [*self.deadlines(), *sorted(self.days(), key=lambda flag: flag.first)]
        self.ticks = axes.ticks(axis, size=SIZE)
        self.upright = {
            "grid-line": [tick.x for tick in self.ticks],
            "round-line": [],
            "deadline-line": [],
            "now-line": [],
        }
        for flag in self.flags:
            self.upright[flag.kind].append(axis.x(flag.first))
        days = [(flag.first, flag.last) for flag in self.flags if flag.kind == "round-line"]
        self.bands = [(axis.x(first), max(axis.x(last, after=True), axis.x(first) + 2)) for first, last in days]

    def issues(self, most: float) -> Iterator[Group]:
        rows = (most - 2 * EDGE) / ROW  # as many positions have room in a lane, if each takes a row
        cells: defaultdict[tuple[int, int], list[Position]] = defaultdict(list)
        for position in self.seen.positions:
            cells[position.issue_id, position.party_id].append(position)
        titles = {issue.pk: issue.title for issue in self.seen.choice.agenda}
        for issue in self.seen.issues:
            lanes = [
                (party.name, held[begin : begin + a_lane])
                for party in self.seen.choice.parties
                if (held := cells.get((issue.pk, party.pk)))
                for a_lane in [int(min(rows, len(held)))]
                for begin in range(0, len(held), a_lane)
            ]
            if lanes:
                address = f"{self.root}issues/{issue.key}/{self.clocks}"
                drawn = (self.positions(name, held, f"{address}#") for name, held in lanes)
                for share in _shares(drawn, most):
                    yield self.group(issue.title, titles.get(issue.parent_id or 0, ""), address, _stacked(share))

    def measures(self, most: float) -> Iterator[Group]:
        for share in _shares(map(self.rates, self.seen.measures), most):
            yield self.group("Duties", "", f"{self.measures_root}{self.clocks}", _stacked(share))

    def group(self, title: str, part_of: str, address: str, lanes: tuple[Lane, ...]) -> Group:
        edges = "".join(f"M0 {_n(lane.top)}H{WIDTH:.0f}" for lane in lanes if lane.top)
        tall = sum(lane.height for lane in lanes)
        boxes = [box for lane in lanes for box in lane.boxes]
        return Group(title, part_of, address, lanes, (*self.lines(0, tall, boxes), ("lane-edge", edges)))

    def positions(self, name: str, held: Sequence[Position], address: str) -> Lane:
        spans = [
            Span(row.starts_on, min(row.ends_on or self.on, self.on), row.words, held=not self.ended(row))
            for row in held
        ]
        placed, rows = drawing.place(spans, self.axis, SIZE)
        marks = (self.position(row, at, address) for row, at in zip(held, placed, strict=True))
        return Lane(name, _cut(name), height=rows * ROW + 2 * EDGE, marks=tuple(marks))

    def position(self, position: Position, at: Placed, address: str) -> Mark:
        top = EDGE + at.row * ROW
        y = top + 15
        line = f"M{_n(at.x)} {_n(y)}H{_n(at.end)}"
        if self.ended(position):
            line += "m0-4v8"
        if at.began_earlier:
            line += f"M{_n(at.x - 11)} {_n(y - 4)}l-4 4 4 4"
        wide = lettering.width_of(at.label, SIZE)
        begin = min(at.x - 9, at.label_x - wide if at.leftwards else at.x)
        end = max(at.end, at.x + 9, at.x if at.leftwards else at.label_x + wide)
        # A label stands on its line, or beside the mark where there is no line to stand on.
        label_y = y + 4 if at.leftwards or at.end < at.x + drawing.LEAD + 6 else y - 4
        quiet = " quiet" if position.rank == Position.Rank.DEPRECATED else ""
        kind = f"label{' label-quiet' if quiet else ''}{' label-end' if at.leftwards else ''}"
        return Mark(
            address=f"{address}{position.key}",
            title=say_position(position, self.on),
            ground=_box(max(begin - 3, GUTTER), min(end + 3, WIDTH), top + 1, ROW - 2),
            line_kind=f"run{quiet}",
            line=line,
            kind=f"mark mark-{position.stance}",
            shape=f"M{_n(at.x)} {_n(y)}{drawing.SHAPES[position.stance]}",
            label=_label(at.label, at.label_x, label_y, kind) if at.label else None,
        )

    def ended(self, position: Position) -> bool:
        return position.ends_on is not None and position.ends_on <= self.on

    def rates(self, measure: Bars) -> Lane:
        edges = [[self.edges(each.first, each.last) for each in bar.stretches] for bar in measure.bars]
        words = [self.words(bar, each) for bar, each in zip(measure.bars, edges, strict=True)]
        ends = [
            max(each[-1][1], *(x + lettering.width_of(text, SIZE) for text, x, _ in told))
            for each, told in zip(edges, words, strict=True)
        ]
        rows = drawing.pack((each[0][0], end) for each, end in zip(edges, ends, strict=True))
        rates = []
        for bar, each, told, end, row in zip(measure.bars, edges, words, ends, rows, strict=True):
            top = EDGE + row * ROW_OF_BARS
            how = "; ".join(map(say_stretch, bar.stretches))
            stretches = [
                (KINDS[stretch.status], _box(*sides, top + 3, ROW_OF_BARS - 6))
                for stretch, sides in zip(bar.stretches, each, strict=True)
            ]
            rates.append(
                DrawnRate(
                    address=f"{self.measures_root}{measure.key}/{self.clocks}{f'#{bar.key}' if bar.key else ''}",
                    title=f"{measure.name}: {bar.full_words}; {how}.",
                    ground=_box(each[0][0] - 2, end + 2, top, ROW_OF_BARS - 1),
                    stretches=tuple(stretches),
                    labels=tuple(_label(text, x, top + 15, kind) for text, x, kind in told),
                )
            )
        height = (max(rows) + 1) * ROW_OF_BARS + 2 * EDGE
        return Lane(measure.short_name, _cut(measure.short_name), height=height, rates=tuple(rates))

    def edges(self, first: date | None, last: date | None) -> tuple[float, float]:
        begin = self.axis.x(first) if first else self.axis.left
        return begin, max(self.axis.x(last, after=True) if last else self.axis.right, begin + 2)

    def words(self, bar: Bar, edges: Sequence[tuple[float, float]]) -> list[tuple[str, float, str]]:
        """What stands on a bar, from where, and its class: on each stretch with room for it, else beside the bar."""
        told = []
        for stretch, (begin, end) in zip(bar.stretches, edges, strict=True):
            how = "" if stretch.status is Status.IN_FORCE else f", {stretch.status}"
            texts = [bar.full_words + how, bar.words + how]
            if text := next((text for text in texts if lettering.width_of(text, SIZE) + 12 <= end - begin), ""):
                told.append((text, begin + 6, "label label-bar"))
        wide, end = lettering.width_of(bar.words, SIZE), edges[-1][1]
        beside = end + 5 if end + 5 + wide <= self.axis.right else max(edges[0][0] - 5 - wide, GUTTER)
        return told or [(bar.words, beside, "label")]

    def head(self) -> tuple[tuple[Flag, ...], tuple[Label, ...], Paths, float]:
        """The names above the lanes: deadlines, then rounds and the day itself, then the days of the axis; the lines
        behind these; and how high all stand."""
        flags: list[tuple[Flag, float]] = []  # each with where its line begins
        bottom = 2.0
        for drawn in (
            [flag for flag in self.flags if flag.kind == "deadline-line"],
            [flag for flag in self.flags if flag.kind != "deadline-line"],
        ):
            letters = SIZE if drawn and drawn[0].kind == "deadline-line" else SIZE * lettering.BOLD
            at = [(self.axis.x(flag.first), flag.words) for flag in drawn]
            hung = lettering.hang(at, GUTTER, WIDTH - 2, letters, FLAG_ROWS)
            for flag, (x, _), each in zip(drawn, at, hung, strict=True):
                y = bottom + each.row * FLAG
                kind = "label label-end" if each.leftwards else "label"
                beside = x - lettering.BESIDE if each.leftwards else x + lettering.BESIDE
                label = _label(each.words, beside, y + 12, kind, letters) if each.words else None
                flags.append((replace(flag, label=label), y + 2))
            bottom += max((each.row + 1 for each in hung), default=0) * FLAG
        head = bottom + FLAG + 4
        ticks = [_label(tick.words, tick.x + axes.BEHIND, head - 5, "tick") for tick in self.ticks]
        boxes = [label.box for label in (*ticks, *(flag.label for flag, _ in flags)) if label]
        named = tuple(
            replace(flag, line=_upright(self.axis.x(flag.first), begin, head, boxes)) for flag, begin in flags
        )
        for first, _ in self.axis.folds:
            ticks.append(Label("· · ·", _n(self.axis.x(first) + axes.FOLD / 2), _n(head - 5), "tick fold-mark"))
        return named, tuple(ticks), self.lines(head - 16, head, boxes), head

    def deadlines(self) -> Iterator[Flag]:
        for row in self.seen.deadlines:
            day = row.falls_on
            year = "" if day.year == self.on.year else f" {day.year}"
            words = f"{day.day} {MONTHS[day.month - 1]}{year}: {row.name}"
            address = f"{self.root}deadlines/{self.clocks}#{row.key}"
            yield Flag("deadline-line", address, f"Deadline, {say_day(day)}: {row.name}", words, day, day)

    def days(self) -> Iterator[Flag]:
        for row in self.seen.rounds:
            last = row.ends_on or row.starts_on
            title = ", ".join(filter(None, [f"Round {row.number}", say_days(row.starts_on, last), row.place]))
            address = f"{self.root}rounds/{row.number}/{self.clocks}"
            yield Flag("round-line", address, title, f"Round {row.number}", row.starts_on, last)
        if self.seen.first <= self.on <= self.seen.last:
            yield Flag("now-line", "", f"The day asked about: {say_day(self.on)}", say_day(self.on), self.on, self.on)

    def lines(self, top: float, bottom: float, boxes: Sequence[Box]) -> Paths:
        """What runs from top to bottom through the lanes, the quietest first; no line runs through words."""
        axis, tall = self.axis, bottom - top
        folds = "".join([_box(axis.x(first), axis.x(last, after=True), top, tall) for first, last in axis.folds])
        rounds = "".join([_box(first, last, top, tall) for first, last in self.bands])
        drawn = [(kind, "".join([_upright(x, top, bottom, boxes) for x in xs])) for kind, xs in self.upright.items()]
        found = (drawn[0], ("fold", folds), ("round-band", rounds), *drawn[1:])
        return tuple((kind, path) for kind, path in found if path)


def _shares(lanes: Iterable[Lane], most: float) -> Iterator[list[Lane]]:
    """The lanes in shares that are each no higher than that."""
    share: list[Lane] = []
    for lane in lanes:
        if share and sum(each.height for each in share) + lane.height > most:
            yield share
            share = []
        share.append(lane)
    if share:
        yield share


def _stacked(lanes: Iterable[Lane]) -> tuple[Lane, ...]:
    """The lanes one under the other."""
    top, stacked = 0.0, []
    for lane in lanes:
        stacked.append(replace(lane, top=top, name_y=_n(top + EDGE + 15)))
        top += lane.height
    return tuple(stacked)


def _cut(name: str) -> str:
    return lettering.fit(name, GUTTER - 14, SIZE)


def _label(words: str, x: float, y: float, kind: str, size: float = SIZE) -> Label:
    """Words on a line of writing, before x where they end there; on a bar, which covers all lines, they need no box."""
    if "label-bar" in kind:
        return Label(words, _n(x), _n(y), kind)
    wide = lettering.width_of(words, size)
    begin, end = (x - wide, x) if "label-end" in kind else (x, x + wide)
    return Label(words, _n(x), _n(y), kind, (begin - 2, end + 2, y - 11, y + 3))


def _upright(x: float, top: float, bottom: float, boxes: Iterable[Box]) -> str:
    return "".join([f"M{_n(x)} {_n(begin)}V{_n(end)}" for begin, end in lettering.clear_of(boxes, x, top, bottom)])


@lru_cache(maxsize=4096)  # the same days, rows and edges, lane after lane
def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _box(begin: float, end: float, top: float, height: float) -> str:
    return f"M{_n(begin)} {_n(top)}H{_n(end)}v{_n(height)}H{_n(begin)}z"
