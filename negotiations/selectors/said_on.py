"""On which occasion something was said."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from negotiations.models import Negotiation, Occasion
from parley.lib.reading import attach, join_one


def attach_occasions(rows: Collection[Any], negotiation: Negotiation, at: datetime | None) -> None:
    """Give rows the occasion on which they were said, and that its negotiation.

    A party may have spoken at the table of another negotiation: its address is then that one's. One query, and one
    more where there are such occasions.
    """
    occasions = attach(rows, "occasion", Occasion, at)
    join_one(occasions.values(), "negotiation", negotiation)
    elsewhere = [each for each in occasions.values() if each.negotiation_id != negotiation.pk]
    attach(elsewhere, "negotiation", Negotiation, at)
