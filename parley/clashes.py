"""Two versions of one record side by side: what the writer typed, and what somebody else saved meanwhile."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth import get_user_model

from negotiations.forms.fields import as_posted
from parley.lib.asof import say_day
from parley.lib.differences import Piece, differences
from parley.lib.records import Recorded

LINES = 5  # of the changes made meanwhile, the latest


@dataclass(frozen=True, slots=True)
class Side:
    """One field in which the two differ: both in words, in pieces, and the other's as the form would send it."""

    name: str
    label: str
    mine: list[Piece]
    theirs: list[Piece]
    sent: str
    keeps_mine: bool


@dataclass(frozen=True, slots=True)
class Change:
    """Who saved the record after it was opened here, when, and why."""

    by: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Clash:
    """What was saved meanwhile, and the fields to choose in; `latest` is the version that a choice rests on."""

    changes: list[Change]
    sides: list[Side]
    latest: int


def clash_of(mine: forms.ModelForm, theirs: forms.ModelForm, opened: int) -> Clash:
    """What a filled form and the record as it stands now have apart; `theirs` is the record's own form, not filled.

    A field that was not touched since the record was opened is the other's, until the writer says otherwise.
    """
    stored: Any = theirs.instance
    history = stored.history.all()
    lines = history.filter(history_id__gt=opened).order_by("-history_id")
    base = history.filter(history_id=opened).first()
    return Clash(
        changes=_changes(lines[:LINES]),
        sides=[_side(mine, theirs, name, base) for name in mine.fields if _differ(mine.instance, stored, name)],
        latest=stored.version or 0,
    )


def _differ(one: Any, other: Any, name: str) -> bool:
    column = _column(one, name)
    return column is not None and getattr(one, column.attname) != getattr(other, column.attname)


def _column(record: Recorded, name: str) -> Any | None:
    return next((column for column in record._meta.concrete_fields if column.name == name), None)


def _side(mine: forms.ModelForm, theirs: forms.ModelForm, name: str, base: Any) -> Side:
    field = mine.fields[name]
    sent = as_posted(theirs[name].value())
    pieces = differences(_said(field, mine[name].value()), _said(field, theirs[name].value()))
    column = _column(mine.instance, name)
    touched = base is None or getattr(mine.instance, column.attname) != getattr(base, column.attname)  # type: ignore[union-attr]
    return Side(
        name=name,
        label=str(field.label or name),
        mine=[piece for piece in pieces if piece.how != "ins"],
        theirs=[piece for piece in pieces if piece.how != "del"],
        sent=sent,
        keeps_mine=touched,
    )


def _said(field: forms.Field, value: Any) -> str:
    """A value of a field in words."""
    if isinstance(field, forms.BooleanField):
        return "yes" if value else "no"
    if isinstance(field, forms.DateField) and (day := field.to_python(value)):
        return say_day(day)
    if isinstance(field, forms.ModelChoiceField) and value:
        return str(field.to_python(value))
    if isinstance(field, forms.ChoiceField):
        flat: dict[str, str] = {}
        for key, label in list(field.choices):  # type: ignore[arg-type]
            flat |= {str(k): str(v) for k, v in label} if isinstance(label, list | tuple) else {str(key): str(label)}
        return flat.get(str(value or ""), str(value or ""))
    return as_posted(value)


def _changes(lines: Any) -> list[Change]:
    users = get_user_model().objects.in_bulk({line.history_user_id for line in lines} - {None})
    return [
        Change(
            by=str(users.get(line.history_user_id, "the system")),
            at=line.history_date,
            why=line.history_change_reason or "",
        )
        for line in lines
    ]
