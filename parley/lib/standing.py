"""How a record stands as a table of a statement: now, or as it was recorded at a moment.

SQL of our own: the moment is the value `%(at)s`, and no word of anybody else's is in it.
"""

import re
from functools import cache
from typing import Any

from django.db import models


def standing(table: str, record: str, day: str, number: str, kind: str) -> str:
    """The condition, in SQL, that a line of a history is its record's last one by a moment, and no deletion.

    The moment is its parameter, twice. Of two lines of one instant the one with the higher number is the later.
    """
    later = f"SELECT 1 FROM {table} later WHERE later.id = {record} AND later.history_date <= %s"  # noqa: S608 - names
    later += f" AND (later.history_date, later.history_id) > ({day}, {number})"
    # With the nought no plan reads the index of moments: half of all history lies before most of them.
    return f"({day} + interval '0' <= %s AND {kind} <> '-' AND NOT EXISTS ({later}))"


def records_of(model: type[models.Model], *, past: bool) -> str:
    """All records as a table of a statement: now, or as they stood at the moment `%(at)s`."""
    table = table_of(model, past=past)
    return f"(SELECT * FROM {table} one WHERE {last_line('one', table)})" if past else table  # noqa: S608 - names of our own


def row_of(model: type[models.Model], number: str, *, past: bool, hidden: bool = False) -> str:
    """The one row of a record by its number, as a table of a statement: now, or its last line by the moment `%(at)s`.

    That line may tell that it was struck out: `not_struck` says so. A moment that is `hidden` in a question of its own
    is known to no plan, so that one plan does for all moments; it is asked for each record anew, and does for a few.
    """
    if not past:
        return f"(SELECT * FROM {model._meta.db_table} one WHERE one.id = {number})"  # noqa: S608 - names of our own
    lines, moment = table_of(model, past=True), "(SELECT %(at)s::timestamptz)" if hidden else "%(at)s"
    last = f"one.id = {number} AND one.history_date <= {moment} ORDER BY one.history_date DESC, one.history_id DESC"
    return f"(SELECT * FROM {lines} one WHERE {last} LIMIT 1)"  # noqa: S608 - names of our own


def not_struck(row: str, *, past: bool) -> str:
    """The condition, in SQL, that the record of a `row_of` had not been struck out by the moment."""
    return f"{row}.history_type <> '-'" if past else "TRUE"


def table_of(model: Any, *, past: bool) -> str:
    """The table of a model's rows, or of their lines of history."""
    return (model.history.model if past else model)._meta.db_table


def last_line(line: str, table: str) -> str:
    """The condition, in SQL, that a line of a history is its record's last one by the moment."""
    last = standing(table, f"{line}.id", f"{line}.history_date", f"{line}.history_id", f"{line}.history_type")
    return last.replace("%s", "%(at)s")


@cache
def begins_a_stand(model: Any, condition: str) -> str:
    """A condition on lines of a history, in SQL, with the one that the line begins a stand, where these are numbered.

    For those who look for records and not for lines: of each that ever met the condition a line is found. Refuses a
    condition on a column of `rows` that two lines of one stand may differ in; one that is not named so is not seen.
    """
    columns = set(re.findall(r"\brows\.(\w+)", condition)) - {"id"}
    if not model.STANDS or not columns:
        return condition
    if others := columns - set(model.STANDS):
        raise TypeError(f"{model.__name__} is not looked for by {', '.join(sorted(others))}.")
    return f"{condition} AND rows.stand > 0"
