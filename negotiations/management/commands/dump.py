"""Dump a negotiation."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from negotiations.dossier.dumping import dump
from negotiations.models import Negotiation


class Command(BaseCommand):
    help = "Write a negotiation with everything it rests on as a dossier, which `load` reads."

    def add_arguments(self, parser):
        parser.add_argument("key", help="The negotiation's key.")
        parser.add_argument("--out", type=Path, help="The file to write; without it, the text is printed.")

    def handle(self, *, key, out, **options):
        negotiation = Negotiation.objects.filter(key=key).first()
        if negotiation is None:
            known = ", ".join(Negotiation.objects.order_by("key").values_list("key", flat=True)) or "none"
            raise CommandError(f"No negotiation has the key “{key}”; there are: {known}.")
        text = dump(negotiation)
        if out is None:
            self.stdout.write(text, ending="")
            return
        try:
            out.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{key} is in {out}.")
