"""Makes the benchmark's data in a database of its own for each size (benchmarks.rows); one that is there is made anew.

PARLEY_DATA=… PARLEY_BENCH_SIZE=100 uv run python -m benchmarks.fill
"""

import os
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
os.environ["PARLEY_DATABASE_ROLE"] = "owner"

import django
import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from benchmarks.rows import SIZES, fill
from benchmarks.settings import SIZE
from parley.lib import database

ROOT = Path(__file__).resolve().parents[1]
DOSSIER = ROOT / "tests" / "worlds" / "first-report.yaml"
SCHEDULE = ROOT / "dossiers" / "us-schedule-sample.csv"


def main() -> None:
    started = time.monotonic()
    database.ensure_running()
    make_database()
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load", str(DOSSIER))
    call_command("load_schedule", economy="us", editions=SCHEDULE, part=True, verbosity=0)
    make_user()
    recorded = [model for model in apps.get_models() if hasattr(model, "history")]
    with transaction.atomic(), connection.cursor() as cursor:
        fill(cursor, recorded, SIZES[SIZE])
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute(
            "SELECT count(*), pg_size_pretty(pg_database_size(current_database())) FROM negotiations_position"
        )
        count, size = cursor.fetchone()
    print(f"{SIZE}x: {count} positions, {size}, filled in {time.monotonic() - started:.0f} s")
    database.leave()


def make_database() -> None:
    name = settings.DATABASES["default"]["NAME"]
    given = settings.DATABASES["default"]
    owner = {"host": given["HOST"], "port": given["PORT"], "user": given["USER"], "dbname": "parley"}
    with psycopg.connect(**owner, passfile=given["OPTIONS"]["passfile"], autocommit=True) as opened:
        opened.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        opened.execute(f"CREATE DATABASE {name}")


def make_user() -> None:
    users = apps.get_model("parley", "User")
    users.objects.create_user(username="bench", role="editor")


if __name__ == "__main__":
    main()
