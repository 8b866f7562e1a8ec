"""A panel as a Parquet or CSV file, written origin by origin, so that it is never in memory as a whole."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import csv, parquet

from tariffs.models import Economy
from tariffs.selectors.panel import Panel

PERCENT = pa.decimal128(18, 8)  # as the ladder: an equivalent without a last digit is rounded to eight decimals
_ONE = Decimal("0.00000001")
WRITERS = {".parquet": parquet.ParquetWriter, ".csv": csv.CSVWriter}


def write(panel: Panel, origins: Iterable[Economy], file: Path) -> int:
    """Write the panel and give the number of rows; what stood there is replaced when all is written.

    A row has the line, the origin, the total, the base rate, and what each measure adds: in percent of the customs
    value, empty where the measure does not reach the goods, and the total empty where it is not known. `unknown`
    names the measures whose part is not known.
    """
    codes = pa.array(panel.lines)
    places = [(origin.code, panel.rows(origin)) for origin in origins]  # first, since it makes the ladders
    ladders = _table(panel)
    beside = file.with_name(f".{file.name}.part")
    try:
        rows = 0
        writer: Any = None
        for code, rows_of in places:
            table = ladders.take(pa.array(rows_of))
            table = table.add_column(0, "origin", pa.repeat(code, len(codes))).add_column(0, "code", codes)
            writer = writer or WRITERS[file.suffix](beside, table.schema)
            writer.write_table(table)
            rows += len(codes)
        if writer:
            writer.close()
            beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
    return rows


def _table(panel: Panel) -> pa.Table:
    """One row for each of the ladders so far."""
    ladders = panel.ladders
    columns: dict[str, Any] = {"total": pa.array([_rounded(each.total) for each in ladders], PERCENT)}
    for name, key in panel.measures.items():
        points = [_points(each.steps, name) for each in ladders]
        columns[key] = pa.array(points, PERCENT)
    unknown = [
        " ".join(sorted(panel.measures[step.layer.measure] for step in each.steps if step.points is None))
        for each in ladders
    ]
    return pa.table(columns | {"unknown": unknown})


def _points(steps, measure: str) -> Decimal | None:
    return next((_rounded(step.points) for step in steps if step.layer.measure == measure), None)


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(_ONE, ROUND_HALF_UP)
