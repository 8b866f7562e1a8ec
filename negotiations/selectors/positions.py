"""Positions as readers see them on a day: each held until it was known to have ended."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from negotiations.models import Position
from parley.lib.asof import AsOf
from parley.lib.records import RecordQuerySet


def positions_seen(as_of: AsOf) -> RecordQuerySet:
    """The published positions that were known by the day; to be read with `as_known`.

    A position that another replaced had not ended for anybody who did not know of the other one, and does not end by
    a draft: `end_known` says which ended for the reader.
    """
    rows = Position.recorded(as_of.recorded)
    following: Any = Position.recorded(as_of.recorded).filter(pk=OuterRef("replaced_by_id"))
    known = Q(replaced_by_id=None) | Exists(following.published().known(as_of.known))
    return rows.published().known(as_of.known).annotate(end_known=known)  # type: ignore[attr-defined]


def lasting(rows: RecordQuerySet, first: date) -> RecordQuerySet:
    """Those of the positions seen that were held on the day or on a later one, as far as the reader knows."""
    return rows.filter(Q(ends_on=None) | Q(ends_on__gte=first) | Q(end_known=False))


def held(issues: Collection[int], as_of: AsOf) -> list[Position]:
    """The positions seen on some issues that were held on the day, as far as the reader knows, oldest first.

    Asked in steps that an index answers each: what lasts; what the reader cannot know of; and what that replaced, if
    anything. In one question every position that ever was would be read.
    """
    if not issues:
        return []
    begun = positions_seen(as_of).filter(issue_id__in=issues, starts_on__lte=as_of.on).order_by()
    rows = Position.recorded(as_of.recorded).filter(issue_id__in=issues, starts_on__lte=as_of.on).order_by()
    unseen = list(rows.filter(Q(published_at=None) | Q(known_on__gt=as_of.known)).values_list("id", flat=True))
    found = as_known(begun.filter(Q(ends_on=None) | Q(ends_on__gte=as_of.on)))
    found += as_known(begun.filter(ends_on__lt=as_of.on, replaced_by_id__in=unseen)) if unseen else ()
    return sorted(found, key=lambda position: (position.starts_on, position.pk))


def as_known(rows: Iterable[Any]) -> list[Position]:
    """The positions seen, without ends that were not known."""
    positions = list(rows)
    for position in positions:
        if not position.end_known:
            position.ends_on, position.ending, position.replaced_by_id = None, "", None
    return positions
