"""The parts of a drawn timeline, as its template takes them: addresses, words and the paths of an SVG."""

from dataclasses import dataclass
from datetime import date

type Paths = tuple[tuple[str, str], ...]  # class and path


@dataclass(frozen=True, slots=True)
class Label:
    words: str
    x: str
    y: str
    kind: str = "label"


@dataclass(frozen=True, slots=True)
class Mark:
    """One link of the drawing: a position, or a rate under a measure."""

    address: str
    title: str
    ground: str  # what can be hit
    paths: Paths
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Lane:
    """What one party holds on an issue, or the rates under one measure."""

    name: str
    cut_name: str
    name_y: str
    top: float
    height: float
    marks: tuple[Mark, ...]


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
