"""Bringing back an earlier version of a record: as a new version, with a reason, and by the checks of any other."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from negotiations.known import record_known
from negotiations.models.statement import Statement
from parley.lib.records import Conflict, Recorded, lines_of
from parley.rules_at_the_end import checked_at_the_end

# What is worked out, what an editor decides on pages of their own, and what names the row.
_AS_THEY_ARE = {"id", "known_on", "published_at", "rank", "rank_reason", "captured_on"}


def restored_columns(model: type[Recorded]) -> list[Any]:
    """The columns that are brought back: all that a person may write, but for rank and publication."""
    return [field for field in model._meta.concrete_fields if field.name not in _AS_THEY_ARE and field.editable]


def restored(line: Any) -> Any:
    """The record with the values of a line of its history, not saved; made anew where it was struck out.

    What it points at is sought by its key if it was struck out and made anew. Refuses, with a sentence, a version that
    points at what does not stand, and one that is the present one already.
    """
    model = line.instance_type
    record = model._base_manager.filter(key=line.key).first() or model(key=line.key)
    before = {field.attname: getattr(record, field.attname) for field in restored_columns(model)}
    faults = []
    for field in restored_columns(model):
        value = getattr(line, field.attname)
        if field.is_relation and value is not None:
            there = _standing(field.related_model, value)
            if there is None:
                faults.append(_points_at_nothing(field, value))
                continue
            value = there
        setattr(record, field.attname, value)
    if faults:
        raise ValidationError(faults)
    if record.pk and all(getattr(record, name) == value for name, value in before.items()):
        raise ValidationError("The record stands as in this version already: there is nothing to restore.")
    return record


def restore(line: Any, *, by: Any, reason: str, version: int | None) -> Recorded:
    """Write the values of an earlier line as a new version; a struck record is made anew, as a draft, with its key.

    Refuses without a reason, where somebody saved meanwhile, and whatever the form of the record would refuse.
    """
    if not reason.strip():
        raise ValidationError({"reason": "Say why this version shall stand again."})
    record = restored(line)
    if (record.pk is None) != (version is None):  # struck out, or made anew, since the writer looked
        raise Conflict("Somebody else struck or restored this record after you opened it.", code="conflict")
    with checked_at_the_end():
        record_known(record, by=by, reason=reason.strip(), version=version)
    return record


def stays_as_it_is(record: Recorded) -> Iterator[str]:
    """What of the record restoring does not touch, in words."""
    if isinstance(record, Statement):
        yield "whether readers see it, and how it is ranked"
    if any(field.name == "known_on" for field in record._meta.concrete_fields):
        yield "since when it is known, which is worked out anew"


def _standing(model: Any, number: int) -> int | None:
    """The number of the record that stands now: the same, or the one that was made anew with its key."""
    if model._base_manager.filter(pk=number).exists():
        return number
    if not any(isinstance(field, models.CharField) and field.name == "key" for field in model._meta.concrete_fields):
        return None
    key = lines_of(model).filter(id=number).order_by().values_list("key", flat=True).first()
    return model._base_manager.filter(key=key).values_list("pk", flat=True).first()


def _points_at_nothing(field: Any, number: int) -> str:
    model = field.related_model
    last = lines_of(model).filter(id=number).order_by("-history_id").first()
    called = f"“{last.key}”" if last is not None else f"no. {number}"
    return (
        f"{str(field.verbose_name).capitalize()}: the {model._meta.verbose_name} {called} was struck out since. "
        "Restore that first."
    )
