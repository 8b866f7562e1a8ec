"""Up to which day the record reaches."""

from datetime import date, timedelta
from functools import cache

from negotiations.models import Deadline, Negotiation, Occasion, Party, Position, Round
from negotiations.selectors.positions import SEEN
from parley.lib.asof import AsOf
from parley.lib.reading import values_of
from parley.lib.standing import records_of

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
    at_the_table = f"SELECT id FROM {records_of(Party, past=past)} seat WHERE negotiation_id = %(negotiation)s"  # noqa: S608 - our names
    asked = []
    for model in SAID:
        of_it = f"rows.party_id IN ({at_the_table})" if model is Position else "rows.negotiation_id = %(negotiation)s"
        seen = f"{SEEN} AND {of_it}" if of_one else SEEN
        rows = f"{records_of(model, past=past)} rows"
        asked.append(f"(SELECT known_on FROM {rows} WHERE {seen} ORDER BY known_on DESC LIMIT 1)")  # noqa: S608 - ours
    return f"SELECT max(known_on) FROM ({' UNION ALL '.join(asked)}) newest"  # noqa: S608 - ours
