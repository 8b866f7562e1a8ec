"""The whole set-up, as somebody who tries Parley meets it: a command, an address, Ctrl-C, and the same again."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from parley.lib import cluster, embedded

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.xdist_group("database")


@pytest.fixture
def home() -> Iterator[Path]:
    ground = Path(tempfile.mkdtemp(prefix="parley-test-", dir="/tmp"))
    ground.chmod(0o755)  # root's server runs as another account
    yield ground / "demo"
    embedded.stop(ground / "demo")
    shutil.rmtree(ground)


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


def demo(home: Path, port: int) -> subprocess.Popen:
    left_out = ("DATABASE_URL", "DATABASE_OWNER_URL", "PARLEY_DATABASE_ROLE", "PARLEY_LOCAL", "DJANGO_SETTINGS_MODULE")
    return subprocess.Popen(
        [sys.executable, ROOT / "manage.py", "demo", "--port", str(port)],
        env={name: value for name, value in os.environ.items() if name not in left_out} | {"PARLEY_DATA": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def read_until(process: subprocess.Popen, words: str) -> str:
    """What the command says up to the line with the words."""
    said = ""
    for line in process.stdout:
        said += line
        if words in line:
            return said
    raise AssertionError(f"It stopped after:\n{said}{process.stderr.read()}")


def ended(process: subprocess.Popen, by: signal.Signals) -> int:
    process.send_signal(by)
    process.communicate(timeout=120)
    return process.returncode


def status(port: int, path: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def test_the_demonstration_starts_serves_stops_and_starts_again_with_the_same_data(home, port):
    first = demo(home, port)
    said = read_until(first, "Ctrl-C")
    answers = [status(port, path) for path in ("/", "/accounts/login/", "/static/parley.css")]
    with cluster.connect(home, cluster.DATABASE) as connection:
        connection.execute("UPDATE parley_user SET first_name = 'Ann' WHERE username = 'analyst'")
    code = ended(first, signal.SIGTERM)

    assert f"http://127.0.0.1:{port}/" in said
    assert answers == [302, 200, 200]
    assert code == 0
    assert embedded.postmaster(home) is None
    assert stat.S_IMODE((home / "demo-log-ins").stat().st_mode) == 0o600

    again = demo(home, port)
    said_again = read_until(again, "Ctrl-C")
    with cluster.connect(home, cluster.DATABASE) as connection:
        kept = connection.execute("SELECT username FROM parley_user WHERE first_name = 'Ann'").fetchall()
    code = ended(again, signal.SIGINT)

    assert [line for line in said_again.splitlines() if line.startswith("    ")] == [
        line for line in said.splitlines() if line.startswith("    ")
    ]
    assert kept == [("analyst",)]
    assert code == 0
    assert embedded.postmaster(home) is None


def test_a_port_in_use_is_told_before_anything_is_done(home):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = demo(home, taken.getsockname()[1])
        _, said = process.communicate(timeout=120)

    assert process.returncode == 1
    assert "choose another one" in said
    assert not (home / "data").exists()
