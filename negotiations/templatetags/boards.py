"""How a promise stands, in a chip and in words, on the pages of a deal."""

from django import template
from django.utils.safestring import SafeString

from negotiations.fulfilment import State
from negotiations.models import Position, Term
from negotiations.reports.boards import promised_rate as say_promised_rate
from negotiations.reports.boards import say_sum
from negotiations.reports.terms_paper import begun, stage_told
from negotiations.selectors.concessions import Chain, Move, Return
from negotiations.selectors.terms import BY_RATES, Ground
from negotiations.templatetags.statements import NOTHING, SINCE, cite, stance
from parley.lib.asof import AsOf, say_day
from parley.lib.html import fill, joined

register = template.Library()
register.simple_tag(stage_told)
_LOOKS = {
    State.PROMISED: "not-yet",
    State.PARTLY: "suspended",
    State.IMPLEMENTED: "in-force",
    State.DEVIATING: "annulled",
    State.AUTHORISED: "not-yet",
    State.ABSENT: "ended",
    State.UNKNOWN: "draft",
}


@register.simple_tag
def state(which: State) -> SafeString:
    """The state, marked by its form and its word."""
    return fill('<span class="status status-{}">{}</span>', _LOOKS[which], which.capitalize())


@register.simple_tag
def standing(ground: Ground) -> SafeString:
    """How a promise stands on one ground: the state, since when, by what, and how much of it."""
    since = fill('<small class="since">{}</small>', begun(ground)) if ground.since else NOTHING
    told = stage_told(ground.now)
    more = fill('<small class="since">{}</small>', told) if told and ground.name == BY_RATES else NOTHING
    warned = fill('<small class="since">{}</small>', ground.caution) if ground.caution else NOTHING
    return fill("{} <small>{}</small> {} {} {}", state(ground.state), ground.name, since, more, warned)


@register.filter
def promised_rate(term: Term) -> str:
    """The rate that was promised, with what it counts and on which goods."""
    return say_promised_rate(term)


@register.filter
def sum_told(chain: Chain) -> str:
    """Whether the moves of a chain add up."""
    return say_sum(chain)


@register.simple_tag
def ledger_rows(chain: Chain, as_of: AsOf) -> SafeString:
    """The moves of a chain as rows, of which a page has hundreds; see `statements`."""
    return joined(_move(move, as_of) for move in chain.moves)


def _move(move: Move, as_of: AsOf) -> SafeString:
    return fill(
        _MOVE,
        SafeString(' class="quiet"') if move.after.rank == Position.Rank.DEPRECATED else NOTHING,
        say_day(move.after.starts_on),
        fill('<br><small class="since">{}</small>', move.round) if move.round else NOTHING,
        NOTHING if move.before else SafeString(' class="silence"'),
        fill("{} {}{}", stance(move.before), move.before.words, _told(move.before)) if move.before else "first tabled",
        _linked(move.after, as_of),
        cite(move.notes),
        _told(move.after),
        (move.size or "no size") if move.before else NOTHING,
        str(move.way) if move.before else NOTHING,
        joined(_return(each, as_of) for each in move.returns),
    )


_MOVE = (
    '<tr{}><th scope="row">{}{}</th><td data-label="From"{}>{}</td><td data-label="To">{}{}{}</td>'
    '<td data-label="Size" class="num">{}</td><td data-label="Which way">{}</td>'
    '<td data-label="In return">{}</td></tr>\n'
)


def _return(each: Return, as_of: AsOf) -> SafeString:
    return fill(
        "<div>{}: {}, {}{}{}</div>",
        "Given for" if each.given_for else "Got for it",
        each.position.party,
        _linked(each.position, as_of),
        fill(SINCE, each.exchange.words) if each.exchange.words else NOTHING,
        cite(each.notes),
    )


def _linked(position: Position, as_of: AsOf) -> SafeString:
    page, _, mark = position.get_absolute_url().partition("#")
    return fill('{} <a href="{}{}#{}">{}</a>', stance(position), page, as_of.query, mark, position.words)


def _told(position: Position) -> SafeString:
    return fill(' <span class="rate-part">{}</span>', position.quantity_told) if position.quantity_told else NOTHING
