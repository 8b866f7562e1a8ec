"""Many rows of one model written in sets: checked, saved and signed as `Recorded.record` does with one."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from parley.lib.records import Recorded

AT_ONCE = 5000  # rows a statement
TOLD = 100  # faults after which the search for more ends


class Refused(ValidationError):
    """Some of the rows are at fault, so none was written; `faults` has each one's place among the rows, and why."""

    def __init__(self, faults: Sequence[tuple[int, ValidationError]]) -> None:
        self.faults = sorted(faults, key=lambda fault: fault[0])
        super().__init__([f"Row {place + 1}: {' '.join(why.messages)}" for place, why in self.faults])


def record_many[Row: Recorded](model: type[Row], rows: Collection[Row], *, by, reason: str = "") -> list[Row]:
    """Write new rows (without pk) and changed ones, all or nothing, each with its signed line of history.

    Rows at fault are refused together (Refused). The changed rows are written before the new ones, so that a row may
    end where another begins. Which rows changed is the caller's to know: each one given gets a line of history.
    """
    rows = list(rows)
    places = {id(row): place for place, row in enumerate(rows)}
    new, old = [row for row in rows if row.pk is None], [row for row in rows if row.pk is not None]
    faults = [(places[id(row)], why) for row, why in _at_fault(model, rows)]
    if faults:
        raise Refused(faults)
    try:
        with transaction.atomic():
            faults += [(places[id(row)], why) for row, why in _save(model, old)]
            faults += [(places[id(row)], why) for row, why in _save(model, new)]
            if faults:
                raise Refused(faults)
            _sign(model, old, "~", by, reason)
            _sign(model, new, "+", by, reason)
    except BaseException:
        for row in new:
            row.pk, row._state.adding = None, True
        raise
    return rows


def _at_fault[Row: Recorded](model: type[Row], rows: Sequence[Row]) -> Iterator[tuple[Row, ValidationError]]:
    """What is wrong with the rows by themselves; a key is looked up once for all rows that have it."""
    keys: list[Any] = [field for field in model._meta.concrete_fields if field.is_relation]
    there = {field.name: _there(field, rows) for field in keys}
    stay = _there(model._meta.pk, rows)
    names = {field.name for field in keys}
    for row in rows:
        told: dict[str, list[str]] = {}
        try:
            row.full_clean(exclude=names, validate_unique=False, validate_constraints=False)
        except ValidationError as refusal:
            told = refusal.message_dict
        for field in keys:
            value = getattr(row, field.attname)
            if value is None and not field.null:
                told[field.name] = [str(field.error_messages["null"])]
            elif value is not None and value not in there[field.name]:
                told[field.name] = [f"There is no {field.related_model._meta.verbose_name} number {value}."]
        if row.pk is not None and row.pk not in stay:
            told[NON_FIELD_ERRORS] = [*told.get(NON_FIELD_ERRORS, []), "The record is not there any more."]
        if told:
            yield row, ValidationError(told)


def _there(field, rows: Sequence[Recorded]) -> set[int]:
    """Which of the numbers that the rows have in a field are those of records."""
    asked = {getattr(row, field.attname) for row in rows} - {None}
    to = field.related_model if field.is_relation else field.model
    return set(to._base_manager.filter(pk__in=asked).values_list("pk", flat=True)) if asked else set()


def _save[Row: Recorded](model: type[Row], rows: Sequence[Row]) -> Iterator[tuple[Row, ValidationError]]:
    """Save the rows that the database takes; gives those that it refuses, found by halving, and why."""
    waiting = [rows[at : at + AT_ONCE] for at in range(0, len(rows), AT_ONCE)][::-1]
    told = 0
    while waiting and told < TOLD:
        some = waiting.pop()
        try:
            with transaction.atomic():
                _put(model, some)
        except IntegrityError as refusal:
            if len(some) > 1:
                half = len(some) // 2
                waiting += [some[half:], some[:half]]
                continue
            told += 1
            yield some[0], _in_words(some[0], refusal)


def _put(model: Any, rows: Sequence[Recorded]) -> None:
    if rows[0].pk is None:
        try:
            model._base_manager.bulk_create(rows)
        except IntegrityError:
            for row in rows:
                row.pk, row._state.adding = None, True
            raise
        return
    names = [field.name for field in model._meta.concrete_fields if not field.primary_key and not field.generated]
    # In one statement for all of them; those that it would insert have been refused.
    model._base_manager.bulk_create(rows, update_conflicts=True, unique_fields=["pk"], update_fields=names)


def _in_words(row: Recorded, refusal: IntegrityError) -> ValidationError:
    """Why the database refused one row: the rule's own sentence."""
    try:
        row.full_clean()
    except ValidationError as said:
        return said
    raise refusal


def _sign(model: type[Recorded], rows: Sequence[Recorded], kind: str, by, reason: str) -> None:
    """A line of history for each row, as the table holds it now."""
    if not rows:
        return
    history = model.history.model._meta
    theirs = {field.column for field in history.concrete_fields if not field.generated}
    columns = [str(field.column) for field in model._meta.concrete_fields if field.column in theirs]
    quoted = ", ".join(map(connection.ops.quote_name, columns))
    statement = (
        f"INSERT INTO {history.db_table}"  # noqa: S608 - names of our own
        f" ({quoted}, history_date, history_type, history_user_id, history_change_reason)"
        f" SELECT {quoted}, %s, %s, %s, %s FROM {model._meta.db_table} WHERE id = ANY(%s) ORDER BY id"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [timezone.now(), kind, by.pk if by else None, reason, [row.pk for row in rows]])
