"""The evidence behind statements of several kinds on one page, in as many queries as for one kind."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from negotiations.models import Citation
from negotiations.selectors.evidence import Evidence, Note, NumberedSource, citations_of
from parley.lib.asof import AsOf
from parley.lib.records import Recorded


@dataclass(slots=True)
class Proof:
    """The evidence behind statements of any kind, under one numbering: numbers come in the order of asking."""

    by_kind: dict[str, Evidence]
    first: Evidence

    def notes(self, statement: Recorded) -> list[Note]:
        return self._of(statement).notes(statement)

    def origin_count(self, statement: Recorded) -> int:
        return self._of(statement).origin_count(statement)

    def told(self, statement: Recorded) -> str:
        return self._of(statement).told(statement)

    def grade(self, statement: Recorded) -> str:
        return self._of(statement).grade(statement)

    def _of(self, statement: Recorded) -> Evidence:
        """The evidence behind a statement's kind; behind one that was not asked about there is none."""
        return self.by_kind.get(_kind(statement), self.first)

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


def proof_of(as_of: AsOf, *statements: Iterable[Recorded], quoted: bool = True) -> Proof:
    """The evidence behind statements of any kind; four queries however many there are, and of however many kinds.

    A page that quotes nobody does without the words and the speakers.
    """
    ids: defaultdict[str, list[int]] = defaultdict(list)
    for statement in (each for rows in statements for each in rows):
        ids[_kind(statement)].append(statement.pk)
    by_kind, origins = citations_of(ids, as_of, quoted=quoted)
    first = Evidence({}, origins)
    return Proof({kind: Evidence(cited, origins, first._numbers) for kind, cited in by_kind.items()}, first)


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
