"""Every line by every origin, in a file for statistics."""

import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tariffs.management.commands.duty import day, economy
from tariffs.models import Economy
from tariffs.panel_files import WRITERS, write
from tariffs.selectors.panel import panel


class Command(BaseCommand):
    help = "Write what every line of a schedule pays by every origin: one row each, with the parts by measure."

    def add_arguments(self, parser):
        parser.add_argument("--importer", required=True, help="The economy that charges, by its code, like US.")
        parser.add_argument("--origin", action="append", metavar="CODE", help="Only this origin; may be repeated.")
        parser.add_argument("--on", type=day, required=True, metavar="DAY", help="The day of entry.")
        parser.add_argument("--known", type=day, metavar="DAY", help="As known on this day; today if left out.")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE.parquet|csv", help="Where to.")

    def handle(self, *, importer, origin, on, known, out, **options):
        if out.suffix not in WRITERS:
            raise CommandError(f"“{out.name}” is neither {' nor '.join(f'*{suffix}' for suffix in WRITERS)}.")
        began = time.monotonic()
        try:
            charging = economy(importer)
            origins = [economy(code) for code in origin] if origin else list(Economy.objects.exclude(pk=charging.pk))
            found = panel(charging, origins, on, known or timezone.localdate(), None)
        except ValueError as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"{len(found.lines):,} lines, {len(origins):,} origins, {len(found.groups):,} kinds of lines")
        rows = write(found, origins, out)
        self.stdout.write(f"{rows:,} rows in {out.name}, {time.monotonic() - began:.1f} seconds.")
