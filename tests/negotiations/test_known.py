"""Since when things are known: the rule, and that it is worked out again when what it rests on changes."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from negotiations.dossier.loading import load
from negotiations.known import above, earliest, known_on, refresh_known
from negotiations.models import Attendance, Citation, Occasion, Phase, Position, Round, Source
from tariffs.models import LegalInstrument, Rate
from tests.dossiers import SMALL

EARLY = date(2025, 4, 30)


@pytest.fixture(scope="module")
def made(standing):
    load(SMALL, by=None)


@pytest.fixture
def loaded(made, db):
    """The record as it was made for this file, and a database in which to change it."""


def cite(day=EARLY, **statement):
    source = Source(key=f"read-{day}", publisher="Example", title="Example", published_on=day)
    source.record(by=None)
    citation = Citation(source=source, attribution="document", **statement)
    citation.record(by=None)
    return citation


def refreshed(*changed):
    return {(type(row).__name__, row.known_on) for row in refresh_known(*changed, by=None)}


def test_the_earliest_source_counts():
    sources = [Source(published_on=date(2025, 5, day)) for day in (3, 1, 2)]

    assert earliest(sources) == date(2025, 5, 1)
    assert earliest([]) is None


@pytest.mark.parametrize("model", [Rate, Position, Attendance, Occasion, Round, Phase])
def test_what_was_loaded_is_known_since_the_same_day(loaded, model):
    assert [known_on(row) for row in model.objects.all()] == [row.known_on for row in model.objects.all()]


def test_nothing_is_written_when_nothing_follows(loaded):
    assert refreshed(*Position.objects.all(), *Source.objects.all(), *LegalInstrument.objects.all()) == set()


def test_a_citation_counts_for_what_was_said_and_for_the_occasion_and_the_round(loaded):
    citation = cite(position=Position.objects.get(key="us-refuses"))

    assert refreshed(citation) == {("Position", EARLY), ("Occasion", EARLY), ("Round", EARLY)}


def test_an_occasion_that_is_cited_itself_counts_no_other(loaded):
    occasion = Occasion.objects.get()
    own = cite(date(2025, 5, 7), occasion=occasion)

    assert refreshed(own) == {("Occasion", date(2025, 5, 7))}
    assert known_on(Round.objects.get()) == date(2025, 5, 2)
    assert above(occasion) == Round.objects.get()


def test_a_phase_that_nobody_is_cited_for_is_known_from_its_first_day(loaded):
    phase = Phase.objects.get()

    assert known_on(phase) == phase.starts_on
    assert refreshed(cite(date(2025, 4, 17), phase=phase)) == {("Phase", date(2025, 4, 17))}


def test_law_is_known_with_its_instrument(loaded):
    instrument = LegalInstrument.objects.get()
    instrument.published_on = date(2025, 4, 3)
    instrument.record(by=None)

    assert refreshed(instrument) == {("Rate", date(2025, 4, 3))}


def test_a_published_statement_keeps_a_citation(loaded):
    position = Position.objects.get(key="us-offers")
    position.citations.get().strike(by=None, reason="Wrong page")

    with pytest.raises(ValidationError, match="A statement without a citation stays a draft"):
        refresh_known(position, by=None)


def test_the_signature_and_the_reason_are_those_given(loaded, editor):
    position = Position.objects.get(key="us-offers")

    refresh_known(cite(position=position), by=editor, reason="Found an earlier report")

    line = position.history.first()
    assert (line.history_user, line.history_change_reason) == (editor, "Found an earlier report")
