"""Evidence and talks on the pages of the law, asked for by their templates: `tariffs` itself knows of neither."""

from collections.abc import Iterable

from django import template

from negotiations.selectors import law
from negotiations.selectors.evidence import Note
from parley.lib.asof import AsOf
from tariffs.models import Effect, LegalInstrument, Measure, RatePart

register = template.Library()


@register.simple_tag
def evidence_of(as_of: AsOf, *statements: Iterable) -> law.LawEvidence:
    """The evidence behind lists of rates, parts of rates, effects and reliefs."""
    return law.evidence_of_law(as_of, [each for rows in statements for each in rows])


@register.filter
def notes(evidence: law.LawEvidence, statement) -> list[Note]:
    """The notes of one record, numbered as they are asked for."""
    return evidence.notes(statement)


@register.simple_tag
def talks_about(measure: Measure, parts: list[RatePart], as_of: AsOf, evidence: law.LawEvidence) -> law.IssuesOnLaw:
    """The issues that point at a measure or at parts of its rates, with the positions held on them."""
    return law.talks_about(measure, parts, as_of, evidence)


@register.simple_tag
def talks_resting_on(
    instrument: LegalInstrument, effects: list[Effect], as_of: AsOf, evidence: law.LawEvidence
) -> law.TalksOnAct:
    """The issues on what an act enacted or changed, with the positions held on them, and the deadlines that it set."""
    return law.talks_resting_on(instrument, effects, as_of, evidence)
