"""One source: what it carries, what it retells, what retells it."""

from dataclasses import dataclass
from typing import Any

from negotiations.capture.anchors import Anchor
from negotiations.models import (
    STATEMENTS,
    Citation,
    Divergence,
    Issue,
    Negotiation,
    Occasion,
    Official,
    Position,
    Source,
    Term,
)
from negotiations.selectors.copies import Kept, anchors_in, copies_of, copy_text
from negotiations.selectors.evidence import origins_of
from parley.lib.asof import AsOf
from parley.lib.reading import attach
from tariffs.models import Measure, Rate

_MOST = 200  # citations
_MODELS: dict[str, Any] = {name: Citation._meta.get_field(name).related_model for name in STATEMENTS}


@dataclass(frozen=True, slots=True)
class Carried:
    """A passage with the statement that it carries."""

    kind: str
    statement: object
    citation: Citation
    anchor: Anchor | None  # how the passage stands in the latest copy, where there is one


@dataclass(slots=True)
class SourceFile:
    """One source's page."""

    origin: Source
    derived: list[Source]
    carried: list[Carried]
    copies: list[Kept]
    is_cut: bool  # more is cited from it than is carried here


def source_file(source: Source, as_of: AsOf, *, drafts: bool = False) -> SourceFile:
    """What a source carries and retells, what retells it, and its copies."""
    origin = origins_of([source], as_of)[source.pk]
    derived = Source.recorded(as_of.recorded).filter(derived_from_id=source.pk, published_on__lte=as_of.known)
    copies = copies_of(source, as_of)
    carried, is_cut = carried_by(source, as_of, copy_text(copies[0]) if copies else None, drafts=drafts)
    return SourceFile(origin, list(derived.order_by("published_on", "id")[:100]), carried, copies, is_cut)


def carried_by(source: Source, as_of: AsOf, text: str | None, *, drafts: bool) -> tuple[list[Carried], bool]:
    """The statements that rest on a source, in the order in which it was cited, and how their passages stand in a text.

    Those of the first citations, and whether there are more; a query a kind of statement at most. What no reader sees
    yet is among them only with `drafts`.
    """
    at = as_of.recorded
    found = list(Citation.recorded(at).filter(source_id=source.pk).order_by("id")[: _MOST + 1])
    citations = found[:_MOST]
    attach(citations, "speaker", Official, at)
    for citation in citations:
        citation.source = source
    supported = {citation.supports for citation in citations}
    statements = {
        kind: attach([each for each in citations if each.supports == kind], kind, model, at)
        for kind, model in _MODELS.items()
        if kind in supported
    }
    _join(statements, at)
    anchors = anchors_in(text, citations) if text is not None else {}
    carried = [
        Carried(kind, statement, citation, anchors.get(citation.pk))
        for citation in citations
        for kind in [citation.supports]
        if _is_seen(statement := getattr(citation, kind)) or drafts
    ]
    return carried, len(found) > _MOST


def _is_seen(statement) -> bool:
    return getattr(statement, "published_at", True) is not None


def _join(statements: dict[str, dict], at) -> None:
    """Give the statements what their words and addresses need."""
    rows = {kind: list(found.values()) for kind, found in statements.items()}
    said = [*rows.get("attendance", ()), *rows.get("discussion", ())]
    occasions = [*rows.get("occasion", ()), *attach(said, "occasion", Occasion, at).values()]
    attach(rows.get("attendance", ()), "official", Official, at)
    attach(rows.get("appointment", ()), "official", Official, at)
    promised = [*rows.get("implementation", ()), *rows.get("account", ())]
    terms = [*rows.get("term", ()), *attach(promised, "term", Term, at).values()]
    divergences = attach(rows.get("account", ()), "divergence", Divergence, at).values()
    exchanged = rows.get("exchange", ())
    positions = [*attach(exchanged, "given", Position, at).values(), *attach(exchanged, "taken", Position, at).values()]
    about = [*rows.get("position", ()), *rows.get("discussion", ()), *positions]
    issues = [*rows.get("issue", ()), *attach(about, "issue", Issue, at).values()]
    attach(
        [
            *occasions, *issues, *terms, *divergences,
            *rows.get("round", ()), *rows.get("deadline", ()), *rows.get("phase", ()),
        ],
        "negotiation",
        Negotiation,
        at,
    )  # fmt: skip
    on_rates = [*rows.get("part", ()), *rows.get("effect", ())]
    rates = [*rows.get("rate", ()), *attach(on_rates, "rate", Rate, at).values()]
    attach([*rates, *rows.get("relief", ())], "measure", Measure, at)
