"""Sectors by day, or by origin: what the goods of each pay, one total or a range, and never an average in its place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Max

from parley.lib.asof import AsOf, say_day
from parley.lib.records import lines_of
from tariffs.models import Economy, Sector, TradeFlow
from tariffs.selectors.cautions import cautions_of
from tariffs.selectors.kept import kept
from tariffs.selectors.law import law_at
from tariffs.selectors.lawbook import LawBook, read_book
from tariffs.selectors.lots import changing_days
from tariffs.selectors.sectors import sector_ladders, sectors_on, total_span
from tariffs.selectors.trade import Flows, Weighted, flows_of, weighted
from tariffs.spans import Span

COLUMNS = 12  # the most in one view


@dataclass(frozen=True, slots=True)
class Column:
    """A day, or an origin; `is_beyond` where the day is after the last to which the importer's law is entered."""

    head: str
    importer: Economy
    origin: Economy
    at: AsOf
    is_beyond: bool

    @property
    def address(self) -> str:
        """The rest of the addresses at which the sectors' ladders stand."""
        asked = replace(self.at, asked=frozenset({"on", "known"} | self.at.asked)).query
        pair = f"&importer={self.importer.code}&origin={self.origin.code}"
        return "" if self.is_beyond else asked + pair


@dataclass(frozen=True, slots=True)
class Figure:
    """The total on a sector's goods in one column, and its mean weighted by trade where flows are loaded."""

    column: Column
    span: Span
    weighted: Weighted | None

    @property
    def heat(self) -> str:
        """The class of the cell."""
        return "" if self.span.heat is None else f"heat-{self.span.heat}"


@dataclass(frozen=True, slots=True)
class Grid:
    """The page: an importer, its columns, and for each sector its depth in the list and its figures.

    `days` are all on which something changed for these goods, of which the columns may be a part.
    """

    importer: Economy
    columns: Sequence[Column]
    rows: Sequence[tuple[Sector, int, Sequence[Figure]]]
    flows: Flows | None
    cautions: Sequence[str]  # of the ladders behind the figures: shares that are not told, and what contradicts
    days: Sequence[date] = ()


def grid_by_day(importer: Economy, origin: Economy, days: Sequence[date], at: AsOf, before: date | None) -> Grid:
    """The grid on chosen days; without any, on those last days before a day (else: by the day asked for, and the next
    after it) on which something changed. It is kept while no record of the law or of trade changes."""
    asked = ("days", importer.pk, origin.pk, tuple(days), at, before, _traded())
    return kept(asked, at.recorded, lambda: _by_day(importer, origin, days, at, before))


def grid_by_origin(importer: Economy, origins: Sequence[Economy], at: AsOf) -> Grid:
    """The grid on the day, for each of some origins. It is kept likewise."""
    asked = ("origins", importer.pk, tuple(origin.pk for origin in origins), at, _traded())
    return kept(asked, at.recorded, lambda: _by_origin(importer, origins, at))


def _traded() -> int | None:
    """The number of the last line in the history of trade flows."""
    return lines_of(TradeFlow).aggregate(last=Max("history_id"))["last"]


def _by_day(importer: Economy, origin: Economy, days: Sequence[date], at: AsOf, before: date | None) -> Grid:
    sectors, book = _read(importer, [origin], at)
    found = changing_days(book, origin, at, [sector.scope_id for sector, _ in sectors])
    chosen = list(days) or _window(found, at.on, before)
    columns = [_column(book, origin, replace(at, on=day), say_day(day)) for day in chosen[:COLUMNS]]
    grid = replace(_grid(book, sectors, columns, at), days=found)
    return grid if days else _only_changes(grid)


def _by_origin(importer: Economy, origins: Sequence[Economy], at: AsOf) -> Grid:
    sectors, book = _read(importer, origins, at)
    return _grid(book, sectors, [_column(book, origin, at, str(origin)) for origin in origins[:COLUMNS]], at)


def _only_changes(grid: Grid) -> Grid:
    """The grid without the columns in which no total differs from the column before: what changed was within ranges."""
    by_column = list(zip(*(figures for _, _, figures in grid.rows), strict=True))
    spans = [[figure.span for figure in column] for column in by_column]
    kept = [place for place in range(len(spans)) if not place or spans[place] != spans[place - 1]]
    rows = [(sector, depth, [figures[place] for place in kept]) for sector, depth, figures in grid.rows]
    return replace(grid, rows=rows, columns=[grid.columns[place] for place in kept] if kept else grid.columns)


def _read(importer: Economy, origins: Sequence[Economy], at: AsOf) -> tuple[list[tuple[Sector, int]], LawBook]:
    sectors = sectors_on(at)
    scopes = {sector.scope_id for sector, _ in sectors}
    return sectors, read_book(importer, origins, at.known, at.recorded, scopes=scopes)


def _column(book: LawBook, origin: Economy, at: AsOf, head: str) -> Column:
    last = book.importer.law_entered_to
    return Column(head, book.importer, origin, at, bool(last and at.on > last))


def _grid(book: LawBook, sectors: Sequence[tuple[Sector, int]], columns: Sequence[Column], at: AsOf) -> Grid:
    flows = flows_of(book.importer, {column.origin for column in columns}, at.recorded)
    said: dict[str, None] = {}
    by_column = [_figures(book, column, sectors, flows.get(column.origin.pk), said) for column in columns]
    rows = [(sector, depth, [each[place] for each in by_column]) for place, (sector, depth) in enumerate(sectors)]
    return Grid(book.importer, columns, rows, next(iter(flows.values()), None), list(said))


def _figures(
    book: LawBook, column: Column, sectors: Sequence[tuple[Sector, int]], flows: Flows | None, said: dict[str, None]
) -> list[Figure]:
    """The figures of a column; what is to be said of their ladders is added to `said`."""
    if column.is_beyond:
        return [Figure(column, Span(unknown=True), None) for _ in sectors]
    law = law_at(book, column.origin, column.at)
    figures = [
        Figure(column, total_span(duty.ladders), weighted(law, duty.goods, flows) if flows else None)
        for duty in sector_ladders(law, sectors)
    ]
    said |= dict.fromkeys(law.faults)
    said |= dict.fromkeys(cautions_of(law.found.values()))
    return figures


def _window(days: Sequence[date], on: date, before: date | None) -> list[date]:
    """So many days that fit on a page: those before a day, or around the day asked for."""
    if before:
        return [day for day in days if day < before][-COLUMNS:] or [on]
    past = [day for day in days if day <= on]
    coming = [day for day in days if day > on]
    return [*past[-(COLUMNS - 2) :], *coming[:2]] or [on]
