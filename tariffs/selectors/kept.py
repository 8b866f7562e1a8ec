"""The law as it was last loaded, kept in memory for as long as no record of the law changes.

Law changes a few times a month and is asked for on every page of the matrix. History is append-only in the database
itself, and each line carries the transaction that wrote it: so an index tells whether anything was written since.
"""

from collections import OrderedDict
from collections.abc import Collection
from threading import Lock

from django.db import connection

from parley.lib.asof import AsOf
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
    database = connection.settings_dict["NAME"]
    # With the clocks as they were asked for, since a law's pages make their links of them.
    key = (database, importer.pk, origin.pk if origin else None, as_of, frozenset(scopes))
    with _lock:
        stored = _kept.get(key)
    if stored:
        version, law = stored
        if _written(version[0]) == version:
            with _lock:
                _kept[key] = stored
                _kept.move_to_end(key)
            return law
    version = _written()
    law = the_law(importer, origin, as_of, scopes=scopes)
    if _written(version[0]) == version:  # nobody wrote between the reads of which it is made
        with _lock:
            _kept[key] = version, law
            while len(_kept) > MOST:
                _kept.popitem(last=False)
    return law


def _written(since: int | None = None) -> Version:
    """What was written since a transaction: without one, since the oldest that has not ended. What cannot be seen yet
    has that number or a later one."""
    tables = [model.history.model._meta.db_table for model in _LAW]  # type: ignore[attr-defined]
    counted = ", ".join(
        f"LATERAL (SELECT count(*), max(history_id) FROM {table} WHERE txid >= s.since) {table}"  # noqa: S608 - our own
        for table in tables
    )
    oldest = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM (SELECT coalesce(%s::bigint, {oldest}) AS since) s, {counted}", [since])  # noqa: S608
        return cursor.fetchone()


_LAW = (Economy, Membership, Scope, ScopeCode, Sector, Measure, Rate, Effect, StackingRule, Relief, TariffLine)
