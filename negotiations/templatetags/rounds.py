"""The cells of a round's page. A round has hundreds of positions and notes, and a template takes far longer to write
each than these few lines do; every value goes through `format_html`, which escapes it."""

from collections.abc import Iterable, Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from negotiations.selectors.evidence import Note
from negotiations.selectors.movement import Entry

register = template.Library()

_POSITION = (
    '<div class="position{}"><span class="stance stance-{}">{}</span> <a href="{}#{}">{}</a>{}'
    ' <small class="since">{}</small>{}{}</div>'
)
_NOTE = '<sup class="cite"><a href="#source-{0}" aria-label="Note {0}">{0}</a></sup>'


@register.simple_tag
def cite(notes: Iterable[Note]) -> SafeString:
    """The numbers of the sources behind some notes, each once and leading to its source."""
    return format_html_join("", _NOTE, ((number,) for number in dict.fromkeys(note.number for note in notes)))


@register.simple_tag
def stands(entries: Sequence[Entry], page: str) -> SafeString:
    """What a party holds on an issue, as the round left it; `page` is the issue's, with the clocks."""
    return format_html_join("\n", "{}", ((_position(entry, page),) for entry in entries))


def _position(entry: Entry, page: str) -> SafeString:
    position = entry.position
    return format_html(
        _POSITION,
        f"{' quiet' * entry.is_quiet}{' deprecated' * entry.is_set_aside}",
        position.stance,
        entry.stance,
        page,
        position.key,
        position.words,
        _details(entry),
        entry.told,
        format_html(' <span class="status" title="{}">Deprecated</span>', position.rank_reason)
        if entry.is_set_aside
        else "",
        cite(entry.notes),
    )


def _details(entry: Entry) -> SafeString:
    """The quantity, the condition, and what it was before."""
    parts = []
    if entry.measured:
        parts.append(format_html(' <span class="rate-part">{}</span>', entry.measured))
    if entry.position.condition:
        parts.append(format_html(' <span class="condition">Condition: {}</span>', entry.position.condition))
    for old in () if entry.is_quiet else entry.was:
        measured = f" ({old.measured})" if old.quantity is not None else ""
        was = ' <small class="was">Before: {} <del>{}{}</del></small>'
        parts.append(format_html(was, old.get_stance_display().lower(), old.words, measured))
    return format_html_join("", "{}", ((part,) for part in parts))
