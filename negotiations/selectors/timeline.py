"""What a timeline shows: positions by issue and party, with the rounds, deadlines and duties of the same days."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import BadRequest
from django.http import QueryDict

from negotiations.models import Deadline, Issue, Negotiation, Party, Position, Round, Stance
from negotiations.selectors.agenda import agenda_of
from negotiations.selectors.deadlines import not_moved
from negotiations.selectors.duties import Bars, duties_at_issue
from negotiations.selectors.evidence import Evidence, evidence_for
from negotiations.selectors.issues import heard, parties_of
from negotiations.selectors.positions import ON_THEM, SEEN, Line, end_known, lines_seen, rows_seen
from parley.lib.asof import AsOf, say_day
from parley.lib.reading import join, join_one, rows_by, values_where

MARKS = 80  # positions drawn on one page
ROUNDS, DEADLINES = 500, 200
YEAR = 365
SORTS = ("day", "-day")


@dataclass(frozen=True, slots=True)
class Choice:
    """Out of which parties and issues a reader may choose, and what was chosen; None stands for all."""

    parties: Sequence[Party]
    agenda: Sequence[Issue]
    party: Party | None = None
    issue: Issue | None = None
    issues: tuple[int, ...] = ()  # the issue's id, and those of its sub-issues
    stances: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    sort: str = SORTS[0]

    @property
    def narrowed(self) -> bool:
        return bool(self.party or self.issue or self.stances or self.first or self.last)

    def issues_left(self, as_of: AsOf) -> list[Issue]:
        """The issues with a lane, in the order of the agenda: all, or those that the choice leaves something on."""
        left = [each for each in self.agenda if each.pk in self.issues] if self.issue else list(self.agenda)
        if self.party or self.stances or self.first or self.last:
            among, rest, values = self.conditions([issue.pk for issue in left], as_of)
            told = set(values_where(Position, as_of.recorded, among, rest, values, "DISTINCT rows.issue_id"))
            left = [each for each in left if (each.pk,) in told]
        return left

    def conditions(self, issues: Collection[int], as_of: AsOf) -> tuple[Sequence[str], str, dict[str, Any]]:
        """For `rows_seen`: the positions seen on some issues that had begun by the day, and of which something lies
        within the days that were asked for."""
        values: dict[str, Any] = {"issues": list(issues), "until": min(as_of.on, self.last or as_of.on)}
        asked = [SEEN]
        if self.first:
            asked.append("%(first)s <= %(until)s")
            asked.append(f"(rows.ends_on IS NULL OR rows.ends_on >= %(first)s OR NOT {end_known(as_of)})")
        if self.party:
            asked.append("rows.party_id = %(party)s")
        if self.stances:
            asked.append("rows.stance = ANY(%(stances)s)")
        values |= {"known": as_of.known, "first": self.first, "party": self.party and self.party.pk}
        values["stances"] = list(self.stances)
        return (f"{ON_THEM} AND rows.starts_on <= %(until)s",), " AND ".join(asked), values


def choose(query: QueryDict, negotiation: Negotiation, as_of: AsOf) -> Choice:
    """Read `?party=`, `?issue=`, `?stance=` (several), `?from=`, `?to=` and `?sort=`; refuses what cannot be read."""
    parties = parties_of(negotiation, as_of)
    issues = agenda_of(negotiation, as_of)
    party, issue = one_asked(query, "party", parties), one_asked(query, "issue", issues)
    stances = tuple(dict.fromkeys(filter(None, query.getlist("stance"))))
    if unread := next((each for each in stances if each not in Stance.values), None):
        raise BadRequest(f"“{unread[:40]}” is no stance; write {', '.join(Stance.values)}.")
    first, last = _day(query, "from"), _day(query, "to")
    if first and last and first > last:
        raise BadRequest(f"{say_day(first)} is after {say_day(last)}: there are no days between them.")
    sort = query.get("sort") or SORTS[0]
    if sort not in SORTS:
        raise BadRequest(f"“{sort[:40]}” is no order; write {' or '.join(SORTS)}.")
    within = _below(issue, issues) if issue else ()
    return Choice(parties, issues, party, issue, within, stances, first, last, sort)


def one_asked[Row: (Party, Issue)](query: QueryDict, name: str, rows: Sequence[Row]) -> Row | None:
    """The one of some rows that `?party=` or `?issue=` asks for by its key, if any; refuses a key of none."""
    key = query.get(name)
    found = next((row for row in rows if row.key == key), None)
    if key and found is None:
        raise BadRequest(f"This negotiation has no {name} “{key[:100]}” at that moment.")
    return found


def _day(query: QueryDict, name: str) -> date | None:
    text = query.get(name) or ""
    try:
        if text and len(text) != 10:  # the basic and week forms of ISO 8601 are no addresses of ours
            raise ValueError
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadRequest(f"“{text[:40]}” is not a day; write “{name}” like 2025-05-05.") from None


def _below(issue: Issue, issues: Iterable[Issue]) -> tuple[int, ...]:
    children = defaultdict(list)
    for each in issues:
        children[each.parent_id].append(each.pk)
    found = {issue.pk: None}
    reached = [issue.pk]
    while reached:
        reached = [child for parent in reached for child in children[parent] if child not in found]
        found |= dict.fromkeys(reached)
    return tuple(found)


@dataclass(slots=True)
class Timeline:
    """One page of a negotiation's timeline. Positions are the oldest first, with issue and party joined; for a table
    that stands alone, `lines` in their place."""

    negotiation: Negotiation
    as_of: AsOf
    choice: Choice
    issues: Sequence[Issue]
    first: date
    last: date
    positions: list[Position] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    more: bool = False  # there are more positions than a page draws; these are the newest
    rounds: list[Round] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)
    measures: list[Bars] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    evidence: Evidence = field(default_factory=lambda: Evidence({}, {}))

    @property
    def silent(self) -> list[Issue]:
        """Those of the issues on which nothing is shown."""
        told = {position.issue_id for position in self.positions}
        return [issue for issue in self.issues if issue.pk not in told]


def timeline(
    negotiation: Negotiation, issues: Sequence[Issue], choice: Choice, as_of: AsOf, *, marks: int, alone: bool = False
) -> Timeline:
    """The timeline of some issues; eight queries at most, and one a link of the longest chain of retellings.

    Where a table of the positions stands `alone`, nothing is read of duties.
    """
    among, rest, values = choice.conditions([issue.pk for issue in issues], as_of)
    order = "ORDER BY rows.starts_on DESC, rows.id DESC LIMIT %(most)s"
    read: Callable[..., list[Any]] = lines_seen if alone else rows_seen
    newest = read(among, values | {"most": marks + 1}, as_of, rest, tail=order)
    positions = newest[:marks][::-1]
    rounds, deadlines = _rounds(negotiation, as_of), not_moved([negotiation.pk], as_of)[-DEADLINES:]
    first, last = _window(choice, positions, rounds, deadlines, as_of.on)
    seen = Timeline(negotiation, as_of, choice, issues, first, last, more=len(newest) > marks)
    shown = [row for row in positions if row.ends_on is None or row.ends_on >= first]
    seen.rounds = [row for row in rounds if row.starts_on <= last and (row.ends_on or row.starts_on) >= first]
    seen.deadlines = [row for row in deadlines if first <= row.falls_on <= last]
    join_one(issues, "negotiation", negotiation)
    if alone:
        seen.lines = shown
    else:
        seen.positions = shown
        join(shown, "issue", {row.pk: row for row in issues})
        join(shown, "party", {row.pk: row for row in choice.parties})
        seen.measures, seen.faults = duties_at_issue(issues, choice.parties, first, last, as_of)
    seen.evidence = evidence_for("position", shown, as_of, quoted=False)
    return seen


def _rounds(negotiation: Negotiation, as_of: AsOf) -> list[Round]:
    """The newest rounds that had begun, oldest first."""
    rows = heard(rows_by(Round, as_of.recorded, negotiation_id=[negotiation.pk]), as_of, drafts=False)
    begun = [row for row in rows if row.starts_on <= as_of.on]
    return sorted(begun, key=lambda row: (row.starts_on, row.number))[-ROUNDS:]


def _window(
    choice: Choice,
    positions: Sequence[Position | Line],
    rounds: Sequence[Round],
    deadlines: Sequence[Deadline],
    on: date,
) -> tuple[date, date]:
    """From which to which day the axis runs: as asked, else from the first mark, at most a year before the newest one,
    to the day that is asked about or the last deadline that falls within a year of it."""
    begun = [row.starts_on for row in positions] + [row.starts_on for row in rounds]
    newest = max(begun, default=on).toordinal()
    earliest = date.fromordinal(max(newest - YEAR, 1))
    first = choice.first or max(min(begun, default=date.fromordinal(max(on.toordinal() - 30, 1))), earliest)
    if choice.last:
        return min(first, choice.last), choice.last
    ahead = date.fromordinal(min(on.toordinal() + YEAR, date.max.toordinal()))
    return first, max(first, on, *(row.falls_on for row in deadlines if row.falls_on <= ahead))
