"""What pages that state law say about it, asked for by their templates."""

from collections.abc import Iterable
from typing import Any

from django import template

from parley.lib.asof import AsOf
from tariffs.models import Economy
from tariffs.reports import law_entered
from tariffs.selectors.economies import entered_too_little

register = template.Library()


@register.inclusion_tag("tariffs/_law_entered.html")
def law_caution(as_of: AsOf, whose: Any = None) -> dict:
    """The caution that the law goes less far than the reader's day: that of an economy, of records that belong to
    one, or of all economies."""
    rows = whose if isinstance(whose, Iterable) else [whose]
    ids = [row.pk if isinstance(row, Economy) else row.economy_id for row in rows if row]
    return {"said": law_entered(entered_too_little(as_of, ids or None))}
