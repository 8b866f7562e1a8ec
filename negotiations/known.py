"""Since when a fact is known: worked out from its instrument or from what is cited for it, and never typed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from functools import cache
from typing import Any

from django.db import transaction

from negotiations.models import (
    STATEMENTS,
    Appointment,
    Attendance,
    Citation,
    Discussion,
    Occasion,
    Phase,
    Position,
    Round,
    Source,
)
from parley.lib.reading import rows_by, values_of
from parley.lib.records import Known, Recorded
from tariffs.models import Effect, LegalInstrument, Rate, Relief, StackingRule

LAW = (Rate, Effect, StackingRule, Relief)  # public with its instrument
ENDED = (StackingRule, Relief)  # of these another act may tell the last day
SELF_EVIDENT = (Phase, Appointment)  # public on their first day when nobody is cited for them
SAID_ON: dict[type[Recorded], str] = {
    Attendance: "occasion",
    Discussion: "occasion",
    Position: "occasion",
    Occasion: "round",
}

type Days = dict[int, date]


def earliest(sources: Iterable[Source]) -> date | None:
    """The first day on which any of the sources could be read."""
    return min((source.published_on for source in sources), default=None)


def known_from(record: Recorded, cited: date | None, beneath: date | None = None) -> date | None:
    """The day on which the record became public; None where it rests on nothing yet.

    `cited` is the day of the earliest source cited for it; `beneath` that of the earliest one cited for anything
    said on it, which counts only for rounds and occasions that nothing is cited for themselves.
    """
    if isinstance(record, LAW):
        return record.instrument.published_on
    if isinstance(record, (Round, Occasion)):
        return cited or beneath
    return cited or (record.starts_on if isinstance(record, SELF_EVIDENT) else None)


def end_known_from(record: Recorded) -> dict[str, date | None]:
    """For a rule or a relief the day on which its last day became public, by the name of its column; None where that is
    the day of the record."""
    if not isinstance(record, ENDED):
        return {}
    return {"end_known_on": record.ended_by.published_on if record.ended_by_id else None}


def known_on(record: Recorded) -> date | None:
    """The same, from what the database holds for the record."""
    if record.pk is None or isinstance(record, LAW):  # nothing is cited for it yet, or what is makes no difference
        return known_from(record, None)
    cited, beneath = days_cited(type(record), [record.pk])
    return known_from(record, cited.get(record.pk), beneath.get(record.pk))


def days_cited(model: type[Recorded], ids: Collection[int], besides: Collection[int] = ()) -> tuple[Days, Days]:
    """For each record the day of the earliest source cited for it, and for anything said on it.

    Leaves out the citations in `besides`.
    """
    paths = _paths(model)
    return _earliest(paths[:1], ids, besides), _earliest(paths[1:], ids, besides)


def above(record: Recorded) -> Recorded | None:
    """The occasion or the round on which it was said, whose day may follow from its own."""
    name = SAID_ON.get(type(record))
    return getattr(record, name) if name else None


@transaction.atomic
def refresh_known(*changed: Recorded, by, reason: str = "") -> list[Recorded]:
    """Work out again since when the records are known, and what else follows from them; gives the rows that changed.

    Takes statements and law, citations, sources and instruments: whatever was written, or lost a citation.
    """
    affected: dict[type[Recorded], set[int]] = defaultdict(set)
    for record in changed:
        for each in _resting_on(record):
            if isinstance(each, Known):
                affected[type(each)].add(each.pk)
    refreshed = []
    for model, ids in affected.items():
        cited, beneath = days_cited(model, ids)
        rows: Iterable[Any] = model._default_manager.filter(pk__in=ids).order_by("pk")
        for row in rows:
            day = known_from(row, cited.get(row.pk), beneath.get(row.pk))
            days = {"known_on": day, **end_known_from(row)}
            if any(getattr(row, name) != day for name, day in days.items()):
                for name, day in days.items():
                    setattr(row, name, day)
                row.record(by=by, reason=reason)
                refreshed.append(row)
    return refreshed


@transaction.atomic
def record_known(record: Recorded, *, by, reason: str = "", version: int | None = None) -> None:
    """Record a row with what is worked out for it and never typed; then work out again what follows from it."""
    before = _as_it_was(record)
    if isinstance(record, Known):
        record.known_on = known_on(record)
    for name, day in end_known_from(record).items():
        setattr(record, name, day)
    record.record(by=by, reason=reason, version=version)
    if followed := list(_followed(before, record)):
        refresh_known(*followed, by=by, reason=reason)


def _as_it_was(record: Recorded) -> Recorded | None:
    """The row before the change, where the day of others may follow from it."""
    if record.pk is None or not isinstance(record, (Source, LegalInstrument, *SAID_ON)):
        return None
    return next(iter(rows_by(type(record), None, id=[record.pk])), None)


def _followed(before: Any, after: Any) -> Iterator[Recorded]:
    """The records from which the day of others follows, and may be another one after the change."""
    if isinstance(after, Citation):
        yield after
    elif isinstance(after, (Source, LegalInstrument)):
        if before and before.published_on != after.published_on:
            yield after
    elif (
        before and (name := SAID_ON.get(type(after))) and getattr(before, f"{name}_id") != getattr(after, f"{name}_id")
    ):
        yield from filter(None, (above(before), above(after)))


def _resting_on(record: Recorded) -> Iterator[Recorded]:
    """The record, and all whose day follows from its own."""
    if isinstance(record, LegalInstrument):
        for model in LAW:
            yield from model._default_manager.filter(instrument=record)
        for model in ENDED:
            yield from model._default_manager.filter(ended_by=record)
    elif isinstance(record, Source):
        for citation in record.citations.select_related(*STATEMENTS):
            yield from _resting_on(citation)
    elif isinstance(record, Citation):
        yield from _resting_on(getattr(record, record.supports))
    else:
        each: Recorded | None = record
        while each is not None:
            yield each
            each = above(each)


def _earliest(paths: Iterable[str], ids: Collection[int], besides: Collection[int]) -> Days:
    found: Days = {}
    for path in paths:
        for pk, day in values_of(_earliest_by(path), None, {"ids": list(ids), "besides": list(besides)}):
            found[pk] = min(day, found.get(pk, day))
    return found


@cache
def _earliest_by(path: str) -> str:
    """For the records to which a way leads from citations, the day of the earliest source of these."""
    *between, last = path.split("__")
    model: Any = Citation
    here, joined = "cited", f"JOIN {Source._meta.db_table} source ON source.id = cited.source_id"
    for name in between:
        model = model._meta.get_field(name).related_model
        joined += f" JOIN {model._meta.db_table} {name} ON {name}.id = {here}.{name}_id"
        here = name
    those = f"{here}.{last}_id = ANY(%(ids)s::bigint[]) AND NOT cited.id = ANY(%(besides)s::bigint[])"
    asked = f"SELECT {here}.{last}_id, min(source.published_on) FROM {Citation._meta.db_table} cited {joined}"  # noqa: S608 - our names
    return f"{asked} WHERE {those} GROUP BY 1"


@cache
def _paths(model: type[Recorded]) -> list[str]:
    """The ways from a citation to a record: first that for the record itself, then for what is said on it."""
    found = []
    for name in STATEMENTS:
        path, at = name, Citation._meta.get_field(name).related_model
        while at is not model and at in SAID_ON:
            path, at = f"{path}__{SAID_ON[at]}", at._meta.get_field(SAID_ON[at]).related_model
        if at is model:
            found.append(path)
    return sorted(found, key=lambda path: path.count("__"))
