"""The whole set-up, as somebody who tries Parley meets it: a command, an address, Ctrl-C, and the same again."""

import signal
import socket
import stat
from http.client import HTTPConnection

import pytest
from django.core.management import CommandError, call_command

from parley.lib import cluster, embedded
from tests.demonstration import demo, ended, free_port, read_until
from tests.demonstration import home as a_home


@pytest.fixture
def home():
    with a_home() as folder:
        yield folder


@pytest.fixture
def port():
    return free_port()


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
        car = connection.execute("SELECT general FROM tariffs_tariffline WHERE code = '87032301'").fetchall()
    code = ended(first, signal.SIGTERM)

    assert f"http://127.0.0.1:{port}/?on=2025-05-05&known=2025-05-05" in said
    assert answers == [302, 200, 200]
    assert car == [("2.5%",)]  # the sample of the schedule is there
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


def test_it_is_served_to_this_machine_alone():
    with pytest.raises(CommandError, match="unrecognized arguments: --host"):
        call_command("demo", "--host", "0.0.0.0")  # noqa: S104 - what is refused
