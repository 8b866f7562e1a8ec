"""Who changed what, when and why, read from the history of every record."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import BadRequest
from django.db.models import CharField, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from negotiations.models import Statement
from parley.lib.asof import AsOf, say_day
from parley.lib.differences import Piece, differences
from parley.lib.records import Keyed, Recorded, lines_of

WHAT = {"+": "entered", "~": "changed", "-": "struck"}
_COLUMNS = (
    "record_kind",
    "key",
    "in_words",
    "history_id",
    "history_date",
    "history_type",
    "history_user_id",
    "history_change_reason",
)
_OURS = {"id", "txid", "history_id", "history_date", "history_type", "history_user", "history_change_reason"}


def kinds() -> dict[str, type[Recorded]]:
    """The recorded models by the word that stands in addresses."""
    found = (model for model in apps.get_models() if issubclass(model, Recorded) and hasattr(model, "history"))
    return {str(model._meta.model_name): model for model in found if issubclass(model, Keyed)}


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the log of changes."""

    kind: str
    key: str
    words: str
    history_id: int
    at: datetime
    what: str
    by: str
    why: str


def latest_changes(
    as_of: AsOf, *, size: int, drafts: bool, by: str = "", before: str = "", kind: str = ""
) -> tuple[list[Change], str]:
    """The newest changes of all records, and the mark to ask for those before them (empty at the end).

    One query reads the newest lines of each history table, each by its index. `drafts` says whether the reader may
    see statements that are not published.
    """
    user = get_user_model().objects.filter(username=by).first() if by else None
    if by and user is None:
        raise BadRequest(f"Nobody here is called “{by[:40]}”.")
    edge = _edge(before)
    wanted = {name: model for name, model in sorted(kinds().items()) if not kind or name == kind}
    if not wanted:
        raise BadRequest(f"There is no kind of record called “{kind[:40]}”.")
    branches = [_branch(name, model, as_of, drafts, user, edge)[: size + 1] for name, model in wanted.items()]
    first, *others = branches
    if others:
        together = first.union(*others, all=True).order_by("-history_date", "-record_kind", "-history_id")
        rows = list(together[: size + 1])
    else:  # in order already, and a window cannot be put in order again
        rows = list(first)
    more, rows = len(rows) > size, rows[:size]
    mark = f"{rows[-1]['history_date'].isoformat()}~{rows[-1]['record_kind']}~{rows[-1]['history_id']}" if more else ""
    return _changes(rows), mark


def _branch(name: str, model: type[Recorded], as_of: AsOf, drafts: bool, user, edge) -> QuerySet:
    lines = lines_of(model)
    if as_of.recorded:
        lines = lines.filter(history_date__lte=as_of.recorded)
    if not drafts and issubclass(model, Statement):
        lines = lines.filter(published_at__isnull=False)
    if user:
        lines = lines.filter(history_user=user)
    if edge:
        moment, kind, history_id = edge
        same = Q(history_date=moment) if name < kind else Q(history_date=moment, history_id__lt=history_id)
        lines = lines.filter(Q(history_date__lt=moment) if name > kind else Q(history_date__lt=moment) | same)
    return (
        lines.order_by("-history_date", "-history_id")
        .annotate(record_kind=Value(name, CharField()), in_words=_words(model))
        .values(*_COLUMNS)
    )


def _words(model: type[Recorded]):
    """The column that names a record of the kind best."""
    names = {field.name for field in model._meta.concrete_fields}
    for name in ("title", "words", "name", "family_name", "quotation", "duty", "kind", "key"):
        if name in names:
            return Cast(name, TextField())
    raise LookupError(f"{model} has no words of its own.")


def _edge(before: str) -> tuple[datetime, str, int] | None:
    if not before:
        return None
    try:
        moment, kind, number = before.replace(" ", "+").split("~")
        return datetime.fromisoformat(moment), kind, int(number)
    except ValueError:
        raise BadRequest("This page's address cannot be read; go back to the first page.") from None


def _changes(rows: Iterable[dict]) -> list[Change]:
    rows = list(rows)
    users = get_user_model().objects.in_bulk({row["history_user_id"] for row in rows} - {None})
    return [
        Change(
            kind=row["record_kind"],
            key=row["key"],
            words=row["in_words"] or row["key"],
            history_id=row["history_id"],
            at=row["history_date"],
            what=WHAT[row["history_type"]],
            by=str(users.get(row["history_user_id"], "the system")),
            why=row["history_change_reason"] or "",
        )
        for row in rows
    ]


@dataclass(slots=True)
class Batch:
    """Changes that one person made in one go, under one reason: how many of what, and the first of them."""

    first: Change
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    shown: list[Change] = field(default_factory=list)

    @property
    def told(self) -> list[tuple[str, str, int]]:
        """What was done to which kind of record, and how often."""
        return [(what, kind, count) for (what, kind), count in self.counts.items()]


_SHOWN = 3
_QUIET = ("citation",)  # the evidence of another change, which is named already


def batches(changes: Iterable[Change], *, size: int) -> list[Batch]:
    """Changes that follow each other with one author and one reason, told as one; the first `size` of them."""
    told: list[Batch] = []
    for change in changes:
        last = told[-1].first if told else None
        if last is None or (last.by, last.why) != (change.by, change.why) or not change.why:
            if len(told) == size:
                break
            told.append(Batch(change))
        batch = told[-1]
        batch.counts[change.what, change.kind] += 1
        if len(batch.shown) < _SHOWN and (change.kind not in _QUIET or (batch.first is change and not change.why)):
            batch.shown.append(change)
    return told


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What one change did to one field, in pieces."""

    label: str
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class Version:
    """One line of a record's history, with its differences from the line before."""

    history_id: int
    at: datetime
    what: str
    by: str
    why: str
    fields: list[FieldChange]


def versions(model: type[Recorded], lines: Sequence[Any], earlier: Any | None) -> list[Version]:
    """The lines of one record's history, newest first, each against the one before it; `earlier` goes before the last.

    A key to another record is shown as that record is called now; four queries and one a kind of record pointed at.
    """
    users = get_user_model().objects.in_bulk({line.history_user_id for line in lines} - {None})
    columns = [column for column in model._meta.concrete_fields if column.name not in _OURS]
    names = _names(columns, [*lines, *([earlier] if earlier else [])])
    told = []
    for line, before in zip(lines, [*lines[1:], earlier], strict=True):
        told.append(
            Version(
                history_id=line.history_id,
                at=line.history_date,
                what=WHAT[line.history_type],
                by=str(users.get(line.history_user_id, "the system")),
                why=line.history_change_reason or "",
                fields=[] if line.history_type == "-" else _field_changes(columns, before, line, names),
            )
        )
    return told


def _field_changes(columns, before, after, names) -> list[FieldChange]:
    changed = []
    for column in columns:
        old = _said(column, before, names) if before is not None else ""
        new = _said(column, after, names)
        if old != new:
            changed.append(FieldChange(str(column.verbose_name), differences(old, new)))
    return changed


def _names(columns, lines) -> dict[tuple[type, int], str]:
    """What the records that are pointed at are called."""
    names = {}
    for column in columns:
        if column.is_relation:
            ids = {getattr(line, column.attname) for line in lines} - {None}
            for record in column.related_model._base_manager.filter(pk__in=ids):
                names[column.related_model, record.pk] = getattr(record, "key", "") or str(record)
    return names


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
            return f"{value:%Y-%m-%d %H:%M %Z}"
        case date():
            return say_day(value)
        case Decimal():
            return f"{value.normalize():,f}"
        case list():
            return ", ".join(map(str, value))
        case _:
            return str(value)
