"""The marks of a timeline and the rows of its table, of which there are hundreds; see `statements`."""

from collections.abc import Iterable, Sequence

from django import template
from django.utils.safestring import SafeString

from negotiations.models import Position
from negotiations.reports.shapes import DrawnRate, Flag, Label, Mark, Paths
from negotiations.reports.timeline import Fact
from negotiations.selectors.issues import Held
from negotiations.templatetags.statements import NOTHING, cite, stance
from parley.lib.asof import AsOf, say_day
from parley.lib.html import fill, joined

register = template.Library()

_ENDINGS = dict(Position.Ending.choices)
_MARK = (
    '<a href="{}"><title>{}</title><path class="ground" d="{}"/><path class="{}" d="{}"/>'
    '<path class="{}" d="{}"/>{}</a>\n'
)
_ROW = (
    "<tr{}><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td>"
    '<td><a href="{}issues/{}/{}#{}">{}</a>{}{}{}</td><td class="num">{}</td></tr>\n'
)


@register.simple_tag
def drawn_marks(marks: Iterable[Mark]) -> SafeString:
    """The positions of a lane: what can be hit, the line, the shape and the words of each."""
    return joined(
        fill(
            _MARK,
            each.address, each.title, each.ground, each.line_kind, each.line, each.kind, each.shape,
            _label(each.label) if each.label else NOTHING,
        )
        for each in marks
    )  # fmt: skip


@register.simple_tag
def drawn_rates(rates: Iterable[DrawnRate]) -> SafeString:
    """The rates of a lane: their stretches and words."""
    return joined(
        fill(
            '<a href="{}"><title>{}</title><path class="ground" d="{}"/>{}{}</a>\n',
            each.address, each.title, each.ground, drawn_paths(each.stretches), joined(map(_label, each.labels)),
        )
        for each in rates
    )  # fmt: skip


@register.simple_tag
def drawn_paths(paths: Paths) -> SafeString:
    """Lines, each with its kind."""
    return joined(fill('<path class="{}" d="{}"/>', kind, path) for kind, path in paths)


@register.simple_tag
def drawn_flags(flags: Sequence[Flag]) -> SafeString:
    """The lines of rounds, deadlines and days, then what names each, over them all."""
    lines = joined(fill('<path class="{}" d="{}"/>', flag.kind, flag.line) for flag in flags)
    return joined((lines, *map(_named, flags)))


def _named(flag: Flag) -> SafeString:
    said = _label(flag.label, f" flag-{flag.kind}") if flag.label else NOTHING
    if not flag.address:
        return said
    shown = said or fill('<path class="{}" d="{}"/>', flag.kind, flag.line)
    return fill('<a href="{}"><title>{}</title>{}</a>\n', flag.address, flag.title, shown)


@register.simple_tag
def drawn_labels(labels: Iterable[Label]) -> SafeString:
    """Words, each at its place."""
    return joined(map(_label, labels))


def _label(label: Label, also: str = "") -> SafeString:
    return fill('<text class="{}{}" x="{}" y="{}">{}</text>', label.kind, also, label.x, label.y, label.words)


@register.simple_tag
def fact_rows(facts: Iterable[Fact]) -> SafeString:
    """The rounds, deadlines and duties as rows of a table."""
    row = '<tr><td>{}</td><td><a href="{}">{}</a></td><td>{}</td></tr>'
    return joined(fill(row, fact.kind, fact.address, fact.words, fact.days) for fact in facts)


@register.simple_tag
def timeline_rows(rows: Iterable[Held], root: str, as_of: AsOf) -> SafeString:
    """The same positions as rows of a table; `root` is the address of the negotiation."""
    return joined(_row(held, root, as_of.query) for held in rows)


def _row(held: Held, root: str, query: str) -> SafeString:
    position = held.position
    last = say_day(position.ends_on) if position.ends_on else "held"
    quantity, condition = position.quantity_told, position.condition
    return fill(
        _ROW,
        SafeString(' class="quiet"') if position.rank == Position.Rank.DEPRECATED else NOTHING,
        say_day(position.starts_on),
        f"{last}, {_ENDINGS[position.ending].lower()}" if position.ending else last,
        position.issue.title,
        position.party.name,
        stance(position),
        root,
        position.issue.key,
        query,
        position.key,
        position.words,
        cite(held.notes),
        fill(' <span class="rate-part">{}</span>', quantity) if quantity else NOTHING,
        fill(' <span class="condition">if {}</span>', condition) if condition else NOTHING,
        held.origins,
    )
