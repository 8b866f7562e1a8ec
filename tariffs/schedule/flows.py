"""Trade figures from a CSV into the record: all of them or nothing, in sets, and only what they change."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from django.db import transaction

from parley.lib.bulk import Refused, record_many
from tariffs.models import Economy, TradeFlow
from tariffs.nomenclature import display, normalise
from tariffs.schedule.faults import Fault, FileRefused, refuse

COLUMNS = ("code", "origin", "year", "value")
YEARS = range(1900, 2200)


class Flow(NamedTuple):
    """What makes a trade figure the one it is."""

    origin_id: int
    year: int
    code: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many figures a loading wrote, changed and left as they were."""

    new: int
    changed: int
    unchanged: int

    def __str__(self) -> str:
        figures = "figure" if self.new == 1 else "figures"
        return f"{self.new:,} {figures} new, {self.changed:,} changed, {self.unchanged:,} unchanged."


@transaction.atomic
def load_flows(
    importer: Economy,
    data: bytes,
    *,
    source: str,
    by,
    reason: str = "",
    columns: Mapping[str, str] | None = None,
    always: Mapping[str, str] | None = None,
) -> Outcome:
    """Write trade figures, all or nothing. Figures that the file lacks stay; the same file again changes nothing.

    `columns` says what the file calls a column, `always` what holds for all rows where the file has no such column.
    Refuses with all faults at once (FileRefused).
    """
    figures = read(data, columns or {}, always or {}, _economies())
    held = {
        Flow(flow.origin_id, flow.year, flow.code): flow
        for flow in TradeFlow.objects.filter(importer=importer, year__in={flow.year for flow in figures})
    }
    rows: list[TradeFlow] = []
    for key, value in figures.items():
        flow = held.get(key)
        if flow is None:
            rows.append(TradeFlow(importer=importer, **key._asdict(), value=value, source=source))
        elif (flow.value, flow.source) != (value, source):
            flow.value, flow.source = value, source
            rows.append(flow)
    new = sum(row.pk is None for row in rows)
    try:
        record_many(TradeFlow, rows, by=by, reason=reason)
    except Refused as refusal:
        faults = [Fault(display(rows[place].code), " ".join(why.messages)) for place, why in refusal.faults]
        raise FileRefused(faults) from refusal
    return Outcome(new, len(rows) - new, len(figures) - len(rows))


def read(
    data: bytes, columns: Mapping[str, str], always: Mapping[str, str], economies: Mapping[str, int]
) -> dict[Flow, Decimal]:
    """The figures of a file. Refuses a file with faults, all of them told by their lines (FileRefused)."""
    try:
        rows = csv.DictReader(data.decode("utf-8-sig").splitlines(), strict=True)
        head = rows.fieldnames or []
    except UnicodeDecodeError as error:
        raise refuse(f"The file is not in UTF-8 (byte {error.start + 1}).") from None
    called = {name: columns.get(name, name) for name in COLUMNS if name not in always}
    if missing := [name for name in called.values() if name not in head]:
        raise refuse(f"The file has no column {', '.join(missing)}.", "line 1")
    figures: dict[Flow, Decimal] = {}
    faults: list[Fault] = []
    try:
        for row in rows:
            cells = {name: (row[column] or "").strip() for name, column in called.items()} | dict(always)
            try:
                key = Flow(_origin(cells["origin"], economies), _year(cells["year"]), _code(cells["code"]))
                if key in figures:
                    raise ValueError(f"{display(key.code)} has a figure for that origin and year already.")
                figures[key] = _value(cells["value"])
            except ValueError as error:
                faults.append(Fault(f"line {rows.line_num}", str(error)))
    except csv.Error as error:
        faults.append(Fault(f"line {rows.line_num}", f"The file is no CSV: {error}."))
    if faults:
        raise FileRefused(faults)
    if not figures:
        raise refuse("The file has no figures.")
    return figures


def _economies() -> dict[str, int]:
    """Every economy by its key and by its code, in small letters."""
    rows = Economy.objects.values_list("id", "key", "code")
    return {name.lower(): pk for pk, *names in rows for name in names}


def _origin(text: str, economies: Mapping[str, int]) -> int:
    if (found := economies.get(text.lower())) is None:
        raise ValueError(f"There is no economy with the key or code “{text[:40]}”.")
    return found


def _year(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) in YEARS):
        raise ValueError(f"“{text[:40]}” is no year.")
    return int(text)


def _code(text: str) -> str:
    if not text:
        raise ValueError("It has no code.")
    return normalise(text)


def _value(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"“{text[:40]}” is no amount.") from None
    if not value.is_finite() or value < 0 or value >= 10**16 or value != round(value, 2):
        raise ValueError(f"“{text[:40]}” is no amount in dollars and cents.")
    return value
