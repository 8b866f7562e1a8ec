"""How the review of drafts stands: what was said of each, and whether it was returned and corrected since."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Max

from negotiations.models import STATEMENT_MODELS, Citation, negotiation_of
from negotiations.models.statement import Statement
from parley.comments import comments_of
from parley.lib.records import lines_of
from parley.models import Comment, User

ON_THE_DESK = 20


@dataclass(slots=True)
class Review:
    """What was said of a draft, the comment that returned it last, and whether it was changed after that."""

    comments: list[Comment] = field(default_factory=list)
    last_return: Comment | None = None
    corrected: bool = False

    @property
    def is_returned(self) -> bool:
        """Whether it waits for who drafted it."""
        return self.last_return is not None and not self.corrected


def reviews(drafts: Mapping[str, Sequence[Any]]) -> dict[tuple[str, str], Review]:
    """The reviews of some drafts, given by kind, each under its kind and key.

    A draft counts as corrected once it, or what is cited for it, has a line of history that is younger than its
    last return: one query for comments, and where something was returned, one a kind and one for citations.
    """
    said = comments_of((kind, row.key) for kind, rows in drafts.items() for row in rows)
    returned: dict[str, dict[int, Comment]] = defaultdict(dict)
    for kind, rows in drafts.items():
        for row in rows:
            if last := next((each for each in reversed(said.get((kind, row.key), [])) if each.returns), None):
                returned[kind][row.pk] = last
    changed = {kind: _last_changed(kind, list(rows)) for kind, rows in returned.items()}
    found = {}
    for kind, rows in drafts.items():
        for row in rows:
            last = returned[kind].get(row.pk)
            corrected = last is not None and changed[kind][row.pk] > last.made_at
            found[kind, row.key] = Review(said.get((kind, row.key), []), last, corrected)
    return found


def _last_changed(kind: str, ids: list[int]) -> dict[int, datetime]:
    """When each was changed last, or what is cited for it."""
    found: dict[int, datetime] = {}
    for lines, pk in ((lines_of(STATEMENT_MODELS[kind]), "id"), (lines_of(Citation), f"{kind}_id")):
        newest = lines.filter(**{f"{pk}__in": ids}).order_by().values_list(pk).annotate(Max("history_date"))
        for number, moment in newest:
            found[number] = max(moment, found.get(number, moment))
    return found


def _entered_by(user: User, model: Any) -> Any:
    """The drafts that a user entered: a comment that returns one may name others too."""
    entered = lines_of(model).filter(history_type="+", history_user=user).order_by().values("id")
    return model.objects.drafts().filter(id__in=entered)


@dataclass(frozen=True, slots=True)
class Returned:
    """A draft that waits for its author: why, and on which page."""

    statement: Statement
    comment: Comment
    address: str


def returned_to(user: User) -> list[Returned]:
    """The drafts that were returned to a user and not corrected since, the newest return first.

    One query where there are none; else four a kind of statement at most.
    """
    asked = Comment.objects.filter(returns=True, mentions__user=user).order_by("-id")
    keys: dict[str, set[str]] = defaultdict(set)
    for kind, key in asked.values_list("kind", "key")[: 10 * ON_THE_DESK]:
        if kind in STATEMENT_MODELS:
            keys[kind].add(key)
    drafts = {
        kind: list(_entered_by(user, STATEMENT_MODELS[kind]).filter(key__in=found)) for kind, found in keys.items()
    }
    waiting = reviews(drafts)
    found = []
    for kind, rows in drafts.items():
        for row in rows:
            review = waiting[kind, row.key]
            if review.is_returned and review.last_return is not None:
                found.append((review.last_return, kind, row))
    found.sort(key=lambda each: each[0].pk, reverse=True)
    return [
        Returned(row, comment, f"{negotiation_of(row).get_absolute_url()}drafts/?show=returned#{kind}-{row.key}")
        for comment, kind, row in found[:ON_THE_DESK]
    ]
