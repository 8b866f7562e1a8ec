"""Dossiers into the database: all of them or nothing, each record with its history, each refusal with its line."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from negotiations import known
from negotiations.dossier import building, checking, filling
from negotiations.dossier.building import Volume
from negotiations.dossier.checking import Entry
from negotiations.dossier.linking import Stock, link
from negotiations.dossier.reading import DossierError, Fault
from negotiations.dossier.shape import Shape, every_shape
from negotiations.models import Citation, Negotiation, Position
from parley.lib.bulk import Refused, record_many
from parley.lib.records import Recorded
from tariffs.models import RatePart

type Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many records a loading wrote, changed, struck and left as they were; how many the file does not name."""

    written: int = 0
    changed: int = 0
    struck: int = 0
    unchanged: int = 0
    left_alone: int = 0

    def __str__(self) -> str:
        struck = f", {self.struck} struck" if self.struck else ""
        told = f"{_records(self.written)} written, {self.changed} changed{struck}, {self.unchanged} unchanged."
        if self.left_alone:
            stands = "is not in the file; it was" if self.left_alone == 1 else "are not in the file; they were"
            told += f" {_records(self.left_alone)} in the database {stands} left alone."
        return told


def load(data: bytes | str, *, by, reason: str = "", check: bool = False) -> Outcome:
    """Write a dossier, all or nothing; with `check`, do all of it and then undo it.

    Refuses with all faults at once (DossierError). Loading the same text again writes nothing. What it builds on is
    in the database already.
    """
    return _load([building.alone(data)], by, reason, check)


def load_file(path: Path, *, by, reason: str = "", check: bool = False, tell: Tell | None = None) -> Outcome:
    """Write the dossier in a file and those on which it builds, as `load` does with one; `tell` hears how far it is."""
    return _load(building.volumes(path), by, reason, check, tell)


@transaction.atomic
def _load(volumes: list[Volume], by, reason: str, check: bool, tell: Tell | None = None) -> Outcome:
    faults: list[Fault] = []
    entries = checking.entries(volumes, faults)
    if tell:
        for name, count in Counter(entry.volume.name for entry in entries if not entry.adds).items():
            tell(f"{name}: {_records(count)} to check and to write…")
    loading = Loading(entries, faults, by=by, reason=reason)
    outcome = loading.run()
    if faults:
        raise DossierError(faults)
    if check:
        transaction.set_rollback(True)
    return outcome


class Loading:
    """One run: what was written, by whom, and what was refused on the way.

    A refusal does not end the run, so that those of the other records are told too; nothing of it stays.
    """

    def __init__(self, entries: list[Entry], faults: list[Fault], *, by, reason: str) -> None:
        self.entries, self.faults, self.by, self.reason = entries, faults, by, reason
        self.now = timezone.now()
        self.counts: Counter[str] = Counter()
        self.written: set[tuple[type[Recorded], int]] = set()
        self.behind: list[Recorded] = []  # rows from which the day of others follows that are not in the file

    def run(self) -> Outcome:
        """Strike, write, and work out again since when things are known; gives the counts."""
        sets = link(self.entries, Stock(self.entries), self.faults)
        homes = _homes(self.entries)
        days = filling.days_cited(self.entries, self.now.date())
        left = self._strike(_missing(self.entries))
        for entries in sets:
            self._write(entries, days)
        for entry, row in self._strike(left):
            told = f"“{row}” is gone from the list, but other records point at it."
            self.faults.append(entry.fault(told, "parts" if isinstance(row, RatePart) else "codes"))
        if not self.faults:
            self._follow()
        return Outcome(**self.counts, left_alone=_left_alone(self.entries, homes))

    def _write(self, entries: list[Entry], days: filling.Days) -> None:
        """Record those of the entries of which anything is new, the new ones in one set; refusals become faults."""
        new: list[Entry] = []
        for entry in entries:
            if entry.adds:
                entry.filled = entry.home is None or entry.home.filled
                continue
            under = [target for target in entry.links.values() if isinstance(target, Entry) and not target.stands]
            if not entry.sound or not all(target.filled for target in under):
                entry.sound = False
                continue
            stood, before = entry.stands, _statement_before(entry)
            if not filling.fill(entry, days, self.now) and stood:
                self.counts["unchanged"] += 1
            elif under:
                self._refuse(entry, filling.weigh(entry.row))
            elif stood:
                self._settle(entry, self._record(entry), "changed", before)
            else:
                new.append(entry)
        refused = self._record_new(new)
        for entry in new:
            self._settle(entry, refused.get(entry, []), "written")

    def _settle(self, entry: Entry, refusals: list[Any], how: str, before: Recorded | None = None) -> None:
        """Count an entry that was written, and keep in mind what follows from it."""
        if refusals:
            self._refuse(entry, refusals)
            return
        self.counts[how] += 1
        self.written.add((type(entry.row), entry.row.pk))
        above = entry.links.get(known.SAID_ON.get(entry.shape.model, ""))
        added_to = entry.around.row if entry.around and entry.around.adds and not entry.around.home else None
        behind = (entry.row if how == "changed" else None, before, above, added_to)
        self.behind += [row for row in behind if isinstance(row, Recorded)]

    def _refuse(self, entry: Entry, refusals: list[Any]) -> None:
        for refusal in refusals:
            self.faults += _faults(entry, refusal)
        entry.sound = False
        entry.row.pk = entry.row.pk or -1  # what points at it can be weighed; all is undone in the end

    def _record(self, entry: Entry) -> list[Any]:
        try:
            entry.row.record(by=self.by, reason=self._why(entry))
        except (ValidationError, DatabaseError) as refusal:
            return [refusal]
        return []

    def _record_new(self, entries: list[Entry]) -> dict[Entry, list[Any]]:
        """Record the entries, all of one kind, and give the refusals; those that are not refused are written."""
        refused: dict[Entry, list[Any]] = {}
        while entries:
            rows = [entry.row for entry in entries]
            try:
                record_many(type(rows[0]), rows, by=self.by, reason=self._why(entries[0]))
                break
            except Refused as refusal:
                refused |= {entries[place]: [why] for place, why in refusal.faults}
                entries = [entry for entry in entries if entry not in refused]
            except DatabaseError:  # it has no sentence for what it refuses: whose row it is shows one by one
                return refused | {entry: self._record(entry) for entry in entries}
        return refused

    def _why(self, entry: Entry) -> str:
        """What the history says of a change: what was stated, or the file that made it."""
        return self.reason or (f"Loaded from {entry.volume.name}." if entry.volume.name else "")

    def _strike(self, missing: list[tuple[Entry, Recorded]]) -> list[tuple[Entry, Recorded]]:
        """Strike what has gone from a whole list; gives what others still point at."""
        left = []
        for entry, row in missing:
            citations = list(row.citations.all()) if isinstance(row, RatePart) else []
            try:
                with transaction.atomic():
                    for each in [*citations, row]:
                        each.strike(by=self.by, reason=self._why(entry))
            except ProtectedError:
                left.append((entry, row))
            else:
                self.counts["struck"] += 1 + len(citations)
        return left

    def _follow(self) -> None:
        """What follows from the rows that were written, and the rules that the database keeps to the end."""
        try:
            why = self._why(self.entries[-1]) if self.behind else ""
            for row in known.refresh_known(*self.behind, by=self.by, reason=why):
                self.counts["changed"] += (type(row), row.pk) not in self.written
        except ValidationError as refusal:
            self.faults += [Fault(f"Of what follows from the file: {told}") for told in refusal.messages]
            return
        try:
            with transaction.atomic():
                connection.check_constraints()
        except DatabaseError as refusal:
            self.faults.append(Fault(_told(refusal)))


def _faults(entry: Entry, refusal: Any) -> list[Fault]:
    """What the model or the database refuses about a record, on the line of the field that it is about."""
    if isinstance(refusal, DatabaseError):
        return [entry.fault(_told(refusal))]
    by_field = refusal.update_error_dict({})
    return [
        entry.fault(told, name if name != NON_FIELD_ERRORS and name in entry.node.nodes else "")
        for name, errors in by_field.items()
        for told in ValidationError(errors).messages
    ]


def _told(refusal: DatabaseError) -> str:
    diagnosis = getattr(refusal.__cause__, "diag", None)
    return f"The database refuses it: {diagnosis.message_primary if diagnosis else refusal}"


def _statement_before(entry: Entry) -> Recorded | None:
    """The statement that a citation of the database carried, where the file gives it to another."""
    row = entry.row
    if not isinstance(row, Citation) or not entry.stands or not entry.around:
        return None
    moved = getattr(row, f"{entry.shape.around}_id") != entry.around.row.pk
    return getattr(row, row.supports) if moved else None


def _missing(entries: list[Entry]) -> list[tuple[Entry, Recorded]]:
    """The rows that are gone from a list of which the file has the whole, each with the entry it was in."""
    here = {(entry.shape.model, entry.row.pk) for entry in entries}
    found: list[tuple[Entry, Recorded]] = []
    for shape in every_shape():
        if not shape.is_whole:
            continue
        within = [each for each in entries if each.shape.model is shape.parent and not each.adds]
        parents = {each.row.pk: each for each in within if each.stands and each.sound}
        rows = shape.model._default_manager.filter(**{f"{shape.around}__in": parents}).order_by("pk")
        gone = [row for row in rows if (shape.model, row.pk) not in here]
        found += [(parents[getattr(row, f"{shape.around}_id")], row) for row in gone]
    return found


def _homes(entries: list[Entry]) -> dict[type[Recorded], list[int]]:
    """The file's records that stand in the database before anything is written, so that others may stand in them."""
    homes: dict[type[Recorded], list[int]] = defaultdict(list)
    for entry in entries:
        if entry.stands and not entry.adds:
            homes[entry.shape.model].append(entry.row.pk)
    return homes


def _left_alone(entries: list[Entry], homes: dict[type[Recorded], list[int]]) -> int:
    """How many records of the same negotiations, or in the lists of the file's records, the file does not name."""
    here: dict[type[Recorded], list[int]] = defaultdict(list)
    for entry in entries:
        here[entry.shape.model].append(entry.row.pk)
    return sum(
        shape.model._default_manager.filter(**{f"{way}__in": homes[around]}).exclude(pk__in=here[shape.model]).count()
        for shape, way, around in _ways()
        if around in homes
    )


def _ways() -> Iterator[tuple[Shape, str, type[Recorded]]]:
    """For each kind of record the way to the record in which, or the negotiation in which, it stands."""
    for shape in every_shape():
        if shape.around:
            yield shape, shape.around, shape.parent
        elif shape.model is Position:
            yield shape, "issue__negotiation", Negotiation
        elif "negotiation" in shape.fields:
            yield shape, "negotiation", Negotiation


def _records(count: int) -> str:
    return "1 record" if count == 1 else f"{count:,} records"
