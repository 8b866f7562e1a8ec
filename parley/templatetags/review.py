"""What pages say of comments, and of who changed what."""

from urllib.parse import quote

from django import template
from django.utils.safestring import SafeString

from parley.comments import count_on
from parley.lib.asof import AsOf
from parley.lib.html import fill
from parley.models import User

register = template.Library()


@register.simple_tag
def comments_link(kind: str, key: str, user: User, as_of: AsOf | None = None) -> SafeString:
    """The way to what was said of a record, with its count; one query. Nothing for readers.

    No count stands on a page that shows the record as it stood: such a page is kept, and comments are added to.
    """
    if not user.may_write:
        return SafeString()
    past = as_of is not None and as_of.recorded is not None
    count = None if past else count_on(kind, key)
    return fill(
        '<a class="btn btn-quiet" href="/records/{}/{}/comments/{}">Comments{}</a>',
        kind, key, as_of.query if as_of else "", f" ({count})" if count else "",
    )  # fmt: skip


@register.simple_tag
def deeds_of(name: str, as_of: AsOf) -> SafeString:
    """A user's name, which leads to all that they changed."""
    query = as_of.query.replace("?", "&")
    return fill('<a class="who" href="/changes/?by={}{}">{}</a>', quote(name), query, name)
