"""The rows of a round's page, of which there are hundreds; see `statements`."""

from collections.abc import Iterable, Sequence

from django import template
from django.utils.safestring import SafeString

from negotiations.models import Occasion, Position
from negotiations.models.rounds import Discussed
from negotiations.selectors.movement import Entry
from negotiations.selectors.occasions import ABSENT, Attending, OccasionLine, OnTheTable
from negotiations.selectors.rounds import IssueRow
from negotiations.templatetags.statements import NOTHING, SINCE, STANCES, cite, stance, substance
from parley.lib.asof import AsOf
from parley.lib.html import fill, joined
from parley.lib.templatetags.parley import native

register = template.Library()

_OUTCOMES = dict(Discussed.choices)
_KINDS = dict(Occasion.Kind.choices)
_OCCASION = """<dl class="facts">
  <div><dt>When</dt><dd>{}{}</dd></div>
  <div><dt>Place</dt><dd>{}</dd></div>
  <div><dt>Kind</dt><dd>{}</dd></div>
  <div><dt>Duration</dt><dd>{}</dd></div>
</dl>
{}{}{}"""
_SILENCE = SafeString(' class="silence"')


@register.simple_tag
def outcome_rows(rows: Iterable[OnTheTable], issues: str, query: str, several: object) -> SafeString:
    """What became of each issue; `issues` is the address of the agenda, `several` says whether occasions are named."""
    return joined(
        fill(
            '<tr><th scope="row"{}><a href="{}{}/{}">{}</a></th><td{}>{}{}</td>{}<td>{}</td></tr>\n',
            _part(row.issue.parent_id),
            issues,
            row.issue.key,
            query,
            row.issue.title,
            _SILENCE if row.is_silence else NOTHING,
            _OUTCOMES[row.discussion.outcome],
            cite(row.notes),
            fill("<td>{}</td>", row.discussion.occasion.title) if several else NOTHING,
            row.discussion.note,
        )
        for row in rows
    )


@register.simple_tag
def issue_rows(rows: Iterable[IssueRow], issues: str, query: str) -> SafeString:
    """What each party holds on each issue as the round left it, and what moved."""
    return joined(_issue_row(row, f"{issues}{row.issue.key}/{query}") for row in rows)


def _issue_row(row: IssueRow, page: str) -> SafeString:
    silent = _SILENCE if not row.moved and row.silence else NOTHING
    return fill(
        '<tr{}><th scope="row"{}><a href="{}">{}</a></th>{}<td{}>{}{}</td></tr>\n',
        NOTHING if row.moved else SafeString(' class="quiet"'),
        _part(row.depth),
        page,
        row.issue.title,
        joined(_cell(here, page, row.silence) for _, here in row.cells),
        silent,
        row.state,
        fill(SINCE, row.at_table) if row.at_table else NOTHING,
    )


def _cell(here: Sequence[Entry], page: str, silence: str) -> SafeString:
    if not here:
        return fill("<td{}>{}</td>", _SILENCE, silence or "none recorded")
    return fill("<td>{}</td>", joined((_entry(entry, page) for entry in here), "\n"))


def _part(depth: object) -> SafeString:
    return SafeString(' class="part"') if depth else NOTHING


def _entry(entry: Entry, page: str) -> SafeString:
    position = entry.position
    return fill(
        '<div class="position{}{}">{} <a href="{}#{}">{}</a>{}{} <small class="since">{}</small>{}{}{}</div>',
        " quiet" * entry.is_quiet,
        " deprecated" * entry.is_set_aside,
        stance(position),
        page,
        position.key,
        position.words,
        substance(position),
        NOTHING if entry.is_quiet else joined(map(_was, entry.was)),
        entry.told,
        fill(' <span class="status" title="{}">Deprecated</span>', position.rank_reason)
        if entry.is_set_aside
        else NOTHING,
        fill(SINCE, entry.rests) if entry.rests else NOTHING,
        cite(entry.notes),
    )


def _was(old: Position) -> SafeString:
    told = f"{old.words} ({old.quantity_told})" if old.quantity is not None else old.words
    return fill(' <small class="was">Before: {} <del>{}</del></small>', STANCES[old.stance].lower(), told)


@register.simple_tag
def occasion(line: OccasionLine, level: int, as_of: AsOf) -> SafeString:
    """The facts of an occasion, and who was there; `level` is that of the heads of the parties."""
    held = line.occasion
    channel = f", {held.channel}" if held.channel else ""
    return fill(
        _OCCASION,
        joined((fill("{}", time) for time in line.times), "<br>"),
        cite(line.notes),
        held.place or "not recorded",
        f"{_KINDS[held.kind]}{channel}",
        f"{held.minutes} minutes" if held.minutes else "not recorded",
        fill('<div class="prose"><p>{}</p></div>', held.note) if held.note else NOTHING,
        SafeString("<h2>Who was there</h2>") if level == 3 else NOTHING,
        _who_was_there(line.seated, level, as_of),
    )


def _who_was_there(seated: Iterable[tuple[str, Sequence[Attending]]], level: int, as_of: AsOf) -> SafeString:
    return fill(
        '<div class="swimlane">{}</div>',
        joined(
            fill("<section><h{}>{}</h{}>{}</section>", level, head, level, _people(people, head == ABSENT, as_of))
            for head, people in seated
        ),
    )


def _people(people: Sequence[Attending], absent: bool, as_of: AsOf) -> SafeString:
    if not people:
        return SafeString('<p class="silence">nobody recorded</p>')
    return fill("<ul>{}</ul>", joined(_person(each, absent, as_of) for each in people))


def _person(each: Attending, absent: bool, as_of: AsOf) -> SafeString:
    official = each.official
    return fill(
        '<li><a href="/officials/{}/{}">{}</a>{}{}{}{}</li>',
        official.key,
        as_of.query,
        official,
        native(official),
        each.told,
        f", {each.party}" if absent and each.party else "",
        cite(each.notes),
    )
