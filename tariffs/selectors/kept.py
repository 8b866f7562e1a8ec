"""The law as it was last loaded, kept in memory for as long as no record of the law changes.

Law changes a few times a month and is asked for on every page of the matrix. History is append-only in the database
itself, so the number of its lines says whether anything was written since.
"""

from collections import OrderedDict
from collections.abc import Collection
from threading import Lock

from django.db import connection

from parley.lib.asof import AsOf
from tariffs.models import Economy, Effect, Measure, Rate, Scope, ScopeCode, Sector, StackingRule
from tariffs.selectors.law import Law, the_law

MOST = 32  # laws kept by a process; one of a thousand rates takes two megabytes

# By table, how many lines its history has, and the highest number among them: the number of a line that was rolled back
# is never given again, so what was read in a transaction that came to nothing is never taken for the record.
type Version = tuple[int | None, ...]

_kept: OrderedDict[tuple, tuple[Version, Law]] = OrderedDict()
_lock = Lock()


def kept_law(importer: Economy, origin: Economy | None, as_of: AsOf, *, scopes: Collection[int] = ()) -> Law:
    """The law as `the_law` gives it, loaded anew only if a record of the law has changed since; one query if not."""
    database = connection.settings_dict["NAME"]
    moment = (as_of.on, as_of.known, as_of.recorded)
    key = (database, importer.pk, origin.pk if origin else None, *moment, frozenset(scopes))
    version = _version()
    with _lock:
        stored = _kept.get(key)
        if stored and stored[0] == version:
            _kept.move_to_end(key)
            return stored[1]
    law = the_law(importer, origin, as_of, scopes=scopes)
    if _version() == version:  # nobody wrote between the reads of which it is made
        with _lock:
            _kept[key] = version, law
            while len(_kept) > MOST:
                _kept.popitem(last=False)
    return law


def _version() -> Version:
    tables = [model.history.model._meta.db_table for model in _LAW]  # type: ignore[attr-defined]
    counted = ", ".join(f"(SELECT count(*) n, max(history_id) top FROM {table}) {table}" for table in tables)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {counted}")  # noqa: S608 - tables of our own
        return cursor.fetchone()


_LAW = (Economy, Scope, ScopeCode, Sector, Measure, Rate, Effect, StackingRule)
