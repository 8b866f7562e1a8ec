"""The law as it was last loaded, kept in memory for as long as no record of the law changes.

Law changes a few times a month and is asked for on every page of the matrix. History is append-only in the database
itself, and each line carries the transaction that wrote it: so an index tells whether anything was written since. Of a
settled moment (parley.lib.permanent) it tells since when the law has been what it was then.
"""

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from functools import cache
from threading import Lock

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

MOST = 32  # laws kept by a process; one of a thousand rates takes two megabytes

# A transaction, and by table how many lines of its history were written since, with the highest number among them. The
# number of a line that was rolled back is never given again, so what came to nothing is never taken for the record.
type Version = tuple[int | None, ...]

_kept: OrderedDict[tuple, tuple[Version, Law]] = OrderedDict()
_lock = Lock()


def kept_law(importer: Economy, origin: Economy | None, as_of: AsOf, *, scopes: Collection[int] = ()) -> Law:
    """The law as `the_law` gives it, loaded anew only if a record of the law has changed since; one query if not."""
    asked = (connection.settings_dict["NAME"], importer.pk, origin.pk if origin else None, frozenset(scopes))
    if as_of.recorded is not None and as_of.recorded < timezone.now() - SETTLED:
        return _settled(asked, importer, origin, as_of, scopes)
    # With the clocks as they were asked for, since a law's pages make their links of them.
    key = (*asked, as_of)
    if stored := _stored(key):
        version, law = stored
        if _written(version[0]) == version:
            return law
    version = _written()
    law = the_law(importer, origin, as_of, scopes=scopes)
    if _written(version[0]) == version:  # nobody wrote between the reads of which it is made
        _store(key, version, law)
    return law


def _settled(asked: tuple, importer: Economy, origin: Economy | None, as_of: AsOf, scopes: Collection[int]) -> Law:
    """The law as recorded at a moment to which no line of history can be added any more.

    It was the same at every moment since the last line before, and is read once for all these.
    """
    key = (*asked, as_of.on, as_of.known, _last_line(as_of))
    if stored := _stored(key):
        return stored[1] if stored[1].as_of == as_of else replace(stored[1], as_of=as_of)
    law = the_law(importer, origin, as_of, scopes=scopes)
    _store(key, (), law)
    return law


def _stored(key: tuple) -> tuple[Version, Law] | None:
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
        return _kept.get(key)


def _store(key: tuple, version: Version, law: Law) -> None:
    with _lock:
        _kept[key] = version, law
        while len(_kept) > MOST:
            _kept.popitem(last=False)


def _last_line(as_of: AsOf) -> datetime | None:
    """The moment of the last line of the law's history by that of the reader."""
    last = (f"(SELECT max(history_date) FROM {table} WHERE history_date <= %(at)s)" for table in _tables())  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT greatest({', '.join(last)})", {"at": as_of.recorded})
        return cursor.fetchone()[0]


def _written(since: int | None = None) -> Version:
    """What was written since a transaction: without one, since the oldest that has not ended. What cannot be seen yet
    has that number or a later one."""
    counted = ", ".join(
        f"LATERAL (SELECT count(*), max(history_id) FROM {table} WHERE txid >= s.since) {table}"  # noqa: S608 - our own
        for table in _tables()
    )
    oldest = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM (SELECT coalesce(%s::bigint, {oldest}) AS since) s, {counted}", [since])  # noqa: S608
        return cursor.fetchone()


@cache
def _tables() -> list[str]:
    return [model.history.model._meta.db_table for model in _LAW]  # type: ignore[attr-defined]


_LAW = (Economy, Membership, Scope, ScopeCode, Sector, Measure, Rate, Effect, StackingRule, Relief, TariffLine)
