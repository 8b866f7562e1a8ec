"""Putting a position on the table, and taking it off."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from negotiations.models import Position
from parley.lib.asof import say_day
from parley.lib.records import lines_of


@transaction.atomic
def table_position(
    position: Position, *, replaces: Iterable[Position] = (), by, reason: str = "", version: int | None = None
) -> Position:
    """Put a position on the table; those that it replaces end on the day before it begins.

    Refuses to replace another party's position, one on another issue, one that has ended, and one that is not older.
    """
    replaced = _locked(replaces)
    for old in replaced:
        _check_replaceable(old, position)
    position.record(by=by, reason=reason, version=version)
    for old in replaced:
        old.ends_on = position.starts_on - timedelta(days=1)
        old.ending = Position.Ending.SUPERSEDED
        old.replaced_by = position
        old.record(by=by, reason=reason)
    return position


@transaction.atomic
def withdraw_position(position: Position, *, on: date, by, reason: str = "") -> Position:
    """Take a position off the table on a day: the day before is its last. Refuses one that has ended."""
    for held in _locked([position]):
        _check_open(held)
        if on <= held.starts_on:
            raise ValidationError(f"“{held}” is held since {say_day(held.starts_on)}; it is withdrawn on a later day.")
        held.ends_on = on - timedelta(days=1)
        held.ending = Position.Ending.WITHDRAWN
        held.record(by=by, reason=reason)
        return held
    raise ValidationError(f"“{position}” is no longer in the record.")


@transaction.atomic
def move_the_eve(position: Position, *, by, reason: str = "") -> None:
    """After a correction of its first day, let those that it replaced end on the day before that one."""
    eve = position.starts_on - timedelta(days=1)
    for old in Position.objects.select_for_update().filter(replaced_by=position).exclude(ends_on=eve).order_by("pk"):
        if old.starts_on > eve:
            raise ValidationError({"starts_on": _not_older(old)})
        old.ends_on = eve
        old.record(by=by, reason=reason)


@transaction.atomic
def let_stand_again(position: Position, *, by, reason: str = "") -> None:
    """Let those that a draft had replaced be held as they were before. Refuses where the draft itself has ended."""
    replaced = list(Position.objects.select_for_update().filter(replaced_by=position).order_by("pk"))
    if replaced and position.ending:
        raise ValidationError(
            f"“{position}” has replaced another position and was itself {position.get_ending_display().lower()} since: "
            "remove what came after it first."
        )
    for old in replaced:
        held = lines_of(Position).filter(id=old.pk, replaced_by=None).order_by("-history_id").first()
        old.ends_on, old.ending, old.replaced_by = held.ends_on if held else None, "", None
        old.record(by=by, reason=reason)


def _locked(positions: Iterable[Position]) -> list[Position]:
    ids = [position.pk for position in positions]
    return list(Position.objects.select_for_update().filter(pk__in=ids).order_by("pk"))


def _check_replaceable(old: Position, new: Position) -> None:
    if old.pk == new.pk:
        raise ValidationError({"replaces": "A position does not replace itself."})
    if (old.issue_id, old.party_id) != (new.issue_id, new.party_id):
        raise ValidationError({"replaces": "A position replaces only the same party's, on the same issue."})
    if new.starts_on and old.starts_on >= new.starts_on:
        raise ValidationError({"replaces": _not_older(old)})
    _check_open(old)


def _check_open(position: Position) -> None:
    if position.ending:
        how, last = position.get_ending_display().lower(), position.ends_on
        raise ValidationError(
            f"“{position}” was {how} already" + (f": its last day is {say_day(last)}." if last else ".")
        )


def _not_older(old: Position) -> str:
    return f"“{old}” is held since {say_day(old.starts_on)}: what replaces it begins later. Correct that one instead."
