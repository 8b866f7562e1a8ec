"""Dump a negotiation, or an economy's law."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from negotiations.dossier.dumping import dump, dump_law
from negotiations.dossier.reading import DossierError
from negotiations.models import Negotiation
from parley.lib.records import Keyed
from tariffs.models import Economy


class Command(BaseCommand):
    help = "Write a negotiation with everything it rests on, or an economy's law, as a dossier, which `load` reads."

    def add_arguments(self, parser):
        parser.add_argument("key", nargs="?", help="The negotiation's key.")
        parser.add_argument("--law", metavar="ECONOMY", help="The law of the economy with this key, instead.")
        parser.add_argument(
            "--uncited",
            action="store_true",
            help="Leave out what is cited for that law: the dossiers of talks that build on it cite their sources.",
        )
        parser.add_argument(
            "--builds-on",
            nargs="+",
            type=Path,
            default=[],
            metavar="FILE",
            help="Dossiers in the same folder: what they hold is left out, and they are named at the head.",
        )
        parser.add_argument("--out", type=Path, help="The file to write; without it, the text is printed.")

    def handle(self, *, key, law, uncited, builds_on, out, **options):
        if bool(key) == bool(law):
            raise CommandError("Name one: the key of a negotiation, or an economy with --law.")
        try:
            if law:
                text = dump_law(_find(Economy, law), builds_on, cited=not uncited)
            else:
                text = dump(_find(Negotiation, key), builds_on)
        except DossierError as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be read: {error.strerror}.") from error
        if out is None:
            self.stdout.write(text, ending="")
            return
        try:
            out.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{key or law} is in {out}.")


def _find(model: type[Keyed], key: str) -> Any:
    found = model._default_manager.filter(key=key).first()
    if found is None:
        known = ", ".join(model._default_manager.order_by("key").values_list("key", flat=True)) or "none"
        raise CommandError(f"No {model._meta.verbose_name} has the key “{key}”; there are: {known}.")
    return found
