"""Up to which day the record reaches."""

from datetime import date, timedelta
from functools import cache

from django.db.models import Model

from negotiations.models import Deadline, Issue, Negotiation, Occasion, Position, Round
from negotiations.selectors.positions import SEEN
from parley.lib.asof import AsOf
from parley.lib.reading import values_of
from parley.lib.standing import begins_a_stand, not_struck, records_of, row_of, table_of

FRESH = timedelta(days=7)
SAID = (Position, Round, Occasion, Deadline)  # what is noted down first of what was said in public


def latest_statement(as_of: AsOf, negotiation: Negotiation | None = None) -> date | None:
    """The day on which the newest statement on record became public, of one negotiation or of all; one query."""
    asked = {"known": as_of.known, "negotiation": negotiation and negotiation.pk}
    statement = _newest(past=as_of.recorded is not None, of_one=negotiation is not None)
    [(day,)] = values_of(statement, as_of.recorded, asked)
    return day


def stale_since(as_of: AsOf, negotiation: Negotiation | None = None) -> date | None:
    """The same where the reader asks for what was known more than a week later; else nothing."""
    day = latest_statement(as_of, negotiation)
    return day if day and as_of.known - day > FRESH else None


@cache
def _newest(*, past: bool, of_one: bool) -> str:
    if of_one:
        asked = [_of_its_issues(past=past), *(_of_it(model, past=past) for model in SAID if model is not Position)]
    else:
        newest = f"WHERE {SEEN} ORDER BY known_on DESC LIMIT 1"
        asked = [f"(SELECT known_on FROM {records_of(model, past=past)} rows {newest})" for model in SAID]  # noqa: S608 - ours
    return f"SELECT max(known_on) FROM ({' UNION ALL '.join(asked)}) newest"  # noqa: S608 - ours


def _of_it(model: type[Model], *, past: bool) -> str:
    """The newest day of another kind of record of the negotiation. With the nought no plan reads the newest of all
    negotiations until one of this comes."""
    its = f"{SEEN} AND rows.negotiation_id = {_THIS}"
    return f"SELECT max(known_on + 0) AS known_on FROM {records_of(model, past=past)} rows WHERE {its}"  # noqa: S608 - ours


def _of_its_issues(*, past: bool) -> str:
    """Of each issue of the negotiation the newest position, which an index answers."""
    its = f"SELECT id FROM {records_of(Issue, past=past)} issue WHERE negotiation_id = {_THIS}"  # noqa: S608 - our names
    rows, on_it = f"{table_of(Position, past=past)} rows", "rows.issue_id = asked.id AND rows.known_on <= %(known)s"
    if past:
        rows += f" CROSS JOIN LATERAL {row_of(Position, 'rows.id', past=True)} stood"
        on_it = begins_a_stand(Position, on_it)
        on_it += f" AND stood.issue_id = rows.issue_id AND stood.known_on = rows.known_on AND {_STOOD}"
    else:
        on_it += f" AND {SEEN}"
    newest = f"SELECT rows.known_on FROM {rows} WHERE {on_it} ORDER BY rows.known_on DESC LIMIT 1"  # noqa: S608 - ours
    return f"SELECT newest.known_on FROM ({its}) asked CROSS JOIN LATERAL ({newest}) newest"  # noqa: S608 - ours


# Hidden from the plan: for quiet talks one of their own takes six times as long to make as to carry out.
_THIS = "(SELECT %(negotiation)s::bigint)"
_STOOD = f"{SEEN.replace('rows.', 'stood.')} AND {not_struck('stood', past=True)}"
