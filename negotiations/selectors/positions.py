"""Positions as readers see them on a day: each held until it was known to have ended."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from negotiations.models import Position
from parley.lib.asof import AsOf
from parley.lib.reading import rows_where, statement_where, tuples_where
from parley.lib.standing import not_struck, row_of


def held(issues: Collection[int], as_of: AsOf) -> list[Position]:
    """The positions seen on some issues that were held on the day, as far as the reader knows, oldest first.

    Found in steps that an index answers each: what lasts, or ended of itself later than the reader can know; and what
    was replaced by one of which the reader cannot know. In one condition every position that ever was would be read.
    """
    if not issues:
        return []
    values = {"issues": list(issues), "on": as_of.on, "known": as_of.known}
    hidden = f"{ON_THEM} AND rows.published_at IS NULL", f"{ON_THEM} AND rows.known_on > %(known)s"
    unseen = statement_where(Position, hidden, BEGUN, "rows.id", past=as_of.recorded is not None)
    among = [f"{ON_THEM} AND rows.ends_on IS NULL", f"{ON_THEM} AND rows.ends_on >= %(on)s"]
    among.append(f"{ON_THEM} AND rows.replaced_by_id = ANY(ARRAY(SELECT id FROM unseen))")  # noqa: S608 - ours
    if as_of.known < as_of.on:
        among.append(f"{ON_THEM} AND rows.ends_on >= %(known)s AND {_OF_ITSELF}")
    found = rows_seen(among, values, as_of, tables={"unseen": unseen})
    return sorted(found, key=lambda position: (position.starts_on, position.pk))


ON_THEM = "rows.issue_id = ANY(%(issues)s)"
# Where all of a negotiation are looked for: an index is entered for two parties or three instead of forty issues. How
# many there are is hidden from the plan, else each number would ask for one of its own.
OF_THEIRS = "rows.party_id = ANY((SELECT %(parties)s::bigint[])::bigint[])"
# Of what was found so: with the nought no plan reads the index of issues instead.
STILL_ON_THEM = "rows.issue_id + 0 = ANY(%(issues)s)"
BEGUN = "rows.starts_on <= %(on)s"
_OF_ITSELF = "rows.ending <> '' AND rows.replaced_by_id IS NULL"
SEEN = "rows.published_at IS NOT NULL AND rows.known_on <= %(known)s"


def rows_seen(
    among: Sequence[str],
    values: Mapping[str, Any],
    as_of: AsOf,
    rest: str = BEGUN,
    *,
    tail: str = "",
    tables: Mapping[str, str] | None = None,
) -> list[Position]:
    """The positions seen for which conditions hold, as `rows_where` takes them, without ends that were not known."""
    asked = as_of.recorded, among, f"{rest} AND {SEEN}", {**values, "known": as_of.known}
    known = end_known(as_of, among_found=True)
    return as_known(rows_where(Position, *asked, tail=tail, tables=tables, end_known=known))


class Line(NamedTuple):
    """A position as a file tells it, in a line of a table."""

    id: int
    issue_id: int
    party_id: int
    occasion_id: int | None
    starts_on: date
    ends_on: date | None
    ending: str
    stance: str
    words: str
    quantity: Decimal | None
    unit: str
    sense: str
    condition: str
    end_known: bool


def lines_seen(among: Sequence[str], values: Mapping[str, Any], as_of: AsOf, rest: str, *, tail: str) -> list[Line]:
    """What `rows_seen` gives, for files: there are thousands in one."""
    known = end_known(as_of, among_found=True)
    values = {**values, "known": as_of.known}
    found = tuples_where(
        Line, Position, as_of.recorded, among, f"{rest} AND {SEEN}", values, tail=tail, end_known=known
    )
    return [line if line.end_known else line._replace(ends_on=None, ending="") for line in found]


def end_known(as_of: AsOf, *, among_found: bool = False) -> str:
    """The condition, in SQL, that the reader knows how a position ended, if it did.

    One that another replaced had not ended for anybody who did not know of the other one, and does not end by a draft;
    of a withdrawal, or of the end of one of which the next is not named, no source of its own tells, and nobody knew
    before its day. An end of which nothing else is told was in the position's own words, and known with them.

    With `among_found` what replaced it, which was mostly found with it, is looked for there first (`rows_where`).
    """
    past = as_of.recorded is not None
    following = row_of(Position, "rows.replaced_by_id", past=past)
    seen = f"{SEEN.replace('rows.', 'f.')} AND {not_struck('f', past=past)}"
    replaced = "rows.replaced_by_id IS NULL"
    if among_found:
        replaced += f" OR rows.replaced_by_id IN (SELECT f.id FROM found f WHERE {seen})"  # noqa: S608 - ours
    replaced += f" OR EXISTS (SELECT 1 FROM {following} f WHERE {seen})"  # noqa: S608 - ours
    return f"(({replaced}) AND (NOT ({_OF_ITSELF}) OR rows.ends_on < %(known)s))"


def as_known(rows: Iterable[Any]) -> list[Position]:
    """The positions seen, without ends that were not known."""
    positions = list(rows)
    for position in positions:
        if not position.end_known:
            position.ends_on, position.ending, position.replaced_by_id = None, "", None
    return positions
