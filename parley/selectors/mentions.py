"""Which comments name a user who has not read them yet."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Value

from parley.models import Comment, Mention, User
from parley.selectors.changes import kinds
from parley.selectors.wording import in_words, naming_columns

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Named:
    """A comment that names the user: who said what of which record."""

    mention: int
    comment: Comment
    noun: str
    words: str

    @property
    def address(self) -> str:
        return f"/records/{self.comment.kind}/{self.comment.key}/comments/#comment-{self.comment.pk}"

    @property
    def at(self) -> datetime:
        return self.comment.made_at


def unread(user: User) -> tuple[list[Named], bool]:
    """The newest comments that name the user and were not marked as read, and whether there are more.

    One query where there are none, and two more for what the records are called.
    """
    found = Mention.objects.filter(user=user, read_at=None).select_related("comment__author").order_by("-id")
    mentions = list(found[: SHOWN + 1])
    shown = mentions[:SHOWN]
    called = names_of((mention.comment.kind, mention.comment.key) for mention in shown)
    told = []
    for mention in shown:
        comment = mention.comment
        noun, words = called.get((comment.kind, comment.key), (comment.kind, comment.key))
        told.append(Named(mention.pk, comment, noun, words))
    return told, len(mentions) > SHOWN


def names_of(records: Iterable[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, str]]:
    """What records are called, by kind and key: the noun and their own words. Those struck out are left out."""
    keys: dict[str, set[str]] = defaultdict(set)
    for kind, key in records:
        if kind in kinds():
            keys[kind].add(key)
    branches = [_naming(kind, kinds()[kind], found) for kind, found in sorted(keys.items())]
    if not branches:
        return {}
    rows = list(branches[0].union(*branches[1:], all=True).order_by() if branches[1:] else branches[0])
    words = in_words([(kinds()[kind], columns) for kind, _, columns in rows])
    return {
        (kind, key): (str(kinds()[kind]._meta.verbose_name), said or key)
        for (kind, key, _), said in zip(rows, words, strict=True)
    }


def _naming(kind: str, model: Any, keys: set[str]) -> Any:
    rows = model._base_manager.filter(key__in=sorted(keys)).order_by()
    told = rows.annotate(record_kind=Value(kind, CharField()), naming=naming_columns(model))
    return told.values_list("record_kind", "key", "naming")
