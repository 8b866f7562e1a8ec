"""The rows of the rate matrix: each figure with its words, what it rests on, and where it leads."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.urls import reverse

from negotiations import convergence
from negotiations.convergence import Gap, Stand
from negotiations.models import Party, Position
from negotiations.selectors.claims import Talks
from negotiations.selectors.evidence import Evidence
from parley.lib.asof import say_day
from tariffs.duty import Ladder, Layer
from tariffs.expressions import AdValorem, Free
from tariffs.models import Measure, RatePart
from tariffs.selectors.addresses import LINE, duty_address
from tariffs.selectors.law import Law
from tariffs.selectors.sectors import SCHEDULE, Region, SectorDuty, base_of, rate_span, total_span
from tariffs.spans import Span, plain, span

PARTLY = ("on part of these goods",)

BEHIND = "#behind"  # the positions of the matrix, on which a gap rests, and a cell of several


@dataclass(frozen=True, slots=True)
class Charged:
    """What is charged on a sector's goods by the schedule or a measure: of the law alone, and kept with it.

    `rates` are the keys of those behind it, `level` is the highest percent.
    """

    span: Span
    rates: frozenset[str]
    level: Decimal = Decimal(0)
    yields_to: str = ""
    words: tuple[str, ...] = ()


@dataclass(slots=True)
class Cell:
    """One figure of the matrix: the span, the words under it, what it rests on, and to what it gave way."""

    span: Span
    address: str = ""
    words: tuple[str, ...] = ()
    full: tuple[str, ...] = ()  # the same without the shortness of a cell, where that says more
    yields_to: str = ""
    notes: tuple[int, ...] = ()
    is_difference: bool = False
    silence: str = "–"  # what stands where there is nothing
    text: str = ""
    rest: str = ""  # of the goods of which it is not known

    def __post_init__(self) -> None:
        told, self.rest = self.span.difference() if self.is_difference else self.span.rate()
        self.text = told or self.silence

    @property
    def is_blank(self) -> bool:
        return self.span.nothing and not self.words

    @property
    def heat(self) -> str:
        """The class of a rate by its size, of a range by its upper end; none where something is unknown or yields."""
        heat = None if self.yields_to or self.is_difference else self.span.heat
        return "" if heat is None else f" heat-{heat}"


@dataclass(slots=True)
class Row:
    """A sector with its figures, one for each column."""

    duty: SectorDuty
    address: str
    base: Cell
    measures: list[Cell]
    total: Cell
    sought: Cell
    offered: Cell
    gap: Cell
    names: tuple[str, ...]  # of base, measures, total and gap

    @property
    def cells(self) -> tuple[Cell, ...]:
        return (self.base, *self.measures, self.total, self.sought, self.offered, self.gap)


@dataclass(slots=True)
class Rows:
    """Makes the rows of one matrix; `used` are the keys of the positions that some cell rests on, in their order."""

    law: Law
    talks: Talks
    evidence: Evidence
    parts: Mapping[str, list[RatePart]]
    importer: Party
    origin: Party
    used: dict[str, None] = field(default_factory=dict)
    halted: dict[str, None] = field(default_factory=dict)
    _stands: dict[Any, tuple[Stand | None, Stand | None, Gap]] = field(default_factory=dict)
    _pages: dict[int, str] = field(default_factory=dict)
    sectors: str = ""  # the addresses of sectors begin so, and end in the query or in the tail, which names the pair
    query: str = ""
    tail: str = ""

    def __post_init__(self) -> None:
        self.sectors = reverse("tariffs:sector_list")
        self.query = self.law.as_of.query
        pair = f"importer={self.importer.economy.code}&origin={self.origin.economy.code}"
        self.tail = f"{self.query}&{pair}" if self.query else f"?{pair}"

    def ladder(self, duty: SectorDuty) -> str:
        """The page of the duty on the sector's goods, where these are one line."""
        codes = duty.goods.listed
        code = next(iter(codes)) if len(codes) == 1 else ""
        pair = self.importer.economy, self.origin.economy
        return duty_address(code, *pair, self.law.as_of) if len(code) >= LINE else ""

    def row(self, duty: SectorDuty, measures: Sequence[Measure]) -> Row:
        address = f"{self.sectors}{duty.sector.key}/{self.tail}"
        sought, offered, gap = self.stands(duty)
        return Row(
            duty=duty,
            address=address,
            base=self.base(duty, address),
            measures=[self.measure(duty, measure, address) for measure in measures],
            total=Cell(
                self.law.once(("total", id(duty)), lambda: total_span(duty.ladders)),
                self.ladder(duty) or address,
                () if measures else ("base rate only",),
            ),
            sought=sought,
            offered=offered,
            gap=gap,
            names=("Base rate", *(measure.short_name for measure in measures), "Total", "Gap"),
        )

    def base(self, duty: SectorDuty, address: str) -> Cell:
        found = self.law.once(("base", id(duty)), lambda: _base(self.law, duty))
        return Cell(found.span, self.at_rate(found.rates, address), found.words)

    def measure(self, duty: SectorDuty, measure: Measure, address: str) -> Cell:
        name = self.law.name_of(measure.pk)
        found = self.law.once(("charged", id(duty), name), lambda: _charged(self.law, duty, name))
        page = self.at_rate(found.rates, address)
        if found.yields_to:
            return Cell(found.span, page, yields_to=found.yields_to)
        told = list(self.suspended(duty, measure, found.level))
        partly = PARTLY if found.span.partly else ()
        brief, full = ((*partly, *(each[place] for each in told)) for place in (0, 1))
        return Cell(found.span, page, brief, full)

    def suspended(self, duty: SectorDuty, measure: Measure, level: Decimal) -> Iterator[tuple[str, str]]:
        """What would be charged but is suspended, briefly and in full, by the parts into which the talks divide it."""
        for standing in duty.suspended:
            rate = self.law.rates[str(standing.rate.key)]
            if rate.measure_id != measure.pk:
                continue
            halted, below = [], Decimal(0)
            for part in self.parts.get(rate.key, ()):
                if below + part.points > level:
                    halted.append(part)
                below += part.points
            until = f" suspended to {say_day(standing.until)}" if standing.until else " suspended"
            this_year = until.removesuffix(f" {self.law.as_of.on.year}")
            brief = f"{plain(sum((part.points for part in halted), Decimal(0)))} pp" if halted else rate.duty
            full = " and ".join(f"{part.name.lower()} ({plain(part.points)} pp)" for part in halted) or rate.duty
            told = f"{measure.short_name}: {full}{until}"
            self.halted[told] = None
            yield f"{brief}{this_year}", told

    def at_rate(self, keys: frozenset[str], otherwise: str) -> str:
        """The address of the one rate behind a cell; of the sector, where there are several."""
        if len(keys) != 1:
            return otherwise
        rate = self.law.rates[next(iter(keys))]
        page = f"{self._page(rate.measure)}{self.query}"
        return f"{page}#{rate.key}"

    def _page(self, measure: Measure) -> str:
        if measure.pk not in self._pages:
            self._pages[measure.pk] = measure.get_absolute_url()
        return self._pages[measure.pk]

    def stands(self, duty: SectorDuty) -> tuple[Cell, Cell, Cell]:
        alike = self.law.once(("alike", id(duty)), lambda: _alike(duty.regions))
        found = [self.stand(figures, region) for figures, region in alike.items()]
        return (
            self.said([ask for ask, _, _ in found]),
            self.said([offer for _, offer, _ in found]),
            self.gap([gap for _, _, gap in found]),
        )

    def stand(self, key: Hashable, region: Region) -> tuple[Stand | None, Stand | None, Gap]:
        if key not in self._stands:
            ask = convergence.sought(region.ladder, self.talks.of(self.origin, region))
            offer = convergence.offered(region.ladder, self.talks.of(self.importer, region))
            self._stands[key] = ask, offer, convergence.gap(region.ladder, offer, ask)
        return self._stands[key]

    def said(self, stands: Sequence[Stand | None]) -> Cell:
        there = [stand for stand in stands if stand]
        if not there:
            return Cell(Span(), silence="none recorded")
        keys = [str(key) for key in dict.fromkeys(key for stand in there for key in stand.rests_on)]
        self.used.update(dict.fromkeys(keys))
        first = self.talks.positions[keys[0]]
        notes = dict.fromkeys(note.number for key in keys for note in self.evidence.notes(self.talks.positions[key]))
        given = [stand.amount for stand in there]
        found = Span(unknown=True) if None in given else span(given)
        partly = PARTLY if len(there) < len(stands) else ()
        brief = (*dict.fromkeys(word for stand in there for word in stand.brief), *partly)
        full = (*dict.fromkeys(word for stand in there for word in stand.words), *partly)
        address = self.position(first) if len(keys) == 1 else BEHIND
        return Cell(found, address, brief, full, notes=tuple(notes))

    def position(self, position: Position) -> str:
        page, _, fragment = position.get_absolute_url().partition("#")
        return f"{page}{self.query}#{fragment}"

    def gap(self, gaps: Sequence[Gap]) -> Cell:
        asked = [gap for gap in gaps if gap.words != convergence.NOT_SOUGHT]
        if not asked:
            return Cell(Span(), is_difference=True)
        points = [gap.points for gap in asked]
        if None not in points:
            return Cell(span(points), BEHIND, is_difference=True)
        least = [gap.points if gap.points is not None else gap.least for gap in asked]
        known = [each for each in least if each is not None]
        words = (f"{plain(min(known))} pp or more",) if len(known) == len(least) else ()
        return Cell(Span(unknown=True), BEHIND, words, is_difference=True)


def _base(law: Law, duty: SectorDuty) -> Charged:
    layers = [step.layer for each in duty.ladders for step in each.steps if step.layer.charge in SCHEDULE]
    texts = dict.fromkeys(law.rate_of(layer).duty for layer in layers if not _is_percent(layer))
    words = tuple(filter(None, texts)) if len(texts) <= 2 else ()
    return Charged(span(map(base_of, duty.ladders)), _rates(layers), words=words)


def _charged(law: Law, duty: SectorDuty, name: str) -> Charged:
    charged = [step.layer for each in duty.ladders for step in each.steps if step.layer.measure == name]
    gave_way = [each for ladder in duty.ladders for each in ladder.yielded if each.layer.measure == name]
    if charged or not gave_way:
        level = max((_percent(layer) or Decimal(0) for layer in charged), default=Decimal(0))
        return Charged(rate_span(duty.ladders, name), _rates(charged), level)
    to = " and ".join(dict.fromkeys(law.measures[each.to].short_name for each in gave_way))
    found = span(_percent(each.layer) for each in gave_way)
    return Charged(found, _rates([each.layer for each in gave_way]), yields_to=to)


def _rates(layers: Iterable[Layer]) -> frozenset[str]:
    return frozenset(str(layer.key) for layer in layers)


def _alike(regions: Iterable[Region]) -> dict[Hashable, Region]:
    """One region of each kind between which no claim can tell."""
    found: dict[Hashable, Region] = {}
    for region in regions:
        found.setdefault((_figures(region.ladder), region.within), region)
    return found


def _figures(ladder: Ladder) -> tuple[tuple[Any, ...], ...]:
    """All of a ladder that a claim can move: goods whose base rates are equal stand alike."""
    return (
        *[
            (each.layer.measure, each.rate, each.points, "" if each.layer.charge in SCHEDULE else each.layer.key)
            for each in ladder.steps
        ],
        *[
            (each.layer.measure, None, None, "" if each.layer.charge in SCHEDULE else each.layer.key)
            for each in ladder.yielded
        ],
    )


def _percent(layer: Layer) -> Decimal | None:
    match layer.duty:
        case Free():
            return Decimal(0)
        case AdValorem(percent, ""):
            return percent
    return None


def _is_percent(layer: Layer) -> bool:
    return _percent(layer) is not None
