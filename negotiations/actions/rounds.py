"""Logging a round: its occasions, who was there, what was said, and on which sources that rests, as one change."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import chain
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from negotiations.actions.positions import move_the_eve, table_position, withdraw_position
from negotiations.actions.publishing import editors_only, publish_all
from negotiations.actions.removing import strike_draft
from negotiations.actions.writing import Refused, Writer
from negotiations.known import earliest, known_from, refresh_known
from negotiations.models import Appointment, Attendance, Citation, Negotiation, Position, Round, Source
from negotiations.models.statement import Statement

KINDS = ("occasions", "attendances", "positions", "discussions", "deadlines")


@dataclass(slots=True)
class Cited:
    """A citation to be written, or taken out; the version is that from which its writer started."""

    citation: Citation
    version: int | None = None
    struck: bool = False


@dataclass(slots=True)
class Entry:
    """A record to be written, or taken out, with its citations, and the place to which a refusal is handed back."""

    record: Any
    where: Any = None
    version: int | None = None
    citations: list[Cited] = field(default_factory=list)
    struck: bool = False
    replaces: Position | None = None


@dataclass(slots=True)
class RoundLog:
    """All that is written of one round; `beneath` are what its statements need: new sources, officials, offices."""

    round: Entry
    beneath: list[Entry] = field(default_factory=list)
    occasions: list[Entry] = field(default_factory=list)
    attendances: list[Entry] = field(default_factory=list)
    positions: list[Entry] = field(default_factory=list)
    discussions: list[Entry] = field(default_factory=list)
    deadlines: list[Entry] = field(default_factory=list)
    withdrawn: list[tuple[Position, date, Any]] = field(default_factory=list)

    def entries(self) -> Iterator[Entry]:
        """Every statement, what others are said on first."""
        return chain([self.round], *(getattr(self, kind) for kind in KINDS))


@dataclass(frozen=True, slots=True)
class Logged:
    """What came of it: the round, the statements that stay drafts, those who stand for no party, and whether it had
    been logged before."""

    round: Round
    drafts: tuple[Statement, ...] = ()
    unseated: tuple[Attendance, ...] = ()
    again: bool = False


@transaction.atomic
def log_round(log: RoundLog, *, by, reason: str = "", publish: bool = False) -> Logged:
    """Write a new round or a corrected one, all of it or nothing (Refused, with every fault).

    A new round whose key is in the record already was sent twice: nothing is written again. With `publish`, which
    is for editors, all that rests on a citation is published; the rest stays a draft.
    """
    if publish:
        editors_only(by)
    talks: Round = log.round.record
    Negotiation.objects.select_for_update().get(pk=talks.negotiation_id)  # two who log at once do so in turn
    if talks.pk is None and (saved := Round.objects.filter(key=talks.key).first()):
        return Logged(saved, again=True)
    writer = Writer(by, reason)
    _foresee_days(log, publish)
    for entry in chain(log.beneath, log.entries()):
        if not entry.struck:
            _put(entry, writer)
    for position, day, where in log.withdrawn:
        try:
            withdraw_position(position, on=day, by=by, reason=reason)
        except ValidationError as refusal:
            writer.fault(where, refusal)
    _strike(log, writer)
    if writer.faults:
        raise Refused(writer.faults)
    return _settle(log, by, reason, publish)


def _put(entry: Entry, writer: Writer) -> None:
    record = entry.record
    if entry.replaces is not None:
        stands = _table(entry, entry.replaces, writer)
    else:
        stands = writer.put(record, entry.where, entry.version)
        if stands and isinstance(record, Position):
            try:
                move_the_eve(record, by=writer.by, reason=writer.reason)
            except ValidationError as refused:
                writer.fault(entry.where, refused)
    if stands:
        _cite(entry, writer)


def _table(entry: Entry, old: Position, writer: Writer) -> bool:
    """Put a position on the table in the place of another; one that is in the record already is checked first."""
    replaces = partial(table_position, entry.record, replaces=[old])
    if entry.record.pk is None:
        return writer.put(entry.record, entry.where, write=replaces)
    if not writer.put(entry.record, entry.where, entry.version):
        return False
    try:
        with transaction.atomic():
            replaces(by=writer.by, reason=writer.reason)
    except ValidationError as refusal:
        writer.fault(entry.where, refusal)
        return False
    return True


def _cite(entry: Entry, writer: Writer) -> None:
    kept = [cited for cited in entry.citations if not cited.struck]
    lost = [cited for cited in entry.citations if cited.struck]
    published = isinstance(entry.record, Statement) and not entry.record.is_draft
    if published and lost and not kept:
        writer.fault(entry.where, "A published statement keeps at least one citation.")
        return
    for cited in kept:
        writer.put(cited.citation, entry.where, cited.version)
    for cited in lost:
        writer.strike(cited.citation, entry.where, cited.version)


def _strike(log: RoundLog, writer: Writer) -> None:
    """Take out the drafts that were removed, what hangs on others first."""
    for entry in reversed(list(log.entries())):
        if entry.struck:
            strike_draft(entry.record, writer, entry.where, entry.version)


def _settle(log: RoundLog, by, reason: str, publish: bool) -> Logged:
    """Work out since when all is known, publish what can be, and tell what stays a draft."""
    written = [entry.record for entry in log.entries() if not entry.struck]
    refresh_known(*written, by=by, reason=reason)
    if publish:
        publish_all((record for record in written if record.is_draft), by=by, reason=reason)
    by_model: dict[Any, list[int]] = {}
    for record in written:
        by_model.setdefault(type(record), []).append(record.pk)
    drafts = chain.from_iterable(model.objects.drafts().filter(pk__in=ids) for model, ids in by_model.items())
    return Logged(log.round.record, tuple(drafts), _unseated(written))


def _unseated(written: Iterable[Any]) -> tuple[Attendance, ...]:
    """Those of whom no office for a party is known on the day: a page cannot say for whom they were there."""
    found = []
    for row in written:
        if isinstance(row, Attendance) and row.appointment_id is None:
            parties = Q(economy__seats__negotiation=row.occasion.negotiation_id)
            if not Appointment.objects.on(row.occasion.held_on).filter(parties, official_id=row.official_id).exists():
                found.append(row)
    return tuple(found)


def _foresee_days(log: RoundLog, publish: bool) -> None:
    """Give new statements the day from which they are known, so that each is one line of history and not three.

    A round and an occasion that nothing is cited for are known from what was said on them.
    """
    now = timezone.now() if publish else None
    days = {id(entry): earliest(_readable(entry)) for entry in log.entries() if not entry.struck}
    spoken = [entry for entry in log.entries() if getattr(entry.record, "occasion", None) is not None]
    beneath = [days.get(id(entry)) for entry in [*log.occasions, *spoken]]
    for entry in log.occasions:
        said = [days.get(id(each)) for each in spoken if each.record.occasion is entry.record]
        days[id(entry)] = days.get(id(entry)) or _first(said)
    days[id(log.round)] = _first(beneath)
    for entry in log.beneath:
        if isinstance(entry.record, Appointment):
            entry.record.known_on = known_from(entry.record, None)  # nobody is cited for the office
    for entry in log.entries():
        if entry.record.pk is None:
            entry.record.known_on = days.get(id(entry))
            entry.record.published_at = now if entry.record.known_on else None


def _readable(entry: Entry) -> list[Source]:
    sources = [cited.citation.source for cited in entry.citations if not cited.struck]
    return [source for source in sources if source.published_on]


def _first(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day), default=None)
