"""A dossier into the database: all of it or nothing, each record through `record`, every refusal with its line."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from negotiations import known
from negotiations.dossier import checking
from negotiations.dossier.checking import Entry
from negotiations.dossier.linking import Stock, link, row_of
from negotiations.dossier.reading import Fault, Refused, read
from negotiations.dossier.shape import CITED, every_shape, is_link
from negotiations.models import Citation, Source
from parley.lib.records import Known, Recorded


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many records a loading wrote, changed, left as they were and struck; how many the file does not name."""

    written: int = 0
    changed: int = 0
    unchanged: int = 0
    struck: int = 0
    left_alone: int = 0

    def __str__(self) -> str:
        struck = f", {self.struck} struck" if self.struck else ""
        told = f"{_records(self.written)} written, {self.changed} changed{struck}, {self.unchanged} unchanged."
        if self.left_alone:
            stands = "is not in the file; it was" if self.left_alone == 1 else "are not in the file; they were"
            told += f" {_records(self.left_alone)} of the database {stands} left alone."
        return told


def load(data: bytes | str, *, by, reason: str = "", check: bool = False) -> Outcome:
    """Write a dossier, all or nothing; with `check`, do all of it and then undo it.

    Refuses with all faults at once (Refused). Loading the same text again writes nothing.
    """
    faults: list[Fault] = []
    entries = checking.entries(read(data), faults)
    with transaction.atomic():
        loading = Loading(entries, faults, by=by, reason=reason)
        loading.run()
        if faults:
            raise Refused(faults)
        transaction.set_rollback(check)
    return loading.outcome()


class Loading:
    """One run: what is written, by whom, and what was refused on the way.

    A refused record does not end the run, so that the faults of the others are told too; nothing of it stays.
    """

    def __init__(self, entries: list[Entry], faults: list[Fault], *, by, reason: str) -> None:
        self.entries, self.faults, self.by, self.reason = entries, faults, by, reason
        self.now = timezone.now()
        self.counts: Counter[str] = Counter()
        self.written: list[Recorded] = []
        self.struck: list[Recorded] = []

    def run(self) -> None:
        """Strike, write, and work out again since when things are known."""
        order = link(self.entries, Stock(self.entries), self.faults)
        days = known_days(self.entries, self.now.date())
        protected = self._strike(self._missing())
        for entry in order:
            self._write(entry, days.get(entry))
        for row, _ in self._strike(protected):
            self.faults.append(row)
        if not self.faults and (self.written or self.struck):
            self._refresh()
            self._check_all()

    def outcome(self) -> Outcome:
        """The counts of a run that was not refused."""
        return Outcome(**self.counts, struck=len(self.struck), left_alone=_left_alone(self.entries))
