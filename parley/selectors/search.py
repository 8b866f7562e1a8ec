"""Search by name, words and HS code, in any script, at a point on the three clocks."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache, reduce
from operator import or_
from typing import Any

from django.contrib.postgres.fields.array import ArrayContains  # type: ignore[attr-defined]  # the stubs lack it
from django.core.exceptions import BadRequest
from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.db.models.lookups import GreaterThan

from negotiations.models import Issue, Negotiation, Official, Position, Source
from negotiations.models.search import Grams, Names, Plain, PlainWord
from parley.lib.asof import AsOf
from parley.lib.reading import answer, attach, made, rows_by, written
from tariffs.models import LegalInstrument, Measure, Scope, ScopeCode, Sector

FOUND = 20
MOST = 8  # words
NEAR = 200  # the newest rows, in which a common word is sought first
_LONGEST = 100

type Finder = Callable[..., QuerySet]  # of the records that have some words, for a reader's clocks


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, by kind; each list is cut at `FOUND`."""

    officials: list[Official]
    issues: list[Issue]
    positions: list[Position]
    sources: list[Source]
    measures: list[Measure]
    instruments: list[LegalInstrument]
    sectors: list[Sector]

    @property
    def nothing(self) -> bool:
        return not any(getattr(self, kind) for kind in self.__slots__)


def search(words: str, as_of: AsOf) -> Found:
    """What has every word, in any script; a word has two letters at least. Positions and sources come newest first."""
    wanted = words.split()[:MOST]
    if any(len(word) < 2 for word in wanted) or len(words) > _LONGEST:
        raise BadRequest(f"Search for words of two letters or more, {_LONGEST} letters in all at most.")
    at = as_of.recorded
    found = Found(
        officials=_asked(_officials, wanted, as_of),
        issues=_asked(_issues, wanted, as_of),
        positions=_newest(_positions, wanted, as_of),
        sources=_newest(_sources, wanted, as_of),
        measures=_asked(_measures, wanted, as_of),
        instruments=_asked(_instruments, wanted, as_of),
        sectors=_sectors(wanted, as_of),
    )
    issues_of = [*found.issues, *attach(found.positions, "issue", Issue, at).values()]
    attach(issues_of, "negotiation", Negotiation, at)
    return found


def _asked(find: Finder, words: Sequence[str], as_of: AsOf, **how: bool) -> list[Any]:
    """The records that a finder finds; its question is put into words once."""
    model, statement, given = _question(find, len(words), past=as_of.recorded is not None, **how)
    values = dict(zip(_WORDS, words, strict=False)) | {_MOMENT: as_of.recorded, _ON: as_of.on, _KNOWN: as_of.known}
    return made(model, answer(statement, given, values), as_of.recorded)


@lru_cache(maxsize=200)
def _question(find: Finder, words: int, *, past: bool, **how: bool) -> tuple[Any, str, tuple[Any, ...]]:
    """The model that a finder asks of, its statement, and what is to be given to it, with stand-ins for the values."""
    rows = find(_WORDS[:words], AsOf(_ON, _KNOWN, _MOMENT if past else None), **how)
    model = rows.model.instance_type if past else rows.model
    columns = [field.attname for field in model._meta.concrete_fields]
    return model, *written(rows[:FOUND].values_list(*columns))


# What stands for the values that are asked for, where a statement is kept: no word has such a letter.
_WORDS = tuple(f"\0{number}" for number in range(MOST))
_MOMENT, _ON, _KNOWN = datetime.min.replace(tzinfo=UTC), date.min, date.max


def _officials(words: Sequence[str], as_of: AsOf) -> QuerySet:
    return _indexed(Official.recorded(as_of.recorded).order_by("family_name", "id"), words, Names())


def _issues(words: Sequence[str], as_of: AsOf) -> QuerySet:
    return _indexed(Issue.recorded(as_of.recorded).order_by("place", "id"), words, "title", "description")


def _measures(words: Sequence[str], as_of: AsOf) -> QuerySet:
    return _having(Measure.recorded(as_of.recorded), words, "name", "short_name", "legal_basis")


def _instruments(words: Sequence[str], as_of: AsOf) -> QuerySet:
    rows = LegalInstrument.recorded(as_of.recorded).filter(published_on__lte=as_of.known)
    return _having(rows, words, "number", "title", "gazette")


def _positions(words: Sequence[str], as_of: AsOf, *, near: bool) -> QuerySet:
    rows = Position.recorded(as_of.recorded).published().known(as_of.known).filter(starts_on__lte=as_of.on)  # type: ignore[attr-defined]
    return _by_day(rows, words, "starts_on", "words", "condition", near=near)


def _sources(words: Sequence[str], as_of: AsOf, *, near: bool) -> QuerySet:
    rows = Source.recorded(as_of.recorded).filter(published_on__lte=as_of.known)
    return _by_day(rows, words, "published_on", "publisher", "title", near=near)


def _scopes(words: Sequence[str], as_of: AsOf) -> QuerySet:
    return _having(Scope.recorded(as_of.recorded), words, "name")


def _newest(find: Finder, words: Sequence[str], as_of: AsOf) -> list[Any]:
    """The newest rows with the words. A common word is soon met among the newest of all, where the index would first
    list half the table; for a rare one the index of letter pairs is asked."""
    found = _asked(find, words, as_of, near=True)
    return found if len(found) == FOUND else _asked(find, words, as_of, near=False)


def _by_day(rows: QuerySet, words: Sequence[str], by: str, *fields: str, near: bool) -> QuerySet:
    """Newest first; `near` the newest of all, else all of which the index tells."""
    if near:
        newest = rows.order_by(f"-{by}", "-id")[:NEAR].values("pk")
        return _having(rows.filter(pk__in=newest), words, *fields).order_by(f"-{by}", "-id")
    return _indexed(rows, words, *fields).order_by(_by_value(by).desc(), "-id")


def _by_value(field: str) -> ExpressionWrapper:
    """A day to be ordered by its value alone.

    By the field itself a plan may walk the whole table in the order of an index, to be done at the first few rows
    that answer, which may be its last.
    """
    day = F(field) + Cast(Value("0"), DurationField())
    return ExpressionWrapper(day, output_field=DateTimeField())


def _indexed(rows: QuerySet, words: Iterable[str], *fields: str | Func) -> QuerySet:
    """The rows whose fields have every word: the index gives those with its pairs of letters, the text decides."""
    asked = [Cast(Value(word), TextField()) for word in words]
    return _having(rows.filter(*(ArrayContains(Grams(*fields), Grams(each)) for each in asked)), words, *fields)


def _having(rows: QuerySet, words: Iterable[str], *fields: str | Func) -> QuerySet:
    """The rows whose fields have every word, without case and accents."""
    asked = (PlainWord(Cast(Value(word), TextField())) for word in words)
    return rows.filter(*(GreaterThan(Func(Plain(*fields), each, function="strpos"), 0) for each in asked))


def _sectors(words: list[str], as_of: AsOf) -> list[Sector]:
    """The sectors of that name, or whose goods name an HS code that begins so, or that the words' code lies within."""
    at = as_of.recorded
    codes = {word.replace(".", "") for word in words}
    ids = {scope.pk for scope in _asked(_scopes, words, as_of)}
    if all(code.isdecimal() and len(code) <= 10 for code in codes):
        within = reduce(or_, (Q(hs_code__startswith=code) | Q(hs_code__in=_above(code)) for code in codes))
        rows = ScopeCode.recorded(at).filter(within, included=True).exclude(hs_code="")
        ids |= set(rows.order_by().values_list("scope_id", flat=True))
    sectors = sorted(rows_by(Sector, at, scope_id=ids), key=lambda sector: (sector.place, sector.pk))[:FOUND]
    attach(sectors, "scope", Scope, at)
    return sectors


def _above(code: str) -> list[str]:
    return [code[:digits] for digits in range(2, len(code), 2)]
