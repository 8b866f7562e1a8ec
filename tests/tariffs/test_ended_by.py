"""A rule and a relief that a later act ended were thought to last until that act was public."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from negotiations.dossier.loading import load
from negotiations.known import record_known
from negotiations.selectors.in_force import measures_standing
from parley.lib.asof import AsOf
from tariffs.models import LegalInstrument, Relief, StackingRule
from tariffs.selectors.answers import ask
from tariffs.selectors.duty_days import sayings, stretches
from tariffs.selectors.ladders import is_open
from tariffs.selectors.law import law_at, the_law
from tariffs.selectors.lawbook import read_book
from tariffs.told import told
from tests import build
from tests.parley.screens import fields
from tests.pattern import day, spring_2025, with_schedule

BEFORE, PUBLIC, AFTER = day(5, 1), day(5, 20), day(5, 30)
LAST = day(6, 3)
CAR, TOY = "8703.23.01", "9503.00.00"


@pytest.fixture(scope="module")
def made(standing):
    lines = {"8703": "", "87032301": "2.5%", "95030000": "Free"}
    world = with_schedule(spring_2025(), lines, entered_to=date(2025, 12, 31))
    world.turning = build.instrument(economy=world.us, key="turning", number="Proc. 2", published_on=PUBLIC)
    ended = {"ends_on": LAST, "ended_by": world.turning}
    for name, value in ended.items():
        setattr(world.rule, name, value)
    record_known(world.rule, by=None)
    world.relief = build.relief(
        measure=world.general, instrument=world.act, key="transit", name="Goods on the water", claim="in-transit",
        duty="Free", starts_on=day(4, 5), **ended,
    )  # fmt: skip
    return world


def law_of(world, on, known):
    return the_law(world.us, world.jp, AsOf(on, known))


@pytest.mark.parametrize(("known", "yields"), [(BEFORE, True), (day(5, 19), True), (PUBLIC, False), (AFTER, False)])
def test_a_rule_lasts_for_who_cannot_know_that_it_ended(world, known, yields):
    assert bool(law_of(world, day(6, 10), known).yields.get("Reciprocal tariff")) is yields
    assert law_of(world, LAST, known).yields["Reciprocal tariff"]


@pytest.mark.parametrize(("known", "free"), [(BEFORE, True), (AFTER, False)])
def test_a_relief_can_be_claimed_for_days_after_an_end_that_was_not_known(world, known, free):
    question = ask(world.us, world.jp, TOY, told=told(["in-transit"], []), latest=AFTER)

    assert (question.answer(day(6, 10), known).total == 0) is free
    assert question.answer(LAST, known).total == 0


def test_the_end_is_told_among_the_answers_with_the_act_that_set_it(world):
    question = ask(world.us, world.jp, TOY, told=told(["in-transit"], []), latest=AFTER)

    found = sayings(question, day(6, 10), AFTER)

    assert [(each.known, [str(act) for act in each.acts]) for each in found][-1] == (PUBLIC, ["Proc. 2"])


@pytest.mark.parametrize(
    ("known", "cuts"), [(BEFORE, [(day(5, 25), [])]), (AFTER, [(day(5, 25), []), (day(6, 4), ["Proc. 2"])])]
)
def test_the_duty_is_cut_after_its_last_day_by_the_act_that_set_it(world, known, cuts):
    question = ask(world.us, world.jp, TOY, told=told(["in-transit"], []), latest=AFTER)

    found = stretches(question, day(5, 25), day(6, 30), known)

    assert [(each.first, [str(act) for act in each.acts]) for each in found] == cuts


@pytest.mark.parametrize(("known", "count"), [(BEFORE, 1), (AFTER, 0)])
def test_what_stands_on_a_day_holds_the_rule_as_known(world, known, count):
    build.rate(measure=world.autos, instrument=world.turning, scope=world.goods, duty="1%", starts_on=day(4, 3))
    talks = build.negotiation()
    parties = [build.party(negotiation=talks, economy=economy) for economy in (world.us, world.jp)]

    assert len(measures_standing(parties, AsOf(day(6, 10), known)).rules) == count


@pytest.mark.parametrize("since", [day(5, 20), day(6, 4), day(7, 1)])
def test_were_the_act_void_that_ended_it_it_would_go_on_or_hold_again(world, since):
    book = read_book(world.us, [world.jp], AFTER, None)
    void = book.without(world.turning.pk, since)

    def holds(one, on):
        law = law_at(one, world.jp, AsOf(on, AFTER))
        return bool(law.yields.get("Reciprocal tariff")), any(is_open(each, on) for each in law.reliefs)

    assert holds(book, LAST) == holds(void, LAST) == (True, True)
    assert holds(book, day(7, 10)) == (False, False)
    assert holds(void, day(7, 10)) == (True, True)
    assert holds(void, day(6, 10)) == ((True, True) if since <= day(6, 10) else (False, False))


def test_what_a_void_act_began_does_not_last_because_its_end_was_not_known(world):
    book = read_book(world.us, [world.jp], BEFORE, None)
    void = book.without(world.act.pk, day(6, 10))

    assert law_at(book, world.jp, AsOf(day(6, 10), BEFORE)).yields
    assert not law_at(void, world.jp, AsOf(day(6, 10), BEFORE)).yields


@pytest.mark.parametrize(("known", "last"), [(BEFORE, "23 July 2025"), (AFTER, "3 June 2025")])
def test_a_last_day_that_was_moved_is_told_as_enacted_before(desk, world, known, last):
    for row in (world.rule, world.relief):
        row.enacted_to = day(7, 23)
        record_known(row, by=None)

    page = desk.get("/tariffs/measures/reciprocal/", {"on": "2025-05-01", "known": known}).text

    assert page.count(f"5 April 2025 to {last}") == 2
    assert bool(law_of(world, day(7, 10), known).yields.get("Reciprocal tariff")) is (known == BEFORE)
    assert not law_of(world, day(7, 24), known).yields.get("Reciprocal tariff")


def test_a_last_day_as_enacted_is_one_that_a_later_act_moved(world):
    world.rule.ended_by, world.rule.enacted_to = None, day(7, 23)

    with pytest.raises(ValidationError, match="Name the later act that moved the day"):
        record_known(world.rule, by=None)


def test_no_act_ends_what_was_not_public_yet(world):
    world.rule.ended_by = build.instrument(economy=world.us, published_on=day(3, 1))

    with pytest.raises(ValidationError, match="made public before the one that began it"):
        record_known(world.rule, by=None)


def test_the_form_of_a_rule_takes_the_act_and_works_out_the_day(desk, world):
    later = build.instrument(economy=world.us, key="later", published_on=day(5, 25))
    address = f"/records/stackingrule/{world.rule.key}/edit/"

    answer = desk.post(address, fields(desk.get(address)) | {"ended_by": later.pk, "reason": "Misread"})

    assert answer.status_code == 302
    assert StackingRule.objects.get(key="yields").end_known_on == day(5, 25)


@pytest.mark.parametrize(("known", "told_of_it"), [("2025-05-01", False), ("2025-05-30", True)])
def test_the_pages_tell_the_end_and_its_act_to_who_could_know(desk, world, known, told_of_it):
    clocks = {"on": "2025-05-01", "known": known}

    measure = desk.get("/tariffs/measures/reciprocal/", clocks).text
    act = desk.get("/tariffs/instruments/act/", clocks).text

    for page in (measure, act):
        assert ("to 3 June 2025, ended by <a" in page) is told_of_it
        assert ("3 June 2025" in page) is told_of_it
        assert ("Proc. 2" in page) is told_of_it


def test_the_page_of_the_act_tells_what_it_ended(desk, world):
    page = desk.get("/tariffs/instruments/turning/", {"on": "2025-05-30", "known": "2025-05-30"}).text

    assert "What of earlier acts it ended" in page
    assert "no longer yields to" in page
    assert "Goods on the water" in page
    assert page.count("Last day: 3 June 2025.") == 2
    assert "Changes the law of" in page


def test_the_day_follows_a_correction_of_the_act(world):
    world.turning.published_on = day(5, 22)

    record_known(world.turning, by=None, reason="Misread")

    for row in (StackingRule.objects.get(), Relief.objects.get()):
        assert row.end_known_on == day(5, 22)
        assert row.history.first().history_change_reason == "Misread"


def test_an_act_does_not_end_what_it_began_itself(world):
    world.rule.ended_by = world.act

    with pytest.raises(ValidationError, match="Name only another act"):
        record_known(world.rule, by=None)


def test_what_is_ended_has_a_last_day(world):
    world.relief.ends_on = None
    with pytest.raises(ValidationError, match="What another act ended has a last day"):
        record_known(world.relief, by=None)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE tariffs_relief SET ends_on = NULL")


def test_a_file_names_the_act_and_the_day_is_worked_out(db):
    text = """
economies:
  - {key: us, code: US, name: United States}
scopes:
  - {key: all, name: All goods, codes: [all]}
instruments:
  - {key: first, economy: us, kind: order, title: First, published_on: 2025-04-29}
  - {key: second, economy: us, kind: order, title: Second, published_on: 2025-06-03}
measures:
  - {key: one, economy: us, name: One, short_name: One}
  - {key: two, economy: us, name: Two, short_name: Two}
stacking_rules:
  - {key: rule, instrument: first, measure: one, to: two, starts_on: 2025-03-04, ends_on: 2025-06-03, ended_by: second}
"""
    load(text, by=None)
    rule = StackingRule.objects.get(key="rule")
    assert (rule.ended_by.key, rule.known_on, rule.end_known_on) == ("second", date(2025, 4, 29), date(2025, 6, 3))

    load(text.replace("published_on: 2025-06-03", "published_on: 2025-06-02"), by=None)

    assert StackingRule.objects.get(key="rule").end_known_on == LegalInstrument.objects.get(key="second").published_on
    assert StackingRule.objects.get(key="rule").history.count() == 2
