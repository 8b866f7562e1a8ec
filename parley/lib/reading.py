"""Records read by their keys or by a condition, now or as they stood, by a statement that is written once.

A page asks twenty such small questions, and Django takes longer to put one into words than the database to answer it.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection, models

from parley.lib.standing import begins_a_stand, last_line, not_struck, records_of, row_of, table_of

type Keys = Collection[int | str | None]


class Moment:
    """What a HistoricForeignKey asks of a record that was read as it stood: at which moment."""

    def __init__(self, at: datetime) -> None:
        self._as_of = self.history_date = at


def rows_by[Row: models.Model](model: type[Row], at: datetime | None, **keys: Keys) -> list[Row]:
    """The records of which one of the named columns has one of the values, by id; as they stood at the moment.

    `rows_by(Citation, None, position_id=[1, 2], round_id=[3])`. One query, none where there is no value.
    """
    return made(model, values_by(model, at, _names(model), **keys), at)


def values_by(
    model: type[models.Model], at: datetime | None, names: Sequence[str], **keys: Keys
) -> list[tuple[Any, ...]]:
    """Some columns of the records that `rows_by` gives, as plain values."""
    return _values_by(model, at, tuple(names), "", keys)


def rows_with[Row: models.Model](model: type[Row], at: datetime | None, field: str, **keys: Keys) -> list[Row]:
    """The records that `rows_by` gives, each with the one at which a key of theirs points; still one query.

    For a few that point at nearly as many others; `attach` reads once what many point at.
    """
    names, to = _names(model), model._meta.get_field(field).related_model
    found = _values_by(model, at, names, field, keys)
    rows, place = made(model, found, at), len(names)
    others = {values[place]: values[place:] for values in found if values[place] is not None}
    join(rows, field, {record.pk: record for record in made(to, others.values(), at)})  # type: ignore[arg-type]
    return rows


def _values_by(
    model: type[models.Model], at: datetime | None, names: tuple[str, ...], joined: str, keys: Mapping[str, Keys]
) -> list[tuple[Any, ...]]:
    asked = {column: found for column, values in keys.items() if (found := _distinct(values))}
    if not asked:
        return []
    one = {column: values[0] for column, values in asked.items() if len(values) == 1}
    statement = _statement(model, names, tuple(asked), tuple(one), joined, at is not None)
    return values_of(statement, at, {column: _array(values) for column, values in asked.items()} | one)


def rows_where[Row: models.Model](
    model: type[Row],
    at: datetime | None,
    among: Sequence[str],
    rest: str,
    values: Mapping[str, Any],
    *,
    tail: str = "",
    besides: str = "",
    tables: Mapping[str, str] | None = None,
    **told: str,
) -> list[Row]:
    """The records that `values_where` finds, each with what is to be `told` by an expression under its name.

    An expression may look among all that are found, which is the table `found`, before it looks elsewhere. To what is
    found a statement may add what stands `besides`, each row whole and none that is found. All conditions may look into
    further `tables`, each a statement.
    """
    names = _names(model)
    found = _found_where(model, at, names, among, rest, values, tail, besides, tables, told)
    rows = made(model, found, at)
    for place, name in enumerate(told, start=len(names)):
        for row, read in zip(rows, found, strict=True):
            setattr(row, name, read[place])
    return rows


def tuples_where[Shape: tuple](
    shape: type[Shape],
    model: type[models.Model],
    at: datetime | None,
    among: Sequence[str],
    rest: str,
    values: Mapping[str, Any],
    *,
    tail: str = "",
    **told: str,
) -> list[Shape]:
    """What `rows_where` gives as a named tuple, of some columns and then of all that is told: for the thousands of a
    file, since to make a record takes longer than to read it."""
    fields: tuple[str, ...] = shape._fields  # type: ignore[attr-defined]  # of every named tuple
    names = fields[: len(fields) - len(told)]
    if fields[len(names) :] != tuple(told):
        raise TypeError(f"{shape.__name__} ends in other fields than what is told: {', '.join(told)}.")
    found = _found_where(model, at, names, among, rest, values, tail, "", None, told)
    return list(map(shape._make, found))  # type: ignore[attr-defined]


def _found_where(
    model: type[models.Model],
    at: datetime | None,
    names: tuple[str, ...],
    among: Sequence[str],
    rest: str,
    values: Mapping[str, Any],
    tail: str,
    besides: str,
    tables: Mapping[str, str] | None,
    told: Mapping[str, str],
) -> list[tuple[Any, ...]]:
    columns = ", ".join([*(f"rows.{column}" for column in _columns(model, names)), *told.values()])
    statement = statement_where(model, among, rest, "rows.*" if told or besides else columns, tail, past=at is not None)
    if told or besides:
        tables = {**(tables or {}), "found": f"({statement}) UNION ALL ({besides})" if besides else statement}
        statement = f"SELECT {columns} FROM found rows {tail}"  # noqa: S608 - ours
    if tables:
        within = ", ".join(f"{name} AS MATERIALIZED ({each})" for name, each in tables.items())
        statement = f"WITH {within} {statement}"
    return values_of(statement, at, values)


def values_where(
    model: type[models.Model],
    at: datetime | None,
    among: Sequence[str],
    rest: str,
    values: Mapping[str, Any],
    columns: str,
    *,
    tail: str = "",
) -> list[tuple[Any, ...]]:
    """What columns say of the records for which one condition of `among` and the `rest` hold.

    All this is SQL of our own, which names the table `rows` and the values `%(so)s`; `among` are conditions that an
    index answers each. For records that are corrected many times: of the past, each one's last line is looked up,
    instead of asking of every line whether it is the last.
    """
    return values_of(statement_where(model, among, rest, columns, tail, past=at is not None), at, values)


def rows_found[Row: models.Model](
    model: type[Row], at: datetime | None, condition: str, values: Mapping[str, Any], *, tail: str = "ORDER BY rows.id"
) -> list[Row]:
    """The records for which a condition holds, of few or of such as no index finds: of the past, it is asked of every
    line whether it is the last. SQL of our own, as for `values_where`."""
    columns = ", ".join(f"rows.{column}" for column in _columns(model, _names(model)))
    source = records_of(model, past=at is not None)
    return made(model, values_of(f"SELECT {columns} FROM {source} rows WHERE ({condition}) {tail}", at, values), at)  # noqa: S608


def written(question: models.QuerySet) -> tuple[str, tuple[Any, ...]]:
    """A question as Django puts it into words, and what is to be given to it; to be kept and asked with other values,
    for to word it takes longer than to answer it. Its own values are stand-ins, which nobody asks for."""
    statement, given = question.query.get_compiler(connection=connection).as_sql()
    return statement, tuple(given)


def answer(statement: str, given: Iterable[Any], values: Mapping[Any, Any]) -> list[tuple[Any, ...]]:
    """What a statement gives that was `written`, with values in the place of their stand-ins."""
    with connection.cursor() as cursor:
        cursor.execute(statement, [values.get(each, each) for each in given])
        return cursor.fetchall()


def values_of(statement: str, at: datetime | None, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """What a statement of our own gives."""
    with connection.cursor() as cursor:
        cursor.execute(statement, {**values, "at": at})
        return cursor.fetchall()


def statement_where(
    model: type[models.Model], among: Sequence[str], rest: str, columns: str, tail: str = "", *, past: bool
) -> str:
    """The statement with which `values_where` asks, for one that asks of several models.

    Where the tail asks for the first few by a column of the stands, no more records of the past are read than these: in
    the order of what each said in one of its stands, and only where it still said so.
    """
    condition = f"({' OR '.join(among)}) AND {rest}"
    source = f"{model._meta.db_table} rows"
    if past:
        by, lines = _few_by(model, tail), table_of(model, past=True)
        wanted = f"rows.id, rows.{by}" if by else "rows.id"
        ever = (begins_a_stand(model, each) for each in among)
        ids = " UNION ".join(f"SELECT DISTINCT {wanted} FROM {lines} rows WHERE {each}" for each in ever)  # noqa: S608
        if by:  # in order here already, lest the database read all and sort them then
            order = tail[: tail.index(" LIMIT")].replace("rows.", "")
            ids = f"SELECT * FROM ({ids}) ever {order}"  # noqa: S608 - names of our own
            condition += f" AND rows.{by} = wanted.{by}"
            tail = tail.replace("rows.", "wanted.")
        source = f"({ids}) wanted CROSS JOIN LATERAL {row_of(model, 'wanted.id', past=True)} rows"
        condition += f" AND {not_struck('rows', past=True)}"
    return f"SELECT {columns} FROM {source} WHERE {condition} {tail}"  # noqa: S608 - names of our own


@cache
def _few_by(model: Any, tail: str) -> str:
    """The column of the stands by which a tail asks for the first few records, if each of these has a value in it."""
    found = re.fullmatch(r"ORDER BY rows\.(\w+) (ASC|DESC), rows\.id \2 LIMIT %\(\w+\)s", tail)
    name = found[1] if found else ""
    return name if name in model.STANDS and not model._meta.get_field(name).null else ""


def keys_with(
    model: type[models.Model], at: datetime | None, key: str, condition: str, rest: str, values: Mapping[str, Any]
) -> set[int]:
    """Of the `%(keys)s` those that a column of some record has, for which a condition and the `rest` hold.

    As `values_where` asks it, but of each key only until one record is found.
    """
    among = f"rows.{key} = keyed.key AND {condition}"
    source = f"{model._meta.db_table} rows WHERE {among} AND {rest}"
    if at is not None:
        lines, one = table_of(model, past=True), row_of(model, "line.id", past=True)
        last = f"CROSS JOIN LATERAL {one} rows WHERE {among} AND {rest} AND {not_struck('rows', past=True)}"
        source = f"(SELECT rows.id FROM {lines} rows WHERE {begins_a_stand(model, among)}) line {last}"  # noqa: S608 - names of our own
    asked = f"SELECT keyed.key FROM unnest(%(keys)s::bigint[]) keyed(key) WHERE EXISTS (SELECT 1 FROM {source})"  # noqa: S608 - names of our own
    return {number for (number,) in values_of(asked, at, values)}


def made[Row: models.Model](model: type[Row], found: Iterable[tuple[Any, ...]], at: datetime | None) -> list[Row]:
    """Records of what the database gave, each with all columns in their order, and perhaps more behind."""
    names, alias = _names(model), connection.alias
    rows = [model.from_db(alias, names, values[: len(names)]) for values in found]
    if at is not None:
        moment = Moment(at)
        for row in rows:
            row._history = moment  # type: ignore[attr-defined]
    return rows


@cache
def _names(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


@cache
def _columns(model: type[models.Model], names: Sequence[str]) -> list[str | None]:
    """The columns of some fields. Refuses one whose values Django changes on the way."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    table = model._meta.db_table
    for field in map(fields.__getitem__, names):
        if field.get_db_converters(connection) or connection.ops.get_db_converters(field.get_col(table)):
            raise TypeError(f"{field} is not read as the database gives it.")
    return [fields[name].column for name in names]


@cache
def _statement(
    model: type[models.Model],
    names: tuple[str, ...],
    keys: tuple[str, ...],
    single: tuple[str, ...],
    joined: str,
    past: bool,
) -> str:
    table = table_of(model, past=past)
    wanted = ", ".join(f"rows.{column}" for column in _columns(model, names))
    given = {key: f"%({key})s" if key in single else _given(model, key) for key in keys}
    where = " OR ".join(f"rows.{key} = {given[key] if key in single else f'ANY({given[key]})'}" for key in keys)
    source = f"{table} rows"
    if past and keys == ("id",):  # of each the one line that is asked for
        source = f"{row_of(model, given['id'] if single else 'wanted.id', past=True)} rows"
        if not single:
            source = f"unnest({given['id']}) wanted(id) CROSS JOIN LATERAL {source}"
        where = not_struck("rows", past=True)
    elif past and model.SELDOM_MOVES and set(keys) <= set(model.STANDS):  # type: ignore[attr-defined]  # if recorded
        source, where = _last_at(model, names, where)
    elif past:
        where = f"({where}) AND {last_line('rows', table)}"
    if joined:
        to: Any = model._meta.get_field(joined).related_model
        wanted += "".join(f", joined.{column}" for column in _columns(to, _names(to)))
        other = f"{row_of(to, f'rows.{joined}_id', past=past, hidden=True)} joined ON {not_struck('joined', past=past)}"
        source += f" LEFT JOIN LATERAL {other}"
    return f"SELECT {wanted} FROM {source} WHERE {where} ORDER BY rows.id"  # noqa: S608 - names of our own


def _last_at(model: Any, names: Sequence[str], where: str) -> tuple[str, str]:
    """The last line that each record has where a condition holds, by the moment, and the condition that it is the last
    of all: so it is where the record never had but one stand. To ask of each line for a later one takes as long again.
    """
    lines, columns = table_of(model, past=True), {*names, "id", "history_date", "history_id", "history_type"}
    wanted = ", ".join(f"rows.{column}" for column in sorted(columns))
    by = "ORDER BY rows.id, rows.history_date DESC, rows.history_id DESC"
    source = f"SELECT DISTINCT ON (rows.id) {wanted} FROM {lines} rows WHERE ({where})"  # noqa: S608 - names of our own
    source += " AND rows.history_date + interval '0' <= %(at)s"
    moved = f"SELECT moved.id FROM {lines} moved WHERE moved.stand > 1"  # noqa: S608 - names of our own
    last = f"(rows.id NOT IN ({moved}) OR {last_line('rows', lines)})"
    return f"({source} {by}) rows", f"{not_struck('rows', past=True)} AND {last}"


def _given(model: type[models.Model], key: str) -> str:
    """The values of a key as an array whose length no plan knows. Else each length would ask for a plan of its own, and
    to plan such a statement takes as long as to answer it."""
    kind = "text" if isinstance(model._meta.get_field(key), models.CharField) else "bigint"
    return f"ARRAY(SELECT unnest(%({key})s::{kind}[]))"


def _distinct(values: Keys) -> list[Any]:
    found = dict.fromkeys(values)
    found.pop(None, None)  # no column is like nothing
    return list(found)


def _array(values: list[Any]) -> Any:
    """Some values for a statement. Numbers are written here: psycopg takes seven times as long for it."""
    return values if isinstance(values[0], str) else f"{{{','.join(map(str, values))}}}"


def attach(rows: Iterable[Any], field: str, to: type[models.Model], at: datetime | None) -> dict[int, Any]:
    """Give each row the record that its key points at, in one query, as it stood at the moment; gives them by id.

    In an as-of read neither select_related nor prefetch_related saves the query per row.
    """
    rows = list(rows)
    key = f"{field}_id"
    ids = {getattr(row, key) for row in rows} - {None}
    found = {record.pk: record for record in rows_by(to, at, id=ids)}
    join(rows, field, found)
    return found


def join(rows: Iterable[Any], field: str, records: Mapping[int, Any]) -> None:
    """Give each row that one of the records at which its key points, where it is among them.

    Set where Django looks for it: to assign it checks each time what a key of the database has settled.
    """
    key = f"{field}_id"
    for row in rows:
        if (pk := getattr(row, key)) in records:
            row._state.fields_cache[field] = records[pk]


def join_one(rows: Iterable[Any], field: str, record: models.Model) -> None:
    """As `join`, where all rows point at one record; a row that does not is left as it is."""
    join(rows, field, {record.pk: record})
