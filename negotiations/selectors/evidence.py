"""On what a page's statements rest: their citations, as known by the day, with the sources numbered as they come."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from negotiations.models import Citation, Official, Source
from parley.lib.asof import AsOf
from parley.lib.reading import attach, rows_by, values_by

_MAX_CHAIN = 12  # a retelling of a retelling; a circle ends here too
_NAMED = 3  # origins that are told by name
_VOICES: dict[str, str] = {
    Citation.Attribution.ON_RECORD: "on the record",
    Citation.Attribution.DOCUMENT: "document",
    Citation.Attribution.NAMED: "named source",
    Citation.Attribution.ANONYMOUS: "anonymous",
    Citation.Attribution.INFERENCE: "inference",
    Citation.Attribution.BACKGROUND: "background",
}


@dataclass(slots=True)
class Cited:
    """What a page that quotes nobody needs of a citation: there are thousands in a file."""

    source_id: int
    source: Source
    attribution: str
    credibility: int

    @property
    def grade(self) -> str:
        return f"{self.source.reliability}{self.credibility}"


@dataclass(slots=True)
class Note:
    """One citation under one statement, with the number that its source has on the page."""

    number: int
    citation: Any  # a Citation; Cited where the page quotes nobody


@dataclass(slots=True)  # a frozen one takes three times as long to make, and a page has hundreds
class Origin:
    """Where one report of a statement began: the document, on whose word it tells it, and how far that is believed."""

    source: Source
    attribution: str
    credibility: int

    @property
    def grade(self) -> str:
        return f"{self.source.reliability}{self.credibility}"

    @property
    def told(self) -> str:
        """Kyodo News, anonymous."""
        return f"{self.source.publisher}, {_VOICES[self.attribution]}"


@dataclass(slots=True)
class NumberedSource:
    """A source as it stands in a page's list: its number, and how far the page believes what it cites it for."""

    number: int
    source: Source
    origin: Source
    credibilities: set[int] = field(default_factory=set)

    @property
    def grade(self) -> str:
        """B2, or B2–B3 where statements of one source are graded differently."""
        reliability, believed = self.source.reliability, self.credibilities
        if len(believed) == 1:  # as of nearly all
            return f"{reliability}{next(iter(believed))}"
        return "–".join(f"{reliability}{each}" for each in sorted(believed)) or reliability


@dataclass(slots=True)
class Evidence:
    """The notes of a page by statement, and its numbered sources.

    Ask for a statement's notes in the order in which the page shows them: that order numbers the sources.
    """

    citations: Mapping[int, list[Any]]  # as a Note has them
    origins: dict[int, Source]
    _numbers: dict[int, NumberedSource] = field(default_factory=dict)

    def notes(self, statement) -> list[Note]:
        """The citations of a statement, each with the number of its source."""
        return [Note(self._number(citation), citation) for citation in self.citations.get(statement.id, ())]

    def numbers(self, statement) -> tuple[int, ...]:
        """The numbers of the sources of a statement, each once, for what shows no more of its notes."""
        return tuple(dict.fromkeys([self._number(citation) for citation in self.citations.get(statement.id, ())]))

    def origin_count(self, statement) -> int:
        """On how many independent origins a statement rests: retellings of one report count once."""
        cited = self.citations.get(statement.id, ())
        if len(cited) < 2:
            return len(cited)
        return len({self.origins[citation.source_id].id for citation in cited})

    def origins_behind(self, statement) -> list[Origin]:
        """The origins of a statement, the surest first. What retells an origin that is itself cited adds nothing to it;
        of retellings of one that is not, the least sure speaks for it."""
        by_origin: dict[int, list[Any]] = {}
        for citation in self.citations.get(statement.id, ()):
            by_origin.setdefault(self.origins[citation.source_id].id, []).append(citation)
        found = []
        for pk, cited in by_origin.items():
            speaks = cited[0]
            if len(cited) > 1:
                own = [each for each in cited if each.source_id == pk]
                speaks = min(own, key=_doubt) if own else max(cited, key=_doubt)
            found.append(Origin(self.origins[speaks.source_id], speaks.attribution, speaks.credibility))
        return sorted(found, key=_surest) if len(found) > 1 else found

    def told(self, statement) -> str:
        """How many reports, of which origins: 6 reports, 1 origin (Kyodo News, anonymous); nothing without any."""
        reports = len({citation.source_id for citation in self.citations.get(statement.id, ())})
        if not reports:
            return ""
        origins = self.origins_behind(statement)
        names = "; ".join(each.told for each in origins[:_NAMED])
        more = f"; {len(origins) - _NAMED} more" if len(origins) > _NAMED else ""
        return f"{_counted(reports, 'report')}, {_counted(len(origins), 'origin')} ({names}{more})"

    def grade(self, statement) -> str:
        """The grade of a statement: that of its best origin; nothing where nothing is cited."""
        origins = self.origins_behind(statement)
        return origins[0].grade if origins else ""

    @property
    def sources(self) -> list[NumberedSource]:
        """The sources that were cited so far, in the order of their numbers."""
        return list(self._numbers.values())

    def _number(self, citation: Citation | Cited) -> int:
        numbered = self._numbers.get(citation.source_id)
        if numbered is None:
            numbered = NumberedSource(len(self._numbers) + 1, citation.source, self.origins[citation.source_id])
            self._numbers[citation.source_id] = numbered
        numbered.credibilities.add(citation.credibility)
        return numbered.number


def evidence_for(kind: str, statements: Iterable, as_of: AsOf, *, quoted: bool = True) -> Evidence:
    """The evidence for statements of one kind ("position", "rate" …), without what was not public by the day.

    Four queries however many statements: citations, sources, speakers, and the origins of the sources. A page that
    quotes nobody does without the words and the speakers.
    """
    by_kind, origins = citations_of({kind: [statement.id for statement in statements]}, as_of, quoted=quoted)
    return Evidence(by_kind[kind], origins)


def citations_of(
    ids: Mapping[str, Sequence[int]], as_of: AsOf, *, quoted: bool
) -> tuple[dict[str, dict[int, list[Any]]], dict[int, Source]]:
    """The citations of statements by their kind and id, as a Note has them, and the origins of their sources."""
    asked = {f"{kind}_id": pks for kind, pks in ids.items()}
    if quoted:
        cited = rows_by(Citation, as_of.recorded, **asked)
        sources = attach(cited, "source", Source, as_of.recorded)
        attach(cited, "speaker", Official, as_of.recorded)
        rows: Iterable[tuple[Any, ...]] = [(row, *(getattr(row, key) for key in asked)) for row in cited]
    else:
        found = values_by(Citation, as_of.recorded, ("source_id", "attribution", "credibility", *asked), **asked)
        sources = {row.pk: row for row in rows_by(Source, as_of.recorded, id={row[0] for row in found})}
        rows = [(Cited(row[0], sources[row[0]], row[1], row[2]), *row[3:]) for row in found]
    public = {pk for pk, source in sources.items() if source.published_on <= as_of.known}
    seen = [row for row in rows if row[0].source_id in public]
    by_kind: dict[str, dict[int, list[Any]]] = {kind: {} for kind in ids}
    for place, cited_for in enumerate(by_kind.values(), start=1):
        for row in seen:
            if (pk := row[place]) is not None:  # a citation supports exactly one statement
                cited_for.setdefault(pk, []).append(row[0])
    return by_kind, origins_of(list(sources.values()), as_of)


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


def _surest(origin: Origin) -> tuple[int, str, int]:
    return origin.credibility, origin.source.reliability, origin.source.id


def _doubt(citation: Any) -> int:
    return int(citation.credibility)


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'s' * (number != 1)}"
