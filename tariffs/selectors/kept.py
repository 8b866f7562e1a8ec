"""The law as it was last loaded, kept in memory for as long as no record of the law changes.

Law changes a few times a month and is asked for on every page of the matrix. History is append-only in the database
itself, so the highest number in each history says whether anything was written since.
"""

from collections import OrderedDict
from collections.abc import Collection
from threading import Lock

from django.db import connection

from parley.lib.asof import AsOf
from tariffs.models import Economy, Effect, Measure, Rate, Scope, ScopeCode, Sector, StackingRule
from tariffs.selectors.law import Law, the_law

MOST = 32  # laws kept by a process; one of a whole schedule takes some tens of megabytes

type Version = tuple[int | None, ...]

_kept: OrderedDict[tuple, tuple[Version, Law]] = OrderedDict()
_lock = Lock()


def kept_law(importer: Economy, origin: Economy | None, as_of: AsOf, *, scopes: Collection[int] = ()) -> Law:
    """The law as `the_law` gives it, loaded anew only if a record of the law has changed since; one query if not."""
    database = connection.settings_dict["NAME"]
    moment = (as_of.on, as_of.known, as_of.recorded)
    key = (database, importer.pk, origin.pk if origin else None, *moment, frozenset(scopes))
    version, _ = _version()
    with _lock:
        stored = _kept.get(key)
        if stored and stored[0] == version:
            _kept.move_to_end(key)
            return stored[1]
    law = the_law(importer, origin, as_of, scopes=scopes)
    after, quiet = _version()
    # A write that was under way may yet bring a lower number than one seen here: then nothing is kept.
    if quiet and after == version:
        with _lock:
            _kept[key] = version, law
            while len(_kept) > MOST:
                _kept.popitem(last=False)
    return law


def _version() -> tuple[Version, bool]:
    """The highest number in each history of the law, and whether no write at all was under way."""
    tables = [model.history.model._meta.db_table for model in _LAW]  # type: ignore[attr-defined]
    highest = ", ".join(f"(SELECT max(history_id) FROM {table})" for table in tables)  # noqa: S608 - tables of our own
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_snapshot_xmin(s) = pg_snapshot_xmax(s), {highest} FROM pg_current_snapshot() s")  # noqa: S608
        quiet, *numbers = cursor.fetchone()
    return tuple(numbers), quiet


_LAW = (Economy, Scope, ScopeCode, Sector, Measure, Rate, Effect, StackingRule)
