"""Which database Parley uses: the one in DATABASE_URL, or the PostgreSQL server that it brings along.

Reading the settings starts nothing. Whoever needs the database calls `ensure_running` first, and `leave` at its end.
"""

import os
from pathlib import Path
from typing import Any

import platformdirs
import psycopg
from django.conf import settings
from django.db import connections
from psycopg.conninfo import conninfo_to_dict

from . import cluster, embedded
from .cluster import grant_web_role
from .programs import DatabaseTrouble

__all__ = [
    "DatabaseTrouble",
    "close_connections",
    "connection",
    "data_folder",
    "ensure_running",
    "grant_web_role",
    "is_running",
    "leave",
    "make_data_folder",
    "programs",
    "refuse_unguarded",
    "stop",
]


class Preparing(psycopg.Connection):
    """A connection that keeps its statements prepared: to plan a page's questions takes longer than to answer them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepared_max = 600  # all that the pages ask; psycopg's own 100 would forget them in turns


# As many as the web process has threads.
POOL = {"min_size": 1, "max_size": 8, "timeout": 10, "connection_class": Preparing}
# Values travel beside a statement, so that its text is the same every time: the third time it is prepared.
STATEMENTS = {"server_side_binding": True, "prepare_threshold": 2}
# A page asks many small questions: to start helpers for one of them, or to compile it, costs more than it saves.
PLANS = "-c max_parallel_workers_per_gather=0 -c jit=off -c random_page_cost=1.1"


def data_folder() -> Path:
    """The folder of everything Parley keeps on this machine: PARLEY_DATA, or where this system keeps such things."""
    if named := os.environ.get("PARLEY_DATA"):
        return Path(named).expanduser().resolve()
    if os.geteuid() == 0:  # root's own folders are shut to the account that runs PostgreSQL
        return Path("/var/lib/parley")
    return platformdirs.user_data_path("parley").resolve()


def make_data_folder() -> Path:
    """The data folder, made if it is missing with the mode that the embedded server needs."""
    embedded.make_folder(data_folder())
    return data_folder()


def connection() -> dict[str, Any]:
    """What Django's DATABASES needs, for the role in PARLEY_DATABASE_ROLE: web, unless it says owner."""
    common = {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}
    if url := _url(_role()):
        return common | _named(url)
    home = data_folder()
    return common | {
        "NAME": cluster.DATABASE,
        "USER": cluster.OWNER if _role() == "owner" else cluster.WEB,
        "PASSWORD": "",  # libpq looks it up when it connects, so that it stands in no setting and may be made later
        "HOST": str(cluster.socket_folder(home)),
        "PORT": cluster.PORT,
        "OPTIONS": {"pool": dict(POOL), "options": PLANS, **STATEMENTS, "passfile": str(cluster.password_file(home))},
    }


def ensure_running(*, fast: bool = False) -> bool:
    """Have the database answer, and say whether we started it; refused with a DatabaseTrouble.

    `fast` is for tests: what was written is lost if the machine stops.
    """
    if url := _url(_role()):
        _try(url)
        return False
    # Meant for psql and another server: libpq would prefer PGPASSWORD to our file, and PGHOSTADDR to our socket.
    for name in [name for name in os.environ if name.startswith("PG") and name != "PG_BIN"]:
        del os.environ[name]
    return embedded.start(data_folder(), fast=fast)


def refuse_unguarded() -> None:
    """For the web process: refuse, with a DatabaseTrouble, an account that the guards over the record do not bind."""
    with connections["default"].cursor() as cursor:
        cluster.refuse_unguarded(cursor.connection)
    connections["default"].close()


def leave() -> bool:
    """Give the database up; the embedded server is stopped if nobody else uses it. Says whether it was."""
    close_connections()
    return not _url(_role()) and embedded.leave(data_folder())


def close_connections() -> None:
    """Close what Django has open, and the pools behind it."""
    if settings.configured:
        for used in connections.all(initialized_only=True):
            used.close()
            used.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's has one


def stop() -> bool:
    """Stop the embedded server, whoever uses it, and say whether there was one to stop."""
    return not _url(_role()) and embedded.stop(data_folder())


def is_running() -> bool:
    """Whether the database can be used now."""
    if url := _url(_role()):
        try:
            _try(url)
        except DatabaseTrouble:
            return False
        return True
    return embedded.postmaster(data_folder()) is not None


def programs() -> Path:
    """The folder of PostgreSQL's own programs (pg_dump, psql ...) that fit the embedded server."""
    return embedded.programs(make_data_folder())


def _role() -> str:
    role = os.environ.get("PARLEY_DATABASE_ROLE", "web")
    if role not in ("web", "owner"):
        raise DatabaseTrouble(f"PARLEY_DATABASE_ROLE is {role!r}: it can be web or owner.")
    return role


def _url(role: str) -> str | None:
    url = os.environ.get("DATABASE_URL")
    return (os.environ.get("DATABASE_OWNER_URL") or url) if url and role == "owner" else url


def _named(url: str) -> dict[str, Any]:
    given = _read(url)
    parts = {setting: given.pop(name, "") for setting, name in _DJANGO_NAMES.items()}
    if not parts["NAME"] and "service" not in given:
        parts["NAME"] = parts["USER"]  # as libpq does
    return parts | {"OPTIONS": {"pool": dict(POOL), "options": PLANS, **STATEMENTS} | given}


_DJANGO_NAMES = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}


def _read(url: str) -> dict[str, Any]:
    try:
        return conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        # Without libpq's own words: they quote the address, and with it the password.
        raise DatabaseTrouble(
            "DATABASE_URL (or DATABASE_OWNER_URL) cannot be read: it is like postgresql://user:password@host/database."
        ) from None


def _try(url: str) -> None:
    """Refuse a database that does not answer or cannot search; as its owner, let the web account use its tables."""
    given = _read(url) | {"connect_timeout": 10}
    try:
        with psycopg.connect(**given, autocommit=True) as opened:
            cluster.refuse_without_extensions(opened)
            if opened.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'").fetchone():
                cluster.refuse_deaf_trigrams(opened)
            web = _read(os.environ["DATABASE_URL"]).get("user")
            if _role() == "owner" and web and web != given.get("user"):
                cluster.grant_web_role_from_now_on(opened, web)
    except psycopg.OperationalError as error:
        raise DatabaseTrouble(
            f"The database in DATABASE_URL does not answer: {str(error).strip().splitlines()[-1]}"
        ) from error
