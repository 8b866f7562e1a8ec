"""Worked cases: a file of questions with the total that each is to have."""

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from io import StringIO

from parley.lib.days import read_day
from tariffs.told import Told, told

COLUMNS = ("case", "importer", "origin", "code", "on", "known", "claims", "shares", "unit_value", "total")


class CasesError(ValueError):
    """A file of cases that cannot be read: every fault with its line."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Case:
    """A question and the total, in percent of the customs value, that it is to have; None where it is not known."""

    name: str
    importer: str
    origin: str
    code: str
    on: date
    known: date | None
    told: Told
    total: Decimal | None


def read_cases(text: str) -> list[Case]:
    """The cases of a CSV file with the columns above; others are passed over. Refuses with all faults (CasesError)."""
    rows = csv.DictReader(StringIO(text.removeprefix("\ufeff")))
    if missing := [name for name in COLUMNS if name not in (rows.fieldnames or ())]:
        raise CasesError([f"The file has no column “{name}”." for name in missing])
    faults, cases = [], []
    for row in rows:
        try:
            cases.append(_case({name: (row[name] or "").strip() for name in COLUMNS}))
        except ValueError as fault:
            faults.append(f"Line {rows.line_num}: {fault}")
    if faults:
        raise CasesError(faults)
    return cases


def _case(row: dict[str, str]) -> Case:
    for name in ("importer", "origin", "code"):
        if not row[name]:
            raise ValueError(f"The {name} is missing.")
    return Case(
        name=row["case"],
        importer=row["importer"],
        origin=row["origin"],
        code=row["code"],
        on=read_day(row["on"]),
        known=read_day(row["known"]) if row["known"] else None,
        told=told(row["claims"].split(), row["shares"].split(), row["unit_value"]),
        total=_total(row["total"]),
    )


def _total(text: str) -> Decimal | None:
    if text in ("", "unknown"):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError(f"“{text}” is no total; it is a number of percent, or “unknown”.") from None
