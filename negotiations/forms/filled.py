"""What stands in a row when a record is opened for correction: each field as the form shows it."""

from negotiations import quantities
from negotiations.selectors.logging import RoundAsWritten, Written

HEAD = ("number", "level", "place", "starts_on", "ends_on", "aliases", "summary")
_PLAIN = {
    "occasion": ("kind", "title", "held_on", "starts_at", "time_zone", "minutes", "place", "channel"),
    "attendance": ("presence", "capacity"),
    "position": ("stance", "words", "sense", "condition", "starts_on"),
    "discussion": ("outcome", "note"),
    "deadline": ("name", "falls_on", "set_on"),
}
_KEYS = {
    "position": ("issue", "party"),
    "discussion": ("issue",),
    "deadline": ("moves", "moved_by"),
}
CITATION = ("attribution", "attributed_to", "credibility", "quotation", "quotation_language", "translation")


def values_of(kind: str, record) -> dict:
    """The fields of one record that a row holds, without those that number other rows."""
    values = {name: getattr(record, name) for name in _PLAIN[kind]}
    for name in _KEYS.get(kind, ()):
        pk = getattr(record, f"{name}_id")
        values[name] = "" if pk is None else str(pk)
    if kind == "attendance":
        values["official"] = str(record.official)
    if kind == "position":
        values["quantity"] = (
            "" if record.quantity is None else quantities.write(quantities.Quantity(record.quantity, record.unit))
        )
    return values


def head_values(talks) -> dict:
    """The fields of a round."""
    return {name: getattr(talks, name) for name in HEAD} | {"aliases": ", ".join(talks.aliases)}


def citation_values(citation) -> dict:
    """The fields of a citation that stand in its statement's row, without the number of its source."""
    values = {name: getattr(citation, name) for name in CITATION}
    return values | {"speaker": str(citation.speaker) if citation.speaker_id else ""}


def rows_of(written: RoundAsWritten) -> dict[str, list[dict]]:
    """Every row of a logged round, by kind."""
    numbers = {source.pk: number for number, source in enumerate(written.sources, start=1)}
    occasions = {each.record.pk: number for number, each in enumerate(written.occasions, start=1)}
    rows = {"source": [{"pick": proposal(source)} for source in written.sources]}
    for kind in _PLAIN:
        rows[kind] = [_row(kind, each, numbers, occasions) for each in getattr(written, f"{kind}s")]
    return rows


def proposal(source) -> str:
    """A source as it is offered for choice; its key at the end tells it from others."""
    return f"{source.publisher}: {source.title}, {source.published_on} ({source.key})"


def _row(kind: str, written: Written, numbers: dict[int, int], occasions: dict[int, int]) -> dict:
    record, citations = written.record, written.citations
    row = values_of(kind, record) | {"key": record.key, "version": written.version, "source": ""}
    if kind not in ("occasion", "deadline"):
        row["occasion"] = str(occasions[record.occasion_id])
    if citations:
        first, *others = citations
        row |= citation_values(first) | {
            "source": str(numbers[first.source_id]),
            "cited": first.key,
            "cited_version": written.versions[first.pk],
            "also": ", ".join(str(numbers[citation.source_id]) for citation in others),
        }
    return row
