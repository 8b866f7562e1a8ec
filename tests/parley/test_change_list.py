"""The log of changes and the history of a record: what is told, and in which words."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from negotiations.dossier.loading import load
from negotiations.models import Citation, Negotiation, Position
from parley.lib.asof import AsOf
from parley.selectors.changes import latest_changes, logged
from tariffs.models import Effect, Scope, ScopeCode, StackingRule
from tests import build
from tests.dossiers import SMALL

DAY = date(2025, 6, 1)
NOW = AsOf(on=DAY, known=DAY, recorded=None)


@pytest.fixture(scope="module")
def made(standing):
    load(SMALL, by=None)


@pytest.fixture
def loaded(made, db):
    """The record as it was made for this file, and a database in which to change it."""


@pytest.mark.parametrize("recorded", [False, True])
def test_more_changes_take_no_more_queries(loaded, reader, django_assert_num_queries, recorded):
    at = AsOf(on=DAY, known=DAY, recorded=timezone.now() + timedelta(hours=1) if recorded else None)

    def ask():
        with django_assert_num_queries(2):  # the newest lines of all tables; what they point at
            latest_changes(at, size=200, drafts=False)

    ask()
    for _ in range(3):
        build.attendance()
        build.discussion()
    ask()


def test_pages_by_key_leave_nothing_out(loaded):
    whole, _ = latest_changes(NOW, size=500, drafts=False)

    paged, mark = latest_changes(NOW, size=7, drafts=False)
    while mark:
        more, mark = latest_changes(NOW, size=7, drafts=False, before=mark)
        paged += more

    assert paged == whole


def test_every_record_is_called_by_its_own_words(loaded):
    rate = build.law.Rate.objects.get()
    build.deadline(negotiation=Negotiation.objects.get())
    build.discussion(issue=build.talks.Issue.objects.get())
    Effect(instrument=rate.instrument, rate=rate, kind="suspends", starts_on=DAY, known_on=DAY).record(by=None)
    other = build.measure()
    StackingRule(instrument=rate.instrument, measure=rate.measure, to=other, starts_on=DAY).record(by=None)
    build.sector(name="Cars and parts")
    law = build.law
    law.Relief(
        instrument=rate.instrument, measure=rate.measure, name="Parts", condition="US content", starts_on=DAY
    ).record(by=None)

    for kind, model in logged().items():
        told = {change.words for change in latest_changes(NOW, size=500, drafts=True, kind=kind)[0]}
        for record in model.objects.all():
            own = record.quotation if model is Citation else str(record)
            assert [words for words in told if own in words], (kind, own, told)


def test_a_discussion_and_an_attendance_say_where_and_a_citation_what(desk, loaded):
    talks = Negotiation.objects.get()
    build.discussion(
        key="machine-key",
        issue=build.issue(negotiation=talks, title="Defence cost"),
        occasion=build.talks.Occasion.objects.get(),
        outcome="not-discussed",
    )
    build.citation(key="other-key", position=Position.objects.first(), quotation="Not a word")

    page = desk.get("/changes/").text

    assert "Defence cost: not discussed, Second round</a>" in page
    assert "Akazawa, present, Second round</a>" in page
    assert "“Not a word”, Press-" in page
    assert "the legal instrument" in page
    assert ">machine-key" not in page
    assert ">other-key" not in page


def test_the_head_of_a_history_has_the_name_of_the_record(desk, loaded):
    build.official(key="akazawa-ryosei", given_name="Ryosei", family_name="Akazawa", family_name_first=True)

    assert "<small>official: Akazawa Ryosei</small>" in desk.get("/records/official/akazawa-ryosei/history/").text


def test_the_codes_of_a_scope_are_in_its_history_and_in_the_log(desk, loaded, analyst):
    cars = Scope.objects.get(key="cars")
    code = ScopeCode(scope=cars, hs_code="8704", included=False)
    code.record(by=analyst, reason="Lorries are none")
    ScopeCode.objects.get(hs_code="87032301").strike(by=analyst, reason="Misread")

    history = desk.get("/records/scope/cars/history/").text
    log = desk.get("/changes/?kind=scopecode").text
    file = desk.get("/changes.csv").text

    for told in (history, log):
        assert "except 8704, Cars" in told
        assert "Lorries are none" in told
        assert "Misread" in told
    assert 'href="/records/scope/cars/history/' in log
    assert "struck,scope code,cars" in file


def test_the_codes_of_one_scope_are_paged(desk):
    many = [f"{chapter:02}" for chapter in range(1, 60)]
    scope = build.scope(*many, key="many", name="Many")
    build.scope("9901", name="Others")

    first = desk.get(f"/records/scope/{scope.key}/history/")
    second = desk.get(f"/records/scope/{scope.key}/history/{first.context['older_codes']}")

    shown = [change.words for page in (first, second) for change in page.context["codes"]]
    assert shown == [f"{code}, Many" for code in reversed(many)]
    assert second.context["older_codes"] == ""


def test_a_line_that_points_at_what_is_gone_is_still_listed(desk, loaded, analyst):
    talks = Negotiation.objects.get()
    gone = build.discussion(key="gone", draft=True, issue=build.issue(negotiation=talks, title="Gone"))
    gone.strike(by=analyst, reason="Never mind")
    gone.issue.strike(by=analyst, reason="Never mind")

    page = desk.get("/changes/").text

    assert "/records/discussion/gone/history/" in page
    assert desk.get("/records/discussion/gone/history/").status_code == 200
