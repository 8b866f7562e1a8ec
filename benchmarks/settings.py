"""Parley's own settings on a database of its own for each size, with two bare views beside the pages."""

import os

from benchmarks.rows import SIZES

os.environ.setdefault("PARLEY_LOCAL", "1")
MIDDLE = "2026-06-23T00:00Z"  # half-way through the made-up history: what `?recorded=` asks for
SIZE = os.environ.setdefault("PARLEY_BENCH_SIZE", "1")
if SIZE not in SIZES:
    raise SystemExit(f"PARLEY_BENCH_SIZE is {SIZE!r}: it can be {', '.join(SIZES)}.")
if os.environ.get("DATABASE_URL") or not os.environ.get("PARLEY_DATA"):
    raise SystemExit("Name a folder for the benchmark's own data in PARLEY_DATA, and no DATABASE_URL.")

from parley.settings import *  # noqa: E402, F403 - the lines above decide where the data is

ROOT_URLCONF = "benchmarks.urls"
DATABASES["default"]["NAME"] = f"parley_bench_{SIZE}"  # noqa: F405
