"""Load a national schedule."""

import csv
import re
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, OutputWrapper
from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify

from parley.lib.days import read_day
from tariffs.models import Economy
from tariffs.schedule.faults import FileRefused
from tariffs.schedule.loading import Edition, Outcome, load_edition

COLUMNS = ("file", "from", "published")


class Command(BaseCommand):
    help = (
        "Load an edition of a national tariff schedule, or a list of editions: each edition all or nothing. "
        "Loading one again changes nothing. docs/schedules.md has the forms that are understood."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="The schedule as its publisher gives it.")
        parser.add_argument("--economy", required=True, help="The key or code of the economy, like us.")
        parser.add_argument("--from", type=_day, dest="starts_on", help="The first day of which it speaks.")
        parser.add_argument("--published", type=_day, help="The day on which it was made public.")
        parser.add_argument("--name", default="", help="How it is called, like “HTS 2025 revision 12”.")
        parser.add_argument("--editions", type=Path, help="A CSV with the columns file, from, published, and name.")
        parser.add_argument("--part", action="store_true", help="Lines that the file lacks go on.")
        parser.add_argument("--chapters", action="store_true", help="Take only the chapters.")
        parser.add_argument("--reason", default="", help="Why, for the history of every record it changes.")
        parser.add_argument("--check", action="store_true", help="Tell what would be done, and do nothing.")

    def handle(self, *, file, economy, starts_on, published, name, editions, **options) -> None:
        owner = economy_called(economy)
        if (file is None) == (editions is None):
            raise CommandError("Name one file, or a list of editions by --editions.")
        if editions:
            if starts_on or published or name:
                raise CommandError("The list has the days and names: leave out --from, --published and --name.")
            self._load_all(_listed(owner, editions), **options)
        else:
            if not (starts_on and published):
                raise CommandError("Say since which day it speaks by --from, and when it came out by --published.")
            self._load_all([(_edition(owner, file, name, starts_on, published), file)], **options)

    def _load_all(self, editions: Sequence[tuple[Edition, Path]], *, check: bool, **options) -> None:
        if not check:
            for edition, path in editions:
                self.stdout.write(str(self._load(edition, path, **options)))
            return
        with transaction.atomic():  # one for all, since editions rest on each other
            for edition, path in editions:
                self.stdout.write(f"It would be: {self._load(edition, path, **options)}")
            transaction.set_rollback(True)

    def _load(self, edition: Edition, path: Path, *, part: bool, chapters: bool, reason: str, **_) -> Outcome:
        self.stdout.write(f"{edition.name}… ", ending="")
        self.stdout.flush()
        try:
            why = reason or f"Loaded from {path.name}."
            return load_edition(edition, read_whole(path), by=None, reason=why, part=part, chapters=chapters)
        except FileRefused as refusal:
            self.stdout.write("refused.")
            raise CommandError(tell_faults(self.stderr, path, refusal)) from refusal


def tell_faults(err: OutputWrapper, file: Path, refusal: FileRefused) -> str:
    """Write what is wrong with a file, and give the sentence that ends the command."""
    for fault in refusal.faults:
        err.write(f"{file.name}: {fault}")
    count = len(refusal.faults)
    return f"{count} fault{'s' * (count > 1)}; nothing of {file.name} was written."


def economy_called(asked: str) -> Economy:
    """The economy with a key or a code."""
    found = Economy.objects.filter(Q(key=asked) | Q(code=asked.upper())).first()
    if found is None:
        raise CommandError(f"There is no economy with the key or code “{asked}”.")
    return found


def _listed(economy: Economy, listing: Path) -> list[tuple[Edition, Path]]:
    """The editions of a list, in its order. Refuses a list that is at fault, with all its faults."""
    found: list[tuple[Edition, Path]] = []
    faults: list[str] = []
    rows = csv.DictReader(read_whole(listing).decode("utf-8-sig").splitlines())
    if missing := [name for name in COLUMNS if name not in (rows.fieldnames or [])]:
        raise CommandError(f"{listing.name} has no column {', '.join(missing)}.")
    for row in rows:
        file = listing.parent / (row["file"] or "")
        try:
            if not file.is_file():
                raise ValueError(f"There is no file {row['file']}.")
            days = _day(row["from"] or ""), _day(row["published"] or "")
            found.append((_edition(economy, file, row.get("name") or "", *days), file))
        except (ArgumentTypeError, ValueError) as error:
            faults.append(f"{listing.name}, line {rows.line_num}: {error}")
    if faults:
        raise CommandError("\n".join(faults))
    return found


def _edition(economy: Economy, file: Path, name: str, starts_on: date, published_on: date) -> Edition:
    """The edition of a file; without a name it is called as its file: hts_2025_rev_12.json.gz is hts 2025 rev 12."""
    stem = re.sub(r"(\.(json|csv|gz))+$", "", file.name, flags=re.IGNORECASE)
    called = name or " ".join(re.split(r"[\s_-]+", stem))
    return Edition(economy, slugify(f"{economy.key} {called}")[:100], called[:60], starts_on, published_on)


def _day(text: str) -> date:
    try:
        return read_day(text.strip())
    except ValueError as fault:
        raise ArgumentTypeError(str(fault)) from fault


def read_whole(file: Path) -> bytes:
    """The bytes of a file."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
