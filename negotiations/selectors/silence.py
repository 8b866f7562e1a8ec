"""What became of each issue and who was there: discussed, not discussed, not disclosed, absent, or nothing recorded.

The last is a blank and no silence.
"""

from collections.abc import Sequence

from negotiations.models import Discussed, Discussion, Issue, Negotiation, Occasion, Round
from negotiations.selectors.issues import heard
from negotiations.selectors.occasions import OccasionLine, Table, number, number_table, occasion_lines, table_of
from negotiations.selectors.proof import Proof, proof_of
from parley.lib.asof import AsOf
from parley.lib.reading import join, rows_by

MOST = 1000  # occasions in one file, the newest


def occasions_told(negotiation: Negotiation, as_of: AsOf) -> tuple[list[OccasionLine], Table, Proof]:
    """The occasions that had been held by the day and were known, oldest first, each with who was there and what was on
    the table, and the whole agenda to hold them against."""
    at = as_of.recorded
    rows = heard(rows_by(Occasion, at, negotiation_id=[negotiation.pk]), as_of, drafts=False)
    occasions = sorted((row for row in rows if row.held_on <= as_of.on), key=lambda row: (row.held_on, row.pk))[-MOST:]
    rounds = heard(rows_by(Round, at, id={row.round_id for row in occasions} - {None}), as_of, drafts=False)
    join(occasions, "round", {each.pk: each for each in rounds})
    for each in occasions:
        each.negotiation = negotiation
        if "round" not in each._state.fields_cache:
            each.round_id = None  # a round that no reader sees yet
    table = table_of(negotiation, as_of)
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
    disclosed, at least once; nothing for a blank. Two queries at most."""
    told: dict[int, set[str]] = {}
    rows = heard(rows_by(Discussion, as_of.recorded, issue_id=[each.pk for each in issues]), as_of, drafts=False)
    held = {each.pk: each.held_on for each in rows_by(Occasion, as_of.recorded, id={row.occasion_id for row in rows})}
    for row in rows:
        if held[row.occasion_id] <= as_of.on:
            told.setdefault(row.issue_id, set()).add(row.outcome)
    return [
        (each, "; ".join(str(outcome.label).lower() for outcome in Discussed if outcome in told.get(each.pk, ())))
        for each in issues
    ]
