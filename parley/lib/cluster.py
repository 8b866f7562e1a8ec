"""The folder of the embedded server: how it is laid out, how PostgreSQL's files in it are made, and who may do what.

Three accounts: the superuser, for the launcher alone; the owner, whose are the database and its tables; and the web
account, which reads and writes rows and can neither change a table nor switch off the guards on it.
"""

import hashlib
import os
import secrets
import shutil
import stat
import tempfile
from pathlib import Path
from typing import Any, Protocol

import psutil
import psycopg
from psycopg import sql

from .programs import HALF_MADE, DatabaseTrouble, account, give, run

SUPERUSER, OWNER, WEB = "parley_superuser", "parley_owner", "parley_web"
DATABASE = "parley"
EXTENSIONS = ["btree_gist", "citext", "pg_trgm", "unaccent"]
PORT = "5432"
ROOM = 300 * 1024 * 1024  # bytes: a new cluster takes some 60 MB, and the first write-ahead files the rest
LONGEST_SOCKET = 107  # bytes, in Linux's own structure for a socket's address
# Written into postgresql.conf, where the administrator may change them.
DEFAULTS = {
    "max_connections": "60",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}


class Cursor(Protocol):
    """What runs SQL: psycopg's cursors and connections, and Django's cursors."""

    def execute(self, query: Any, /) -> Any: ...


def make_folder(home: Path) -> None:
    """Make the folder if it is missing: private, or as root one that the server's account can pass through."""
    if home.is_dir():
        return
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        home.mkdir(mode=0o700, exist_ok=True)
        if os.geteuid() == 0:
            home.chmod(0o755)
    except OSError as error:
        raise DatabaseTrouble(
            f"The folder {home} cannot be made ({error.strerror}): choose another one with PARLEY_DATA."
        ) from error


def socket_folder(home: Path) -> Path:
    """Where the socket lies: in the folder, or under /tmp where its path would be too long for a socket."""
    folder = home / "socket"
    # A comma separates hosts for the client and folders for the server.
    if len(os.fsencode(folder / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET and "," not in str(folder):
        return folder
    uid = account(home).get("user", os.geteuid())
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    # Not TMPDIR: it may differ between two programs that must meet here.
    return Path("/tmp") / f"parley-{uid}-{digest}"  # noqa: S108 (its owner and mode are checked)


def password_file(home: Path) -> Path:
    """The passwords of the cluster's accounts, as libpq reads them; it comes and goes with the cluster."""
    return home / "data" / "parley.pgpass"


def connect(home: Path, database: str = "postgres") -> psycopg.Connection:
    """A connection as the cluster's superuser, for this launcher and its tests alone."""
    return psycopg.connect(
        host=str(socket_folder(home)),
        port=PORT,
        user=SUPERUSER,
        dbname=database,
        passfile=str(password_file(home)),
        autocommit=True,
        connect_timeout=5,
    )


def prepare(home: Path) -> None:
    """Make what is missing of the accounts and the database; refuse a server that cannot do what Parley needs."""
    with connect(home) as connection:
        _make_roles(connection, password_file(home))
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            with connect(home, "template1") as template:
                # In the template, so that every test database gets them too, before its first migration.
                for statement in _grants(WEB, f"FOR ROLE {OWNER}"):
                    template.execute(statement)
            refuse_without_extensions(connection)
            connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
        connection.execute(f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC")
        connection.execute(f"GRANT CONNECT ON DATABASE {DATABASE} TO {WEB}")
        with connection.transaction(force_rollback=True):
            connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            refuse_deaf_trigrams(connection)


def refuse_without_extensions(connection: psycopg.Connection) -> None:
    """Refuse a server whose contributed extensions are not installed."""
    rows = connection.execute("SELECT name FROM pg_available_extensions WHERE name = ANY(%s)", [EXTENSIONS]).fetchall()
    if missing := sorted(set(EXTENSIONS) - {row[0] for row in rows}):
        raise DatabaseTrouble(
            f"This PostgreSQL lacks the extensions {', '.join(missing)}: install its package of contributed modules."
        )


def refuse_deaf_trigrams(connection: psycopg.Connection) -> None:
    """Refuse a database in which the trigram extension, which must be there, drops letters beyond ASCII."""
    row = connection.execute("SELECT show_trgm('東京')").fetchone()
    if not row or not row[0]:
        raise DatabaseTrouble(
            "This PostgreSQL drops every letter beyond ASCII from searches: make its database with LC_CTYPE C.UTF-8."
        )


def refuse_unguarded(connection: psycopg.Connection) -> None:
    """Refuse an account that can put the guards over the record aside: the tables' owner, or a superuser."""
    row = connection.execute(
        "SELECT rolname FROM pg_roles WHERE rolname = current_user AND (rolsuper OR EXISTS ("
        "SELECT FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE tgname = 'parley_append_only' AND pg_has_role(relowner, 'MEMBER')))"
    ).fetchone()
    if row:
        raise DatabaseTrouble(
            f"The web process may not serve as {row[0]}, which owns the recorded tables or is a superuser and can put "
            "the guards over the record aside: name another role in DATABASE_URL, and the owner in DATABASE_OWNER_URL "
            "(README, “On a server”)."
        )


def grant_web_role(cursor: Cursor, role: str = WEB) -> None:
    """As the tables' owner, let the web account read and write rows in every table there is and will be.

    It also gives back what a migration has taken from it: on a new database, call it before the migrations.
    """
    name = sql.Identifier(role).as_string()
    grant_web_role_from_now_on(cursor, role)
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {name}")
    cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}")
    cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}")


def grant_web_role_from_now_on(cursor: Cursor, role: str = WEB) -> None:
    """As the tables' owner, let the web account read and write rows in every table that will be made."""
    for statement in _grants(role):
        cursor.execute(statement)


def _grants(role: str, whose: str = "") -> list[str]:
    name = sql.Identifier(role).as_string()
    return [
        f"ALTER DEFAULT PRIVILEGES {whose} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {name}",
        f"ALTER DEFAULT PRIVILEGES {whose} GRANT USAGE, SELECT ON SEQUENCES TO {name}",
    ]


def _make_roles(connection: psycopg.Connection, passwords: Path) -> None:
    rows = connection.execute("SELECT rolname FROM pg_roles").fetchall()
    present = {row[0] for row in rows}
    known = dict(line.split(":")[3:] for line in passwords.read_text().splitlines())
    for role, power in ((OWNER, "CREATEDB"), (WEB, "NOCREATEDB")):
        if role not in present:
            # Scrambled here, so that the password is in no log of statements.
            scrambled = connection.pgconn.encrypt_password(known[role].encode(), role.encode(), b"scram-sha-256")
            connection.execute(f"CREATE ROLE {role} LOGIN {power} PASSWORD '{scrambled.decode()}'")
    # The owner may put itself in the web account's place, so that tests can prove what that one cannot do.
    connection.execute(f"GRANT {WEB} TO {OWNER} WITH INHERIT FALSE, SET TRUE")


def _buffers() -> int:
    """For what the server has read: a quarter of the machine's memory, as PostgreSQL advises, and 512 MB at most. It is
    taken as it fills."""
    return min(512, psutil.virtual_memory().total // 2**20 // 4)


def make_cluster(home: Path, tools: Path, fast: bool) -> None:
    """Make PostgreSQL's files aside and rename them when they are whole, so that a killed start leaves no half."""
    if shutil.disk_usage(home).free < ROOM:
        raise DatabaseTrouble(
            f"The disk that holds {home} has less than {ROOM >> 20} MB free: make room and start again."
        )
    half = Path(tempfile.mkdtemp(prefix=HALF_MADE, dir=home))
    give(half, home)
    try:
        secret = half / "superuser"
        passwords = {role: secrets.token_urlsafe(32) for role in (SUPERUSER, OWNER, WEB)}
        _write_private(secret, passwords[SUPERUSER], home)
        defaults = DEFAULTS | {"shared_buffers": f"{_buffers()}MB"}
        settings = [part for name, value in defaults.items() for part in ("-c", f"{name}={value}")]
        command: list[str | Path] = [tools / "initdb", "-D", half / "data", "-U", SUPERUSER, "-A", "scram-sha-256"]
        command += ["--pwfile", secret]
        command += ["-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        # With a C type of characters the trigram extension would drop every letter beyond ASCII.
        command += ["--lc-ctype=C.UTF-8", "--data-checksums", *settings, *(["--no-sync"] if fast else [])]
        said = run(command, home)
        if said.returncode:
            raise trouble(home, said.stderr, "PostgreSQL's files could not be made")
        lines = "".join(f"*:*:*:{role}:{password}\n" for role, password in passwords.items())
        _write_private(half / "data" / password_file(home).name, lines, home)
        (half / "data").rename(home / "data")
    finally:
        shutil.rmtree(half, ignore_errors=True)


def make_socket_folder(home: Path) -> None:
    """Make the socket's folder; refuse one that others could have prepared for us."""
    folder = socket_folder(home)
    try:
        folder.mkdir(mode=0o700)
        give(folder, home)
    except FileExistsError:
        found = folder.lstat()
        mine = found.st_uid == account(home).get("user", os.geteuid())
        if not (mine and stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) == 0o700):
            raise DatabaseTrouble(
                f"The folder {folder}, meant for the database's socket, is not private to the server's account."
            ) from None


def trouble(home: Path, said: str, what: str) -> DatabaseTrouble:
    """What a program said at its end, in one sentence."""
    if "No space left on device" in said:
        return DatabaseTrouble(f"The disk that holds {home} is full: make room and start again.")
    lines = [line for line in said.splitlines() if line.strip()] or ["it said nothing"]
    worst = [line for line in lines if "FATAL" in line or "PANIC" in line or "error:" in line] or lines
    return DatabaseTrouble(f"{what}: {worst[-1].strip()}")


def _write_private(path: Path, text: str, home: Path) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(descriptor)
    give(path, home)
