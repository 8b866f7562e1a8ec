"""Pieces of HTML for pages that have hundreds of them, where a template would take ten times as long for each."""

import re
from collections.abc import Iterable
from functools import cache
from html import escape

from django.utils.safestring import SafeString


def fill(template: str, *values: object) -> SafeString:
    """The template with each {} filled in; what is not HTML already is escaped. Refuses more or fewer values.

    As Django's `format_html`, but for lazy translations, of which Parley has none, and in half the time that Python's
    own format alone takes: a template is read once.
    """
    pieces = _pieces(template).copy()
    # Most texts hold nothing to be escaped, and to look is quicker than to try.
    pieces[1::2] = [
        each if type(each) is SafeString or (type(each) is str and not _is_marked(each)) else escape(str(each))
        for each in values
    ]
    return SafeString("".join(pieces))


_is_marked = re.compile("[&<>\"']").search


@cache
def _pieces(template: str) -> list[str]:
    """What stands between the places, and at each place nothing."""
    between = template.split("{}")
    pieces = [""] * (2 * len(between) - 1)
    pieces[::2] = between
    return pieces


def joined(pieces: Iterable[SafeString], between: str = "") -> SafeString:
    """Pieces of HTML one behind the other."""
    return SafeString(between.join(pieces))
