"""From an entry of a dossier to its row: what it states, what it leaves out, and what is worked out of others."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from negotiations import known
from negotiations.dossier.checking import Entry
from negotiations.dossier.linking import row_of
from negotiations.dossier.shape import is_link
from negotiations.models import STATEMENTS, Citation, Statement
from parley.lib.records import Known

RANKING = ("rank", "rank_reason")


@dataclass
class Days:
    """For each entry the day of the earliest source cited for it, and for anything said on it."""

    cited: dict[Entry, date] = field(default_factory=dict)
    beneath: dict[Entry, date] = field(default_factory=dict)


def days_cited(entries: Iterable[Entry], today: date) -> Days:
    """The days on which the entries rest: on the citations of the file, and on those that only the database has.

    A citation that is refused counts as of today, lest its statement be refused for having none.
    """
    days = Days()
    entries = list(entries)
    citations = [entry for entry in entries if entry.shape.model is Citation]
    for citation in citations:
        source = citation.links.get("source")
        day = source.values.get("published_on") if isinstance(source, Entry) else getattr(source, "published_on", None)
        _say(citation.around, day or today, days)
    besides = [citation.row.pk for citation in citations if citation.row.pk]
    entries = [entry for entry in entries if not entry.adds]
    models: set[Any] = {entry.shape.model for entry in entries if issubclass(entry.shape.model, Known)}
    for model in models:
        here = {entry.row.pk: entry for entry in entries if entry.shape.model is model and entry.row.pk}
        for into, stored in zip((days.cited, days.beneath), known.days_cited(model, here, besides), strict=True):
            for pk, day in stored.items():
                _earlier(into, here[pk], day)
    return days


def fill(entry: Entry, days: Days, now: datetime) -> bool:
    """Give the row of the entry all its values; whether any of them is another than before."""
    row, linked = entry.row, {name: row_of(target) for name, target in entry.links.items()}
    wanted: dict[str, Any] = {}
    if isinstance(row, Citation):
        wanted |= {f"{name}_id": None for name in STATEMENTS}
    for name, of in entry.shape.fields.items():
        if is_link(of):
            wanted[f"{name}_id"] = None
        elif name != entry.shape.named_by and not (name in RANKING and _keeps_rank(entry)):
            wanted[name] = entry.values[name]
    wanted |= {f"{name}_id": target.pk for name, target in linked.items()}
    changed = _set(row, wanted)
    for name, target in linked.items():
        setattr(row, name, target)
    entry.filled = True
    return _set(row, _worked_out(entry, days, now)) or changed


def weigh(row: Any) -> list[ValidationError]:
    """What the model would refuse about a row that cannot be written because another was refused."""
    refusals = []
    for check in (row.clean, row.validate_constraints):
        try:
            check()
        except ValidationError as refusal:
            refusals.append(refusal)
    return refusals


def _keeps_rank(entry: Entry) -> bool:
    """Whether the file says nothing of how a statement is ranked: then it stays as an editor has ranked it."""
    return entry.shape.is_statement and not any(name in entry.node.nodes for name in RANKING)


def _worked_out(entry: Entry, days: Days, now: datetime) -> dict[str, Any]:
    row: Any = entry.row
    found: dict[str, Any] = {}
    if isinstance(entry.row, Known):
        found["known_on"] = known.known_from(row, days.cited.get(entry), days.beneath.get(entry))
    found |= known.end_known_from(row)
    # A draft in the file does not take back what an editor has published since.
    if isinstance(row, Statement) and not entry.draft and row.published_at is None:
        found["published_at"] = now
    return found


def _set(row: Any, wanted: dict[str, Any]) -> bool:
    different = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    return bool(different)


def _say(entry: Entry | None, day: date, days: Days) -> None:
    """Count a day for a statement, and for all on which it was said."""
    into = days.cited
    while isinstance(entry, Entry):
        entry = entry.home or entry
        _earlier(into, entry, day)
        into = days.beneath
        entry = entry.links.get(known.SAID_ON.get(entry.shape.model, ""))


def _earlier(into: dict[Entry, date], entry: Entry, day: date) -> None:
    into[entry] = min(day, into.get(entry, day))
