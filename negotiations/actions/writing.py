"""Writing many records as one change: every fault is gathered with the place it came from, and one undoes all."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models, transaction

from parley.lib.asof import say_day
from parley.lib.records import Conflict, Recorded

_OURS = frozenset({"id", "published_at", "known_on", "rank", "rank_reason"})  # no form types these


class Overtaken(Conflict):
    """Somebody else saved the record first; carries it as it was opened here, and as it stands now."""

    def __init__(self, mine: Recorded, base: Recorded | None, stored: Recorded) -> None:
        self.base, self.stored, self.latest = base, stored, stored.version
        super().__init__(_told(mine, base, stored), code="conflict")


class Refused(ValidationError):
    """Nothing was written; `faults` are the refusals, each with the place it belongs to."""

    def __init__(self, faults: list[tuple[Any, ValidationError]]) -> None:
        self.faults = faults
        super().__init__([refusal for _, refusal in faults])


@dataclass(slots=True)
class Writer:
    """Records what it is given, signed by one person with one reason, and keeps the refusals."""

    by: Any
    reason: str
    faults: list[tuple[Any, ValidationError]] = field(default_factory=list)

    def put(self, record: Recorded, where: Any, version: int | None = None, write=None) -> bool:
        """Record a new row, or an old one if something in it changed; gives whether it now stands in the database.

        `write` does it instead of `record` where the trade has a word for the change.
        """
        waiting = _relinked(record)
        try:
            with transaction.atomic():
                if waiting:  # on a record that was refused: check the rest, so that every fault is told at once
                    record.full_clean(exclude=waiting)
                    return False
                if record.pk and not self._changed(record, version):
                    return True
                (write or record.record)(by=self.by, reason=self.reason)
        except ValidationError as refusal:
            self.fault(where, refusal)
            return False
        return True

    def strike(self, record: Recorded, where: Any, version: int | None = None) -> bool:
        """Take a record out of the present, unless somebody saved it after it was opened here."""
        stored = type(record)._base_manager.select_for_update().filter(pk=record.pk).first()
        if stored is None:
            return True
        if version is not None and stored.version != version:
            self.fault(where, Overtaken(record, _opened(stored, version), stored))
            return False
        try:
            with transaction.atomic():
                stored.strike(by=self.by, reason=self.reason or "Entered by mistake")
        except models.ProtectedError:
            self.fault(where, f"“{stored}” cannot be removed while other records hang on it; remove these first.")
            return False
        return True

    def fault(self, where: Any, refusal: ValidationError | str) -> None:
        self.faults.append((where, refusal if isinstance(refusal, ValidationError) else ValidationError(refusal)))

    def _changed(self, record: Recorded, version: int | None) -> bool:
        stored = type(record)._base_manager.select_for_update().filter(pk=record.pk).first()
        if stored is None:
            raise ValidationError(f"“{record}” was removed by somebody else after you opened it.")
        if not differing(record, stored):
            _become(record, stored)
            return False
        if version is not None and stored.version != version:
            base = _opened(stored, version)
            if base is None or differing(record, base):
                raise Overtaken(record, base, stored)
            _become(record, stored)  # not touched here: what somebody else saved stands
            return False
        return True


def differing(one: Recorded, other: Recorded) -> list[models.Field]:
    """The columns in which two states of one record differ, without those that no form types."""
    fields = [column for column in one._meta.concrete_fields if column.name not in _OURS]
    return [column for column in fields if getattr(one, column.attname) != getattr(other, column.attname)]


def _relinked(record: Recorded) -> set[str]:
    """Point the record's keys at what was recorded since they were set; gives the keys to what is not recorded."""
    waiting = set()
    for column in record._meta.concrete_fields:
        if isinstance(column, models.ForeignKey) and column.is_cached(record):
            target = getattr(record, column.name)
            if target is not None and target.pk is None:
                waiting.add(column.name)
            else:
                setattr(record, column.name, target)
    return waiting


def _become(record: Recorded, stored: Recorded) -> None:
    """Let the record say what the database holds, for what else rests on it."""
    for column in stored._meta.concrete_fields:
        setattr(record, column.attname, getattr(stored, column.attname))


def _opened(stored: Recorded, version: int) -> Recorded | None:
    line = stored.history.filter(history_id=version).first()
    return line.instance if line else None


def _told(mine: Recorded, base: Recorded | None, stored: Recorded) -> str:
    line = stored.history.select_related("history_user").order_by("-history_id").first()
    who = str(line.history_user) if line and line.history_user else "Somebody else"
    kind = stored._meta.verbose_name
    theirs = differing(stored, base) if base else differing(stored, mine)
    values = [
        f"{column.verbose_name}: theirs {_shown(stored, column)}, yours {_shown(mine, column)}"
        for column in theirs
        if getattr(stored, column.attname) != getattr(mine, column.attname)
    ]
    told = f"{who} saved the {kind} “{stored}” after you opened it. "
    told += "; ".join(values) + ". " if values else ""
    return f"{told}Nothing was saved; save again to put what stands here in its place."


def _shown(record: Recorded, column: models.Field) -> str:
    try:
        told = f"get_{column.name}_display"
        value = getattr(record, told)() if column.choices else getattr(record, column.name)
    except ObjectDoesNotExist:
        value = getattr(record, column.attname)
    if value is None or value == "" or value == []:
        return "(empty)"
    if hasattr(value, "isoformat") and hasattr(value, "year"):
        value = say_day(value)
    if isinstance(value, list):
        value = ", ".join(value)
    return f"“{value}”"
