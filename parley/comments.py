"""Comments on records: made once and never changed, with the users whom they name. No part of the record itself."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from parley.lib.legible import refuse_illegible
from parley.lib.reading import values_of
from parley.models import Comment, Mention, Role, User

LONGEST = 5000  # letters
# Not within a word, as in an address for mail.
_NAMED = re.compile(r"(?<![\w.+-])@([\w.@+-]+)")
_ENDS_A_SENTENCE = ".@+-"  # may be part of a user's name, or end a sentence


@dataclass(frozen=True, slots=True)
class Said:
    """A comment that was made, and the names in it that nobody has who reads comments."""

    comment: Comment
    unknown: list[str]


@transaction.atomic
def comment_on(kind: str, key: str, text: str, *, by: User, returns: bool = False, tell: Iterable[User] = ()) -> Said:
    """Add a comment to a record; whom it names as @username, and whom else to `tell`, finds it on the desk.

    Refuses readers, nothing said, and more letters than `LONGEST`. Whoever only reads cannot be named.
    """
    if not by.may_write:
        raise PermissionDenied("Comments are for analysts. Ask an administrator for that role.")
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise ValidationError({"text": "Say why it is returned." if returns else "Nothing is said yet."})
    if len(text) > LONGEST:
        raise ValidationError({"text": f"A comment has {LONGEST:,} letters at most; this one has {len(text):,}."})
    try:
        refuse_illegible(text)
    except ValidationError as refusal:
        raise ValidationError({"text": refusal}) from refusal
    # The clock of the lines of history, which a returning comment is compared with.
    comment = Comment(kind=kind, key=key, author=by, made_at=timezone.now(), text=text, returns=returns)
    comment.save()
    named, unknown = _named_in(text)
    told = {user.pk for user in named if user.pk != by.pk} | {user.pk for user in tell if user.may_write}
    Mention.objects.bulk_create(Mention(comment=comment, user_id=pk) for pk in sorted(told))
    return Said(comment, unknown)


def _named_in(text: str) -> tuple[list[User], list[str]]:
    """The users whom a text names, and the names that nobody has, each once and in order."""
    words = dict.fromkeys(_NAMED.findall(text))
    if not words:
        return [], []
    asked = {form for word in words for form in (word, word.rstrip(_ENDS_A_SENTENCE))}
    found = User.objects.filter(username__in=asked, is_active=True).exclude(role=Role.READER)
    by_name = {user.username: user for user in found}
    users: dict[int, User] = {}
    unknown: dict[str, None] = {}
    for word in words:
        bare = word.rstrip(_ENDS_A_SENTENCE)
        if user := by_name.get(word) or by_name.get(bare):
            users[user.pk] = user
        elif bare:
            unknown[bare] = None
    return list(users.values()), list(unknown)


def comments_on(kind: str, key: str, *, by: datetime | None = None) -> QuerySet[Comment]:
    """What was said of a record, oldest first; up to a moment, where one is given."""
    comments = Comment.objects.filter(kind=kind, key=key).select_related("author").order_by("id")
    return comments.filter(made_at__lte=by) if by else comments


def count_on(kind: str, key: str) -> int:
    """How many comments there are on a record."""
    [(count,)] = values_of(_COUNT, None, {"kind": kind, "key": key})
    return count


_COUNT = f"SELECT count(*) FROM {Comment._meta.db_table} WHERE kind = %(kind)s AND key = %(key)s"  # noqa: S608 - our name


def newest_on(kind: str, key: str, *, size: int, by: datetime | None = None) -> tuple[list[Comment], bool]:
    """The newest of what was said of a record, oldest first, and whether there is more before it."""
    newest = list(comments_on(kind, key, by=by).order_by("-id")[: size + 1])
    return newest[:size][::-1], len(newest) > size


def comments_of(records: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[Comment]]:
    """What was said of some records, each by its kind and key, oldest first; one query."""
    wanted = set(records)
    found: dict[tuple[str, str], list[Comment]] = defaultdict(list)
    if wanted:
        keys = {key for _, key in wanted}
        for comment in Comment.objects.filter(key__in=keys).select_related("author").order_by("id"):
            if (comment.kind, comment.key) in wanted:
                found[comment.kind, comment.key].append(comment)
    return found


def count_by(username: str, *, until: datetime | None = None) -> int:
    """How many comments a user made; up to a moment, where one is given."""
    comments = Comment.objects.filter(author__username=username)
    return (comments.filter(made_at__lte=until) if until else comments).count()


def mark_read(user: User, mention: int | None) -> int:
    """Note that the user has read one comment that names them, or all; gives how many were not read before."""
    unread = Mention.objects.filter(user=user, read_at=None)
    if mention is not None:
        unread = unread.filter(pk=mention)
    return unread.update(read_at=timezone.now())
