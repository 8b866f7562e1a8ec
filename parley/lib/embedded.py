"""The PostgreSQL server that Parley brings along: made, started, found again after a crash, and stopped.

Run on Linux, as an ordinary account and as root; it rests on POSIX (flock, unix sockets). There is no TCP port, every
log-in needs a password, and nothing is ever deleted but a half-made folder of our own. In the folder `home` lie `data`
(PostgreSQL's files), `socket`, `postgres.log`, `lock` (held while somebody starts or stops the server) and `in-use`
(held, shared, by every program that uses it, so that the last one out may stop it).
"""

import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg

from .cluster import (
    PORT,
    connect,
    make_cluster,
    make_folder,
    make_socket_folder,
    password_file,
    prepare,
    socket_folder,
    trouble,
)
from .programs import HALF_MADE, DatabaseTrouble, account, environment, give, may, programs, version

PATIENCE = 120.0  # seconds: a crashed server may have much to read again before it answers
GRACE = 15.0  # seconds: after a crash of one of its processes PostgreSQL shuts everybody out and comes back
# Given at every start: what Parley relies on, whatever postgresql.conf says.
ALWAYS = {"listen_addresses": "", "port": PORT, "unix_socket_permissions": "0700"}
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

_held: dict[Path, int] = {}
_children: dict[Path, subprocess.Popen] = {}


def start(home: Path, *, fast: bool = False) -> bool:
    """Have the server running, and say whether it was we who started it; refused with a DatabaseTrouble."""
    make_folder(home)
    _refuse_foreign(home)
    with _locked(home):
        if started := not _is_answering(home):
            _start_stopped(home, fast)
            try:
                _prepare(home)
            except DatabaseTrouble:
                _stop(home)
                raise
        _hold(home)
    return started


def leave(home: Path) -> bool:
    """Give the server up, stop it unless another program uses it, and say whether it was stopped."""
    if not home.exists():
        return False
    with _locked(home):
        held = _held.pop(home, None)
        held = _opened(home / "in-use", home) if held is None else held
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _disown(home)
            return False
        finally:
            os.close(held)
        stopped = not _is_used(home) and _stop(home)
        _disown(home)
        return stopped


def stop(home: Path) -> bool:
    """Stop the server, whoever uses it, and say whether there was one to stop."""
    if not home.exists():
        return False
    with _locked(home):
        if (held := _held.pop(home, None)) is not None:
            os.close(held)
        stopped = _stop(home)
        _disown(home)
        return stopped


def postmaster(home: Path) -> psutil.Process | None:
    """The server's first process, if it lives and serves this very folder."""
    try:
        process = psutil.Process(int(_pid_file(home)[0]))
        return process if _serves(process, home) else None
    except (OSError, ValueError, IndexError, psutil.Error):
        return None


def _refuse_foreign(home: Path) -> None:
    data = home / "data"
    for folder in (home, data):
        if os.geteuid() and folder.exists() and folder.stat().st_uid != os.geteuid():
            raise DatabaseTrouble(
                f"The folder {folder} belongs to another account: start Parley as that one, "
                "or choose another folder with PARLEY_DATA."
            )
    if account(home) and not may("-x", home, home):
        raise DatabaseTrouble(
            f"Root may not run PostgreSQL, and the account that runs it instead cannot enter {home}: "
            "choose a folder with PARLEY_DATA that every account can reach."
        )
    if data.exists() and any(data.iterdir()) and not password_file(home).exists():
        raise DatabaseTrouble(
            f"The folder {data} was not made by Parley (it lacks {password_file(home).name}): "
            "choose another folder with PARLEY_DATA."
        )


def _is_answering(home: Path) -> bool:
    """Whether a server is there and prepared; one that was just killed, or is mending itself, gets time to show it."""
    deadline = time.monotonic() + GRACE
    while _is_ready(home):
        try:
            _prepare(home)
        except DatabaseTrouble as error:
            if time.monotonic() > deadline or not isinstance(error.__cause__, psycopg.OperationalError):
                raise
            time.sleep(0.2)
        else:
            return True
    return False


def _prepare(home: Path) -> None:
    try:
        prepare(home)
    except psycopg.OperationalError as error:
        said = str(error).strip().splitlines()[-1].strip()
        raise DatabaseTrouble(
            f"PostgreSQL runs on {home / 'data'} but refuses Parley (see {home / 'postgres.log'}): {said}"
        ) from error


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    lock = _opened(home / "lock", home)
    try:
        deadline = time.monotonic() + 2 * PATIENCE
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise DatabaseTrouble(
                        f"Another program has been starting the database in {home} for too long."
                    ) from None
                time.sleep(0.05)
        yield
    finally:
        os.close(lock)


def _opened(path: Path, home: Path) -> int:
    """A private file of the server's account, opened for appending and made if missing."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        return os.open(path, os.O_RDWR | os.O_APPEND | os.O_NOFOLLOW)
    except OSError as error:
        raise DatabaseTrouble(f"The file {path} cannot be written: {error.strerror}.") from error
    give(path, home)
    return descriptor


def _hold(home: Path) -> None:
    if home not in _held:
        _held[home] = _opened(home / "in-use", home)
        fcntl.flock(_held[home], fcntl.LOCK_SH)


def _clients(home: Path) -> int:
    """How many are connected besides ourselves."""
    if not _is_ready(home):
        return 0
    with connect(home) as connection:
        found = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        ).fetchone()
    return found[0] if found else 0


def _is_used(home: Path) -> bool:
    """Whether anybody is connected; who just hung up counts until the server has noticed, so it is asked again."""
    for _ in range(10):
        if not _clients(home):
            return False
        time.sleep(0.05)
    return True


def _start_stopped(home: Path, fast: bool) -> None:
    for half in home.glob(f"{HALF_MADE}*"):  # of a start that was killed: nobody else starts while we hold the lock
        shutil.rmtree(half, ignore_errors=True)
    tools = programs(home)
    if not password_file(home).exists():
        make_cluster(home, tools, fast)
    made, ours = (home / "data" / "PG_VERSION").read_text().strip(), version(tools, home)
    if made != str(ours):
        raise DatabaseTrouble(
            f"The folder {home / 'data'} was made by PostgreSQL {made}, and the programs in {tools} are {ours}: "
            f"point PG_BIN at PostgreSQL {made}'s programs, or dump the data with those and load it into a new folder."
        )
    make_socket_folder(home)
    _launch(home, tools, fast)


def _launch(home: Path, tools: Path, fast: bool) -> None:
    settings = ALWAYS | {"unix_socket_directories": str(socket_folder(home))} | (FAST if fast else {})
    command = [str(tools / "postgres"), "-D", str(home / "data")]
    command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    log = home / "postgres.log"
    deadline = time.monotonic() + PATIENCE
    if home in _children:
        _children[home].poll()  # one of ours that was killed is, until it is asked for, still a process
    _set_aside_stale_pid(home)
    while True:
        already = log.stat().st_size if log.exists() else 0
        _children[home] = _spawn(command, log, home)
        if _came_up(home, _children[home], deadline):
            return
        said = log.read_bytes()[already:].decode(errors="replace")
        # The last processes of a killed server take a moment to notice.
        if "pre-existing shared memory" not in said or time.monotonic() > deadline:
            raise trouble(home, said, f"PostgreSQL did not start (see {log})")
        time.sleep(0.5)


def _spawn(command: list[str], log: Path, home: Path) -> subprocess.Popen:
    output = _opened(log, home)
    try:
        # Its own session, so that Ctrl-C at our terminal does not reach it.
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            env=environment(),
            start_new_session=True,
            **account(home),
        )
    finally:
        os.close(output)


def _came_up(home: Path, child: subprocess.Popen, deadline: float) -> bool:
    while child.poll() is None:
        try:
            lines = _pid_file(home)
        except OSError:
            lines = []
        if len(lines) > 7 and lines[0] == str(child.pid) and lines[7].strip() == "ready":
            return True
        if time.monotonic() > deadline:
            raise DatabaseTrouble(
                f"PostgreSQL is still not ready after {PATIENCE:.0f} seconds: see {home / 'postgres.log'}."
            )
        time.sleep(0.03)
    return False


def _is_ready(home: Path) -> bool:
    """Whether a server is there to be used, waiting for one that is just starting or just stopping."""
    deadline = time.monotonic() + PATIENCE
    while postmaster(home):
        try:
            if _pid_file(home)[7].strip() == "ready":
                return True
        except (OSError, IndexError):
            pass
        if time.monotonic() > deadline:
            raise DatabaseTrouble(f"PostgreSQL in {home} neither starts nor stops: see {home / 'postgres.log'}.")
        time.sleep(0.05)
    return False


def _stop(home: Path) -> bool:
    process = postmaster(home)
    if process is None:
        return False
    process.send_signal(signal.SIGINT)  # in PostgreSQL's terms: fast, rolling back what is open
    deadline = time.monotonic() + PATIENCE
    # Not a wait for the process to be gone: it stays on as a zombie while the program that started it lives.
    while _serves(process, home):
        if time.monotonic() > deadline:
            raise DatabaseTrouble(f"PostgreSQL does not stop: see {home / 'postgres.log'}.")
        time.sleep(0.02)
    if child := _children.pop(home, None):
        child.wait()
    with suppress(OSError):  # a folder under /tmp would be left behind for good
        socket_folder(home).rmdir()
    return True


def _disown(home: Path) -> None:
    """No longer wait for a server that we started, be it left to others or stopped by them."""
    if child := _children.pop(home, None):
        child.returncode = child.poll() or 0  # else Python warns at the end that it is still running


def _pid_file(home: Path) -> list[str]:
    return (home / "data" / "postmaster.pid").read_text().splitlines()


def _serves(process: psutil.Process, home: Path) -> bool:
    try:
        return (
            process.name().startswith("postgres")
            and process.status() != psutil.STATUS_ZOMBIE
            and process.cwd() == str((home / "data").resolve())
        )
    except psutil.Error:  # gone, or another account's: the server of our folder is neither
        return False


def _set_aside_stale_pid(home: Path) -> None:
    """After a power cut the number in postmaster.pid may be another program's, and PostgreSQL would wait for that one.

    Every other case is PostgreSQL's own to judge.
    """
    file = home / "data" / "postmaster.pid"
    try:
        if not psutil.pid_exists(int(_pid_file(home)[0])):
            return
    except (OSError, ValueError, IndexError):
        return
    deadline = time.monotonic() + PATIENCE / 4
    while any(_serves(process, home) for process in psutil.process_iter()):  # what a killed server left behind
        if time.monotonic() > deadline:
            return
        time.sleep(0.1)
    file.rename(file.with_suffix(".stale"))
