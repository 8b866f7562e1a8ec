"""Measures each page beside a bare view behind the log-in, over HTTP, with one client on a kept-alive connection.

    PARLEY_DATA=… PARLEY_BENCH_SIZE=100 uv run python -m benchmarks.measure --json 100x.json --against 1x.json

Starts the web server as docker/start.sh does, and asks for one page of each kind in turns, in another order each time,
so that noise hits all alike and none always follows the same one. A kind whose page is not there yet (404) is left out,
with a line that says so.
"""

import argparse
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")

import django
from django.conf import settings

from benchmarks.kinds import Kind, kinds
from benchmarks.settings import SIZE
from parley.lib import database

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60.0


@dataclass(slots=True)
class Result:
    """The times of one kind, in milliseconds, and what was seen of it."""

    kind: Kind
    times: list[float] = field(default_factory=list)
    queries: int | str = ""
    size: int = 0
    refused: str = ""

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        return sorted(self.times)[max(0, round(len(self.times) * 0.95) - 1)]


class Form(HTMLParser):
    """The fields of a page's record form as a browser would send them back."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: list[tuple[str, str]] = []
        self._in, self._select, self._option, self._text = False, "", "", None
        self.feed(page)

    def handle_starttag(self, tag, attributes) -> None:
        given = dict(attributes)
        name = given.get("name", "")
        if tag == "form":
            self._in = given.get("method") == "post" and not str(given.get("action", "")).startswith(
                ("/theme", "/accounts")
            )
        elif not self._in:
            return
        elif tag == "input" and name and given.get("type") not in ("submit", "button"):
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                self.fields.append((name, given.get("value") or ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given:
            self.fields.append((self._select, given.get("value") or ""))
        elif tag == "textarea":
            self._text = (name, [])

    def handle_data(self, data) -> None:
        if self._text:
            self._text[1].append(data)

    def handle_endtag(self, tag) -> None:
        if tag == "textarea" and self._text:
            self.fields.append((self._text[0], "".join(self._text[1]).removeprefix("\n")))
            self._text = None
        elif tag == "form":
            self._in = False


class Client:
    """One connection that is kept alive, logged in by a session that was made in the database."""

    def __init__(self, port: int, session: str) -> None:
        self.port, self.session, self.token = port, session, "b" * 32
        self.connect()

    def connect(self) -> None:
        self.connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        self.connection.connect()
        self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, address: str, form: str | None = None) -> tuple[int, bytes, float]:
        """The status, the whole body and the milliseconds of one request."""
        headers = {"Host": "localhost", "Cookie": f"sessionid={self.session}; csrftoken={self.token}"}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        started = time.perf_counter()
        self.connection.request("POST" if form is not None else "GET", address, form, headers)
        response = self.connection.getresponse()
        body = response.read()
        return response.status, body, (time.perf_counter() - started) * 1000

    def filled(self, kind: Kind, address: str) -> str:
        """The form at the address, changed as the kind says, ready to be sent."""
        status, body, _ = self.ask(address)
        if status != 200:
            raise LookupError(status)
        fields = [(name, value) for name, value in Form(body.decode()).fields if name != "csrfmiddlewaretoken"]
        return urlencode([*kind.change(fields), ("csrfmiddlewaretoken", self.token)])

    def measure(self, kind: Kind, result: Result, chosen: random.Random, rest: float = 0) -> None:
        address = kind.address(chosen)
        if kind.again:
            self.ask(address)
        form = self.filled(kind, address) if kind.change else None
        time.sleep(rest)
        status, body, took = self.ask(address, form)
        expected = 302 if kind.change else 200
        if status != expected or kind.word.encode() not in body:
            result.refused = f"{status}" if status != expected else f"lacks “{kind.word}”"
            return
        result.times.append(took)
        result.size = max(result.size, len(body))


def main() -> None:
    asked = arguments()
    database.ensure_running()
    django.setup()
    session = log_in()
    results = {
        kind.name: Result(kind) for kind in kinds() if not asked.only or asked.only in kind.name or kind.name == "bare"
    }
    port = free_port()
    server = start(port, asked.workers)
    try:
        wait(port)
        client = Client(port, session)
        if (status := client.ask("/benchmark/bare/")[0]) != 200:
            raise SystemExit(f"The bare view answers {status}.")
        run(client, results, asked)
    finally:
        server.terminate()
        server.wait()
    count_queries(session, results)
    report(results, asked)
    database.leave()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measures the pages at the size in PARLEY_BENCH_SIZE.")
    parser.add_argument("--requests", type=int, default=50, help="of each kind (50)")
    parser.add_argument("--warm-up", type=int, default=16, help="passes before, each on a new connection (16)")
    parser.add_argument("--workers", type=int, default=2, help="of the web server, with four threads each (2)")
    parser.add_argument("--rest", type=float, default=0, help="seconds before each request, as a reader takes them (0)")
    parser.add_argument("--only", default="", help="kinds whose name has this in it")
    parser.add_argument("--json", type=Path, help="keep the figures in this file")
    parser.add_argument("--against", type=Path, help="show the growth against the figures in this file")
    return parser.parse_args()


def run(client: Client, results: dict[str, Result], asked: argparse.Namespace) -> None:
    chosen = random.Random(1)
    for _ in range(asked.warm_up):
        client.connect()
        turn(client, results, chosen)
    client.connect()
    for result in results.values():
        result.times.clear()
        for address in () if result.kind.change else result.kind.addresses:
            client.ask(result.kind.asked(address))
    for _ in range(asked.requests):
        turn(client, results, chosen, asked.rest)


def turn(client: Client, results: dict[str, Result], chosen: random.Random, rest: float = 0) -> None:
    """One request of each kind."""
    order = [result for result in results.values() if not result.refused]
    chosen.shuffle(order)
    for result in order:
        try:
            client.measure(result.kind, result, chosen, rest)
        except (OSError, LookupError) as fault:
            result.refused = repr(fault)
            client.connect()


def log_in() -> str:
    """A session of the benchmark's user, by its key."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
    from django.contrib.sessions.backends.db import SessionStore

    user = get_user_model().objects.get(username="bench")
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


def count_queries(session: str, results: dict[str, Result]) -> None:
    """How many statements each kind sends, seen from within this process."""
    from django.db import connection
    from django.test import Client as Inside
    from django.test.utils import CaptureQueriesContext

    inside = Inside()
    inside.cookies[settings.SESSION_COOKIE_NAME] = session
    for result in results.values():
        if result.times and not result.kind.change:
            chosen = random.Random(1)
            inside.get(result.kind.address(chosen), SERVER_NAME="localhost")
            with CaptureQueriesContext(connection) as seen:
                inside.get(result.kind.address(chosen), SERVER_NAME="localhost")
            result.queries = len(seen)


def start(port: int, workers: int, root: Path = ROOT) -> subprocess.Popen:
    """The web server, of this tree or of another one."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", str(workers), "--blocking-threads", "4", "--no-ws", "--log-level", "warning"]
    return subprocess.Popen(
        [*command, "parley.wsgi:application"],
        cwd=root,
        env=os.environ | {"PARLEY_DATABASE_ROLE": "web", "PYTHONPATH": str(root)},
    )


def wait(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request("GET", "/healthz", headers={"Host": "localhost"})
            connection.getresponse()
            return
        except OSError:
            time.sleep(0.2)
        finally:
            connection.close()
    raise SystemExit("The web server gave no answer.")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def report(results: dict[str, Result], asked: argparse.Namespace) -> None:
    bare = results["bare"].median
    before = json.loads(asked.against.read_text()) if asked.against else {}
    told = {name: result.median / bare for name, result in results.items() if result.times}
    print(f"\n{SIZE}x, n = {asked.requests}, ms\n")
    print("| page | median | p95 | ÷ bare | at most | p95 ÷ median | SQL | KB |" + (" growth |" if before else ""))
    print("| --- | --: | --: | --: | --: | --: | --: | --: |" + (" --: |" if before else ""))
    for name, result in results.items():
        if name not in told:
            continue
        missed = " **missed**" if result.kind.limit and told[name] > result.kind.limit else ""
        line = (
            f"| {name} | {result.median:.1f} | {result.p95:.1f} | {told[name]:.1f}{missed} | {result.kind.limit or ''} "
        )
        line += f"| {result.p95 / result.median:.1f} | {result.queries} | {result.size / 1024:.0f} |"
        if before:
            line += f" {told[name] / before[name]:.2f} |" if name in before else " |"
        print(line)
    for name, result in results.items():
        if result.refused:
            print(f"\n{name}: left out ({result.refused})")
    if asked.json:
        asked.json.write_text(json.dumps(told, indent=1) + "\n")


if __name__ == "__main__":
    main()
