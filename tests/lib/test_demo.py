"""The whole set-up, as somebody who tries Parley meets it: a command, an address, Ctrl-C, and the same again."""

import signal
import socket
import stat

import pytest
from django.core.management import CommandError, call_command

from parley.lib import cluster, embedded
from tests.demonstration import copy, demo, ended, first_start, free_port, read_until
from tests.demonstration import home as a_home
from tests.sharing import run_folder


@pytest.fixture
def home():
    with a_home() as folder:
        yield folder


@pytest.fixture
def port():
    return free_port()


def test_the_demonstration_starts_serves_stops_and_starts_again_with_the_same_data(home, port):
    first = first_start()

    assert f"http://127.0.0.1:{first['port']}/?on=2025-05-05&known=2025-05-05" in first["said"]
    assert first["answers"] == [302, 200, 200]
    assert first["car"] == [["2.5%"]]  # the sample of the schedule is there
    assert first["code"] == 0
    assert first["stopped"]

    copy(run_folder() / "kept", home)
    again = demo(home, port)
    said_again = read_until(again, "Ctrl-C")
    with cluster.connect(home, cluster.DATABASE) as connection:
        kept = connection.execute("SELECT username FROM parley_user WHERE first_name = 'Ann'").fetchall()
    code = ended(again, signal.SIGINT)

    assert "Migrating…" in first["said"]
    assert "Migrating…" not in said_again  # nothing is new: it starts at once
    assert stat.S_IMODE((home / "demo-log-ins").stat().st_mode) == 0o600
    assert [line for line in said_again.splitlines() if line.startswith("    ")] == [
        line for line in first["said"].splitlines() if line.startswith("    ")
    ]
    assert kept == [("administrator",)]
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
