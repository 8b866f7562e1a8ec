"""Parley on a server: the containers as far as they can be tried without one, and a web process that is guarded."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import quote

import psycopg
import pytest
import yaml
from django.db import connection

from parley.lib import cluster, database
from tests.demonstration import free_port

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
# With signs that mean something in an address, in SQL and to a shell.
PASSWORD = "it's p@ss/w:rd#100%$"
PATIENCE = 60.0
HOSTS = "parley.example,other.example"
SETTINGS = {"DJANGO_SETTINGS_MODULE": "parley.settings", "PARLEY_SECRET_KEY": "x" * 50, "PARLEY_HOSTS": HOSTS}

needs_superuser = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="another server's superuser is not ours")


def ignored(path: str) -> bool:
    """Whether .dockerignore keeps the file out of the image: the last line that speaks of it, or of its folder."""
    found = False
    parts = path.split("/")
    folders = ["/".join(parts[: n + 1]) for n in range(len(parts))]
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        pattern = line.removeprefix("!")
        anywhere = pattern.startswith("**/")
        names = parts if anywhere else [name for name in folders if name.count("/") == pattern.count("/")]
        if line and not line.startswith("#") and any(fnmatch(name, pattern.removeprefix("**/")) for name in names):
            found = not line.startswith("!")
    return found


@pytest.mark.parametrize(
    "path", [".env", ".env.production", "parley/.env", ".git/config", "tests/build.py", "data/PG_VERSION", "dump.sql"]
)
def test_what_the_web_process_does_not_need_stays_out_of_the_image(path):
    assert ignored(path)


def test_every_file_that_the_web_process_needs_goes_into_the_image():
    needed = ["manage.py", "pyproject.toml", ".python-version", "docker/start.sh", "docker/healthy.py"]
    for folder in ("dossiers", "negotiations", "parley", "static", "tariffs", "templates"):
        needed += [str(path.relative_to(ROOT)) for path in (ROOT / folder).rglob("*") if path.is_file()]

    assert [path for path in needed if ignored(path) and "__pycache__" not in path] == []


def test_no_secret_stands_in_the_compose_file():
    given = [item for service in COMPOSE.values() for item in service["environment"].items()]

    secrets = {name: value for name, value in given if re.search("PASSWORD|SECRET", name)}

    assert len(secrets) >= 4
    assert all(re.fullmatch(r"\$\{\w+:\?[^}]+\}", value) for value in secrets.values())
    assert [value for name, value in given if name.endswith("_URL") and re.search(r":[^/]+@|\$", value)] == []


def test_the_web_process_waits_for_the_database_that_will_stay():
    assert all(service["healthcheck"]["test"] for service in COMPOSE.values())
    assert COMPOSE["web"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    # PostgreSQL's first start runs roles.sh on a server without a TCP port.
    assert "--host 127.0.0.1" in COMPOSE["database"]["healthcheck"]["test"][1]


def test_the_owner_s_password_is_gone_before_the_web_process_starts():
    lines = (ROOT / "docker" / "start.sh").read_text().splitlines()

    forgotten = next(n for n, line in enumerate(lines) if line.startswith("unset PARLEY_OWNER_PASSWORD"))

    assert forgotten < next(n for n, line in enumerate(lines) if line.startswith("exec"))


@pytest.fixture
def place() -> Iterator[str]:
    """A name for a database of the tests' server and for its accounts, which are gone afterwards."""
    name = f"served_{os.environ['PARLEY_TEST_RUN']}_{os.getpid()}"
    yield name
    with cluster.connect(database.data_folder()) as superuser:
        superuser.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        for role in (f"{name}_web", f"{name}_owner"):
            superuser.execute(f"DROP ROLE IF EXISTS {role}")


def renamed(text: str, place: str) -> str:
    """The text with the names that the documents use for the roles and the database put in the test's place."""
    text = text.replace("parley_owner", f"{place}_owner").replace("parley_web", f"{place}_web")
    return re.sub(r"DATABASE parley\b", f"DATABASE {place}", text)


def url(place: str, role: str) -> str:
    folder = cluster.socket_folder(database.data_folder())
    return f"postgresql://{place}_{role}:{quote(PASSWORD, safe='')}@/{place}?host={folder}&port={cluster.PORT}"


def try_forbidden(place: str) -> None:
    """The web account reads and writes the rows of `kept`, a table of the owner's, and no more."""
    with psycopg.connect(url(place, "web"), autocommit=True) as web:
        web.execute("INSERT INTO kept VALUES (1)")
        for statement in (
            "CREATE TEMPORARY TABLE mine (n int)",
            "CREATE TABLE mine (n int)",
            "ALTER TABLE kept DISABLE TRIGGER ALL",
            "TRUNCATE kept",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                web.execute(statement)


@needs_superuser
def test_the_container_s_web_role_changes_rows_and_nothing_else(place):
    home = database.data_folder()
    with cluster.connect(home) as superuser:
        superuser.execute(f"CREATE DATABASE {place}")

    subprocess.run(
        ["sh", "-c", renamed((ROOT / "docker" / "roles.sh").read_text(), place)],
        env=os.environ
        | {"PATH": f"{database.programs()}:{os.environ['PATH']}", "PGPASSFILE": str(cluster.password_file(home))}
        | {"PGHOST": str(cluster.socket_folder(home)), "PGPORT": cluster.PORT}
        | {"POSTGRES_USER": cluster.SUPERUSER, "POSTGRES_DB": place, "PARLEY_WEB_PASSWORD": PASSWORD},
        check=True,
        capture_output=True,
    )

    with cluster.connect(home, place) as superuser:
        superuser.execute("CREATE TABLE kept (n int)")
    try_forbidden(place)


def manage(*arguments: str, **environment: str) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "manage.py", *arguments],
        env=os.environ | SETTINGS | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@contextmanager
def served(**environment: str) -> Iterator[tuple[subprocess.Popen, int]]:
    """The web process as the container runs it, on the internet's settings, and its port."""
    port = free_port()
    given = SETTINGS | {"PARLEY_LOCAL": "0", "PARLEY_DATABASE_ROLE": "web"}
    command = [sys.executable, "-W", "ignore", "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    process = subprocess.Popen(
        [*command, "--port", str(port), "parley.wsgi:application"],
        cwd=ROOT,
        env=os.environ | given | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process, port
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)


def health_check(port: int) -> subprocess.CompletedProcess:
    """The check of the compose file, on another port."""
    command = COMPOSE["web"]["healthcheck"]["test"]
    assert command[:2] == ["CMD", "python"]
    script = (ROOT / command[2]).read_text().replace(":8000", f":{port}")
    return subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"PARLEY_HOSTS": HOSTS},
        capture_output=True,
        text=True,
        check=False,
    )


def wait_for(process: subprocess.Popen, port: int) -> None:
    deadline = monotonic() + PATIENCE
    while monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), PATIENCE).close()
            return
        except OSError:
            sleep(0.1)
    raise AssertionError(process.stdout.read())


@needs_superuser
def test_two_roles_made_as_the_readme_says_serve_and_the_owner_alone_is_refused(place):
    told = re.search(r"## On a server.*?```sql\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)[1]
    with cluster.connect(database.data_folder()) as superuser:
        for statement in renamed(told, place).replace("'…'", f"'{PASSWORD.replace("'", "''")}'").split(";\n"):
            superuser.execute(statement)

    manage("migrate", DATABASE_URL=url(place, "web"), DATABASE_OWNER_URL=url(place, "owner"))

    with psycopg.connect(url(place, "owner"), autocommit=True) as owner:
        owner.execute("CREATE TABLE kept (n int)")
    try_forbidden(place)
    with served(DATABASE_URL=url(place, "web")) as (process, port):
        wait_for(process, port)
        checked = health_check(port)
    assert (checked.returncode, checked.stderr) == (0, "")
    with served(DATABASE_URL=url(place, "owner")) as (process, _):
        said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode != 0
    assert f"may not serve as {place}_owner, which owns the recorded tables" in said


@pytest.mark.parametrize(("role", "refused"), [(cluster.OWNER, True), (cluster.WEB, False)])
def test_an_account_that_can_put_the_guards_aside_may_not_serve(db, role, refused):
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")

        if refused:
            with pytest.raises(database.DatabaseTrouble, match="DATABASE_OWNER_URL"):
                cluster.refuse_unguarded(cursor.connection)
        else:
            cluster.refuse_unguarded(cursor.connection)


@needs_superuser
def test_a_superuser_may_not_serve_even_before_there_is_a_table():
    with (
        cluster.connect(database.data_folder()) as superuser,
        pytest.raises(database.DatabaseTrouble, match="is a superuser"),
    ):
        cluster.refuse_unguarded(superuser)


def test_the_web_process_leaves_its_own_code_out_of_collections():
    said = subprocess.run(
        [sys.executable, "-c", "import gc, parley.wsgi; print(gc.get_freeze_count())"],
        cwd=ROOT,
        env=os.environ | {"PARLEY_LOCAL": "1", "PARLEY_DATABASE_ROLE": "web"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert int(said.stdout) > 10_000
