"""Parley with its demonstration, on this machine alone: one command from nothing to a page in the browser."""

import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from http.client import HTTPConnection, HTTPException
from io import StringIO
from pathlib import Path

import yaml
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from negotiations.models import Negotiation
from parley.lib import database
from parley.lib.access import create_demo_users

ROOT = Path(__file__).resolve().parents[3]
DOSSIER = ROOT / "dossiers" / "us-japan-2025.yaml"
LAW = ROOT / "dossiers" / "us-law-2025-26.yaml"
SCHEDULE = ROOT / "dossiers" / "us-schedule-sample.csv"
HOST = "127.0.0.1"  # this machine alone
REACH = "?on=2025-05-05&known=2025-05-05"  # the day of the report on which the worked example rests
PATIENCE = 120.0  # seconds for the web server to give its first answer
THREADS = min(8, 2 * (os.cpu_count() or 1) + 1)  # no more than there are connections in the database's pool
GRACE = 15.0  # seconds for the web server to end what it is doing


class Command(BaseCommand):
    help = "Starts Parley with its demonstration: makes the database if need be, loads the talks, serves the pages."
    requires_system_checks = ()  # they come with the migrations, when there is something to migrate

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="the port of the web server (8000)")

    def handle(self, *, port: int, **options) -> None:
        _refuse_taken_port(port)
        for ending in (signal.SIGTERM, signal.SIGINT):  # the second too: a shell's background jobs ignore it
            signal.signal(ending, _like_ctrl_c)
        try:
            self._set_up()
            self._serve(port)
        except KeyboardInterrupt:
            self._say("Stopping…")
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # the impatient second one: the database must still be stopped
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            database.leave()

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _set_up(self) -> None:
        self._say("Starting PostgreSQL…")
        database.ensure_running()
        if _is_behind():
            self._say("Migrating…")
            _migrate()
        self._make_users()
        self._load()
        database.close_connections()  # it is the web process that needs them from here on

    def _make_users(self) -> None:
        with transaction.atomic():  # no users without their passwords kept
            if made := create_demo_users():
                width = max(len(name) for _, name, _ in made)
                lines = [f"{name:<{width}}  {password}" for _, name, password in made]
                _keep_private(_log_ins(), "\n".join(lines) + "\n")

    def _load(self) -> None:
        if not DOSSIER.exists():
            self.stderr.write(f"Without the demonstration: {DOSSIER.relative_to(ROOT)} is missing.")
        elif Negotiation.objects.filter(key__in=_keys(DOSSIER)).exists():
            self._say("The demonstration is there already, with your changes.")
        else:
            self._say("Loading the demonstration…")
            if LAW.exists() and SCHEDULE.exists():  # before the talks, so that these are what the desk tells first
                call_command("load", str(LAW), progress=True, stdout=self.stdout, stderr=self.stderr)
                call_command("load_schedule", economy="us", editions=SCHEDULE, part=True, stdout=StringIO())
            call_command("load", str(DOSSIER), progress=True, stdout=self.stdout, stderr=self.stderr)

    def _serve(self, port: int) -> None:
        self._say("Starting the web server…")
        web = _web_server(port)
        try:
            _wait_for_answer(web, port)
            self._tell_log_ins(port)
            status = web.wait()
            raise CommandError(f"The web server stopped by itself, with status {status}.")
        finally:
            _stop_web_server(web)

    def _tell_log_ins(self, port: int) -> None:
        self._say(f"\nParley is at http://{HOST}:{port}/")
        if DOSSIER.exists():
            self._say(f"The demonstration as it stood on 5 May 2025: http://{HOST}:{port}/{REACH}")
        if _log_ins().exists():
            self._say(f"Log in as one of these (kept in {_log_ins()}):")
            for line in _log_ins().read_text().splitlines():
                self._say(f"    {line}")
        else:
            self._say("Log in with one of the accounts that were there already.")
        self._say("Ctrl-C stops it. What you change stays.")


def _like_ctrl_c(signum: int, frame: object) -> None:
    raise KeyboardInterrupt


def _refuse_taken_port(port: int) -> None:
    try:
        # create_server allows the port of a server that has just stopped, as the web server will.
        socket.create_server((HOST, port)).close()
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CommandError(
            f"Port {port} cannot be used ({reason}): choose another one, as in “manage.py demo --port 8001”."
        ) from error


def _is_behind() -> bool:
    """Whether a migration has not run on this database yet; to ask takes a moment, to migrate for nothing seconds."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _migrate() -> None:
    """Migrate as the tables' owner, in a process of its own: this one is the web account's."""
    done = subprocess.run(  # noqa: S603 (our own words)
        [sys.executable, ROOT / "manage.py", "migrate", "--no-input", "--verbosity", "0"],
        env=_environment() | {"PARLEY_DATABASE_ROLE": "owner"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines() or ["it said nothing"]
        raise CommandError(f"The migrations did not run: {said[-1]}")


def _environment() -> dict[str, str]:
    # Named in full, since the web server works in another folder than the caller's.
    data = {} if os.environ.get("DATABASE_URL") else {"PARLEY_DATA": str(database.data_folder())}
    return os.environ | data | {"PARLEY_LOCAL": "1", "PARLEY_DATABASE_ROLE": "web"}


def _web_server(port: int) -> subprocess.Popen:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port)]
    command += ["--workers", "1", "--blocking-threads", str(THREADS), "--workers-kill-timeout", "5"]
    command += ["--log-level", "warning", "parley.wsgi:application"]
    # Its own session: Ctrl-C reaches us alone, and we stop it with its workers.
    return subprocess.Popen(command, cwd=ROOT, env=_environment(), start_new_session=True)  # noqa: S603 (our own words)


def _stop_web_server(web: subprocess.Popen) -> None:
    """Ask it once, then end it with its workers: asked twice at a bad moment, granian waits for ever."""
    web.terminate()
    try:
        web.wait(GRACE)
    except subprocess.TimeoutExpired:
        os.killpg(web.pid, signal.SIGKILL)
        web.wait()


def _wait_for_answer(web: subprocess.Popen, port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if (status := web.poll()) is not None:
            raise CommandError(f"The web server did not start: it stopped with status {status}.")
        connection = HTTPConnection(HOST, port, timeout=PATIENCE)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse()
            return
        except (OSError, HTTPException):
            time.sleep(0.1)
        finally:
            connection.close()
    raise CommandError(f"The web server gave no answer within {PATIENCE:.0f} seconds.")


def _log_ins() -> Path:
    return database.data_folder() / "demo-log-ins"


def _keep_private(file: Path, text: str) -> None:
    """Write the file whole, for our eyes only."""
    half = file.with_suffix(".half")
    half.unlink(missing_ok=True)
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(text)
    half.rename(file)


def _keys(dossier: Path) -> list[str]:
    """The keys of the negotiations in the dossier."""
    with dossier.open(encoding="utf-8") as file:
        content = yaml.load(file, Loader=yaml.CSafeLoader)  # the quick one of the safe loaders
    return [negotiation["key"] for negotiation in content.get("negotiations", [])]
