"""The copies of a source, and whether the passages that are cited from it still stand in the latest one."""

from collections.abc import Sequence
from dataclasses import dataclass

from negotiations.capture.anchors import Anchor, Searched
from negotiations.models import Capture, Citation, Source
from parley.lib.asof import AsOf

_LIGHT = ("source_id", "captured_at", "captured_by", "address", "media_type", "sha256")


@dataclass(frozen=True, slots=True)
class Kept:
    """A copy with its number among those of its source, the first one being 1."""

    number: int
    capture: Capture


def copies_of(source: Source, as_of: AsOf) -> list[Kept]:
    """The copies that had been made by the recorded moment, the latest first, without their texts."""
    rows = Capture.objects.filter(source_id=source.pk).select_related("captured_by").only(*_LIGHT)
    if as_of.recorded:
        rows = rows.filter(captured_at__lte=as_of.recorded)
    found = list(rows.order_by("captured_at", "id"))
    return [Kept(number, capture) for number, capture in enumerate(found, 1)][::-1]


def copy_text(kept: Kept) -> str:
    """The text of a copy."""
    return Capture.objects.values_list("text", flat=True).get(pk=kept.capture.pk)


def anchors_in(text: str, citations: Sequence[Citation]) -> dict[int, Anchor]:
    """How each passage stands in a text, by the id of its citation; one without a quotation has no state."""
    searched = Searched(text)
    return {
        citation.pk: searched.find(citation.quotation, citation.words_before, citation.words_after)
        for citation in citations
        if citation.quotation.strip()
    }
