"""The README's first command, run by tests in a folder of their own."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

import psutil
import yaml

from parley.lib import cluster, embedded
from tests.sharing import ground, one_at_a_time, run_folder

ROOT = Path(__file__).resolve().parents[1]
FIRST_REPORT = ROOT / "tests" / "worlds" / "first-report.yaml"  # the talks as they stood on 5 May 2025
# What of it is a negotiation's own; all else stands in the demonstration under the same keys.
OWN = ("negotiations", "rounds", "issues", "occasions", "positions", "deadlines")
LEFT_OUT = ("DATABASE_URL", "DATABASE_OWNER_URL", "PARLEY_DATABASE_ROLE", "PARLEY_LOCAL", "DJANGO_SETTINGS_MODULE")


@contextmanager
def home() -> Iterator[Path]:
    """A folder for the data, which is gone afterwards with its server."""
    with ground() as folder:
        try:
            yield folder / "demo"
        finally:
            embedded.stop(folder / "demo")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


def demo(home: Path, port: int, into=None) -> subprocess.Popen:
    """The command, under way; what it says goes into a file, or is read from the process."""
    return subprocess.Popen(
        [sys.executable, ROOT / "manage.py", "demo", "--port", str(port)],
        env=_environment(home),
        stdout=into or subprocess.PIPE,
        stderr=into or subprocess.PIPE,
        text=True,
        start_new_session=True,  # it outlives the worker that started it
    )


def load(home: Path, dossier: str) -> None:
    """Load a dossier's text into a database that is running."""
    with tempfile.NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8") as file:
        file.write(dossier)
        file.flush()
        command = [sys.executable, ROOT / "manage.py", "load", file.name]
        subprocess.run(command, env=_environment(home), check=True, capture_output=True)


def _environment(home: Path) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in LEFT_OUT} | {"PARLEY_DATA": str(home)}


def talks_of_two_rounds() -> str:
    """The talks as they stood on 5 May 2025 once more, as a dossier under keys of their own (`spring-…`), so that they
    stand beside those of the demonstration."""
    told = yaml.load(FIRST_REPORT.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - nothing but texts
    own = {name: told[name] for name in OWN}
    own = _renamed(own, {key: f"spring-{key}" for key in _keys(own)})
    own["negotiations"][0]["title"] = "Talks of two rounds"
    return yaml.safe_dump(own, allow_unicode=True)


def _keys(told) -> Iterator[str]:
    for each in told.values() if isinstance(told, dict) else told:
        if isinstance(each, dict | list):
            yield from _keys(each)
    if isinstance(told, dict) and "key" in told:
        yield told["key"]


def _renamed(told, names):
    if isinstance(told, dict):
        return {name: _renamed(each, names) for name, each in told.items()}
    if isinstance(told, list):
        return [_renamed(each, names) for each in told]
    return names.get(told, told)


def read_until(process: subprocess.Popen, words: str) -> str:
    """What the command says up to the line with the words."""
    said = ""
    for line in process.stdout:
        said += line
        if words in line:
            return said
    raise AssertionError(f"It stopped after:\n{said}{process.stderr.read()}")


def ended(process: subprocess.Popen, by: signal.Signals) -> int:
    """Its exit status, after a signal."""
    process.send_signal(by)
    process.communicate(timeout=120)
    return process.returncode


def log_ins(said: str) -> dict[str, str]:
    """The passwords that the command printed, by user name."""
    return dict(line.split() for line in said.splitlines() if line.startswith("    "))


def status(port: int, path: str) -> int:
    """The status of the site's answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def first_start() -> dict:
    """What the command said and did from nothing until it was stopped: seen once in a test run, by the first who asks.

    In the run's folder, `demo` and `kept` are then what it left behind: the one for the site of the browser tests,
    the other to be copied.
    """
    with one_at_a_time("first-start") as folder:
        seen = folder / "first-start.json"
        if not seen.exists():
            told = _from_nothing(folder / "demo")
            copy(folder / "demo", folder / "kept")
            seen.write_text(json.dumps(told))
        return json.loads(seen.read_text())


def _from_nothing(home: Path) -> dict:
    port = free_port()
    process = demo(home, port)
    try:
        said = read_until(process, "Ctrl-C")
        answers = [status(port, path) for path in ("/", "/accounts/login/", "/static/parley.css")]
        with cluster.connect(home, cluster.DATABASE) as connection:
            connection.execute("UPDATE parley_user SET first_name = 'Ann' WHERE username = 'administrator'")
            car = connection.execute("SELECT general FROM tariffs_tariffline WHERE code = '87032301'").fetchall()
    finally:
        code = ended(process, signal.SIGTERM)
    stopped = embedded.postmaster(home) is None
    return {"port": port, "said": said, "answers": answers, "car": car, "code": code, "stopped": stopped}


def copy(home: Path, to: Path) -> None:
    """The folder of a stopped server once more, with the owner and the mode of every file."""
    subprocess.run(["cp", "-a", home, to], check=True)


def stop_shared_site() -> None:
    """Stop the site that the browser tests of this run shared, if there was one; its data is thrown away.

    It is not asked: a web server takes three seconds to end in good order, as tests/lib/test_demo.py sees it do.
    """
    folder = run_folder()
    if not folder.exists():
        return
    processes: list[psutil.Process] = []
    with suppress(OSError, ValueError, psutil.Error):
        site = psutil.Process(int((folder / "pid").read_text()))
        processes = [site, *site.children(recursive=True)]
    for process in processes:
        with suppress(psutil.Error):  # it ended with the one before
            if not process.name().startswith("postgres"):
                process.kill()
    embedded.stop(folder / "demo")
    shutil.rmtree(folder)


def bottom_line(desk, number: int, clocks: dict[str, str]) -> list[str]:
    """The lines with which the paper of a round begins."""
    paper = desk.get(f"/negotiations/us-japan-2025/rounds/{number}.md", clocks).text
    bottom = paper.partition("## Bottom line")[2].partition("## The round")[0]
    return [line for line in bottom.splitlines() if line.startswith("- ")]
