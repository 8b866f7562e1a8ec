"""How long a national schedule takes to load, to load again and to read, with the archives of the US schedule.

    PARLEY_DATA=… uv run python -m benchmarks.schedule FOLDER            # all editions, one after the other
    PARLEY_DATA=… uv run python -m benchmarks.schedule FOLDER --first 2

FOLDER holds archives/, hts_revision_dates.csv and hts_change_records.csv. A database of its own is made anew. At the end
each edition is read back as on its own first day, known on the day of its publication, and held against its file.
"""

import argparse
import os
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
os.environ["PARLEY_DATABASE_ROLE"] = "owner"

import django
import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from parley.lib import database
from tests.schedules import editions

NAME = "parley_bench_schedule"


def timed(what: str, does: Callable):
    begun = time.perf_counter()
    done = does()
    print(f"{what}: {time.perf_counter() - begun:.1f} s. {done}", flush=True)
    return done


def make_database() -> None:
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = NAME
    with psycopg.connect(**(connection.get_connection_params() | {"dbname": "postgres"}), autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {NAME}")
    call_command("migrate", verbosity=0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--first", type=int, default=None, help="only so many editions")
    asked = parser.parse_args()
    found = editions(asked.folder)[: asked.first]
    database.ensure_running()
    django.setup()
    make_database()

    from parley.lib.asof import AsOf
    from tariffs.models import Economy, TariffLine
    from tariffs.schedule.loading import Edition, load_edition
    from tariffs.schedule.reading import read
    from tariffs.selectors import lines

    us = Economy(key="us", code="US", name="United States")
    us.record(by=None)

    def load(name, file, starts_on, published_on):
        key = name.lower().replace(" ", "-")
        return load_edition(Edition(us, f"us-{key}", name, starts_on, published_on), file.read_bytes(), by=None)

    def all_of_them():
        return len([load(*each) for each in found]), "editions"

    timed("The first edition", lambda: load(*found[0]))
    timed("The same again", lambda: load(*found[0]))
    timed("All editions", all_of_them)
    timed("All editions again", all_of_them)
    print(f"{TariffLine.objects.count():,} rows, {TariffLine.history.count():,} lines of history")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE tariffs_tariffline")  # as the server does by itself, in a while
        cursor.execute("VACUUM ANALYZE tariffs_historicaltariffline")
        cursor.execute("SELECT pg_size_pretty(pg_database_size(current_database()))")
        print(cursor.fetchone()[0])

    _, _, on, known = found[-1]
    now = AsOf(on=on, known=known)
    timed("All lines", lambda: len(list(lines.all_lines(us, now))))
    timed("One line, 100 times", lambda: len([lines.lines_at(us, ["87032301"], now) for _ in range(100)]))
    timed("Search for 8703", lambda: len(lines.search_lines(us, "8703", now)))
    timed("Search for two words", lambda: len(lines.search_lines(us, "motor spark", now)))
    timed("Search for a common word", lambda: len(lines.search_lines(us, "other", now)))
    wrong = [name for name, file, on, known in found if not same(lines, us, read(file.read_bytes()), AsOf(on, known))]
    print(f"{len(found) - len(wrong)} of {len(found)} editions are read back as published. {' '.join(wrong)}")
    database.leave()


def same(lines, us, printed, as_of) -> bool:
    """Whether the schedule at a point on the clocks is the one of a file."""
    held = lines.lines_at(us, list(printed), as_of)
    leaves = {line.code for line in lines.all_lines(us, as_of)}
    return all(
        code in held
        and held[code].description == wording.description
        and all(
            getattr(held[code], rate).text == text for rate in ("general", "other") if (text := getattr(wording, rate))
        )
        and (held[code].special.text == wording.special or not wording.special)
        and held[code].footnotes == wording.footnotes
        for code, wording in printed.items()
    ) and leaves <= set(printed)


if __name__ == "__main__":
    main()
