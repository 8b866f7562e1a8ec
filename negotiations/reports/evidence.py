"""Sources and notes as an export says them."""

from negotiations.selectors.evidence import Evidence, NumberedSource
from negotiations.selectors.proof import Proof
from parley.lib.asof import say_day
from parley.lib.documents import Source


def sources(evidence: Evidence | Proof) -> tuple[Source, ...]:
    """The numbered sources of a document, each with its grade and where it retells another, that one."""
    return tuple(_source(numbered) for numbered in evidence.sources)


def note_numbers(notes) -> tuple[int, ...]:
    """The numbers that stand behind a statement."""
    return tuple(dict.fromkeys(note.number for note in notes))


def _source(numbered: NumberedSource) -> Source:
    source = numbered.source
    title = f"[{source.title}]" if source.title_is_ours else f"“{source.title}”"
    retells = numbered.origin if numbered.origin.pk != source.pk else None
    return Source(
        number=numbered.number,
        text=f"{source.publisher}, {title}, {say_day(source.published_on)}",
        grade=numbered.grade,
        address=source.address,
        captured_on=source.captured_on,
        origin=f"{retells.publisher}, {say_day(retells.published_on)}" if retells else "",
        language=source.language,
    )
