"""Two versions of one record side by side: what the writer typed, and what somebody else saved meanwhile."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.choices import flatten_choices

from parley.lib.asof import say_day
from parley.lib.differences import Piece, differences
from parley.lib.forms import as_posted
from parley.lib.records import SYSTEM

CHANGES = 5  # that were made meanwhile, the latest


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

    about: str
    changes: list[Change]
    sides: list[Side]
    latest: int


def clash_of(mine: forms.ModelForm, theirs: forms.ModelForm, opened: int) -> Clash:
    """What a filled form and the record as it stands now have apart; `theirs` is the record's own form, not filled.

    A field that was not touched since the record was opened is the other's, until the writer says otherwise.
    """
    typed: Any = mine.instance
    stored: Any = theirs.instance
    base = stored.history.filter(history_id=opened).first()
    sides = []
    for column in stored._meta.concrete_fields:
        if column.name in mine.fields and getattr(typed, column.attname) != getattr(stored, column.attname):
            touched = base is None or getattr(typed, column.attname) != getattr(base, column.attname)
            field, name = mine.fields[column.name], column.name
            sides.append(_side(name, field, mine[name].value(), theirs[name].value(), keeps_mine=touched))
    return Clash("this record", _changes_since(stored, opened), sides, stored.version or 0)


def clash_in_row(row: forms.Form, theirs: Mapping[str, Any], stored: Any, opened: int) -> Clash:
    """The same for one row of a screen; `theirs` are the fields of the row as the record stands now."""
    apart = [name for name in theirs if name in row.fields and _posted(row, name) != as_posted(theirs[name]).strip()]
    sides = [
        _side(row.add_prefix(name), row.fields[name], _posted(row, name), theirs[name], keeps_mine=True)
        for name in apart
    ]
    about = f"the {stored._meta.verbose_name} “{stored}”"
    return Clash(about, _changes_since(stored, opened), sides, stored.version or 0)


def _posted(row: forms.Form, name: str) -> str:
    return str(row.data.get(row.add_prefix(name), "")).replace("\r\n", "\n").strip()


def _side(name: str, field: forms.Field, mine: Any, theirs: Any, *, keeps_mine: bool) -> Side:
    pieces = differences(_said(field, mine), _said(field, theirs))
    return Side(
        name=name,
        label=str(field.label or name),
        mine=[piece for piece in pieces if piece.how != "ins"],
        theirs=[piece for piece in pieces if piece.how != "del"],
        sent=as_posted(theirs),
        keeps_mine=keeps_mine,
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
        listed: Any = field.choices  # every shape that may be given, for the stubs; pairs, once it is read
        pairs: Iterable[tuple[Any, Any]] = flatten_choices(listed)
        flat = {str(key): str(label) for key, label in pairs}
        return flat.get(as_posted(value), as_posted(value))
    return as_posted(value)


def _changes_since(stored: Any, opened: int) -> list[Change]:
    lines = list(stored.history.filter(history_id__gt=opened).order_by("-history_id")[:CHANGES])
    users = get_user_model().objects.in_bulk({line.history_user_id for line in lines} - {None})
    return [
        Change(
            by=str(users.get(line.history_user_id, SYSTEM)),
            at=line.history_date,
            why=line.history_change_reason or "",
        )
        for line in lines
    ]
