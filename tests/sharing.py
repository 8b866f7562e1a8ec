"""What the workers of one test run make once, and share."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def run_folder() -> Path:
    """Where the workers of one test run meet; tests/conftest.py clears it before the run and after it."""
    return Path("/tmp") / f"parley-site-{os.environ['PARLEY_TEST_RUN']}"  # noqa: S108 - a folder of this run's own number


@contextmanager
def one_at_a_time(what: str) -> Iterator[Path]:
    """The folder in which the workers meet, while no other worker is here for the same thing."""
    folder = run_folder()
    folder.mkdir(mode=0o755, exist_ok=True)
    with (folder / f"{what}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder
