"""Who changed what, when and why, read from the history of every record."""

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import BadRequest
from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When

from negotiations.models import STATEMENT_MODELS, Citation, Statement
from parley.lib.asof import AsOf
from parley.lib.reading import answer, written
from parley.lib.records import SYSTEM, Keyed, Recorded, lines_of
from parley.lib.stretch import ALWAYS, Stretch
from parley.selectors.wording import in_words, naming_columns
from tariffs.models import Scope, ScopeCode

type Edge = tuple[datetime, str, int]  # the last line of the page before: its moment, kind of record and number

_PART = "scopecode"  # has no key and no history page; that of its scope shows it
# What stands for the values that are asked for, where a statement is kept: no record has such a moment or number.
_MOMENT, _SINCE, _UNTIL, _EDGE = (datetime(1, 1, day, tzinfo=UTC) for day in range(1, 5))
_USER, _LINE = -1, -2
WHAT = {"+": "entered", "~": "changed", "-": "struck"}
_COLUMNS = (
    "record_kind",
    "record_key",
    "naming",
    "history_id",
    "history_date",
    "history_type",
    "history_user_id",
    "history_change_reason",
)


@cache
def kinds() -> dict[str, type[Recorded]]:
    """The recorded models by the word that stands in addresses."""
    return {
        str(model._meta.model_name): model
        for model in apps.get_models()
        if issubclass(model, Keyed) and issubclass(model, Recorded)
    }


@cache
def logged() -> dict[str, type[Recorded]]:
    """The recorded models that the log of changes tells of, by their word in addresses, in order."""
    return dict(sorted((kinds() | {_PART: ScopeCode}).items()))


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the log of changes; `kind` and `key` name the record whose history shows it."""

    kind: str
    key: str
    noun: str
    words: str
    history_id: int
    at: datetime
    what: str
    by: str
    why: str


def lines_shown(
    model: type[Recorded], as_of: AsOf, *, drafts: bool, within: Stretch = ALWAYS, by: Any = None
) -> QuerySet:
    """The lines of a model's history by the moment; without `drafts` none of a draft, nor of what is cited for one.

    `within` and `by` narrow them to those of a stretch and of a user (or of `SYSTEM`).
    """
    lines: QuerySet = lines_of(model)
    if as_of.recorded:
        lines = lines.filter(history_date__lte=as_of.recorded)
    if within.since:
        lines = lines.filter(history_date__gte=within.since)
    if within.until:
        lines = lines.filter(history_date__lte=within.until)
    if by:
        lines = lines.filter(history_user=None if by == SYSTEM else by)
    if not drafts and issubclass(model, Statement):
        lines = lines.filter(published_at__isnull=False)
    if not drafts and model is Citation:
        lines = _cited_for_readers(lines, as_of.recorded)
    return lines


def latest_changes(
    as_of: AsOf,
    *,
    size: int,
    drafts: bool,
    by: str = "",
    before: str = "",
    kind: str = "",
    within: Stretch = ALWAYS,
) -> tuple[list[Change], str]:
    """The newest changes of all records, and the mark to ask for those before them (empty at the end).

    One query reads the newest lines of each history table, each by its index, and one more what they point at.
    `drafts` says whether the reader may see statements that are not published.
    """
    wanted = wanted_kinds(kind)
    rows = newest_lines(as_of, size, drafts=drafts, by=by, before=before, wanted=wanted, within=within)
    return _told(rows, size, as_of.recorded, drafts)


def newest_lines(
    as_of: AsOf,
    size: int,
    *,
    drafts: bool,
    wanted: Mapping[str, type[Recorded]],
    by: str = "",
    before: str = "",
    within: Stretch = ALWAYS,
) -> list[dict[str, Any]]:
    """The newest lines, and one more than is asked for; each with `_COLUMNS`."""
    user, edge = who(by), _edge(before)
    statement, given = _question(
        tuple(wanted),
        edge[1] if edge else "",
        past=as_of.recorded is not None,
        since=within.since is not None,
        until=within.until is not None,
        by=user if user == SYSTEM or not user else _USER,
        drafts=drafts,
        size=size,
    )
    values: dict[Any, Any] = {_MOMENT: as_of.recorded, _SINCE: within.since, _UNTIL: within.until}
    values |= {_USER: getattr(user, "pk", None), _EDGE: edge[0] if edge else None, _LINE: edge[2] if edge else None}
    rows = [dict(zip(_COLUMNS, row, strict=True)) for row in answer(statement, given, values)]
    for row in rows:
        if isinstance(row["naming"], str):
            row["naming"] = json.loads(row["naming"])
    return rows


@lru_cache(maxsize=100)
def _question(
    wanted: Sequence[str],
    edge: str,
    *,
    past: bool,
    since: bool,
    until: bool,
    by: str | int | None,
    drafts: bool,
    size: int,
) -> tuple[str, tuple[Any, ...]]:
    """The statement that asks for the newest lines of some histories, whose columns are `_COLUMNS`, and what is to be
    given to it.

    `edge` is the kind of record at which the page before ended.
    """
    as_of = AsOf(date.min, date.min, _MOMENT if past else None)
    within = Stretch(_SINCE if since else None, _UNTIL if until else None)
    models = logged()
    lines = {name: lines_shown(models[name], as_of, drafts=drafts, within=within, by=by) for name in wanted}
    return written(_together(lines, size, (_EDGE, edge, _LINE) if edge else None))


def who(by: str) -> Any:
    """The user of a name, `SYSTEM`, or None where no name is given; a name that nobody has is refused."""
    if not by or by == SYSTEM:
        return by or None
    user = get_user_model().objects.filter(username=by).first()
    if user is None:
        raise BadRequest(f"Nobody here is called “{by[:40]}”.")
    return user


def wanted_kinds(kind: str) -> dict[str, type[Recorded]]:
    """The kind of record that is asked for, or all; one that does not exist is refused."""
    wanted = {name: model for name, model in logged().items() if not kind or name == kind}
    if not wanted:
        raise BadRequest(f"There is no kind of record called “{kind[:40]}”.")
    return wanted


def code_changes(scope: int, as_of: AsOf, *, size: int, before: str) -> tuple[list[Change], str]:
    """The newest changes of a scope's codes, which have no history page of their own, and the mark of those before."""
    lines = lines_shown(ScopeCode, as_of, drafts=True).filter(scope_id=scope)
    return _told(list(_together({_PART: lines}, size, _edge(before))), size, as_of.recorded, True)


def _together(lines: Mapping[str, QuerySet], size: int, edge: Edge | None) -> QuerySet:
    """The newest lines of several histories, and one more than is asked for."""
    models = logged()
    branches = [_branch(name, models[name], found, edge)[: size + 1] for name, found in lines.items()]
    first, *others = branches
    if not others:  # in order already, and a window cannot be put in order again
        return first
    together = first.union(*others, all=True).order_by("-history_date", "-record_kind", "-history_id")
    return together[: size + 1]


def _told(rows: list[dict[str, Any]], size: int, at: datetime | None, drafts: bool) -> tuple[list[Change], str]:
    """Lines as changes, without the one too many, of which there is a mark instead."""
    more, rows = len(rows) > size, rows[:size]
    mark = f"{rows[-1]['history_date'].isoformat()}~{rows[-1]['record_kind']}~{rows[-1]['history_id']}" if more else ""
    return as_changes(rows, worded(rows, at, drafts)), mark


def _branch(name: str, model: type[Recorded], lines: QuerySet, edge: Edge | None) -> QuerySet:
    if edge:
        moment, kind, history_id = edge
        same = Q(history_date=moment) if name < kind else Q(history_date=moment, history_id__lt=history_id)
        lines = lines.filter(Q(history_date__lt=moment) if name > kind else Q(history_date__lt=moment) | same)
    # A key never changes, so any line of the scope has it, also when the scope itself was struck.
    scope_key = Subquery(lines_of(Scope).filter(id=OuterRef("scope_id")).order_by().values("key")[:1])
    return (
        lines.order_by("-history_date", "-history_id")
        .annotate(
            record_kind=Value(name, CharField()),
            record_key=scope_key if model is ScopeCode else F("key"),
            naming=naming_columns(model),
        )
        .values(*_COLUMNS)
    )


def _cited_for_readers(lines: QuerySet, at: datetime | None) -> QuerySet:
    """Lines of citations for what readers see, or saw at the moment.

    Each statement is looked up by its id: PostgreSQL would read a table whole for the same condition with EXISTS,
    since it does not know that the newest lines are enough.
    """
    for name, model in STATEMENT_MODELS.items():
        seen = {f"{name}_published": Subquery(_published_by(model, OuterRef(f"{name}_id"), at))}
        lines = lines.alias(**seen).filter(Q(**{f"{name}_id": None}) | Q(**{f"{name}_published__isnull": False}))
    return lines


def _published_by(model: Any, number: OuterRef, at: datetime | None) -> Any:
    """Since when readers see a statement, as it stood; nothing for a draft, and for what was struck out."""
    if at is None:
        return model._base_manager.filter(pk=number).order_by().values("published_at")
    last = lines_of(model).filter(id=number, history_date__lte=at).order_by("-history_date", "-history_id")
    return last.annotate(seen=Case(When(~Q(history_type="-"), then=F("published_at")))).values("seen")[:1]


def _edge(before: str) -> Edge | None:
    if not before:
        return None
    with suppress(ValueError):
        moment, kind, number = before.replace(" ", "+").split("~")
        if kind in logged():
            return datetime.fromisoformat(moment), kind, int(number)
    raise BadRequest("This page's address cannot be read; go back to the first page.")


def worded(rows: Sequence[dict], at: datetime | None, drafts: bool) -> list[str]:
    """What each line says of its record."""
    models = logged()
    return in_words([(models[row["record_kind"]], row["naming"]) for row in rows], at, drafts=drafts)


def as_changes(rows: Sequence[dict], named: Iterable[str]) -> list[Change]:
    """Lines as changes, each with what it says."""
    users = get_user_model().objects.in_bulk({row["history_user_id"] for row in rows} - {None})
    by = {pk: str(user) for pk, user in users.items()}
    nouns = {kind: str(model._meta.verbose_name) for kind, model in logged().items()}
    return [
        Change(
            kind="scope" if row["record_kind"] == _PART else row["record_kind"],
            key=row["record_key"],
            noun=nouns[row["record_kind"]],
            words=words or row["record_key"],
            history_id=row["history_id"],
            at=row["history_date"],
            what=WHAT[row["history_type"]],
            by=by.get(row["history_user_id"], SYSTEM),
            why=row["history_change_reason"] or "",
        )
        for row, words in zip(rows, named, strict=True)
    ]
