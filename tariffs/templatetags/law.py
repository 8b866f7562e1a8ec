"""What pages that state law say about it, asked for by their templates."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import template
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from parley.lib.asof import AsOf
from parley.lib.html import fill, joined
from tariffs.models import Economy, Measure, Relief, StackingRule
from tariffs.nomenclature import display
from tariffs.reports import AS_LEFT, NOT_TOLD, law_entered
from tariffs.selectors.addresses import LINE, duty_address
from tariffs.selectors.duty_days import Level, Stretch
from tariffs.selectors.economies import entered_too_little, too_little
from tariffs.selectors.grid import Figure, Grid
from tariffs.selectors.trade import Weighted
from tariffs.spans import HEAT, plain

register = template.Library()

_NOTHING = SafeString()


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
def ended_by(row: StackingRule | Relief, as_of: AsOf) -> SafeString:
    """Behind the days of a rule or a relief: the later act that set the last one, where one did."""
    if not row.ended_by_id:
        return _NOTHING
    return fill(', ended by <a href="{}{}">{}</a>', row.ended_by.get_absolute_url(), as_of.query, row.ended_by)


@register.simple_tag
def heat_legend() -> SafeString:
    """The heats of rates, from none to the highest, each with the percent up to which it goes."""
    free, *edges = HEAT
    row = '<li><span class="heat-{}">{}</span>{}</li>'
    said = [fill('<li><span class="heat-{}">Free</span></li>', free)]
    said += [fill(row, place, place, f" to {edge}%") for place, edge in enumerate(edges, 1)]
    return joined([*said, fill(row, len(HEAT), len(HEAT), " above")])


@register.simple_tag
def economy_options(economies: Iterable[Economy], chosen: Economy | None) -> SafeString:
    """Economies as the choices of a list, of which there are hundreds."""
    pk = chosen.pk if chosen else None
    return joined(
        fill('<option value="{}"{}>{}</option>', each.code, _SELECTED if each.pk == pk else _NOTHING, each)
        for each in economies
    )


@register.simple_tag
def origin_options(own: Iterable[Economy], others: Iterable[Economy], chosen: Economy | None) -> SafeString:
    """The origins among which one may choose, those with rates of their own first."""
    groups = (("With rates of their own", own), ("Others" if own else "All", others))
    return joined(
        fill('<optgroup label="{}">{}</optgroup>', label, economy_options(group, chosen))
        for label, group in groups
        if group
    )


_SELECTED = SafeString(" selected")


@register.simple_tag
def grid_rows(grid: Grid, as_of: AsOf) -> SafeString:
    """The sectors of a grid with their figures, of which there are hundreds."""
    root, query = reverse("tariffs:sector_list"), as_of.query
    tails = [column.address for column in grid.columns]
    return joined(
        fill(
            '<tr><th scope="row"{}><a href="{}">{}</a></th>{}</tr>\n',
            SafeString(' class="part"') if depth else _NOTHING,
            f"{root}{sector.key}/{query}",
            sector,
            joined(
                _figure(figure, f"{root}{sector.key}/{tail}" if tail else "")
                for figure, tail in zip(figures, tails, strict=True)
            ),
        )
        for sector, depth, figures in grid.rows
    )


def _figure(figure: Figure, address: str) -> SafeString:
    known, unknown = figure.span.rate()
    told = fill(
        '<span class="rate{}">{}</span>{}',
        " rate-unknown" if figure.span.low is None else "",
        known or "–",
        fill(_PART, unknown) if unknown else _NOTHING,
    )
    return fill(
        '<td class="num {}">{}{}</td>',
        figure.heat,
        fill('<a href="{}">{}</a>', address, told) if address else told,
        _weighted(figure.weighted) if figure.weighted else _NOTHING,
    )


def _weighted(found: Weighted) -> SafeString:
    if found.mean is None:
        return _NOTHING
    mean = fill(_PART, f"weighted {floatformat(found.mean, '-2')}%")
    return joined((mean, fill(_PART, f"by US${dollars(found.weight)}")))


_PART = '<span class="rate-part">{}</span>'
