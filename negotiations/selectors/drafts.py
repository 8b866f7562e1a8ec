"""What waits for publication in a negotiation: drafted by whom, when, and on what it rests."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from negotiations.models import (
    Account,
    Attendance,
    Citation,
    Deadline,
    Discussion,
    Divergence,
    Exchange,
    Implementation,
    Issue,
    Negotiation,
    Occasion,
    Official,
    Party,
    Position,
    Round,
    Source,
    Term,
)
from negotiations.selectors.reviews import Review, reviews
from parley.lib.asof import say_day
from parley.lib.reading import attach
from parley.lib.records import lines_of
from parley.models import Comment, User

SHOWN = {"": "all", "mine": "drafted by me", "returned": "returned, not corrected", "ready": "cited, not returned"}
A_KIND = 100  # of each kind at once; the rest comes up as these are published


@dataclass(frozen=True, slots=True)
class Draft:
    """One statement that waits: its kind, what it says, who drafted it and when, its citations and its review."""

    kind: str
    statement: Any
    said: str
    by: str
    since: datetime | None
    citations: list[Citation]
    review: Review

    @property
    def name(self) -> str:
        """How a form names it."""
        return f"{self.kind}:{self.statement.key}"

    @property
    def may_be_published(self) -> bool:
        """Whether it rests on something: a round and an occasion also on what was said there."""
        return self.statement.known_on is not None


def drafts_of(negotiation: Negotiation, shown: str = "", user: User | None = None) -> tuple[list[Draft], bool]:
    """The drafts of a negotiation, from rounds down to deals, and whether there are more than are given here.

    `shown` is one of `SHOWN`; for “mine” it takes the user.
    """
    waiting = {kind: _chosen(kind, found, shown, user) for kind, found in _waiting(negotiation.pk).items()}
    rows = {kind: list(found.order_by("id")[: A_KIND + 1]) for kind, found in waiting.items()}
    more = any(len(found) > A_KIND for found in rows.values())
    rows = {kind: found[:A_KIND] for kind, found in rows.items()}
    reviewed = reviews(rows)
    if shown in ("returned", "ready"):
        wanted = shown == "returned"
        rows = {
            kind: [row for row in found if reviewed[kind, row.key].is_returned == wanted]
            for kind, found in rows.items()
        }
    _join(rows, negotiation)
    citations = _citations(rows)
    signed = {kind: _signed(found) for kind, found in rows.items()}
    drafts = []
    for kind, found in rows.items():
        for statement in found:
            by, since = signed[kind].get(statement.pk, ("", None))
            said = _SAID[kind](statement)
            cited = citations.get((kind, statement.pk), [])
            drafts.append(Draft(kind, statement, said, by, since, cited, reviewed[kind, statement.key]))
    return drafts, more


def _chosen(kind: str, rows: QuerySet, shown: str, user: User | None) -> QuerySet:
    """As far as the database can tell: whether a return was answered is seen from the rows."""
    model: Any = rows.model
    match shown:
        case "mine":
            entered = lines_of(model).filter(history_type="+", history_user=user).order_by()
            return rows.filter(id__in=entered.values("id"))
        case "returned":
            return rows.filter(key__in=Comment.objects.filter(kind=kind, returns=True).order_by().values("key"))
        case "ready":
            return rows.filter(known_on__isnull=False)
        case _:
            return rows


def _waiting(negotiation_id: int) -> dict[str, QuerySet]:
    return {
        "round": Round.objects.drafts().filter(negotiation_id=negotiation_id),
        "occasion": Occasion.objects.drafts().filter(negotiation_id=negotiation_id),
        "attendance": Attendance.objects.drafts().filter(occasion__negotiation_id=negotiation_id),
        "discussion": Discussion.objects.drafts().filter(occasion__negotiation_id=negotiation_id),
        "position": Position.objects.drafts().filter(issue__negotiation_id=negotiation_id),
        "deadline": Deadline.objects.drafts().filter(negotiation_id=negotiation_id),
        "term": Term.objects.drafts().filter(negotiation_id=negotiation_id),
        "implementation": Implementation.objects.drafts().filter(term__negotiation_id=negotiation_id),
        "account": Account.objects.drafts().filter(
            Q(term__negotiation_id=negotiation_id) | Q(divergence__negotiation_id=negotiation_id)
        ),
        "exchange": Exchange.objects.drafts().filter(given__issue__negotiation_id=negotiation_id),
    }


def _moved(deadline: Deadline) -> str:
    return f", moved from {say_day(deadline.moves.falls_on)}" if deadline.moves_id else ""


_SAID: dict[str, Callable[[Any], str]] = {
    "round": lambda row: ", ".join(filter(None, [str(row), row.place])),
    "occasion": lambda row: f"{row}, {say_day(row.held_on)}",
    "attendance": lambda row: f"{row}: {row.occasion}",
    "discussion": str,
    "position": lambda row: f"{row.issue}: {row.party} {row.get_stance_display().lower()}: {row}",
    "deadline": lambda row: f"{row}: {say_day(row.falls_on)}{_moved(row)}",
    "term": str,
    "implementation": lambda row: f"{row.term}: {row}",
    "account": lambda row: f"{row.whose}: {row}",
    "exchange": str,
}


def _join(rows: dict[str, list], negotiation: Negotiation) -> None:
    said = [*rows["attendance"], *rows["discussion"]]
    attach(said, "occasion", Occasion, None)
    attach([*rows["discussion"], *rows["position"]], "issue", Issue, None)
    attach(rows["attendance"], "official", Official, None)
    attach([*rows["position"], *rows["account"]], "party", Party, None)
    attach([*rows["implementation"], *rows["account"]], "term", Term, None)
    attach(rows["account"], "divergence", Divergence, None)
    attach(rows["deadline"], "moves", Deadline, None)
    attach(rows["exchange"], "given", Position, None)
    attach(rows["exchange"], "taken", Position, None)
    for row in [*rows["round"], *rows["occasion"], *rows["term"], *(row.occasion for row in said)]:
        row.negotiation = negotiation
    for row in [*rows["discussion"], *rows["position"]]:
        row.issue.negotiation = negotiation


def _citations(rows: dict[str, list]) -> dict[tuple[str, int], list[Citation]]:
    asked = Q(pk__in=[])
    for kind, found in rows.items():
        asked |= Q(**{f"{kind}_id__in": [row.pk for row in found]})
    citations = list(Citation.objects.filter(asked).order_by("id"))
    attach(citations, "source", Source, None)
    by_statement: dict[tuple[str, int], list[Citation]] = {}
    for citation in citations:
        kind = citation.supports
        by_statement.setdefault((kind, getattr(citation, f"{kind}_id")), []).append(citation)
    return by_statement


def _signed(rows: list) -> dict[int, tuple[str, datetime]]:
    """Who entered each row, and when."""
    if not rows:
        return {}
    lines = type(rows[0]).history.filter(id__in=[row.pk for row in rows], history_type="+").order_by()
    return {pk: (by or "", at) for pk, by, at in lines.values_list("id", "history_user__username", "history_date")}
