"""The timeline in words and lines: its drawing, which pages and papers share, and its file."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string
from django.urls import reverse

from negotiations import drawing
from negotiations.drawing import Placed, Scale, Span
from negotiations.models import Issue, Position, Sense
from negotiations.selectors.timeline import Bar, Bars, Timeline
from parley.lib.asof import say_day
from tariffs.law import Status

WIDTH, GUTTER = 1120.0, 118.0
LEFT, RIGHT = GUTTER + 16, WIDTH - 10  # of the axis
SIZE = 12.0  # of the letters
ROW, EDGE, BAR, FLAG = 24.0, 5.0, 16.0, 16.0
HEADING = 26.0
FLAG_ROWS = 6  # more flags than have room there go without words
SHEET = 545.0  # how high a drawing may be, so that it stands on a page of A4 across
A_SHEET = 16  # positions in a lane, so that no lane is higher than a sheet

STATUSES = {
    Status.IN_FORCE: ("", "charged"),
    Status.ANNULLED: ("annulled", "held unlawful but charged"),
    Status.SUSPENDED: ("suspended", "suspended"),
}


@dataclass(frozen=True, slots=True)
class Label:
    words: str
    x: str
    y: str
    kind: str = "label"


@dataclass(frozen=True, slots=True)
class Mark:
    """One link of the drawing: a position, or a rate under a measure; its paths and words."""

    address: str
    title: str
    ground: str
    paths: tuple[tuple[str, str], ...]  # class and path
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Lane:
    name: str
    full_name: str
    top: str
    height: str
    name_y: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """An issue with a lane for each party that holds something on it; or the duties, with a lane for each measure."""

    title: str
    part_of: str
    address: str
    lanes: tuple[Lane, ...]
    height: float
    lines: tuple[tuple[str, str], ...]  # what runs through all lanes: class and path

    @property
    def tall(self) -> str:
        return f"{self.height:.0f}"


@dataclass(frozen=True, slots=True)
class Flag:
    """A round, a deadline or the day itself, named above the lanes."""

    kind: str
    address: str
    title: str
    label: Label
    line: str


@dataclass(frozen=True, slots=True)
class Head:
    height: float
    flags: tuple[Flag, ...]
    ticks: tuple[Label, ...]
    lines: tuple[tuple[str, str], ...]

    @property
    def tall(self) -> str:
        return f"{self.height:.0f}"


@dataclass(frozen=True, slots=True)
class Picture:
    """The drawing of one page of the timeline, ready for its template."""

    head: Head
    groups: tuple[Group, ...]
    folds: tuple[str, ...]  # in words
    empty: tuple[Issue, ...]  # the page's issues without a lane
    width: str = f"{WIDTH:.0f}"
    gutter: str = f"{GUTTER:.0f}"


def picture(seen: Timeline, *, a_lane: int | None = None) -> Picture:
    """Draw what is seen; `a_lane` positions at most in one lane, the rest in lanes that continue it."""
    events = [day for row in seen.positions for day in (row.starts_on, row.ends_on) if day]
    events += [row.starts_on for row in seen.rounds] + [row.falls_on for row in seen.deadlines] + [seen.as_of.on]
    asked = seen.choice.first and seen.choice.last
    folds = () if asked else drawing.quiet_stretches(events, seen.first, seen.last)
    axis = drawing.scale(seen.first, seen.last, LEFT, RIGHT, folds)
    painter = _Painter(seen, axis)
    groups = [*painter.issues(a_lane), *painter.measures()]
    drawn = {row.issue_id for row in seen.positions}
    return Picture(
        head=painter.head(),
        groups=tuple(groups),
        folds=tuple(f"{say_day(first)} to {say_day(last)}" for first, last in folds),
        empty=tuple(issue for issue in seen.issues if issue.pk not in drawn),
    )


class _Painter:
    """Draws one timeline on one axis."""

    def __init__(self, seen: Timeline, axis: Scale) -> None:
        self.seen, self.axis = seen, axis
        self.root = reverse("negotiations:negotiation_detail", args=[seen.negotiation.key])
        self.measure_root = reverse("tariffs:measure_list")
        self.clocks = seen.as_of.query
        self.ticks = drawing.ticks(axis)

    def issues(self, a_lane: int | None) -> Iterator[Group]:
        cells: defaultdict[int, defaultdict[int, list[Position]]] = defaultdict(lambda: defaultdict(list))
        for position in self.seen.positions:
            cells[position.issue_id][position.party_id].append(position)
        for issue in self.seen.issues:
            lanes: list[tuple[str, Sequence[Position]]] = []
            for party in self.seen.parties:
                held = cells[issue.pk][party.pk] if issue.pk in cells else []
                for begin in range(0, len(held), a_lane or len(held) or 1):
                    lanes.append((party.name, held[begin : begin + a_lane] if a_lane else held))
            if lanes:
                parent = getattr(issue, "part_of", "")
                yield self.group(issue.title, parent, self.address(f"issues/{issue.key}/"), lanes, self.positions)

    def measures(self) -> Iterator[Group]:
        if self.seen.measures:
            lanes = [(measure.short_name, measure) for measure in self.seen.measures]
            yield self.group("Duties", "", f"{self.measure_root}{self.clocks}", lanes, self.bars)

    def group(self, title: str, part_of: str, address: str, lanes: Sequence, paint: Callable) -> Group:
        top, painted = 0.0, []
        for name, held in lanes:
            marks, rows, tall = paint(held, top + EDGE)
            height = rows * tall + 2 * EDGE
            cut = drawing.fit(name, GUTTER - 14, SIZE)
            painted.append(Lane(cut, name, _n(top), _n(height), _n(top + EDGE + 15), marks))
            top += height
        edges = "".join(f"M0 {lane.top}H{WIDTH:.0f}" for lane in painted)
        return Group(title, part_of, address, tuple(painted), top, (*self.lines(0, top), ("lane-edge", edges)))

    def positions(self, held: Sequence[Position], top: float) -> tuple[tuple[Mark, ...], int, float]:
        on = self.seen.as_of.on
        spans = [Span(row.starts_on, min(row.ends_on or on, on), row.words) for row in held]
        placed, rows = drawing.place(spans, self.axis, SIZE)
        marks = (self.mark(row, each, top + each.row * ROW) for row, each in zip(held, placed, strict=True))
        return tuple(marks), rows, ROW

    def mark(self, position: Position, at: Placed, top: float) -> Mark:
        y, on = top + 15, self.seen.as_of.on
        ended = position.ends_on is not None and position.ends_on <= on
        run = f"M{_n(at.x)} {_n(y)}H{_n(at.end)}" + ("m0-4v8" if ended else "")
        if at.began_earlier:
            run += f"M{_n(at.x - 11)} {_n(y - 4)}l-4 4 4 4"
        bare = at.end - at.x < drawing.LEAD + 4  # no line to stand on
        label_y = y + 4 if bare or at.leftwards else y - 4
        begin = at.x - drawing.LEAD - drawing.width_of(at.label, SIZE) if at.leftwards and at.label else at.x - 10
        end = max(at.end, at.x + 10, 0 if at.leftwards else at.label_x + drawing.width_of(at.label, SIZE))
        quiet = position.rank == Position.Rank.DEPRECATED
        kind = f"label{' label-quiet' if quiet else ''}{' label-end' if at.leftwards else ''}"
        return Mark(
            address=f"{self.address(f'issues/{position.issue.key}/')}#{position.key}",
            title=told(position, on),
            ground=_box(max(begin - 2, GUTTER), top + 1, min(end + 2, WIDTH), ROW - 2),
            paths=(
                ("run run-quiet" if quiet else "run", run),
                (f"mark mark-{position.stance}", f"M{_n(at.x)} {_n(y)}{drawing.SHAPES[position.stance]}"),
            ),
            labels=(Label(at.label, _n(at.label_x), _n(label_y), kind),) if at.label else (),
        )

    def bars(self, measure: Bars, top: float) -> tuple[tuple[Mark, ...], int, float]:
        places = [self.stretches(bar) for bar in measure.bars]
        rows = drawing.pack((edges[0][0], max(edges[-1][1], until)) for edges, until, _ in places)
        marks = (
            self.bar(measure, bar, place, top + row * (BAR + 6))
            for bar, place, row in zip(measure.bars, places, rows, strict=True)
        )
        return tuple(marks), max(rows) + 1, BAR + 6

    def stretches(self, bar: Bar) -> tuple[list[tuple[float, float]], float, list[tuple[str, float]]]:
        """The edges of each stretch, the end of the words, and the words with their x: inside where there is room."""
        edges = [
            (self.axis.x(each.first) if each.first else self.axis.left,
             max(self.axis.x(each.last, after=True) if each.last else self.axis.right, self.axis.x(each.first or self.seen.first) + 2))
            for each in bar.stretches
        ]  # fmt: skip
        words = []
        for each, (begin, end) in zip(bar.stretches, edges, strict=True):
            text = f"{bar.words}, {each.status}" if each.status is not Status.IN_FORCE else bar.words
            if drawing.width_of(text, SIZE) + 12 <= end - begin:
                words.append((text, begin + 6))
        if words:
            return edges, edges[-1][1], words
        wide, end = drawing.width_of(bar.words, SIZE), edges[-1][1]
        x = end + 5 if end + 5 + wide <= self.axis.right else max(edges[0][0] - 5 - wide, self.axis.left)
        return edges, x + wide, [(bar.words, x)]

    def bar(self, measure: Bars, bar: Bar, place, top: float) -> Mark:
        edges, until, words = place
        shapes = [
            (f"measure-bar {STATUSES[each.status][0]}".rstrip(), _box(begin, top + 3, end, BAR))
            for each, (begin, end) in zip(bar.stretches, edges, strict=True)
        ]
        address = f"{self.measure_root}{measure.key}/{self.clocks}{f'#{bar.key}' if bar.key else ''}"
        return Mark(
            address=address,
            title=f"{measure.name}: {bar.title}. {'; '.join(map(say_stretch, bar.stretches)).capitalize()}.",
            ground=_box(edges[0][0] - 2, top + 1, max(edges[-1][1], until) + 2, BAR + 4),
            paths=tuple(shapes),
            labels=tuple(Label(text, _n(x), _n(top + BAR - 1)) for text, x in words),
        )

    def head(self) -> Head:
        """Names over the lanes: deadlines, then rounds and the day itself, then the days of the axis."""
        flags: list[Flag] = []
        height = FLAG
        for named in (list(self.deadlines()), list(self.days())):
            drafts = [self.flag(x, words) for _, _, _, x, words, _ in named]
            rows = drawing.pack((begin, end) for begin, end, _, _ in drafts)
            deep = min(max(rows, default=-1) + 1, FLAG_ROWS)
            bottom = height + deep * FLAG
            for (kind, address, title, x, words, _), (_, _, text_x, end), row in zip(named, drafts, rows, strict=True):
                y = height + min(row, FLAG_ROWS) * FLAG
                text = drawing.fit(words, 190, SIZE) if row < FLAG_ROWS else ""
                label = Label(text, _n(text_x), _n(y), f"label{' label-end' if end else ''}")
                flags.append(Flag(kind, address, title, label, f"M{_n(x)} {_n(y - 11)}V"))
            height = bottom
        height += 8
        tall = height + 4
        return Head(
            height=tall,
            flags=tuple(Flag(f.kind, f.address, f.title, f.label, f"{f.line}{tall:.0f}") for f in flags),
            ticks=tuple(Label(tick.words, _n(tick.x + 3), _n(height - 2)) for tick in self.ticks),
            lines=self.lines(height - 14, tall)[:1],
        )

    def flag(self, x: float, words: str) -> tuple[float, float, float, bool]:
        """From where to where a flag's words stand, their x, and whether they stand before the line."""
        wide = min(drawing.width_of(words, SIZE), 190)
        if x + 4 + wide <= WIDTH:
            return x, x + 4 + wide, x + 4, False
        return x - 4 - wide, x, x - 4, True

    def deadlines(self) -> Iterator[tuple]:
        for row in self.seen.deadlines:
            address = f"{self.address('deadlines/')}#{row.key}"
            words = f"{row.falls_on.day} {drawing.MONTHS[row.falls_on.month - 1]}: {row.name}"
            yield "deadline-line", address, f"Deadline, {say_day(row.falls_on)}: {row.name}", self.axis.x(row.falls_on), words, row

    def days(self) -> Iterator[tuple]:
        found = []
        for row in self.seen.rounds:
            title = f"Round {row.number}, {say_days(row.starts_on, row.ends_on or row.starts_on)}"
            title += f", {row.place}" if row.place else ""
            address = self.address(f"rounds/{row.number}/")
            found.append(("round-line", address, title, self.axis.x(row.starts_on), f"Round {row.number}", row))
        on = self.seen.as_of.on
        if self.seen.first <= on <= self.seen.last:
            found.append(("now-line", "", f"The day asked about: {say_day(on)}", self.axis.x(on), say_day(on), None))
        yield from sorted(found, key=lambda each: each[3])

    def lines(self, top: float, bottom: float) -> tuple[tuple[str, str], ...]:
        """What runs from top to bottom through the lanes, the quietest first."""
        tall = f"{bottom - top:.1f}"
        folds = "".join(
            _box(self.axis.x(first), top, self.axis.x(last, after=True), bottom - top) for first, last in self.axis.folds
        )
        bands = "".join(
            _box(self.axis.x(row.starts_on), top, max(self.axis.x(row.ends_on or row.starts_on, after=True), self.axis.x(row.starts_on) + 2), bottom - top)
            for row in self.seen.rounds
        )
        upright = {
            "grid-line": [tick.x for tick in self.ticks],
            "round-line": [self.axis.x(row.starts_on) for row in self.seen.rounds],
            "deadline-line": [self.axis.x(row.falls_on) for row in self.seen.deadlines],
            "now-line": [self.axis.x(self.seen.as_of.on)] if self.seen.first <= self.seen.as_of.on <= self.seen.last else [],
        }
        drawn = [(kind, "".join(f"M{_n(x)} {_n(top)}v{tall}" for x in xs)) for kind, xs in upright.items()]
        return drawn[0], ("fold", folds), ("round-band", bands), *drawn[1:]

    def address(self, page: str) -> str:
        return f"{self.root}{page}{self.clocks}"


def told(position: Position, on: date) -> str:
    """A position in one sentence: who holds what, how much, on which condition, from when to when."""
    measured = f" ({say_quantity(position)})" if position.measured else ""
    condition = f" If: {position.condition.rstrip('.')}." if position.condition else ""
    rank = " Ranked deprecated." if position.rank == Position.Rank.DEPRECATED else ""
    words = f"{position.words.rstrip('.')}{measured}."
    return f"{position.party.name} {position.get_stance_display().lower()}: {words}{condition} {say_span(position, on)}.{rank}"


def say_span(position: Position, on: date) -> str:
    """From when to when a position was held, as seen on a day."""
    if position.ends_on is None or position.ends_on > on:
        return f"From {say_day(position.starts_on)}, held on {say_day(on)}"
    how = f", {position.get_ending_display().lower()}" if position.ending else ""
    return f"{say_days(position.starts_on, position.ends_on)}{how}"


def say_quantity(position: Position) -> str:
    """14 percentage points, with what it is: to, by or about."""
    if not position.measured:
        return ""
    return f"{'about' if position.sense == Sense.ABOUT else position.sense} {position.measured}"


def say_stretch(stretch) -> str:
    words = STATUSES[stretch.status][1]
    if stretch.last is None:
        return f"{words} from {say_day(stretch.first)}" if stretch.first else words
    if stretch.first is None:
        return f"{words} to {say_day(stretch.last)}"
    return f"{words} {'on' if stretch.first == stretch.last else 'from'} {say_days(stretch.first, stretch.last)}"


def say_days(first: date, last: date) -> str:
    """1 April to 9 July 2025; one day where they are the same."""
    if first == last:
        return say_day(first)
    return f"{say_day(first).removesuffix(f' {last.year}')} to {say_day(last)}"


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _box(begin: float, top: float, end: float, height: float) -> str:
    return f"M{_n(begin)} {_n(top)}H{_n(end)}v{_n(height)}H{_n(begin)}z"
