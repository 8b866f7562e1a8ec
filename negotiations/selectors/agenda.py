"""Since when an item is on the agenda, as far as is told: an earlier day shows nothing of what came up later."""

from collections.abc import Collection, Iterable
from datetime import date
from functools import cache

from django.db.models import Model
from django.utils import timezone

from negotiations.models import Citation, Discussion, Issue, Negotiation, Occasion, Position, Source
from negotiations.selectors.positions import ON_THEM
from parley.lib.asof import AsOf
from parley.lib.reading import rows_by, statement_where, values_of
from parley.lib.standing import row_of

_TOLD = "rows.published_at IS NOT NULL"


def agenda_of(negotiation: Negotiation, as_of: AsOf) -> list[Issue]:
    """The issues of a negotiation that had come up by the reader's days, in the order of the agenda."""
    rows = rows_by(Issue, as_of.recorded, negotiation_id=[negotiation.pk])
    return sorted(on_the_agenda(rows, as_of), key=lambda issue: (issue.place, issue.pk))


def on_the_agenda[Item: Issue](
    issues: Iterable[Item], as_of: AsOf, *, seen: Collection[int] = frozenset()
) -> list[Item]:
    """The issues without those of which everything on record came up later than the reader's two days.

    One on which nothing is on record yet is shown: it was just entered. So is one whose part had come up, and one of
    `seen`, of which the reader has been shown something. No query where the reader's days are today's or all was
    seen, else one.
    """
    issues = list(issues)
    if as_of_today(as_of):
        return issues
    shown = {*seen, *(issue.parent_id for issue in issues if issue.pk in seen)}
    unseen = [issue for issue in issues if issue.pk not in shown]
    later = _came_up_later(unseen, as_of) if unseen else ()
    return [issue for issue in issues if issue.pk not in later]


def as_of_today(as_of: AsOf) -> bool:
    """Whether the reader asks of no earlier day than that of the moment asked for."""
    today = timezone.localdate(as_of.recorded)
    return as_of.on >= today and as_of.known >= today


def _came_up_later(issues: Collection[Issue], as_of: AsOf) -> set[int]:
    """The issues of which nothing had begun by the one day, or nothing was public by the other."""
    asked = {"issues": [issue.pk for issue in issues]}
    days: dict[int, tuple[date, date]] = {}
    for pk, first, public in values_of(_what_came_up(past=as_of.recorded is not None), as_of.recorded, asked):
        earlier = days.get(pk, (first, public))
        days[pk] = min(first, earlier[0]), min(public, earlier[1])
    for issue in issues:  # what came up of a part came up of the whole
        if issue.parent_id in days and issue.pk in days:
            whole, part = days[issue.parent_id], days[issue.pk]
            days[issue.parent_id] = min(whole[0], part[0]), min(whole[1], part[1])
    return {pk for pk, (first, public) in days.items() if first > as_of.on or public > as_of.known}


@cache
def _what_came_up(*, past: bool) -> str:
    """Of each of the `issues` the first days of what is on record: when it began, and since when it is public.

    A discussion was on the day of its occasion, whenever it was read of; what is cited for an issue itself counts from
    the day of the source.
    """
    held_on = f"(SELECT held_on FROM {row_of(Occasion, 'rows.occasion_id', past=past)} held)"  # noqa: S608 - our names
    read_on = f"(SELECT published_on FROM {row_of(Source, 'rows.source_id', past=past)} read)"  # noqa: S608 - our names
    asked: list[tuple[type[Model], str, str, str]] = [
        (Position, _TOLD, "min(rows.starts_on), min(rows.known_on)", "GROUP BY rows.issue_id"),
        (Discussion, _TOLD, f"min({held_on}), min(rows.known_on)", "GROUP BY rows.issue_id"),
        (Citation, "TRUE", f"{read_on}, {read_on}", ""),
    ]
    return " UNION ALL ".join(
        statement_where(model, (ON_THEM,), rest, f"rows.issue_id, {days}", tail, past=past)
        for model, rest, days, tail in asked
    )
