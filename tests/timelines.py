"""Talks to be drawn over time, and what a page of them draws."""

import re
from datetime import date

from tests import build

PAGE = "/negotiations/talks/timeline/"
CLOCKS = {"on": "2025-05-05", "known": "2025-05-05"}


def cars_and_rice():
    """Two parties, an issue with one below it, and another issue."""
    negotiation = build.negotiation(key="talks", title="Talks")
    negotiation.us = build.party(negotiation=negotiation, key="us", name="United States")
    negotiation.jp = build.party(negotiation=negotiation, key="jp", name="Japan")
    negotiation.measure = build.measure(economy=negotiation.us.economy, key="extra", short_name="Extra")
    negotiation.cars = build.issue(negotiation=negotiation, key="cars", title="Cars", measure=negotiation.measure)
    negotiation.parts = build.issue(negotiation=negotiation, key="parts", title="Car parts", parent=negotiation.cars)
    negotiation.rice = build.issue(negotiation=negotiation, key="rice", title="Rice")
    return negotiation


def held(talks, **fields):
    return build.position(**{"issue": talks.cars, "party": talks.jp, "starts_on": date(2025, 4, 16)} | fields)


def drawn(page):
    """The addresses of the marks of positions, in the order of the page."""
    link = r'<a href="([^"]+)"><title>[^<]+</title>'
    return re.findall(link + r'<path class="ground" d="[^"]+"/><path class="run', page.text)
