"""The duty on a line, in the terminal; and worked cases, checked."""

import json
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from parley.lib.days import read_day
from tariffs.cases import Case, CasesError, read_cases
from tariffs.duty_text import as_values, in_words, percent
from tariffs.models import Economy
from tariffs.selectors.answers import Answer, NoSuchLine, ask
from tariffs.told import Told, told


class Command(BaseCommand):
    help = "Tell what is charged on a line of a schedule, with the reason for every step; or check a file of cases."

    def add_arguments(self, parser):
        parser.add_argument("code", nargs="?", help="The line, like 8703.23.01.")
        parser.add_argument("--importer", help="The economy that charges, by its code, like US.")
        parser.add_argument("--origin", help="The economy of origin, by its code, like JP.")
        parser.add_argument("--on", type=day, metavar="DAY", help="The day of entry; today if left out.")
        parser.add_argument("--known", type=day, metavar="DAY", help="As known on this day; today if left out.")
        parser.add_argument(
            "--claim", action="append", default=[], metavar="WORD[=LOADED]", help="What the importer claims."
        )
        parser.add_argument(
            "--share",
            action="append",
            default=[],
            metavar="MEASURE=FRACTION",
            help="What part a measure is charged on.",
        )
        parser.add_argument("--unit-value", default="", metavar="AMOUNT/UNIT", help="The customs value, like 10 USD/l.")
        parser.add_argument("--json", action="store_true", help="As JSON.")
        parser.add_argument("--cases", type=Path, metavar="FILE.csv", help="Check these cases instead.")

    def handle(self, *, code, importer, origin, on, known, claim, share, unit_value, cases, **options):
        if cases:
            if code or claim or share or unit_value:
                raise CommandError("With --cases the file asks the questions: leave the rest out.")
            self._check(cases)
            return
        if not (code and importer and origin):
            raise CommandError("A code, --importer and --origin are needed, or --cases.")
        today = timezone.localdate()
        on, known = on or today, known or today
        try:
            answer = _answer(importer, origin, code, on, known, told(claim, share, unit_value))
        except (ValueError, NoSuchLine) as fault:
            raise CommandError(str(fault)) from fault
        if options["json"]:
            self.stdout.write(json.dumps(as_values(answer), ensure_ascii=False, indent=2))
        else:
            self.stdout.write(in_words(answer))

    def _check(self, file: Path) -> None:
        try:
            cases = read_cases(file.read_text(encoding="utf-8"))
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except CasesError as refusal:
            for fault in refusal.faults:
                self.stderr.write(fault)
            raise CommandError("Nothing was checked.") from refusal
        differ = sum(not self._agrees(case) for case in cases)
        if differ:
            raise CommandError(f"{differ} of {len(cases)} cases differ.", returncode=1)
        self.stdout.write(f"All {len(cases)} cases are as they should be.")

    def _agrees(self, case: Case) -> bool:
        """Whether a case has its total; if not, it is printed with its ladder."""
        known = case.known or timezone.localdate()
        try:
            answer = _answer(case.importer, case.origin, case.code, case.on, known, case.told)
        except (ValueError, NoSuchLine) as fault:
            self.stdout.write(f"{case.name}: {fault}\n")
            return False
        if answer.total == case.total:
            return True
        self.stdout.write(f"{case.name}: {percent(answer.total)}, not {percent(case.total)}")
        self.stdout.write(f"{in_words(answer)}\n")
        return False


def _answer(importer: str, origin: str, code: str, on: date, known: date, given: Told) -> Answer:
    return ask(economy(importer), economy(origin), code, told=given).answer(on, known)


def economy(code: str) -> Economy:
    """The economy of a code. Refuses a code that is none's (ValueError)."""
    found = Economy.objects.filter(code=code.upper()).first()
    if not found:
        raise ValueError(f"No economy has the code “{code}”.")
    return found


def day(text: str) -> date:
    """A day among a command's arguments."""
    try:
        return read_day(text)
    except ValueError as fault:
        raise CommandError(str(fault)) from fault
