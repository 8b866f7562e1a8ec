"""Publishing statements, taking them back, and ranking those that contradict each other: what editors do."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from negotiations.known import above, known_on
from negotiations.models import (
    Account,
    Attendance,
    Deadline,
    Discussion,
    Exchange,
    Implementation,
    Occasion,
    Position,
    Round,
    Term,
)
from negotiations.models.statement import Statement

# From the top down: what stands later is said on what stands before.
STATEMENT_MODELS: dict[str, Any] = {
    "round": Round,
    "occasion": Occasion,
    "attendance": Attendance,
    "discussion": Discussion,
    "position": Position,
    "deadline": Deadline,
    "term": Term,
    "implementation": Implementation,
    "account": Account,
    "exchange": Exchange,
}
_SAID_ON_IT = {Round: ("occasions",), Occasion: ("attendances", "discussions", "positions")}


@transaction.atomic
def publish(statement, *, by, reason: str = ""):
    """Show a statement to readers, with the occasion and the round on which it was said.

    Refuses a statement that rests on no citation.
    """
    editors_only(by)
    if (on := above(statement)) is not None:
        publish(on, by=by, reason=reason)
    statement = type(statement).objects.select_for_update().get(pk=statement.pk)
    if not statement.is_draft:
        return statement
    statement.known_on = known_on(statement)
    if statement.known_on is None:
        raise ValidationError(f"“{statement}” rests on no citation yet; until it has one it stays a draft.")
    statement.published_at = timezone.now()
    statement.record(by=by, reason=reason)
    return statement


@transaction.atomic
def publish_all(statements: Iterable[Any], *, by, reason: str = "") -> tuple[list, list]:
    """Publish what rests on a citation; gives what was published, and what stays a draft for want of one."""
    editors_only(by)
    published, left = [], []
    for statement in statements:
        if known_on(statement) is None:
            left.append(statement)
        else:
            published.append(publish(statement, by=by, reason=reason))
    return published, left


@transaction.atomic
def return_to_draft(statement, *, by, reason: str):
    """Take a statement back from readers. Refuses without a reason, and while published statements hang on it."""
    editors_only(by)
    statement = type(statement).objects.select_for_update().get(pk=statement.pk)
    if not reason.strip():
        raise ValidationError({"reason": "Say why readers shall not see it any longer."})
    for name in _SAID_ON_IT.get(type(statement), ()):
        if getattr(statement, name).published().exists():
            raise ValidationError(f"Published {name} hang on “{statement}”; take these back first.")
    statement.published_at = None
    statement.record(by=by, reason=reason)
    return statement


@transaction.atomic
def rank(statement, *, rank: str, reason: str, by):
    """Prefer one of several contradicting statements, or set one aside, and say why; none is deleted."""
    editors_only(by)
    statement = type(statement).objects.select_for_update().get(pk=statement.pk)
    if not reason.strip():
        raise ValidationError({"reason": "Say why the statement is ranked so."})
    statement.rank = rank
    statement.rank_reason = "" if rank == Statement.Rank.NORMAL else reason.strip()
    statement.record(by=by, reason=reason)
    return statement


def editors_only(by) -> None:
    """Refuse an analyst; None is the application itself, as in a command."""
    if by is not None and not by.may_publish:
        raise PermissionDenied("Only an editor publishes and ranks. Ask an administrator for that role.")
