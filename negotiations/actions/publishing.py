"""Publishing statements, taking them back, and ranking those that contradict each other: what editors do."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from negotiations.known import above, known_on
from negotiations.models import (
    Account,
    Exchange,
    Implementation,
    Occasion,
    Position,
    Round,
    Term,
)
from negotiations.models.statement import Statement
from parley.comments import Said, comment_on
from parley.lib.records import lines_of
from parley.models import User

# What readers could not make sense of without the other: a promise, or what was given and taken.
_TELLS_OF: dict[type, tuple[str, ...]] = {Implementation: ("term",), Account: ("term",), Exchange: ("given", "taken")}
_HANG_ON_IT: dict[type, dict[str, str]] = {
    Round: {"occasions": "occasions"},
    Occasion: {"attendances": "attendances", "discussions": "discussions", "positions": "positions"},
    Term: {"implementations": "implementations", "accounts": "accounts"},
    Position: {"given_in_return": "exchanges", "taken_in_return": "exchanges"},
}


@transaction.atomic
def publish(statement, *, by, reason: str = ""):
    """Show a statement to readers, with the occasion and the round on which it was said, and with what it tells of.

    Refuses a statement that rests on no citation.
    """
    editors_only(by)
    for on in filter(None, (above(statement), *_told_of(statement))):
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
    """Publish what rests on a citation; gives what was published, and what stays a draft for want of one.

    That may be the promise of which a statement tells, which readers have to see with it.
    """
    editors_only(by)
    published, left = [], []
    for statement in statements:
        bare = next((each for each in (statement, *_told_of(statement)) if known_on(each) is None), None)
        if bare is not None:
            left.append(bare)
        else:
            published.append(publish(statement, by=by, reason=reason))
    return published, left


@transaction.atomic
def return_to_draft(statement, *, by, reason: str):
    """Take a statement back from readers, and tell who drafted it why.

    Refuses without a reason, and while published statements hang on it.
    """
    editors_only(by)
    statement = type(statement).objects.select_for_update().get(pk=statement.pk)
    if not reason.strip():
        raise ValidationError({"reason": "Say why readers shall not see it any longer."})
    for name, called in _HANG_ON_IT.get(type(statement), {}).items():
        if getattr(statement, name).published().exists():
            raise ValidationError(f"Published {called} hang on “{statement}”; take these back first.")
    statement.published_at = None
    statement.record(by=by, reason=reason)
    if by is not None:
        _returned(statement, reason, by)
    return statement


@transaction.atomic
def return_with_comment(statement, text: str, *, by: User) -> Said:
    """Return a draft: the comment says what is to be corrected, and tells who drafted it. The draft stays as it is.

    Refuses a comment without words, and a statement that readers see already.
    """
    editors_only(by)
    statement = type(statement).objects.select_for_update().get(pk=statement.pk)
    if not statement.is_draft:
        raise ValidationError("Readers see this statement already. Take it back from readers where it is ranked.")
    return _returned(statement, text, by)


def _told_of(statement) -> list[Any]:
    """The statements of which this one tells."""
    told = (getattr(statement, name) for name in _TELLS_OF.get(type(statement), ()))
    return [each for each in told if each is not None]


def _returned(statement, text: str, by: User) -> Said:
    return comment_on(
        statement._meta.model_name, statement.key, text, by=by, returns=True, tell=_who_drafted(statement)
    )


def _who_drafted(statement) -> list[User]:
    """Who entered the statement; nobody where a command did, or where the account is closed."""
    model: Any = type(statement)
    lines = lines_of(model).filter(id=statement.pk, history_type="+", history_user__is_active=True)
    return [line.history_user for line in lines.select_related("history_user").order_by("history_id")[:1]]


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
