"""Where a test run keeps what it throws away, and what its workers make once and share."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 - whoever makes a folder there gives it a name and a mode of its own
ROOM = 4 << 30  # bytes: a run takes a good one of them


def throw_away() -> Path:
    """Where databases are made that nobody keeps: in memory where there is room, else in /tmp.

    A new database is two thousand files, which are copied in memory in a tenth of the time. The first process of a
    run decides for all; either place is one that the server's account can reach, which pytest's own is not for root.
    """
    return Path(os.environ.setdefault("PARLEY_TEST_GROUND", str(MEMORY if _in_memory() else "/tmp")))  # noqa: S108


def _in_memory() -> bool:
    try:
        found = os.statvfs(MEMORY)
    except OSError:  # not a Linux
        return False
    # The server's programs may be copied beside its data, to be run from there.
    return found.f_bavail * found.f_frsize >= ROOM and not found.f_flag & os.ST_NOEXEC


@contextmanager
def ground() -> Iterator[Path]:
    """A folder for databases, which is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="parley-", dir=throw_away()))
    folder.chmod(0o755)  # root's server runs as another account
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def run_folder() -> Path:
    """Where the workers of one test run meet; tests/conftest.py clears it before the run and after it."""
    return throw_away() / f"parley-site-{os.environ['PARLEY_TEST_RUN']}"


@contextmanager
def one_at_a_time(what: str) -> Iterator[Path]:
    """The folder in which the workers meet, while no other worker is here for the same thing."""
    folder = run_folder()
    folder.mkdir(mode=0o755, exist_ok=True)
    with (folder / f"{what}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder
