"""Positions, passages and sources as pages show them.

A page has hundreds of these, and a template takes ten times as long to write each; every value goes through `fill`,
which escapes it.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django import template
from django.utils.safestring import SafeString

from negotiations.models import Citation, Position, Source, Stance
from negotiations.selectors.evidence import Note, NumberedSource
from negotiations.selectors.issues import Held
from parley.lib.asof import AsOf, say_day
from parley.lib.html import fill, joined
from parley.models import User

register = template.Library()

NOTHING = SafeString()
STANCES = dict(Stance.choices)
_ENDINGS = dict(Position.Ending.choices)
_RANKS = dict(Position.Rank.choices)
_ATTRIBUTIONS = dict(Citation.Attribution.choices)
_CREDIBILITIES = dict(Citation.Credibility.choices)
_RELIABILITIES = dict(Source.Reliability.choices)

_NOTE = '<sup class="cite"><a href="#source-{0}" aria-label="Note {0}">{0}</a></sup>'
_DRAWN = {value: fill('<span class="stance stance-{}">{}</span>', value, word) for value, word in STANCES.items()}
_SOURCE = (
    '<li id="source-{}"><cite>{}</cite>, <a href="{}{}"{}>{}</a>, {}. <abbr class="grade" title="{}">{}</abbr>{}</li>\n'
)
SINCE = ' <small class="since">{}</small>'


@register.simple_tag
def cite(notes: Iterable[Note]) -> SafeString:
    """The numbers of the sources behind some notes, each once and leading to its source."""
    return SafeString("".join(map(note, dict.fromkeys([note.number for note in notes]))))


note = lru_cache(maxsize=1000)(_NOTE.format)  # a page has the same few numbers a hundred times


@register.simple_tag
def position(held: Held, as_of: AsOf) -> SafeString:
    """A position in a table or a list: stance, words, quantity, condition, since when, notes."""
    row = held.position
    page, _, mark = row.get_absolute_url().partition("#")
    until = f" to {say_day(row.ends_on)}" if row.ends_on else ""
    return fill(
        '<div class="position{}">{} <a href="{}{}#{}">{}</a>{}{}{}</div>',
        " deprecated" * (row.rank == Position.Rank.DEPRECATED),
        stance(row),
        page,
        as_of.query,
        mark,
        row.words,
        substance(row),
        fill(SINCE, f"since {say_day(row.starts_on)}{until}"),
        cite(held.notes),
    )


@register.simple_tag
def stance(row: Position) -> SafeString:
    """The stance, marked by its form and its word."""
    return _DRAWN[row.stance]


def substance(row: Position) -> SafeString:
    """The quantity and the condition."""
    quantity = fill(' <span class="rate-part">{}</span>', row.quantity_told) if row.quantity is not None else NOTHING
    condition = fill(' <span class="condition">Condition: {}</span>', row.condition) if row.condition else NOTHING
    return joined((quantity, condition))


@register.simple_tag
def held_long(held: Held) -> SafeString:
    """The head of a position on its issue's page: stance, since when and until when, how it is ranked, words, notes."""
    row = held.position
    days = f"since {say_day(row.starts_on)}"
    if row.ends_on:
        days = f"{say_day(row.starts_on)} to {say_day(row.ends_on)}"
        days += f", {_ENDINGS[row.ending].lower()}" if row.ending else ""
    ranked = NOTHING
    why = NOTHING
    if row.rank != Position.Rank.NORMAL:
        ranked = fill(' <span class="status" title="{}">{}</span>', row.rank_reason, _RANKS[row.rank])
        why = fill('<p class="notice">{}: {}</p>', _RANKS[row.rank], row.rank_reason)
    return fill(
        "<p>{}{}{}</p><p>{}{} {}</p>{}",
        stance(row), fill(SINCE, days), ranked, row.words, substance(row), cite(held.notes), why,
    )  # fmt: skip


@register.simple_tag
def held_links(held: Held, as_of: AsOf, user: User) -> SafeString:
    """The foot of a position on its issue's page: how many reports of which origins, and the ways on."""
    row = held.position
    links = [f"/records/position/{row.key}/history/", "History"]
    if user.may_write:
        links += [f"/records/position/{row.key}/edit/", "Edit"]
        links += [f"/records/exchange/new/?given={row.key}", "Given in return for…"]
    if user.may_publish:
        links += [f"/statements/position/{row.key}/rank/", "Rank"]
    if row.occasion_id:
        links[:0] = [f"{row.occasion.get_absolute_url()}{as_of.query}", row.occasion]
    pairs = zip(links[::2], links[1::2], strict=True)
    shown = joined(fill(' · <a href="{}">{}</a>', address, words) for address, words in pairs)
    graded = (
        fill('<abbr class="grade" title="Grade of its best origin">{}</abbr> ', held.grade) if held.grade else NOTHING
    )
    return fill('<p class="row-actions"><small>{}{}{}</small></p>', graded, held.rests, shown)


@register.simple_tag
def passages(notes: Iterable[Note], as_of: AsOf) -> SafeString:
    """The passages on which a statement rests: quoted with who said it, where and how far it is believed."""
    return joined(_passage(note.citation, as_of) for note in notes)


def _passage(citation: Citation, as_of: AsOf) -> SafeString:
    if not citation.quotation:
        return fill('<p class="attribution"><small>{} {}</small></p>', _voice(citation, as_of, None), grade(citation))
    return fill(
        '<blockquote class="quote"{}>{}<footer lang="en">{} {}</footer></blockquote>',
        _language(citation),
        _words(citation),
        _voice(citation, as_of, citation.source.published_on),
        grade(citation),
    )


@register.simple_tag
def quotation(citation: Citation) -> SafeString:
    """The words of a passage with their translation; nothing where none are quoted."""
    if not citation.quotation:
        return NOTHING
    return fill('<blockquote class="quote"{}>{}</blockquote>', _language(citation), _words(citation))


def _language(citation: Citation) -> SafeString:
    return fill(' lang="{}"', citation.quotation_language) if citation.quotation_language else NOTHING


def _words(citation: Citation) -> SafeString:
    translated = fill('<p class="translation" lang="en">{}</p>', citation.translation) if citation.translation else ""
    return fill("<p>{}</p>{}", citation.quotation, translated)


def _voice(citation: Citation, as_of: AsOf, day: date | None) -> SafeString:
    """Who said it, and where it was read."""
    who: object = citation.attributed_to
    if citation.speaker_id:
        address = f"{citation.speaker.get_absolute_url()}{as_of.query}"
        who = fill('<a href="{}">{}</a>', address, citation.speaker)
    when = f", {say_day(day)}" if day else ""
    by = ", " if who else ""
    return fill("{}{}{}; {}{}", _ATTRIBUTIONS[citation.attribution], by, who, citation.source.publisher, when)


@register.simple_tag
def attribution(citation: Citation) -> str:
    """How the words came to us: on the record, in a document, from anonymous sources."""
    return _ATTRIBUTIONS[citation.attribution]


@register.simple_tag
def grade(citation: Citation) -> SafeString:
    """The grade of a passage, with what it means."""
    meaning = f"{_RELIABILITIES[citation.source.reliability]}; {_CREDIBILITIES[citation.credibility]}"
    return fill('<abbr class="grade" title="{}">{}</abbr>', meaning, citation.grade)


@register.simple_tag
def source_lines(sources: Iterable[NumberedSource], as_of: AsOf) -> SafeString:
    """The sources of a page as the items of its list."""
    return joined(_source(each, as_of) for each in sources)


def _source(numbered: NumberedSource, as_of: AsOf) -> SafeString:
    source, origin = numbered.source, numbered.origin
    retold = f"retells {origin.publisher}, {say_day(origin.published_on)}"
    return fill(
        _SOURCE,
        numbered.number,
        source.publisher,
        f"/sources/{source.key}/",  # written out: a page has a hundred of them
        as_of.query,
        NOTHING if source.language == "en" else fill(' lang="{}"', source.language),
        f"[{source.title}]" if source.title_is_ours else f"“{source.title}”",
        say_day(source.published_on),
        _RELIABILITIES[source.reliability],
        numbered.grade,
        NOTHING if origin.pk == source.pk else fill(' <span class="origin">{}</span>', retold),
    )
