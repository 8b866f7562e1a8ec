"""What pages that state law say about it, asked for by their templates."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from parley.lib.asof import AsOf
from parley.lib.html import fill, joined
from tariffs.models import Economy, Measure
from tariffs.nomenclature import display
from tariffs.reports import AS_LEFT, NOT_TOLD, law_entered
from tariffs.selectors.addresses import LINE, duty_address
from tariffs.selectors.duty_days import Level, Stretch
from tariffs.selectors.economies import entered_too_little, too_little
from tariffs.spans import HEAT, plain

register = template.Library()


@register.inclusion_tag("tariffs/_law_entered.html")
def law_caution(as_of: AsOf, whose: Any = None, *, told: bool = True) -> dict:
    """The caution that the law goes less far than the reader's day: that of an economy, of records that belong to
    one, or of all economies. Those that are at hand are not asked for again. `told` is whether the page answers for
    later days."""
    rows = [row for row in (whose if isinstance(whose, Iterable) else [whose]) if row]
    at_hand = [row if isinstance(row, Economy) else row._state.fields_cache.get("economy") for row in rows]
    if not rows:
        found = entered_too_little(as_of)
    elif all(at_hand):
        found = too_little(at_hand, as_of)
    else:
        found = entered_too_little(as_of, [row.economy_id for row in rows])
    return {"said": law_entered(found, AS_LEFT if told else NOT_TOLD)}


@register.filter
def dollars(value: Decimal) -> str:
    """An amount of US dollars in short: 38.1 bn, 250 million, 12,300."""
    for size, word in ((10**9, " bn"), (10**6, " million")):
        if value >= size:
            return plain(round(value / size, 1)) + word
    return plain(round(value, 0))


@register.filter
def code(digits: str) -> str:
    """A code as it is printed: 8703.23.01."""
    return display(digits)


@register.filter
def share(size: Decimal) -> str:
    """A share of the value in percent: 60%."""
    return f"{plain(size * 100)}%"


@register.filter
def levels(stretch: Stretch, measures: Iterable[Measure]) -> list[Level | None]:
    """What each of some measures adds on the days of a stretch; None where it says nothing."""
    return [stretch.levels.get(measure) for measure in measures]


@register.simple_tag
def duty_link(printed: str, importer: Economy, origin: Economy | None, as_of: AsOf) -> SafeString | str:
    """A code as printed, with a link to the duty on it where it is a line and the origin is known."""
    digits = printed.replace(".", "")
    if not (origin and digits.isdecimal() and len(digits) >= LINE):
        return printed
    return format_html('<a href="{}">{}</a>', duty_address(digits, importer, origin, as_of), printed)


@register.simple_tag
def heat_legend() -> SafeString:
    """The heats of rates, from none to the highest, each with the percent up to which it goes."""
    free, *edges = HEAT
    said = [fill('<li><span class="heat-{}">Free</span></li>', free)]
    said += [
        fill('<li><span class="heat-{0}">{0}</span> to {1}%</li>', place, edge) for place, edge in enumerate(edges, 1)
    ]
    return joined([*said, fill('<li><span class="heat-{0}">{0}</span> above</li>', len(HEAT))])
