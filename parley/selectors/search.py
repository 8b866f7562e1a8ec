"""Search by name and words, in any script, at a point on the three clocks."""

from dataclasses import dataclass

from django.contrib.postgres.fields.array import ArrayContains  # type: ignore[attr-defined]  # the stubs lack it
from django.core.exceptions import BadRequest
from django.db.models import Func, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.db.models.lookups import GreaterThan

from negotiations.models import Issue, Negotiation, Official, Position, Source
from negotiations.models.search import Grams
from parley.lib.asof import AsOf
from parley.lib.records import attach

FOUND = 20
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, by kind; each list is cut at `FOUND`."""

    officials: list[Official]
    issues: list[Issue]
    positions: list[Position]
    sources: list[Source]

    @property
    def nothing(self) -> bool:
        return not (self.officials or self.issues or self.positions or self.sources)


def search(words: str, as_of: AsOf) -> Found:
    """Officials, issues, positions and sources that have every word; a word has two letters at least, in any script."""
    wanted = words.split()[:8]
    if any(len(word) < 2 for word in wanted) or len(words) > _LONGEST:
        raise BadRequest(f"Search for words of two letters or more, {_LONGEST} letters in all at most.")
    at = as_of.recorded
    officials = _having(Official.recorded(at), wanted, "family_name", "given_name", "native_name")
    issues = _having(Issue.recorded(at), wanted, "title", "description")
    positions = _having(Position.recorded(at), wanted, "words", "condition")
    positions = positions.published().known(as_of.known).filter(starts_on__lte=as_of.on)  # type: ignore[attr-defined]
    sources = _having(Source.recorded(at), wanted, "publisher", "title").filter(published_on__lte=as_of.known)
    found = Found(list(officials[:FOUND]), list(issues[:FOUND]), list(positions[:FOUND]), list(sources[:FOUND]))
    issues_of = [*found.issues, *attach(found.positions, "issue", Issue, at).values()]
    attach(issues_of, "negotiation", Negotiation, at)
    return found


def _having(rows: QuerySet, words: list[str], *fields: str) -> QuerySet:
    """The rows whose fields have every word: the index gives those with its pairs of letters, the text decides."""
    text = Func(*fields, function="parley_plain", output_field=TextField())
    for word in words:
        asked = Cast(Value(word), TextField())
        plain = Func(asked, function="parley_plain", output_field=TextField())
        place = Func(text, plain, function="strpos")
        rows = rows.filter(ArrayContains(Grams(*fields), Grams(asked)), GreaterThan(place, 0))
    return rows
