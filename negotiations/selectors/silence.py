"""What became of each issue and who was there: discussed, not discussed, not disclosed, absent, or nothing recorded.

The last is a blank and no silence.
"""

from collections.abc import Sequence

from negotiations.models import Discussed, Discussion, Issue, Negotiation, Occasion, Round
from negotiations.selectors.agenda import on_the_agenda
from negotiations.selectors.issues import heard
from negotiations.selectors.occasions import OccasionLine, Table, number, number_table, occasion_lines, table_of
from negotiations.selectors.positions import ON_THEM, SEEN
from negotiations.selectors.proof import Proof, proof_of
from parley.lib.asof import AsOf
from parley.lib.reading import join, join_one, rows_by, values_where
from parley.lib.standing import row_of

MOST = 1000  # occasions in one file, the newest


def occasions_told(negotiation: Negotiation, as_of: AsOf) -> tuple[list[OccasionLine], Table, Proof]:
    """The occasions that had been held by the day and were known, oldest first, each with who was there and what was on
    the table, and the agenda of the reader's days to hold them against."""
    at = as_of.recorded
    rows = heard(rows_by(Occasion, at, negotiation_id=[negotiation.pk]), as_of, drafts=False)
    occasions = sorted((row for row in rows if row.held_on <= as_of.on), key=lambda row: (row.held_on, row.pk))[-MOST:]
    rounds = heard(rows_by(Round, at, id={row.round_id for row in occasions} - {None}), as_of, drafts=False)
    join(occasions, "round", {each.pk: each for each in rounds})
    join_one(occasions, "negotiation", negotiation)
    for each in occasions:
        if "round" not in each._state.fields_cache:
            each.round_id = None  # a round that no reader sees yet
    table = table_of(negotiation, as_of)
    table.issues = {issue.pk: issue for issue in on_the_agenda(table.issues.values(), as_of)}
    lines, _ = occasion_lines(occasions, table, as_of)
    attendances = [each.attendance for line in lines for each in line.attending]
    discussions = [each.discussion for line in lines for each in line.table]
    proof = proof_of(as_of, occasions, attendances, discussions, quoted=False)
    for line in lines:
        number(line, proof)
        number_table(line.table, proof)
    return lines, table, proof


def outcomes_of(issues: Sequence[Issue], as_of: AsOf) -> list[tuple[Issue, str]]:
    """Each issue with what is told of it where no position is: that it was discussed, not discussed, or the answer not
    disclosed, at least once; nothing for a blank. One query at most."""
    told: dict[int, set[str]] = {}
    if issues:
        occasion = row_of(Occasion, "rows.occasion_id", past=as_of.recorded is not None)
        held = f"EXISTS (SELECT 1 FROM {occasion} held WHERE held.held_on <= %(on)s)"  # noqa: S608 - names of our own
        values = {"issues": [each.pk for each in issues], "on": as_of.on, "known": as_of.known}
        among, columns = (ON_THEM,), "DISTINCT rows.issue_id, rows.outcome"
        for pk, outcome in values_where(Discussion, as_of.recorded, among, f"{SEEN} AND {held}", values, columns):
            told.setdefault(pk, set()).add(outcome)
    return [
        (each, "; ".join(str(outcome.label).lower() for outcome in Discussed if outcome in told.get(each.pk, ())))
        for each in issues
    ]
