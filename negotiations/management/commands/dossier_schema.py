"""Print the schema of a dossier."""

from django.core.management.base import BaseCommand

from negotiations.dossier.schema import written


class Command(BaseCommand):
    help = "Print the JSON Schema of a dossier, which is kept in docs/dossier.schema.json."

    def handle(self, **options):
        self.stdout.write(written(), ending="")
