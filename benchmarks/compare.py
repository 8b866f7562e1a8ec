"""Measures the pages of this tree beside those of another one on the same data, each request of both in turns.

    PARLEY_DATA=… PARLEY_BENCH_SIZE=100 uv run python -m benchmarks.compare ../before "timeline.csv" "round, recorded, first"

The speed of a machine that others use differs by a third from hour to hour: what a change did is only seen so. Both
trees need the tables to be the same; the other one is served with the packages of this one.
"""

import argparse
import random
import statistics
from collections import defaultdict
from pathlib import Path

import django

from benchmarks.kinds import kinds
from benchmarks.measure import ROOT, Client, Result, free_port, log_in, start, wait
from parley.lib import database

WARM_UP = 15


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures this tree beside another one.")
    parser.add_argument("before", type=Path, help="the folder of the other tree")
    parser.add_argument("kinds", nargs="+", help="which pages, by the names in the table of benchmarks/README.md")
    parser.add_argument("--requests", type=int, default=100, help="of each page to each tree (100)")
    asked = parser.parse_args()
    known = {kind.name: kind for kind in kinds()}
    if unknown := [name for name in asked.kinds if name not in known]:
        parser.error(f"There is no page “{unknown[0]}”.")
    if not (asked.before / "parley" / "wsgi.py").exists():
        parser.error(f"{asked.before} is no tree of Parley.")
    names = list(dict.fromkeys(["bare", *asked.kinds]))
    database.ensure_running()
    django.setup()
    session, servers, clients = log_in(), [], []
    try:
        for root in (asked.before.resolve(), ROOT):
            port = free_port()
            servers.append(start(port, 1, root))
            wait(port)
            clients.append(Client(port, session))
        times = ask([known[name] for name in names], clients, asked.requests)
    finally:
        for server in servers:
            server.terminate()
            server.wait()
    database.leave()
    print(f"{'':36}{'before':>8}{'now':>8}  now ÷ before")
    for name in names:
        before, now = (statistics.median(times[name, client]) for client in clients)
        print(f"{name:36}{before:8.1f}{now:8.1f}{now / before:8.2f}")


def ask(asked: list, clients: list[Client], requests: int) -> dict:
    """Milliseconds by page and server; which is asked first changes with each pass."""
    chosen, times = random.Random(1), defaultdict(list)
    for number in range(WARM_UP + requests):
        for kind in asked:
            for client in clients if number % 2 else reversed(clients):
                result = Result(kind)
                client.measure(kind, result, chosen)
                if result.refused:
                    raise SystemExit(f"{kind.name}: {result.refused}")
                if number >= WARM_UP:
                    times[kind.name, client] += result.times
    return times


if __name__ == "__main__":
    main()
