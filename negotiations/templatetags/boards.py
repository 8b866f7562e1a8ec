"""How a promise stands, in a chip and in words, on the pages of a deal."""

from itertools import islice

from django import template
from django.utils.safestring import SafeString

from negotiations.fulfilment import Stage, State
from negotiations.models import Term
from negotiations.reports.boards import promised_rate as say_promised_rate
from negotiations.reports.boards import say_sum
from negotiations.selectors.concessions import Chain
from negotiations.selectors.terms import BY_RATES, Ground
from negotiations.templatetags.statements import NOTHING
from parley.lib.asof import say_day
from parley.lib.html import fill
from tariffs.nomenclature import display
from tariffs.spans import plain

register = template.Library()

_NAMED = 3  # lines that pay too much, told in a sentence
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
    word = "from" if ground.state is State.IMPLEMENTED else "since"
    begun = fill('<small class="since">{} {}</small>', word, say_day(ground.since)) if ground.since else NOTHING
    told = stage_told(ground.now)
    more = fill('<small class="since">{}</small>', told) if told and ground.name == BY_RATES else NOTHING
    warned = fill('<small class="since">{}</small>', ground.caution) if ground.caution else NOTHING
    return fill("{} <small>{}</small> {} {} {}", state(ground.state), ground.name, begun, more, warned)


@register.simple_tag
def stage_told(stage: Stage) -> str:
    """Of how many lines a promise is kept, and which pay more by how much; nothing where no line is known."""
    if not stage.kept and not stage.over:
        return ""
    told = f"{stage.kept:,} of {stage.of:,} line{'s' * (stage.of != 1)} kept"
    if stage.over:
        worst = sorted(stage.over, key=lambda lot: (-(lot.paid.over or 0), lot.codes))
        found = ((code, lot.paid.over) for lot in worst for code in lot.codes)
        named = ", ".join(_named(code, over) for code, over in islice(found, _NAMED))
        rest = f" and {stage.broken - _NAMED:,} more" if stage.broken > _NAMED else ""
        told += f"; too much: {named}{rest}"
    return f"{told}; {stage.unknown:,} not known" if stage.unknown else told


def _named(code: str, over) -> str:
    points = f" by {plain(over)} pp" if over is not None else ""
    return f"{display(code) or 'all goods'}{points}"


@register.filter
def promised_rate(term: Term) -> str:
    """The rate that was promised, with what it counts and on which goods."""
    return say_promised_rate(term)


@register.filter
def sum_told(chain: Chain) -> str:
    """Whether the moves of a chain add up."""
    return say_sum(chain)
