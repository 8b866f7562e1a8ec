"""Rates and what acts did to them, as rows of tables, of which a page has dozens; see `statements`."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from negotiations.selectors.law import LawEvidence
from negotiations.templatetags.statements import NOTHING, cite
from parley.lib.asof import AsOf, say_day
from parley.lib.html import fill, joined
from parley.lib.templatetags.parley import exact
from tariffs.models import Effect, LegalInstrument, Measure, Rate, RatePart, StackingRule
from tariffs.selectors.measures import RateLine
from tariffs.templatetags.law import ended_by

register = template.Library()

_SMALL = "<br><small>{}</small>"
_RATE = (
    '<tr id="{}"{}><th scope="row">{}{}</th><td data-label="{}">{}{}</td><td data-label="Origin">{}</td>'
    '<td data-label="Duty" class="num"><span class="rate{}">{}</span>{}</td><td data-label="Charged">{}{}{}{}</td>'
    '<td data-label="From, to">{}</td><td data-label="On the day">{}</td></tr>\n'
)


@register.simple_tag
def rate_rows(lines: Iterable[RateLine], evidence: LawEvidence, as_of: AsOf, by: str) -> SafeString:
    """Rates as enacted and how each stands on the day; `by` is whose page it is, a measure's or an instrument's."""
    return joined(_rate(line, evidence, as_of.query, by) for line in lines)


def _rate(line: RateLine, evidence: LawEvidence, query: str, by: str) -> SafeString:
    rate = line.rate
    return fill(
        _RATE,
        rate.key,
        NOTHING if line.standing.charged else SafeString(' class="quiet"'),
        rate.scope,
        cite(evidence.notes(rate)),
        "Enacted by" if by == "measure" else "Measure",
        act_link(rate.instrument, query) if by == "measure" else measure_link(rate.measure, query),
        fill(_SMALL, f"heading {rate.heading}") if rate.heading else NOTHING,
        rate.origin if rate.origin_id else "all",
        NOTHING if rate.stated else " rate-unknown",
        rate.stated or "n/a",
        joined(_part(part, evidence) for part in line.parts),
        Rate.Charge(rate.charge).label,
        f", on the value of its {rate.content}" if rate.content else NOTHING,
        fill(_SMALL, f"only where “{rate.claim}” is claimed") if rate.claim else NOTHING,
        fill(_SMALL, rate.note) if rate.note else NOTHING,
        _days(rate),
        _standing(line, evidence, query),
    )


def _part(part: RatePart, evidence: LawEvidence) -> SafeString:
    told = f"{exact(part.points)} pp {part.name.lower()}"
    return fill('<span class="rate-part">{}{}</span>', told, cite(evidence.notes(part)))


def _standing(line: RateLine, evidence: LawEvidence, query: str) -> SafeString:
    since, until = line.standing.since, line.standing.until
    word = "since" if line.status == "ended" else "from"
    return fill(
        '<span class="status status-{}">{}</span> <small>{}{}{}</small>{}',
        line.status,
        line.said,
        f"{word} {say_day(since)}" if since else NOTHING,
        f" to {say_day(until)}" if until else NOTHING,
        joined(
            fill("{}{}", " and " if place else " by ", act_link(effect.instrument, query))
            for place, effect in enumerate(line.because)
        ),
        joined(cite(evidence.notes(effect)) for effect in line.because),
    )


@register.simple_tag
def effect_rows(effects: Iterable[Effect], evidence: LawEvidence, as_of: AsOf) -> SafeString:
    """What later acts did to the rates of a measure's page."""
    return joined(_effect(effect, evidence, as_of.query) for effect in effects)


def _effect(effect: Effect, evidence: LawEvidence, query: str) -> SafeString:
    rate = effect.rate
    whose = f", {rate.origin}" if rate.origin_id else ""
    return fill(
        '<tr><th scope="row">{}{}</th><td>{} <a href="#{}">{}</a>{}</td><td>{}</td></tr>\n',
        act_link(effect.instrument, query),
        cite(evidence.notes(effect)),
        Effect.Kind(effect.kind).label,
        rate.key,
        f"{rate.stated or 'n/a'} on {rate.scope}{whose}",
        fill(_SMALL, effect.note) if effect.note else NOTHING,
        _days(effect),
    )


@register.simple_tag
def rule_rows(yields: Iterable[StackingRule], displaces: Iterable[StackingRule], as_of: AsOf) -> SafeString:
    """To what the measure of a page yields, and what it displaces."""
    return joined(
        [
            *(_rule(rule, "Yields to", rule.to, "the other covers", as_of) for rule in yields),
            *(_rule(rule, "Displaces", rule.measure, "this one covers", as_of) for rule in displaces),
        ]
    )


def _rule(rule: StackingRule, verb: str, measure: Measure, covered: str, as_of: AsOf) -> SafeString:
    return fill(
        '<tr><th scope="row">{} {}</th><td>{}</td><td>{}</td><td>{}{}</td></tr>\n',
        verb,
        measure_link(measure, as_of.query),
        "wholly" if rule.wholly else f"on the value that {covered}",
        act_link(rule.instrument, as_of.query),
        _days(rule),
        ended_by(rule, as_of),
    )


def act_link(act: LegalInstrument, query: str) -> SafeString:
    return fill('<a href="{}{}">{}</a>', act.get_absolute_url(), query, act)


def measure_link(measure: Measure, query: str) -> SafeString:
    return fill('<a href="{}{}">{}</a>', measure.get_absolute_url(), query, measure)


def _days(row: Rate | Effect | StackingRule) -> str:
    first = say_day(row.starts_on) if row.starts_on else ""
    return f"{first} to {say_day(row.ends_on)}" if row.ends_on else f"{first}, open"
