"""Up to which day the record reaches."""

from datetime import date, timedelta

from negotiations.models import Deadline, Negotiation, Occasion, Party, Position, Round
from parley.lib.asof import AsOf

FRESH = timedelta(days=7)
SAID = (Position, Round, Occasion, Deadline)  # what is noted down first of what was said in public


def latest_statement(as_of: AsOf, negotiation: Negotiation | None = None) -> date | None:
    """The day on which the newest statement on record became public, of one negotiation or of all; one query."""
    first, *others = (_newest(model, as_of, negotiation) for model in SAID)
    return first.union(*others, all=True).order_by("-known_on").values_list("known_on", flat=True).first()


def stale_since(as_of: AsOf, negotiation: Negotiation | None = None) -> date | None:
    """The same where the reader asks for what was known more than a week later; else nothing."""
    day = latest_statement(as_of, negotiation)
    return day if day and as_of.known - day > FRESH else None


def _newest(model, as_of: AsOf, negotiation: Negotiation | None):
    rows = model.recorded(as_of.recorded).published().known(as_of.known)
    if negotiation and model is Position:
        rows = rows.filter(
            party_id__in=Party.recorded(as_of.recorded).filter(negotiation_id=negotiation.pk).values("id")
        )
    elif negotiation:
        rows = rows.filter(negotiation_id=negotiation.pk)
    return rows.order_by("-known_on").values("known_on")[:1]
