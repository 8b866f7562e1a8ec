"""The pattern of spring 2025 in builders: a duty on cars, and a general duty with a country's own rate, suspended.

Autos 25% from 3 April; a general 10% from 5 April and, in its place, 24% for one origin from 9 April, suspended from
10 April to 8 July by an act of 9 April. The general duty yields to that on cars.
"""

from datetime import date
from types import SimpleNamespace

from tariffs.models import RatePart
from tests import build


def day(month: int, of_month: int) -> date:
    return date(2025, month, of_month)


def spring_2025() -> SimpleNamespace:
    us = build.economy(code="US", name="United States", key="us", law_entered_to=day(5, 5))
    jp = build.economy(code="JP", name="Japan", key="jp")
    goods = build.scope("", name="All goods")
    cars = build.scope("87032301", name="Cars")
    act = build.instrument(economy=us, key="act", number="EO 1", published_on=day(4, 2))
    autos_act = build.instrument(economy=us, key="autos-act", number="Proc. 1", published_on=day(3, 26))
    schedule = build.instrument(economy=us, key="schedule", number="HTS", kind="schedule", published_on=day(1, 1))
    pause = build.instrument(economy=us, key="pause", number="EO 2", published_on=day(4, 9))
    mfn = build.measure(economy=us, key="mfn", name="Base rate", short_name="Base", kind="base", place=1)
    general = build.measure(economy=us, key="reciprocal", name="Reciprocal tariff", short_name="Reciprocal", place=2)
    autos = build.measure(economy=us, key="autos", name="Duty on cars", short_name="Cars", place=3)
    base = build.rate(
        measure=mfn, instrument=schedule, scope=cars, duty="2.5%", charge="base", starts_on=day(1, 1), key="base-cars"
    )
    on_cars = build.rate(
        measure=autos, instrument=autos_act, scope=cars, duty="25%", starts_on=day(4, 3), key="autos-25"
    )
    baseline = build.rate(
        measure=general, instrument=act, scope=goods, duty="10%", starts_on=day(4, 5), key="baseline-10"
    )
    country = build.rate(
        measure=general, instrument=act, scope=goods, duty="24%", starts_on=day(4, 9), origin=jp, key="japan-24"
    )
    first = _part(country, "Baseline part", 10, 1)
    second = _part(country, "Country-specific part", 14, 2)
    suspension = build.effect(
        instrument=pause, rate=country, kind="suspends", starts_on=day(4, 10), ends_on=day(7, 8), key="paused"
    )
    rule = build.stacking_rule(instrument=act, measure=general, to=autos, starts_on=day(4, 5), key="yields")
    cars_sector = build.sector(scope=cars, key="cars", place=1)
    others = build.sector("", "-87032301", name="All other goods", key="other-goods", place=2)
    return SimpleNamespace(**locals())


def with_schedule(world: SimpleNamespace, lines: dict[str, str], *, entered_to: date, **fields) -> SimpleNamespace:
    """The same with the lines of a schedule, by code with their general rates, in which the base rates stand."""
    world.us.law_entered_to = entered_to
    world.us.record(by=None)
    world.base_column = build.rate(
        measure=world.mfn, instrument=world.schedule, scope=world.goods, duty="", column="general", charge="base",
        starts_on=day(1, 1), key="base-column",
    )  # fmt: skip
    for code, general in lines.items():
        build.line(code, general, instrument=world.schedule, starts_on=day(1, 1), **fields)
    return world


def talks(world: SimpleNamespace) -> SimpleNamespace:
    """The same with the two at a table: one asks both duties to nothing, the other holds the car duty and offers a
    cut of the country's part without a number."""
    world.negotiation = build.negotiation(key="us-japan", title="US-Japan")
    world.us_party = build.party(negotiation=world.negotiation, economy=world.us, name="United States", place=1)
    world.jp_party = build.party(negotiation=world.negotiation, economy=world.jp, name="Japan", place=2)
    world.on_cars_issue = build.issue(negotiation=world.negotiation, measure=world.autos, key="on-cars")
    world.whole = build.issue(negotiation=world.negotiation, measure=world.general, key="whole")
    world.first_issue = build.issue(negotiation=world.negotiation, part=world.first, key="first-part")
    world.second_issue = build.issue(negotiation=world.negotiation, part=world.second, key="second-part")
    for issue in (world.on_cars_issue, world.whole):
        build.position(issue=issue, party=world.jp_party, stance="asks", quantity=0, unit="percent", sense="to")
    build.position(issue=world.on_cars_issue, party=world.us_party, stance="refuses", key="us-holds-cars")
    build.position(issue=world.first_issue, party=world.us_party, stance="refuses")
    build.position(
        issue=world.second_issue, party=world.us_party, stance="offers", quantity=14, unit="points", sense="about"
    )
    return world


def _part(rate, name: str, points: int, place: int) -> RatePart:
    part = RatePart(rate=rate, name=name, points=points, place=place, key=f"part-{place}")
    part.record(by=None)
    return part
