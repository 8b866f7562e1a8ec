"""Search by name, words and HS code, in any script, at a point on the three clocks."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.contrib.postgres.fields.array import ArrayContains  # type: ignore[attr-defined]  # the stubs lack it
from django.core.exceptions import BadRequest
from django.db.models import (
    Func,
    Model,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast
from django.db.models.lookups import GreaterThan

from negotiations.models import Issue, Negotiation, Official, Position, Source
from negotiations.models.search import Grams, Names
from parley.lib.asof import AsOf
from parley.lib.reading import attach
from parley.lib.records import by_value
from tariffs.models import LegalInstrument, Measure, Scope, ScopeCode, Sector

FOUND = 20
NEAR = 200  # the newest rows, in which a common word is sought first
_LONGEST = 100


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
    wanted = words.split()[:8]
    if any(len(word) < 2 for word in wanted) or len(words) > _LONGEST:
        raise BadRequest(f"Search for words of two letters or more, {_LONGEST} letters in all at most.")
    at = as_of.recorded
    positions = Position.recorded(at).published().known(as_of.known).filter(starts_on__lte=as_of.on)  # type: ignore[attr-defined]
    sources = Source.recorded(at).filter(published_on__lte=as_of.known)
    instruments = LegalInstrument.recorded(at).filter(published_on__lte=as_of.known)
    found = Found(
        officials=list(_indexed(Official.recorded(at).order_by("family_name", "id"), wanted, Names())[:FOUND]),
        issues=list(_indexed(Issue.recorded(at).order_by("place", "id"), wanted, "title", "description")[:FOUND]),
        positions=_newest(positions, wanted, "starts_on", "words", "condition"),
        sources=_newest(sources, wanted, "published_on", "publisher", "title"),
        measures=list(_having(Measure.recorded(at), wanted, "name", "short_name", "legal_basis")[:FOUND]),
        instruments=list(_having(instruments, wanted, "number", "title", "gazette")[:FOUND]),
        sectors=_sectors(wanted, as_of),
    )
    issues_of = [*found.issues, *attach(found.positions, "issue", Issue, at).values()]
    attach(issues_of, "negotiation", Negotiation, at)
    return found


def _newest[Row: Model](rows: QuerySet[Row], words: list[str], by: str, *fields: str) -> list[Row]:
    """The newest rows with the words. A common word is soon met among the newest of all, where the index would first
    list half the table; for a rare one the index of letter pairs is asked."""
    near = rows.order_by(f"-{by}", "-id")[:NEAR].values("pk")
    found = list(_having(rows.filter(pk__in=near), words, *fields).order_by(f"-{by}", "-id")[:FOUND])
    if len(found) == FOUND:
        return found
    return list(_indexed(rows, words, *fields).order_by(by_value(by).desc(), "-id")[:FOUND])


def _indexed(rows: QuerySet, words: Iterable[str], *fields: str | Func) -> QuerySet:
    """The rows whose fields have every word: the index gives those with its pairs of letters, the text decides."""
    asked = [Cast(Value(word), TextField()) for word in words]
    return _having(rows.filter(*(ArrayContains(Grams(*fields), Grams(each)) for each in asked)), words, *fields)


def _having(rows: QuerySet, words: Iterable[str], *fields: str | Func) -> QuerySet:
    """The rows whose fields have every word, without case and accents."""
    text = _plain(*fields)
    asked = (_plain(Cast(Value(word), TextField())) for word in words)
    return rows.filter(*(GreaterThan(Func(text, each, function="strpos"), 0) for each in asked))


def _plain(*fields: str | Func | Cast) -> Func:
    return Func(*fields, function="parley_plain", output_field=TextField())


def _sectors(words: list[str], as_of: AsOf) -> list[Sector]:
    """The sectors of that name, or whose goods name an HS code that begins so, or that the words' code lies within."""
    at = as_of.recorded
    goods = list(_having(Scope.recorded(at), words, "name")[:FOUND])
    codes = {word.replace(".", "") for word in words}
    ids = {scope.pk for scope in goods}
    if all(code.isdecimal() and len(code) <= 10 for code in codes):
        within = reduce(or_, (Q(hs_code__startswith=code) | Q(hs_code__in=_above(code)) for code in codes))
        rows = ScopeCode.recorded(at).filter(within, included=True).exclude(hs_code="")
        ids |= set(rows.order_by().values_list("scope_id", flat=True))
    sectors = list(Sector.recorded(at).filter(scope_id__in=ids).order_by("place", "id")[:FOUND])
    attach(sectors, "scope", Scope, at)
    return sectors


def _above(code: str) -> list[str]:
    return [code[:digits] for digits in range(2, len(code), 2)]
