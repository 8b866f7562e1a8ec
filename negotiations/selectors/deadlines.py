"""The days that matter: the chain of moves behind each, and what comes within the next days."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max, Q

from negotiations.models import Deadline, Negotiation, Party, Round
from negotiations.selectors.evidence import Evidence, evidence_for
from parley.lib.asof import AsOf, say_day
from parley.lib.reading import attach
from parley.lib.records import lines_of
from tariffs.models import LegalInstrument

MOST = 200  # days ahead that a list shows
IN_A_CALENDAR = 1000  # to write so many takes a second


@dataclass(frozen=True, slots=True)
class Step:
    """One day of a chain: when it was set, and who moved it there."""

    deadline: Deadline
    is_here: bool

    @property
    def how(self) -> str:
        """Set on 7 July 2025, moved by the United States."""
        by = f", moved by {self.deadline.moved_by}" if self.deadline.moved_by_id else ""
        return f"set {say_day(self.deadline.set_on)}{by}"


def chains(deadlines: Sequence[Deadline]) -> dict[int, list[Step]]:
    """For each deadline the days from the first to the last to which it was moved; those never moved stand alone.

    All days of a chain are among the deadlines. Where two moved the same day, the chain goes on with the one set last.
    """
    by_id = {deadline.pk: deadline for deadline in deadlines}
    later: dict[int, list[Deadline]] = defaultdict(list)
    for deadline in deadlines:
        if deadline.moves_id:
            later[deadline.moves_id].append(deadline)
    found = {}
    for deadline in deadlines:
        days = [deadline]
        while (before := by_id.get(days[0].moves_id or 0)) and before not in days:
            days.insert(0, before)
        while moved := [each for each in later[days[-1].pk] if each not in days]:
            days.append(max(moved, key=lambda each: (each.set_on, each.pk)))
        found[deadline.pk] = [Step(each, each is deadline) for each in days]
    return found


def moved_to(chain: Sequence[Step]) -> Deadline | None:
    """The deadline to which the one whose chain it is was moved; None where it stands."""
    here = next(place for place, step in enumerate(chain) if step.is_here)
    return chain[here + 1].deadline if here + 1 < len(chain) else None


def say_chain(steps: Sequence[Step]) -> str:
    """A chain in one line: 9 July 2025 → 1 August 2025 (set 7 July 2025, moved by the United States)."""
    first, *moved = steps
    told = [say_day(first.deadline.falls_on), *(f"{say_day(step.deadline.falls_on)} ({step.how})" for step in moved)]
    return " → ".join(told)


@dataclass(frozen=True, slots=True)
class Coming:
    """A deadline that nothing had moved, or a round, with the day on which it comes; today for one under way."""

    day: date
    what: Deadline | Round
    chain: Sequence[Step] = ()

    @property
    def words(self) -> str:
        if isinstance(self.what, Round):
            where = f"{self.what}, {self.what.place}" if self.what.place else str(self.what)
            return f"{where} (since {say_day(self.what.starts_on)})" if self.what.starts_on < self.day else where
        return str(self.what)

    @property
    def kind(self) -> str:
        return str(self.what._meta.verbose_name)

    @property
    def moved(self) -> str:
        """The chain in words, where it was moved."""
        return say_chain(self.chain) if len(self.chain) > 1 else ""


@dataclass(frozen=True, slots=True)
class Ahead:
    """What comes within so many days; where nothing does, the first deadline after them, if there is one."""

    days: int
    coming: list[Coming]
    after: Coming | None


def ahead(as_of: AsOf, days: int) -> Ahead:
    """What comes from the day on, by day: as set, known and recorded by then."""
    coming = _coming(as_of, days)
    return Ahead(days, coming, None if coming else _first_after(as_of, days))


def _coming(as_of: AsOf, days: int) -> list[Coming]:
    last = as_of.on + timedelta(days=days)
    within = list(set_by(as_of).filter(falls_on__range=(as_of.on, last)).order_by("falls_on", "id")[:MOST])
    moving = set_by(as_of).filter(moves_id__in=[row.pk for row in within]).order_by()
    moved = set(moving.values_list("moves_id", flat=True))
    unmoved = [row for row in within if row.pk not in moved]
    linked = chains([*unmoved, *_before(unmoved, as_of)])
    rounds = list(_rounds(as_of).filter(starts_on__lte=last)[:MOST])
    attach([*unmoved, *rounds], "negotiation", Negotiation, as_of.recorded)
    attach([step.deadline for row in unmoved for step in linked[row.pk]], "moved_by", Party, as_of.recorded)
    found = [Coming(row.falls_on, row, linked[row.pk]) for row in unmoved]
    found += [Coming(max(row.starts_on, as_of.on), row) for row in rounds]
    return sorted(found, key=lambda each: (each.day, each.kind, each.what.pk))[:MOST]


def _first_after(as_of: AsOf, days: int) -> Coming | None:
    later = not_moved(set_by(as_of)).filter(falls_on__gt=as_of.on + timedelta(days=days))
    rows = list(later.order_by("falls_on", "id")[:1])
    attach(rows, "negotiation", Negotiation, as_of.recorded)
    return next((Coming(row.falls_on, row) for row in rows), None)


def _before(deadlines: Sequence[Deadline], as_of: AsOf) -> list[Deadline]:
    """The deadlines that these moved, and those that these had moved in turn; one query a step."""
    found: dict[int, Deadline] = {}
    asked = {row.moves_id for row in deadlines} - {None}
    while asked := asked - found.keys():
        rows = {row.pk: row for row in set_by(as_of).filter(id__in=asked)}
        found |= rows
        asked = {row.moves_id for row in rows.values()} - {None}
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Calendar:
    """All deadlines that were set, moved ones too, and the rounds ahead, with their evidence and when each changed."""

    deadlines: list[Deadline]
    rounds: list[Round]
    chains: dict[int, list[Step]]
    evidence: Evidence
    revised: dict[tuple[str, int], datetime]


def calendar(as_of: AsOf) -> Calendar:
    """What a calendar program is given: the newest days, published, and known by the day."""
    deadlines = list(set_by(as_of).order_by("-falls_on", "id")[:IN_A_CALENDAR])
    rounds = list(_rounds(as_of)[:IN_A_CALENDAR])
    attach(deadlines, "moved_by", Party, as_of.recorded)
    attach(deadlines, "instrument", LegalInstrument, as_of.recorded)
    evidence = evidence_for("deadline", deadlines, as_of)
    attach([*deadlines, *rounds], "negotiation", Negotiation, as_of.recorded)
    linked = chains(deadlines)
    changed = _revised(Deadline, deadlines)
    revised = {("deadline", row.pk): max(changed[step.deadline.pk] for step in linked[row.pk]) for row in deadlines} | {
        ("round", pk): moment for pk, moment in _revised(Round, rounds).items()
    }
    return Calendar(deadlines, rounds, linked, evidence, revised)


def _revised(model: Any, rows: Sequence[Any]) -> dict[int, datetime]:
    lines = lines_of(model).filter(id__in=[row.pk for row in rows]).order_by()
    return dict(lines.values_list("id").annotate(Max("history_date")))


def set_by(as_of: AsOf) -> Any:
    """The deadlines that had been set by the day, as readers see them."""
    rows: Any = Deadline.recorded(as_of.recorded).filter(set_on__lte=as_of.on)
    return rows.published().known(as_of.known)


def not_moved(deadlines: Any) -> Any:
    """Those of some deadlines that none of them moved."""
    moved = deadlines.filter(moves__isnull=False).order_by().values_list("moves_id", flat=True)
    return deadlines.exclude(id__in=list(moved))


def _rounds(as_of: AsOf) -> Any:
    """The rounds that have days on or after the day, as readers see them, the next one first."""
    ahead = Q(starts_on__gte=as_of.on) | Q(ends_on__gte=as_of.on)
    rows: Any = Round.recorded(as_of.recorded).filter(ahead)
    return rows.published().known(as_of.known).order_by("starts_on", "id")
