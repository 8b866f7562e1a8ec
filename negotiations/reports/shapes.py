"""The parts of a drawn timeline, as its template takes them: addresses, words and the paths of an SVG."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from parley.lib.lettering import Box

type Paths = tuple[tuple[str, str], ...]  # class and path
NOWHERE: Box = (0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Label:
    words: str
    x: str
    y: str
    kind: str = "label"
    box: Box = NOWHERE  # what no line runs through


@dataclass(frozen=True, slots=True)
class Mark:
    """A position: its link, its line and its shape with their classes, and its label where there is room for one."""

    address: str
    title: str
    ground: str  # what can be hit
    line_kind: str
    line: str
    kind: str
    shape: str
    label: Label | None


@dataclass(frozen=True, slots=True)
class DrawnRate:
    """A rate under a measure: its link, its stretches and its words."""

    address: str
    title: str
    ground: str
    stretches: Paths
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Lane:
    """What one party holds on an issue, or the rates under one measure."""

    name: str
    cut_name: str
    height: float
    top: float = 0
    name_y: str = ""
    marks: tuple[Mark, ...] = ()
    rates: tuple[DrawnRate, ...] = ()

    @property
    def boxes(self) -> Iterator[Box]:
        """Where words stand, from the top of all lanes."""
        labels = [mark.label for mark in self.marks if mark.label]
        for label in (*labels, *(label for rate in self.rates for label in rate.labels)):
            begin, end, top, bottom = label.box
            yield begin, end, top + self.top, bottom + self.top


@dataclass(frozen=True, slots=True)
class Group:
    """An issue with the lanes of the parties; or the duties, with a lane for each measure."""

    title: str
    part_of: str
    address: str
    lanes: tuple[Lane, ...]
    lines: Paths

    @property
    def height(self) -> float:
        return sum(lane.height for lane in self.lanes)

    @property
    def tall(self) -> str:
        return f"{self.height:.0f}"


@dataclass(frozen=True, slots=True)
class Flag:
    """A round, a deadline or the day itself, named above the lanes."""

    kind: str
    address: str
    title: str
    words: str
    first: date
    last: date
    label: Label | None = None
    line: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """The drawing of a timeline, ready for its template."""

    width: float
    gutter: float  # for the names of the lanes
    head: float
    flags: tuple[Flag, ...]
    ticks: tuple[Label, ...]
    lines: Paths
    groups: tuple[Group, ...]
    folds: tuple[str, ...]  # in words

    @property
    def wide(self) -> str:
        return f"{self.width:.0f}"

    @property
    def names_wide(self) -> str:
        return f"{self.gutter:.0f}"
