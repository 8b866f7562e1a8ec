"""On what a page's statements rest: their citations, as known by the day, with the sources numbered as they come."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from negotiations.models import Citation, Official, Source
from parley.lib.asof import AsOf
from parley.lib.reading import attach, rows_by

_MAX_CHAIN = 12  # a retelling of a retelling; a circle ends here too


@dataclass(frozen=True, slots=True)
class Note:
    """One citation under one statement, with the number that its source has on the page."""

    number: int
    citation: Citation


@dataclass(slots=True)
class NumberedSource:
    """A source as it stands in a page's list: its number, and the grades with which the page cites it."""

    number: int
    source: Source
    origin: Source
    grades: set[str] = field(default_factory=set)

    @property
    def grade(self) -> str:
        """B2, or B2–B3 where statements of one source are graded differently."""
        return "–".join(sorted(self.grades)) if self.grades else self.source.reliability


@dataclass(slots=True)
class Evidence:
    """The notes of a page by statement, and its numbered sources.

    Ask for a statement's notes in the order in which the page shows them: that order numbers the sources.
    """

    citations: dict[int, list[Citation]]
    origins: dict[int, Source]
    _numbers: dict[int, NumberedSource] = field(default_factory=dict)

    def notes(self, statement) -> list[Note]:
        """The citations of a statement, each with the number of its source."""
        return [Note(self._number(citation), citation) for citation in self.citations.get(statement.pk, ())]

    def origin_count(self, statement) -> int:
        """On how many independent origins a statement rests: retellings of one report count once."""
        return len({self.origins[citation.source_id].pk for citation in self.citations.get(statement.pk, ())})

    @property
    def sources(self) -> list[NumberedSource]:
        """The sources that were cited so far, in the order of their numbers."""
        return list(self._numbers.values())

    def _number(self, citation: Citation) -> int:
        source = citation.source
        if source.pk not in self._numbers:
            self._numbers[source.pk] = NumberedSource(len(self._numbers) + 1, source, self.origins[source.pk])
        numbered = self._numbers[source.pk]
        numbered.grades.add(citation.grade)
        return numbered.number


def evidence_for(kind: str, statements: Iterable, as_of: AsOf, *, speakers: bool = True) -> Evidence:
    """The evidence for statements of one kind ("position", "rate" …), without what was not public by the day.

    Four queries however many statements: citations, sources, speakers, and the origins of the sources. A page that
    quotes nobody does without the `speakers`.
    """
    ids = [statement.pk for statement in statements]
    citations = rows_by(Citation, as_of.recorded, **{f"{kind}_id": ids})
    sources = attach(citations, "source", Source, as_of.recorded)
    if speakers:
        attach(citations, "speaker", Official, as_of.recorded)
    by_statement = defaultdict(list)
    for citation in citations:
        if citation.source.published_on <= as_of.known:
            by_statement[getattr(citation, f"{kind}_id")].append(citation)
    return Evidence(dict(by_statement), origins_of(list(sources.values()), as_of))


def merged(parts: Sequence[Evidence]) -> None:
    """Let several kinds of statement on one page share one numbering of sources."""
    for part in parts[1:]:
        part._numbers = parts[0]._numbers


def origins_of(sources: Sequence[Source], as_of: AsOf) -> dict[int, Source]:
    """For each source, by id, the document at the start of its chain of retellings; one query a link of the chain."""
    known = {source.pk: source for source in sources}
    for _ in range(_MAX_CHAIN):
        missing = {source.derived_from_id for source in known.values()} - known.keys() - {None}
        if not missing:
            break
        known |= {source.pk: source for source in rows_by(Source, as_of.recorded, id=missing)}
    return {source.pk: _origin(source, known) for source in sources}


def _origin(source: Source, known: dict[int, Source]) -> Source:
    for _ in range(_MAX_CHAIN):
        if source.derived_from_id not in known:
            break
        source = known[source.derived_from_id]
    return source
