"""Load a dossier."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from negotiations.dossier.loading import load_file
from negotiations.dossier.reading import DossierError


class Command(BaseCommand):
    help = "Load a dossier and those it builds on: all of it, or nothing and why. Loading it again changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="A dossier in YAML; docs/dossier.md has its shape.")
        parser.add_argument("--reason", default="", help="Why, for the history of every record it changes.")
        parser.add_argument("--check", action="store_true", help="Tell what would be done, and do nothing.")
        parser.add_argument("--progress", action="store_true", help="Tell what was read before it is written.")

    def handle(self, *, file, reason, check, progress, **options):
        try:
            outcome = load_file(file, by=None, reason=reason, check=check, tell=self._say if progress else None)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except DossierError as refusal:
            for fault in refusal.faults:
                self.stderr.write(str(fault))
            count = len(refusal.faults)
            raise CommandError(f"{count} fault{'s' * (count > 1)}; nothing was written.") from refusal
        self.stdout.write(f"It would be: {outcome}" if check else str(outcome))

    def _say(self, line):
        self.stdout.write(line)
        self.stdout.flush()
