"""Up to which day the record reaches, asked for by the pages that open a day's work."""

from django import template

from negotiations.models import Negotiation
from negotiations.selectors.reach import stale_since
from parley.lib.asof import AsOf

register = template.Library()


@register.inclusion_tag("negotiations/_reach.html", takes_context=True)
def reach(context: dict, as_of: AsOf, negotiation: Negotiation | None = None) -> dict:
    """The day of the newest statement, of a negotiation or of all, where the reader's day is more than a week later."""
    return {
        "day": stale_since(as_of, negotiation),
        "here": context["request"].path,
        "recorded": as_of.moment,
    }
