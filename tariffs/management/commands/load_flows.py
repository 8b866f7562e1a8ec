"""Load trade figures."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from tariffs.management.commands.load_schedule import economy_called, read_whole, tell_faults
from tariffs.schedule.faults import FileRefused
from tariffs.schedule.flows import load_flows


class Command(BaseCommand):
    help = (
        "Load what an economy imported, from a CSV with the columns code, origin, year and value (US dollars): all of "
        "it, or nothing and why. Loading the same file again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="A CSV with a line for each code, origin and year.")
        parser.add_argument("--importer", required=True, help="The key or code of the economy that imports, like us.")
        parser.add_argument("--source", required=True, help="Who published the figures, and where.")
        parser.add_argument("--origin", default="", help="The origin of all, where the file has no such column.")
        parser.add_argument("--year", default="", help="The year of all, where the file has no such column.")
        parser.add_argument("--code-column", default="code", help="What the file calls the column of codes.")
        parser.add_argument("--value-column", default="value", help="What the file calls the column of values.")
        parser.add_argument("--reason", default="", help="Why, for the history of every record it changes.")
        parser.add_argument("--check", action="store_true", help="Tell what would be done, and do nothing.")

    def handle(self, *, file, importer, source, origin, year, check, reason, **options) -> None:
        always = {name: str(given) for name, given in (("origin", origin), ("year", year)) if given}
        try:
            with transaction.atomic():
                outcome = load_flows(
                    economy_called(importer),
                    read_whole(file),
                    source=source,
                    by=None,
                    reason=reason or f"Loaded from {file.name}.",
                    columns={"code": options["code_column"], "value": options["value_column"]},
                    always=always,
                )
                transaction.set_rollback(check)
        except FileRefused as refusal:
            raise CommandError(tell_faults(self.stderr, file, refusal)) from refusal
        self.stdout.write(f"It would be: {outcome}" if check else str(outcome))
