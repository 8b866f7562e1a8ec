"""What the pages of a negotiation have in common: the way about it, and where accounts of it differ."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from negotiations.models import Negotiation
from negotiations.selectors.divergences import Difference
from negotiations.templatetags.statements import NOTHING
from parley.lib.asof import AsOf, say_day
from parley.lib.html import fill, joined
from parley.lib.templatetags.parley import at

register = template.Library()

_TABS = {  # the end of the address, and what stands on the tab
    "overview": ("", "Overview"),
    "rounds": ("rounds/", "Rounds"),
    "issues": ("issues/", "Issues"),
    "timeline": ("timeline/", "Timeline"),
    "matrix": ("matrix/", "Rate matrix"),
    "deadlines": ("deadlines/", "Deadlines"),
    "terms": ("terms/", "Deal terms"),
    "accounts": ("accounts/", "Where accounts differ"),
    "concessions": ("concessions/", "Concessions"),
}
_HERE = SafeString(' aria-current="page"')


@register.simple_tag
def tabs(negotiation: Negotiation, as_of: AsOf, here: str) -> SafeString:
    """The tabs of a negotiation's pages, of which one is `here`."""
    root, query = negotiation.get_absolute_url(), as_of.query
    links = joined(
        fill('  <a href="{}{}{}"{}>{}</a>\n', root, tail, query, _HERE if name == here else NOTHING, words)
        for name, (tail, words) in _TABS.items()
    )
    return fill('<nav class="tabs" aria-label="This negotiation">\n{}</nav>\n', links)


@register.simple_tag
def differing(differences: Iterable[Difference], as_of: AsOf) -> SafeString:
    """The subjects on which accounts differ, with since when, or when that was settled."""
    return joined((_differing(each, as_of) for each in differences), ", ")


def _differing(each: Difference, as_of: AsOf) -> SafeString:
    settled, since = each.settled_on, each.since
    told = f"settled on {say_day(settled)}" if settled else f"open since {say_day(since)}"  # type: ignore[arg-type]  # they differ
    return fill('<a href="{}">{}</a> ({})', at(each.divergence.get_absolute_url(), as_of), each.divergence, told)
