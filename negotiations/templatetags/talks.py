"""The way about a negotiation, which stands on each of its pages."""

from django import template
from django.utils.safestring import SafeString

from negotiations.models import Negotiation
from negotiations.templatetags.statements import NOTHING
from parley.lib.asof import AsOf
from parley.lib.html import fill, joined

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
