"""What the lines of history are called: by the words of their records, told from the lines themselves."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models.base import ModelState
from django.db.models.functions import JSONObject

from negotiations import models as talks
from negotiations.models.statement import Statement
from parley.lib.reading import statement_where, values_of
from parley.lib.records import Recorded, lines_of
from tariffs import models as law

# The columns that a record's own words (`str`) are made of, and the one that tells which of its like it is.
_NAMED_BY: dict[type[Recorded], tuple[tuple[str, ...], str]] = {
    law.Economy: (("name",), ""),
    law.Scope: (("name",), ""),
    law.Membership: (("economy", "union"), ""),
    law.ScopeCode: (("hs_code", "included"), "scope"),
    law.Sector: (("scope",), ""),
    law.LegalInstrument: (("number",), "title"),
    law.Measure: (("name",), ""),
    law.Rate: (("duty",), "measure"),
    law.RatePart: (("name", "points"), ""),
    law.Effect: (("kind",), "rate"),
    law.StackingRule: (("measure", "to"), ""),
    law.Relief: (("name",), ""),
    talks.Negotiation: (("title",), ""),
    talks.Party: (("name",), "negotiation"),
    talks.Phase: (("kind",), "negotiation"),
    talks.Official: (("family_name", "given_name", "family_name_first"), ""),
    talks.Appointment: (("title",), "official"),
    talks.Round: (("number",), "negotiation"),
    talks.Occasion: (("title",), ""),
    talks.Attendance: (("presence", "official"), "occasion"),
    talks.Discussion: (("outcome", "issue"), "occasion"),
    talks.Issue: (("title",), ""),
    talks.Position: (("words",), ""),
    talks.Deadline: (("name",), ""),
    talks.Term: (("title",), ""),
    talks.Implementation: (("words",), "term"),
    talks.Divergence: (("title",), ""),
    talks.Account: (("words",), ""),
    talks.Exchange: (("words", "given", "taken"), ""),
    talks.Source: (("publisher", "title", "reliability"), ""),
    talks.Citation: (("credibility", "source"), "quotation"),
}

type Columns = Mapping[str, Any]
type Number = tuple[type[Recorded], int]
type AtHand = dict[Number, Recorded]


def naming_columns(model: type[Recorded]) -> JSONObject:
    """What of a row or of a line of its history is needed to name it, in one column."""
    return JSONObject(**{name: name for name in _needed(model)})


def naming_values(model: type[Recorded], line: Any) -> Columns:
    """The same, of a line that is at hand."""
    return {name: getattr(line, name) for name in _needed(model)}


def _needed(model: type[Recorded]) -> list[str]:
    own = [field.attname for field in _fields(model)]
    return [*own, "published_at"] if issubclass(model, Statement) else own


def _is_draft(number: Number, columns: Columns) -> bool:
    return issubclass(number[0], Statement) and not columns["published_at"]


def in_words(
    lines: Sequence[tuple[type[Recorded], Columns]], at: datetime | None = None, *, drafts: bool = True
) -> list[str]:
    """Each line in words, or nothing where what it points at is gone; one query for all that they point at.

    Without `drafts` nothing is said of a line that is named by one, either.

    What a line points at is called as it is called now, or as it was called at the moment.
    """
    pointed: dict[type[Recorded], set[int]] = defaultdict(set)
    for model, columns in lines:
        for field in _fields(model):
            if field.is_relation and columns[field.attname]:
                pointed[field.related_model].add(columns[field.attname])
    found = {number: each for number, each in _naming(pointed, at).items() if drafts or not _is_draft(number, each)}
    at_hand = {number: _made(number[0], columns, {}) for number, columns in found.items()}
    return [_words(_made(model, columns, at_hand)) for model, columns in lines]


@cache
def _fields(model: type[Recorded]) -> tuple[Any, ...]:
    names, which = _NAMED_BY[model]
    return tuple(model._meta.get_field(name) for name in (*names, which) if name)


def called(
    pointed: Mapping[type[Recorded], Iterable[int]], at: datetime | None = None, *, drafts: bool = True
) -> dict[Number, str]:
    """What the records of some numbers are called, in their own words; those struck out as they were called last.

    Without `drafts` such a statement is called a draft, and no more.

    Three queries at most, and one a kind of which something was struck out.
    """
    found = _naming(pointed, at)
    words = in_words([(model, columns) for (model, _), columns in found.items()], at, drafts=drafts)
    told = {number: said for number, said in zip(found, words, strict=True) if said}
    unseen = () if drafts else [number for number, columns in found.items() if _is_draft(number, columns)]
    told |= dict.fromkeys(unseen, "a draft")
    for model, ids in pointed.items():
        if gone := {pk for pk in ids if (model, pk) not in found}:
            lines = lines_of(model).filter(id__in=gone).order_by("id", "-history_date", "-history_id").distinct("id")
            last = dict(lines.values_list("id", flat=False).annotate(columns=naming_columns(model)))
            words = in_words([(model, columns) for columns in last.values()], at, drafts=drafts)
            for pk, said in zip(last, words, strict=True):
                seen = said if drafts or not _is_draft((model, pk), last[pk]) else "a draft"
                told |= {(model, pk): f"{seen} (struck out)"} if seen else {}
    return told


def _naming(pointed: Mapping[type[Recorded], Iterable[int]], at: datetime | None) -> dict[Number, Columns]:
    """The columns of which names are made, of the records of some numbers; now, or as they stood. One query."""
    asked = {model._meta.label: (model, sorted(ids)) for model, ids in pointed.items() if ids}
    if not asked:
        return {}
    statement = " UNION ALL ".join(_branch(model, past=at is not None) for _, (model, _) in sorted(asked.items()))
    rows = values_of(statement, at, {label: ids for label, (_, ids) in asked.items()})
    return {(asked[label][0], pk): json.loads(columns) for label, pk, columns in rows}


@cache
def _branch(model: type[Recorded], *, past: bool) -> str:
    label = model._meta.label
    pairs = ", ".join(f"'{name}', rows.{name}" for name in _needed(model))
    columns = f"'{label}', rows.id, json_build_object({pairs})::text"
    return f"({statement_where(model, [f'rows.id = ANY(%({label})s)'], 'TRUE', columns, past=past)})"


def _made(model: type[Recorded], columns: Columns, at_hand: AtHand) -> Recorded:
    """As much of the record as is needed to name it."""
    record = model.__new__(model)
    record.__dict__.update(_blank(model))
    record._state = ModelState()
    for field in _fields(model):
        value = columns[field.attname]
        if not field.is_relation:
            record.__dict__[field.name] = field.to_python(value)
        elif target := at_hand.get((field.related_model, value)):
            setattr(record, field.name, target)
    return record


@cache
def _blank(model: type[Recorded]) -> Columns:
    """The columns of a record of which nothing is known; a constructor would work them out for each of a thousand."""
    return {field.attname: field.get_default() for field in model._meta.concrete_fields}


def _words(record: Recorded) -> str:
    which = _NAMED_BY[type(record)][1]
    try:
        said = str(record)
    except ObjectDoesNotExist:
        return ""
    told = _told(record, which) if which else ""
    if isinstance(record, talks.Citation):
        return f"“{told}”, {record.source}" if told else said
    return f"{said}, {told}" if told and told != said else said


def _told(record: Recorded, name: str) -> str:
    field: Any = record._meta.get_field(name)
    if field.is_relation and not field.is_cached(record):
        return ""
    return str(getattr(record, name) or "")
