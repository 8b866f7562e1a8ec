"""Sectors by day and by origin as an export says them: every range as two columns."""

from parley.lib.asof import AsOf
from parley.lib.documents import UNKNOWN, Block, Column, Document, Paragraph, Table, Value
from tariffs.selectors.grid import Figure, Grid


def rates(grid: Grid | None, at: AsOf, way: str) -> Document:
    """The totals, and beside them their means weighted by trade where flows are loaded."""
    title = f"Rates by sector, {way}"
    if grid is None:
        return Document(title, note=at.describe(), blocks=(Table(title, ("Sector",), ()),), clocks=tuple(at.items()))
    columns: list[str | Column] = ["Sector", "Part of"]
    for column in grid.columns:
        columns += [Column(f"{column.head}, {end}", "percent") for end in ("low", "high")]
        if grid.flows:
            columns += [Column(f"{column.head}, weighted", "percent"), Column(f"{column.head}, weight", "US$")]
    names = {sector.pk: str(sector) for sector, _, _ in grid.rows}
    rows = tuple(
        (
            str(sector),
            names.get(sector.parent_id or 0, ""),
            *(value for each in figures for value in _values(each, grid)),
        )
        for sector, _, figures in grid.rows
    )
    blocks: list[Block] = [Paragraph(f"Caution: {each}") for each in grid.cautions]
    blocks.append(Table(f"{grid.importer}: total duty in percent of the value", tuple(columns), rows))
    if grid.flows:
        blocks.append(Paragraph(f"Weights: imports of {grid.flows.year}. {grid.flows.source}"))
    return Document(title, note=at.describe(), blocks=tuple(blocks), clocks=tuple(at.items()), landscape=True)


def _values(figure: Figure, grid: Grid) -> list[Value]:
    span, weighted = figure.span, figure.weighted
    told: list[Value] = [UNKNOWN, UNKNOWN] if span.low is None and span.unknown else [span.low, span.high]
    if grid.flows:
        told += [weighted.mean if weighted else None, weighted.weight if weighted else None]
    return told
