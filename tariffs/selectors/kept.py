"""The law as it was last loaded, kept in memory for as long as no record of the law changes.

Law changes a few times a month and is asked for on every page of the matrix. History is append-only in the database
itself, and each line carries the transaction that wrote it: so an index tells whether anything was written since. Of a
settled moment (parley.lib.permanent) it tells since when the law has been what it was then.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from threading import Lock
from typing import Any

from django.db import connection
from django.utils import timezone

from parley.lib.asof import AsOf
from parley.lib.permanent import SETTLED
from tariffs.models import (
    Economy,
    Effect,
    Measure,
    Membership,
    Rate,
    Relief,
    Scope,
    ScopeCode,
    Sector,
    StackingRule,
    TariffLine,
)
from tariffs.selectors.law import Law, the_law
from tariffs.selectors.lawbook import LawBook, read_book

MOST = 32  # laws, books and grids kept by a process; a law of a thousand rates takes two megabytes

# A transaction, and by table how many lines of its history were written since, with the highest number among them. The
# number of a line that was rolled back is never given again, so what came to nothing is never taken for the record.
type Version = tuple[Any, ...]

_kept: OrderedDict[tuple, tuple[Version, Any]] = OrderedDict()
_lock = Lock()


def kept_law(importer: Economy, origin: Economy | None, as_of: AsOf, *, scopes: Collection[int] = ()) -> Law:
    """The law as `the_law` gives it, loaded anew only if a record of the law has changed since; one query if not."""
    whose = ("law", importer.pk, origin.pk if origin else None, frozenset(scopes))
    # With the clocks as they were asked for, since a law's pages make their links of them; what is settled is the same
    # for all moments between two changes, whatever was asked for.
    clocks = (as_of.on, as_of.known) if is_settled(as_of.recorded) else (as_of,)
    law = kept((*whose, *clocks), as_of.recorded, lambda: the_law(importer, origin, as_of, scopes=scopes))
    return law if law.as_of == as_of else replace(law, as_of=as_of)


def kept_book(importer: Economy, origin: Economy, latest: date, recorded: datetime | None) -> LawBook:
    """The book as `read_book` gives it, for one origin, read anew only if a record of the law has changed since."""
    asked = ("book", importer.pk, origin.pk, latest)
    return kept(asked, recorded, lambda: read_book(importer, [origin], latest, recorded))


def kept[What](asked: tuple[Hashable, ...], recorded: datetime | None, make: Callable[[], What]) -> What:
    """What is made of the law alone, made anew only if a record of the law has changed since; one query if not."""
    key = (connection.settings_dict["NAME"], *asked)
    if is_settled(recorded):
        key = (*key, _last_line(recorded))
        if stored := _stored(key):
            return stored[1]
        made = make()
        _store(key, (), made)
        return made
    key = (*key, recorded)
    if stored := _stored(key):
        version, made = stored
        if _written(version[0]) == version:
            return made
    version = _written()
    made = make()
    if _written(version[0]) == version:  # nobody wrote between the reads of which it is made
        _store(key, version, made)
    return made


def is_settled(recorded: datetime | None) -> bool:
    """Whether no line of history can be added to the moment any more."""
    return recorded is not None and recorded < timezone.now() - SETTLED


def _stored(key: tuple) -> tuple[Version, Any] | None:
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
        return _kept.get(key)


def _store(key: tuple, version: Version, made: Any) -> None:
    with _lock:
        _kept[key] = version, made
        while len(_kept) > MOST:
            _kept.popitem(last=False)


def _last_line(recorded: datetime | None) -> datetime | None:
    """The moment of the last line of the law's history by that of the reader."""
    last = (f"(SELECT max(history_date) FROM {table} WHERE history_date <= %(at)s)" for table in _tables())  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT greatest({', '.join(last)})", {"at": recorded})
        return cursor.fetchone()[0]


def _written(since: int | None = None) -> Version:
    """What was written since a transaction: without one, since the oldest that has not ended. What cannot be seen yet
    has that number or a later one."""
    # Asked for table by table: for so many tables joined the database would seek the best order, twenty times as long.
    counted = ", ".join(
        f"(SELECT ARRAY[count(*), max(history_id)] FROM {table} WHERE txid >= s.since)"  # noqa: S608 - our own
        for table in _tables()
    )
    oldest = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT since, {counted} FROM (SELECT coalesce(%s::bigint, {oldest}) AS since) s", [since])  # noqa: S608
        return cursor.fetchone()


@cache
def _tables() -> list[str]:
    return [model.history.model._meta.db_table for model in _LAW]  # type: ignore[attr-defined]


_LAW = (Economy, Membership, Scope, ScopeCode, Sector, Measure, Rate, Effect, StackingRule, Relief, TariffLine)
