"""One source: what it carries, what it retells, what retells it."""

from dataclasses import dataclass

from negotiations.capture.anchors import Anchor
from negotiations.models import (
    STATEMENTS,
    Account,
    Appointment,
    Attendance,
    Citation,
    Deadline,
    Discussion,
    Exchange,
    Implementation,
    Issue,
    Negotiation,
    Occasion,
    Official,
    Phase,
    Position,
    Round,
    Source,
    Term,
)
from negotiations.selectors.copies import Kept, anchors_in, copies_of, copy_text
from negotiations.selectors.evidence import origins_of
from parley.lib.asof import AsOf
from parley.lib.reading import attach
from parley.lib.records import Recorded
from tariffs.models import Effect, Measure, Rate, RatePart, Relief

CARRIED: dict[str, type[Recorded]] = {
    "round": Round,
    "occasion": Occasion,
    "attendance": Attendance,
    "discussion": Discussion,
    "issue": Issue,
    "position": Position,
    "deadline": Deadline,
    "term": Term,
    "account": Account,
    "implementation": Implementation,
    "exchange": Exchange,
    "phase": Phase,
    "appointment": Appointment,
    "rate": Rate,
    "part": RatePart,
    "effect": Effect,
    "relief": Relief,
}
assert set(CARRIED) == set(STATEMENTS)  # noqa: S101 - a statement that this page forgets would go unseen


@dataclass(frozen=True, slots=True)
class Carried:
    """A passage with the statement that it carries."""

    kind: str
    statement: object
    citation: Citation
    anchor: Anchor | None = None  # how the passage stands in the latest copy, where there is one


@dataclass(slots=True)
class SourceFile:
    """One source's page."""

    origin: Source
    derived: list[Source]
    carried: list[Carried]
    copies: list[Kept]


def source_file(source: Source, as_of: AsOf, *, drafts: bool = False) -> SourceFile:
    """What a source carries, in the order in which it was cited; a query a kind of statement at most.

    What no reader sees yet is in it only with `drafts`.
    """
    at = as_of.recorded
    origin = origins_of([source], as_of)[source.pk]
    derived = Source.recorded(at).filter(derived_from_id=source.pk, published_on__lte=as_of.known)
    citations = list(Citation.recorded(at).filter(source_id=source.pk).order_by("id")[:200])
    attach(citations, "speaker", Official, at)
    for citation in citations:
        citation.source = source
    statements = {
        kind: attach([citation for citation in citations if citation.supports == kind], kind, model, at)
        for kind, model in CARRIED.items()
        if any(citation.supports == kind for citation in citations)
    }
    _join(statements, at)
    copies = copies_of(source, as_of)
    anchors = anchors_in(copy_text(copies[0]), citations) if copies and citations else {}
    carried = [
        Carried(kind, statement, citation, anchors.get(citation.pk))
        for citation in citations
        for kind in [citation.supports]
        if _is_seen(statement := getattr(citation, kind)) or drafts
    ]
    return SourceFile(origin, list(derived.order_by("published_on", "id")[:100]), carried, copies)


def _is_seen(statement) -> bool:
    return getattr(statement, "published_at", True) is not None


def _join(statements: dict[str, dict], at) -> None:
    """Give the statements what their words and addresses need."""
    rows = {kind: list(found.values()) for kind, found in statements.items()}
    said = [*rows.get("attendance", ()), *rows.get("discussion", ())]
    occasions = [*rows.get("occasion", ()), *attach(said, "occasion", Occasion, at).values()]
    attach(rows.get("attendance", ()), "official", Official, at)
    attach(rows.get("appointment", ()), "official", Official, at)
    about = [*rows.get("position", ()), *rows.get("discussion", ())]
    issues = [*rows.get("issue", ()), *attach(about, "issue", Issue, at).values()]
    attach(
        [*occasions, *issues, *rows.get("round", ()), *rows.get("deadline", ()), *rows.get("phase", ())],
        "negotiation",
        Negotiation,
        at,
    )
    on_rates = [*rows.get("part", ()), *rows.get("effect", ())]
    rates = [*rows.get("rate", ()), *attach(on_rates, "rate", Rate, at).values()]
    attach([*rates, *rows.get("relief", ())], "measure", Measure, at)
