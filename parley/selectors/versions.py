"""One record's history, line by line: what each changed, word by word."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model

from parley.lib.asof import say_day
from parley.lib.differences import Piece, differences
from parley.lib.records import SYSTEM, Recorded
from parley.selectors.changes import WHAT
from parley.selectors.wording import Number, called

_SHORT = 30  # letters, about two lines in a column of facts
_OURS = {"id", "txid", "history_id", "history_date", "history_type", "history_user", "history_change_reason"}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What one change did to one field, in pieces."""

    label: str
    pieces: list[Piece]

    @property
    def is_long(self) -> bool:
        """Whether it needs lines of its own to be read."""
        return sum(len(piece.text) for piece in self.pieces) > _SHORT


@dataclass(frozen=True, slots=True)
class Version:
    """One line of a record's history, with its differences from the line before.

    The address shows the record as it stood then; nothing where it was struck out.
    """

    history_id: int
    at: datetime
    what: str
    by: str
    why: str
    fields: list[FieldChange]
    address: str = ""


def versions(
    model: type[Recorded], lines: Sequence[Any], earlier: Any | None, at: datetime | None = None, *, drafts: bool = True
) -> list[Version]:
    """The lines of one record's history, newest first, each against the one before it; `earlier` goes before the last.

    A key to another record is shown in the words of that record as it is called now, or was at the moment; without
    `drafts` what one of those says is not told.
    """
    users = get_user_model().objects.in_bulk({line.history_user_id for line in lines} - {None})
    columns = columns_of(model)
    names = _names(columns, [*lines, *([earlier] if earlier else [])], at, drafts=drafts)
    told = []
    for line, before in zip(lines, [*lines[1:], earlier], strict=True):
        told.append(
            Version(
                history_id=line.history_id,
                at=line.history_date,
                what=WHAT[line.history_type],
                by=str(users.get(line.history_user_id, SYSTEM)),
                why=line.history_change_reason or "",
                fields=[] if line.history_type == "-" else _field_changes(columns, before, line, names),
            )
        )
    return told


def columns_of(model: type[Recorded]) -> list[Any]:
    """The columns of a record that say something of it."""
    return [column for column in model._meta.concrete_fields if column.name not in _OURS]


def between(columns: Sequence[Any], before: Any, after: Any) -> list[FieldChange]:
    """What differs between two versions of a record in some columns; five queries."""
    return _field_changes(columns, before, after, _names(columns, [before, after], None))


def _field_changes(columns, before, after, names) -> list[FieldChange]:
    changed = []
    for column in columns:
        if before is not None and getattr(before, column.attname) == getattr(after, column.attname):
            continue  # as most are
        old = _said(column, before, names) if before is not None else ""
        new = _said(column, after, names)
        if old != new:
            changed.append(FieldChange(str(column.verbose_name), differences(old, new)))
    return changed


def _names(columns, lines, at: datetime | None, *, drafts: bool = True) -> Mapping[Number, str]:
    """What the records that are pointed at are called."""
    pointed: dict[type[Recorded], set[int]] = defaultdict(set)
    for column in columns:
        if column.is_relation:
            pointed[column.related_model] |= {getattr(line, column.attname) for line in lines} - {None}
    return called(pointed, at, drafts=drafts)


def _said(column, line, names) -> str:
    value = getattr(line, column.attname)
    if value is None or value == "":
        return ""
    if column.is_relation:
        return names.get((column.related_model, value), f"no longer there ({value})")
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    return _plain(value)


def _plain(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case datetime():
            at = value.astimezone(UTC)
            return f"{say_day(at.date())}, {at:%H:%M} UTC"
        case date():
            return say_day(value)
        case time():
            return f"{value:%H:%M}"
        case Decimal():
            return f"{value.normalize():,f}"
        case list():
            return ", ".join(map(str, value))
        case _:
            return str(value)
