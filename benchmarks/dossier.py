"""What it costs to load the law of an economy from a dossier, and to load it again.

    PARLEY_DATA=… PARLEY_BENCH_SIZE=1 uv run python -m benchmarks.dossier

The law is made up, as large as that of the United States of 2025 and 2026: 250 economies with memberships, 8,000 codes
in 80 scopes, 600 rates and 600 effects. A database that is there already is made anew.
"""

import time

from benchmarks.fill import django, make_database  # sets up whose account and which settings
from parley.lib import database

ECONOMIES, UNIONS, SCOPES, CODES, INSTRUMENTS, MEASURES, RATES, EFFECTS = 250, 3, 80, 100, 60, 10, 600, 600


def law() -> str:
    """The dossier of a made-up law."""
    lines = ["economies:"]
    for n in range(ECONOMIES):
        lines.append(f"  - {{key: e{n}, code: {_code(n)}, name: Economy {n}")
        lines[-1] += f", memberships: [{{union: e{n % UNIONS}, starts_on: 2000-01-01}}]}}" if n >= UNIONS else "}"
    lines.append("scopes:")
    for n in range(SCOPES):
        codes = ", ".join(f"{10 + n:02}{c:02}.{n:02}.{c:02}" for c in range(CODES))
        lines.append(f"  - {{key: s{n}, name: Scope {n}, codes: [{codes}]}}")
    lines.append("instruments:")
    for n in range(INSTRUMENTS):
        day = f"2025-{1 + n % 12:02}-{1 + n % 28:02}"
        lines.append(f"  - {{key: i{n}, economy: e0, kind: order, title: Order {n}, published_on: {day}}}")
    lines.append("measures:")
    lines += [f"  - {{key: m{n}, economy: e0, name: Measure {n}, short_name: Measure {n}}}" for n in range(MEASURES)]
    lines.append("rates:")
    for n in range(RATES):
        links = (
            f"measure: m{n % MEASURES}, instrument: i{n % INSTRUMENTS}, origin: e{n % ECONOMIES}, scope: s{n % SCOPES}"
        )
        lines.append(f"  - {{key: r{n}, {links}, duty: {n % 50}%, starts_on: 2025-04-05}}")
    lines.append("effects:")
    for n in range(EFFECTS):
        links = f"instrument: i{n % INSTRUMENTS}, rate: r{n % RATES}"
        lines.append(f"  - {{key: x{n}, {links}, kind: suspends, starts_on: 2025-04-10, ends_on: 2025-07-09}}")
    return "\n".join(lines) + "\n"


def _code(n: int) -> str:
    return f"{chr(65 + n // 26)}{chr(65 + n % 26)}"


def main() -> None:
    database.ensure_running()
    make_database()
    django.setup()
    from django.core.management import call_command

    from negotiations.dossier.loading import load

    call_command("migrate", verbosity=0)
    text = law()
    for what in ("first", "again"):
        wall, cpu = time.monotonic(), time.process_time()
        outcome = load(text, by=None)
        print(f"{what}: {outcome} {time.process_time() - cpu:.1f} s of CPU, {time.monotonic() - wall:.1f} s")
    database.leave()


if __name__ == "__main__":
    main()
