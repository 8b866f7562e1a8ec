"""The law's lists as exports say them, and how far the law has been entered, in words."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from parley.lib.asof import AsOf, say_day
from parley.lib.documents import Cell, Column, Document, Table
from tariffs.models import Economy, LegalInstrument, Sector
from tariffs.nomenclature import CodeSet, display
from tariffs.selectors.measures import MeasureLine


def measures(lines: Iterable[MeasureLine], at: AsOf) -> Document:
    """Measures, and how many of their rates are charged."""
    rows = tuple(
        (
            line.measure.name,
            line.measure.economy.code,
            line.measure.get_kind_display(),
            line.measure.legal_basis,
            line.charged,
            line.measure.key,
        )
        for line in lines
    )
    columns = ("Measure", "Economy", "Kind", "Legal basis", "Rates in force", "Key")
    return _document("Measures", columns, rows, at)


def instruments(rows: Iterable[LegalInstrument], at: AsOf) -> Document:
    """Acts, latest first."""
    told = tuple(
        (
            act.number,
            act.title,
            act.economy.code,
            act.get_kind_display(),
            act.legal_basis,
            act.gazette,
            act.adopted_on,
            act.published_on,
            Cell(act.address, link=act.address),
            act.key,
        )
        for act in rows
    )
    columns = (
        "Number", "Title", "Economy", "Kind", "Legal basis", "Official citation", "Adopted on", "Made public on",
        "Address", "Key",
    )  # fmt: skip
    return _document("Instruments", columns, told, at)


def sectors(sectors: Sequence[tuple[Sector, int]], goods: Mapping[int, CodeSet], at: AsOf) -> Document:
    """Sectors in the order of the list, each with its codes."""
    names = {sector.pk: str(sector) for sector, _ in sectors}
    rows = tuple(
        (
            str(sector),
            names.get(sector.parent_id or 0, ""),
            ", ".join(map(display, sorted(goods[sector.scope_id].included))),
            ", ".join(map(display, sorted(goods[sector.scope_id].excluded))),
            sector.key,
        )
        for sector, _ in sectors
    )
    return _document("Sectors", ("Sector", "Part of", "Codes taken in", "Codes left out", "Key"), rows, at)


AS_LEFT = "later days are shown as that law left them"
NOT_TOLD = "what is charged on later days is not told"


def law_entered(economies: Iterable[Economy], later: str = AS_LEFT) -> str:
    """Up to which day the law of each economy, in the order of these days, has been entered, and what is made of later
    days; nothing for none."""
    ends = [
        f"{say_day(day)} has not been entered for {' and '.join(str(economy) for economy in those)}"
        for day, those in groupby(economies, key=lambda economy: economy.law_entered_to)
        if day
    ]
    return f"Law published after {', and after '.join(ends)}; {later}." if ends else ""


def _document(title: str, columns: Sequence[str | Column], rows: tuple[tuple[Any, ...], ...], at: AsOf) -> Document:
    table = Table(title, tuple(columns), rows)
    return Document(title, note=at.describe(), blocks=(table,), clocks=tuple(at.items()), landscape=True)
