"""Records read by their keys, now or as they stood, by a statement that is written once.

A page asks twenty such small questions, and Django takes longer to put one into words than the database to answer it.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection, models


class Moment:
    """What a HistoricForeignKey asks of a record that was read as it stood: at which moment."""

    def __init__(self, at: datetime) -> None:
        self._as_of = self.history_date = at


def standing(table: str, record: str, day: str, number: str, kind: str) -> str:
    """The condition, in SQL, that a line of a history is its record's last one by a moment, and no deletion.

    The moment is its parameter, twice. Of two lines of one instant the one with the higher number is the later.
    """
    later = f"SELECT 1 FROM {table} later WHERE later.id = {record} AND later.history_date <= %s"  # noqa: S608 - names
    later += f" AND (later.history_date, later.history_id) > ({day}, {number})"
    # With the nought no plan reads the index of moments: half of all history lies before most of them.
    return f"({day} + interval '0' <= %s AND {kind} <> '-' AND NOT EXISTS ({later}))"


def rows_by[Row: models.Model](model: type[Row], at: datetime | None, **keys: Collection[int | None]) -> list[Row]:
    """The records of which one of the named columns has one of the values, by id; as they stood at the moment.

    `rows_by(Citation, None, position_id=[1, 2], round_id=[3])`. One query, none where there is no value.
    """
    asked = {column: list(values) for column, values in keys.items() if values}
    if not asked:
        return []
    statement, names = _statement(model, tuple(asked), at is not None)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*asked.values(), *([at, at] if at else ())])
        found = [model.from_db(connection.alias, names, row) for row in cursor.fetchall()]
    if at:
        moment = Moment(at)
        for record in found:
            record._history = moment  # type: ignore[attr-defined]
    return found


@cache
def _statement(model: type[models.Model], columns: tuple[str, ...], past: bool) -> tuple[str, list[str]]:
    """The statement, and the names of what it gives. Refuses a column whose values Django changes on the way."""
    fields = model._meta.concrete_fields
    table = (model.history.model if past else model)._meta.db_table  # type: ignore[attr-defined]
    for field in fields:
        if field.get_db_converters(connection) or connection.ops.get_db_converters(field.get_col(table)):
            raise TypeError(f"{field} is not read as the database gives it.")
    wanted = ", ".join(f"rows.{field.column}" for field in fields)
    where = " OR ".join(f"rows.{column} = ANY(%s)" for column in columns)
    if past:
        stands = standing(table, "rows.id", "rows.history_date", "rows.history_id", "rows.history_type")
        where = f"({where}) AND {stands}"
    told = f"SELECT {wanted} FROM {table} rows WHERE {where} ORDER BY rows.id"  # noqa: S608 - names of our own
    return told, [field.attname for field in fields]


def attach(rows: Iterable[Any], field: str, to: type[models.Model], at: datetime | None) -> dict[int, Any]:
    """Give each row the record that its key points at, in one query, as it stood at the moment; gives them by id.

    In an as-of read neither select_related nor prefetch_related saves the query per row.
    """
    rows = list(rows)
    key = f"{field}_id"
    ids = {getattr(row, key) for row in rows} - {None}
    found = {record.pk: record for record in rows_by(to, at, id=ids)}
    for row in rows:
        if (pk := getattr(row, key)) in found:
            setattr(row, field, found[pk])
    return found
