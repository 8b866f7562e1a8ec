"""The days that matter: the chain of moves behind each, and what comes within the next days."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max

from negotiations.models import Deadline, Negotiation, Party, Round
from negotiations.selectors.evidence import Evidence, evidence_for
from negotiations.selectors.issues import heard
from negotiations.selectors.positions import SEEN
from parley.lib.asof import AsOf, say_day
from parley.lib.reading import attach, keys_with, rows_by, rows_where
from parley.lib.records import lines_of
from tariffs.models import LegalInstrument

MOST = 200  # days ahead that a list shows
AFTER = 20  # read at a time, where none is ahead
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
    unmoved = _unmoved(
        _set_where(as_of, "rows.falls_on BETWEEN %(on)s AND %(last)s", {"last": last, "most": MOST}), as_of
    )
    linked = chains([*unmoved, *_before(unmoved, as_of)])
    rounds = _rounds(as_of, last, MOST)
    attach([*unmoved, *rounds], "negotiation", Negotiation, as_of.recorded)
    attach([step.deadline for row in unmoved for step in linked[row.pk]], "moved_by", Party, as_of.recorded)
    found = [Coming(row.falls_on, row, linked[row.pk]) for row in unmoved]
    found += [Coming(max(row.starts_on, as_of.on), row) for row in rounds]
    return sorted(found, key=lambda each: (each.day, each.kind, each.what.pk))[:MOST]


def _first_after(as_of: AsOf, days: int) -> Coming | None:
    """The first day after so many that nothing had moved. Of each there is mostly a moved one before it: some are read
    at a time, and twice as many where all of them were moved."""
    asked = {"day": as_of.on + timedelta(days=days), "number": _NUMBERS, "most": AFTER}
    while rows := _set_where(as_of, "(rows.falls_on, rows.id) > (%(day)s, %(number)s)", asked):
        if unmoved := _unmoved(rows, as_of):
            attach(unmoved[:1], "negotiation", Negotiation, as_of.recorded)
            return Coming(unmoved[0].falls_on, unmoved[0])
        asked |= {"day": rows[-1].falls_on, "number": rows[-1].pk, "most": len(rows) * 2}
    return None


def _before(deadlines: Sequence[Deadline], as_of: AsOf) -> list[Deadline]:
    """The deadlines that these moved, and those that these had moved in turn; one query a step."""
    found: dict[int, Deadline] = {}
    asked = {row.moves_id for row in deadlines} - {None}
    while asked := asked - found.keys():
        rows = {row.pk: row for row in _set_where(as_of, "rows.id = ANY(%(ids)s)", {"ids": list(asked), "most": None})}
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
    deadlines = _set_where(as_of, "TRUE", {"most": IN_A_CALENDAR}, order="rows.falls_on DESC, rows.id")
    rounds = _rounds(as_of, date.max, IN_A_CALENDAR)
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


def set_by(negotiations: Sequence[int], as_of: AsOf) -> list[Deadline]:
    """The deadlines of some negotiations that had been set by the day, by the day on which they fall."""
    rows = heard(rows_by(Deadline, as_of.recorded, negotiation_id=negotiations), as_of, drafts=False)
    return sorted((row for row in rows if row.set_on <= as_of.on), key=lambda row: (row.falls_on, row.pk))


def not_moved(negotiations: Sequence[int], as_of: AsOf) -> list[Deadline]:
    """Those that nothing had moved since."""
    known = set_by(negotiations, as_of)
    moved = {row.moves_id for row in known}
    return [row for row in known if row.pk not in moved]


def coming_of(negotiations: Sequence[int], as_of: AsOf) -> list[Deadline]:
    """The days ahead of some negotiations that nothing had moved, the next one first."""
    return [row for row in not_moved(negotiations, as_of) if row.falls_on >= as_of.on]


_SET = f"rows.set_on <= %(on)s AND {SEEN}"
_NUMBERS = 2**63 - 1  # after every number that there is


def _set_where(
    as_of: AsOf, condition: str, values: Mapping[str, Any], *, order: str = "rows.falls_on, rows.id"
) -> list[Deadline]:
    """Deadlines that had been set by the day and are seen by readers, for which a condition holds; so many (`most`)."""
    asked = {**values, "on": as_of.on, "known": as_of.known}
    return rows_where(Deadline, as_of.recorded, (condition,), _SET, asked, tail=f"ORDER BY {order} LIMIT %(most)s")


def _unmoved(deadlines: Sequence[Deadline], as_of: AsOf) -> list[Deadline]:
    """Those of some deadlines that no other had moved, in their order; one query."""
    asked = {"keys": [row.pk for row in deadlines], "on": as_of.on, "known": as_of.known}
    moved = keys_with(Deadline, as_of.recorded, "moves_id", "TRUE", _SET, asked) if deadlines else ()
    return [row for row in deadlines if row.pk not in moved]


def _rounds(as_of: AsOf, last: date, most: int) -> list[Round]:
    """The rounds that have days between the reader's day and another, as readers see them, the next one first."""
    ahead = "(rows.starts_on >= %(on)s OR rows.ends_on >= %(on)s) AND rows.starts_on <= %(last)s"
    asked = {"on": as_of.on, "known": as_of.known, "last": last, "most": most}
    next_first = "ORDER BY rows.starts_on, rows.id LIMIT %(most)s"
    return rows_where(Round, as_of.recorded, (ahead,), SEEN, asked, tail=next_first)
