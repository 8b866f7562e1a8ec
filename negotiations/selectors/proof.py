"""The evidence behind statements of several kinds on one page, in as many queries as for one kind."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from negotiations.models import Citation, Official, Source
from negotiations.selectors.evidence import Evidence, Note, NumberedSource, origins_of
from parley.lib.asof import AsOf
from parley.lib.reading import attach, rows_by
from parley.lib.records import Recorded


@dataclass(slots=True)
class Proof:
    """The evidence behind statements of any kind, under one numbering: numbers come in the order of asking."""

    by_kind: dict[str, Evidence]
    first: Evidence

    def notes(self, statement: Recorded) -> list[Note]:
        evidence = self.by_kind.get(_kind(statement))
        return evidence.notes(statement) if evidence else []

    def origin_count(self, statement: Recorded) -> int:
        evidence = self.by_kind.get(_kind(statement))
        return evidence.origin_count(statement) if evidence else 0

    @property
    def sources(self) -> list[NumberedSource]:
        return self.first.sources

    def join(self, other: "Proof") -> None:
        """Let further kinds of statement share this numbering."""
        for kind, evidence in other.by_kind.items():
            evidence._numbers = self.first._numbers
            self.by_kind[kind] = evidence

    def anew(self) -> None:
        """Number from one again, for a paper that says things in another order than the page."""
        self.first._numbers.clear()


def proof_of(as_of: AsOf, *statements: Iterable[Recorded], speakers: bool = True) -> Proof:
    """The evidence behind statements of any kind; four queries however many there are, and of however many kinds.

    A page that quotes nobody does without the `speakers`.
    """
    ids: defaultdict[str, list[int]] = defaultdict(list)
    for statement in (each for rows in statements for each in rows):
        ids[_kind(statement)].append(statement.pk)
    citations = rows_by(Citation, as_of.recorded, **{f"{kind}_id": pks for kind, pks in ids.items()})
    sources = attach(citations, "source", Source, as_of.recorded)
    if speakers:
        attach(citations, "speaker", Official, as_of.recorded)
    origins = origins_of(list(sources.values()), as_of)
    first = Evidence({}, origins)
    by_kind = {kind: Evidence({}, origins, first._numbers) for kind in ids}
    for citation in citations:
        if citation.source.published_on <= as_of.known:
            kind = citation.supports
            by_kind[kind].citations.setdefault(getattr(citation, f"{kind}_id"), []).append(citation)
    return Proof(by_kind, first)


def _kind(statement: Recorded) -> str:
    return str(statement._meta.model_name)


def voice(notes: Sequence[Note]) -> str:
    """On whose word a statement rests, where nobody says it on the record and no document does."""
    said = {note.citation.attribution for note in notes}
    kinds = Citation.Attribution
    if not said or said & {kinds.ON_RECORD, kinds.DOCUMENT}:
        return ""
    for kind, words in ((kinds.NAMED, "named source"), (kinds.ANONYMOUS, "anonymous sources")):
        if kind in said:
            return words
    return "journalist's inference" if said == {kinds.INFERENCE} else "as reported"
