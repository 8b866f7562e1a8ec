from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tariffs.law import Effect, EffectKind, EnactedRate, Status, in_force, speaking, standing, turning_days
from tariffs.nomenclature import CodeSet

APRIL = date(2025, 4, 2)
MAY = date(2025, 5, 5)
LATER = date(2026, 3, 1)

BASELINE = EnactedRate("10", "reciprocal", date(2025, 4, 5), None, APRIL)
COUNTRY = EnactedRate("24", "reciprocal", date(2025, 4, 9), None, APRIL, origin="JP")

SUSPENSION = Effect(
    "pause", EffectKind.SUSPENDS, "24", known_on=date(2025, 4, 9), starts_on=date(2025, 4, 10), ends_on=date(2025, 7, 8)
)
EXTENSION = Effect(
    "longer pause",
    EffectKind.EXTENDS,
    "24",
    known_on=date(2025, 7, 7),
    starts_on=date(2025, 7, 9),
    ends_on=date(2025, 7, 31),
    extends="pause",
)


def effect(kind, rate="24", key=None, known=APRIL, starts=None, ends=None, **fields):
    kind = EffectKind(kind)
    return Effect(key or kind.value, kind, rate, known, starts, ends, **fields)


def status(on, *effects, known=LATER, rate=COUNTRY):
    return standing(rate, effects, on, known).status


def charged_on(on, known, *effects, rates=(BASELINE, COUNTRY)):
    """The key of the one rate that is charged on a car part from Japan."""
    chosen = speaking(in_force(rates, effects, on, known), "850760", "JP")
    return chosen["reciprocal"].rate.key if chosen else None


@pytest.mark.parametrize(
    ("on", "key"),
    [
        (date(2025, 4, 4), None),
        (date(2025, 4, 5), "10"),
        (date(2025, 4, 8), "10"),
        (date(2025, 4, 9), "24"),
        (date(2025, 4, 10), "10"),
        (date(2025, 7, 8), "10"),
        (date(2025, 7, 9), "24"),
    ],
)
def test_a_suspended_rate_lets_the_general_one_speak_until_it_revives(on, key):
    assert charged_on(on, MAY, SUSPENSION) == key


@pytest.mark.parametrize(
    ("on", "known", "key"),
    [
        (date(2025, 7, 9), date(2025, 7, 6), "24"),
        (date(2025, 7, 9), date(2025, 7, 7), "10"),
        (date(2025, 7, 31), date(2025, 7, 7), "10"),
        (date(2025, 8, 1), date(2025, 7, 7), "24"),
    ],
)
def test_an_extension_counts_from_the_day_it_is_known(on, known, key):
    assert charged_on(on, known, SUSPENSION, EXTENSION) == key


def test_an_extension_can_be_extended():
    again = effect("extends", key="yet longer", known=date(2025, 7, 31), ends=date(2025, 8, 6), extends="longer pause")
    effects = (again, EXTENSION, SUSPENSION)

    assert status(date(2025, 8, 6), *effects) is Status.SUSPENDED
    assert status(date(2025, 8, 7), *effects) is Status.IN_FORCE
    assert standing(COUNTRY, effects, date(2025, 8, 6), LATER).because == (SUSPENSION, EXTENSION, again)


def test_an_extension_can_shorten():
    cut = effect("extends", known=date(2025, 6, 1), ends=date(2025, 6, 5), extends="pause")

    assert status(date(2025, 6, 5), SUSPENSION, cut) is Status.SUSPENDED
    assert status(date(2025, 6, 6), SUSPENSION, cut) is Status.IN_FORCE
    assert status(date(2025, 6, 6), SUSPENSION, cut, known=date(2025, 5, 31)) is Status.SUSPENDED


def test_the_extension_known_last_has_the_last_word():
    first = effect("extends", key="a", known=date(2025, 6, 1), ends=LATER, extends="pause")
    second = effect("extends", key="b", known=date(2025, 6, 2), ends=MAY, extends="pause")

    assert status(MAY, second, first, SUSPENSION) is Status.SUSPENDED
    assert status(date(2025, 5, 6), first, second, SUSPENSION) is Status.IN_FORCE


def test_an_extension_without_a_last_day_leaves_the_suspension_open():
    for_good = effect("extends", known=date(2025, 7, 7), extends="pause")

    assert status(date(2099, 1, 1), SUSPENSION, for_good) is Status.SUSPENDED


def test_an_extension_after_the_lapse_leaves_the_days_between_alone():
    late = effect("extends", known=date(2025, 7, 20), starts=date(2025, 7, 20), ends=date(2025, 7, 31), extends="pause")

    assert status(date(2025, 7, 8), SUSPENSION, late) is Status.SUSPENDED
    assert status(date(2025, 7, 9), SUSPENSION, late) is Status.IN_FORCE
    assert status(date(2025, 7, 19), SUSPENSION, late) is Status.IN_FORCE
    assert status(date(2025, 7, 20), SUSPENSION, late) is Status.SUSPENDED


def test_an_extension_made_late_can_reach_back():
    late = effect("extends", known=date(2025, 7, 20), starts=date(2025, 7, 9), ends=date(2025, 7, 31), extends="pause")
    day = date(2025, 7, 10)

    assert status(day, SUSPENSION, late, known=date(2025, 7, 19)) is Status.IN_FORCE
    assert status(day, SUSPENSION, late, known=date(2025, 7, 20)) is Status.SUSPENDED


def test_the_rate_itself_can_be_extended():
    surcharge = EnactedRate("surcharge", "122", APRIL, date(2025, 8, 29), APRIL)
    longer = effect("extends", "surcharge", known=date(2025, 8, 1), ends=date(2025, 12, 31))
    day = date(2025, 9, 1)

    assert status(day, longer, rate=surcharge, known=MAY) is Status.ENDED
    result = standing(surcharge, [longer], day, LATER)
    assert (result.status, result.because) == (Status.IN_FORCE, (longer,))
    assert (result.since, result.until) == (APRIL, date(2025, 12, 31))


def test_a_suspension_tells_from_when_to_when():
    before = standing(COUNTRY, [SUSPENSION, EXTENSION], MAY, MAY)
    after = standing(COUNTRY, [SUSPENSION, EXTENSION], MAY, LATER)

    assert (before.since, before.until) == (date(2025, 4, 10), date(2025, 7, 8))
    assert (after.since, after.until) == (date(2025, 4, 10), date(2025, 7, 31))
    assert before.because == (SUSPENSION,)
    assert after.because == (SUSPENSION, EXTENSION)


def test_overlapping_suspensions_hold_from_the_first_day_to_the_last():
    other = effect("suspends", key="other", starts=date(2025, 6, 1), ends=date(2025, 8, 31))

    assert status(date(2025, 7, 9), SUSPENSION, other) is Status.SUSPENDED
    assert status(date(2025, 8, 31), SUSPENSION, other) is Status.SUSPENDED
    assert status(date(2025, 9, 1), SUSPENSION, other) is Status.IN_FORCE
    both = standing(COUNTRY, [SUSPENSION, other], date(2025, 6, 1), LATER)
    assert both.because == (other, SUSPENSION)
    assert (both.since, both.until) == (date(2025, 6, 1), date(2025, 7, 8))


def test_a_rate_ended_while_suspended_does_not_revive():
    end = effect("ends", known=date(2025, 6, 1), starts=date(2025, 6, 10))

    assert status(date(2025, 6, 9), SUSPENSION, end) is Status.SUSPENDED
    assert status(date(2025, 6, 10), SUSPENSION, end) is Status.ENDED
    assert status(date(2025, 7, 9), SUSPENSION, end) is Status.ENDED


def test_a_rate_ends_by_its_own_terms():
    surcharge = EnactedRate("s", "122", APRIL, date(2025, 8, 29), APRIL)

    result = standing(surcharge, [], date(2025, 8, 30), LATER)

    assert (result.status, result.because) == (Status.ENDED, ())
    assert (result.since, result.until) == (date(2025, 8, 30), None)


ADDED = EnactedRate("15 on top", "reciprocal", date(2025, 8, 7), None, date(2025, 7, 31), "JP")
FLOOR = EnactedRate("15 in all", "reciprocal", date(2025, 8, 7), None, date(2025, 9, 4), "JP")
REPLACED = effect("replaces", "15 on top", known=date(2025, 9, 4), starts=date(2025, 8, 7), replacement="15 in all")


@pytest.mark.parametrize(
    ("known", "key"),
    [(date(2025, 8, 10), "15 on top"), (date(2025, 9, 3), "15 on top"), (date(2025, 9, 4), "15 in all")],
)
def test_a_replacement_may_reach_back(known, key):
    day = date(2025, 8, 10)

    assert charged_on(day, known, REPLACED, rates=(BASELINE, ADDED, FLOOR)) == key


def test_a_replaced_rate_stays_replaced_when_its_replacement_is_suspended():
    pause = effect("suspends", "15 in all", known=date(2025, 9, 4), starts=date(2025, 9, 10), ends=date(2025, 9, 20))
    rates = (BASELINE, ADDED, FLOOR)

    assert charged_on(date(2025, 9, 10), LATER, REPLACED, pause, rates=rates) == "10"
    assert status(date(2025, 9, 10), REPLACED, rate=ADDED) is Status.REPLACED
    assert charged_on(date(2025, 9, 21), LATER, REPLACED, pause, rates=rates) == "15 in all"


def test_a_replaced_rate_says_by_what():
    result = standing(ADDED, [REPLACED], date(2025, 8, 10), LATER)

    assert (result.status, result.charged) == (Status.REPLACED, False)
    assert result.because[0].replacement == "15 in all"


def test_what_took_the_rate_away_first_is_named():
    end = effect("ends", "15 on top", starts=date(2025, 8, 20))

    assert status(LATER, REPLACED, end, rate=ADDED) is Status.REPLACED
    assert status(date(2025, 8, 21), REPLACED, end, rate=ADDED, known=date(2025, 8, 21)) is Status.ENDED


ANNULMENT = effect("annuls", "10", known=date(2026, 2, 20))
COLLECTION_ENDS = effect("ends", "10", known=date(2026, 2, 20), starts=date(2026, 2, 24))


@pytest.mark.parametrize(
    ("on", "known", "expected", "charged", "lawful"),
    [
        (MAY, MAY, Status.IN_FORCE, True, True),
        (MAY, LATER, Status.ANNULLED, True, False),
        (date(2026, 2, 23), LATER, Status.ANNULLED, True, False),
        (date(2026, 2, 24), LATER, Status.ENDED, False, False),
    ],
)
def test_an_annulled_rate_is_charged_until_it_is_ended(on, known, expected, charged, lawful):
    result = standing(BASELINE, [ANNULMENT, COLLECTION_ENDS], on, known)

    assert result.status is expected
    assert (result.charged, result.lawful) == (charged, lawful)


def test_an_annulment_may_be_stayed():
    ruling = effect("annuls", "10", known=MAY, starts=date(2025, 5, 28), ends=date(2025, 5, 28))

    assert status(date(2025, 5, 28), ruling, rate=BASELINE) is Status.ANNULLED
    assert status(date(2025, 5, 29), ruling, rate=BASELINE) is Status.IN_FORCE


def test_a_suspended_rate_may_be_annulled_too():
    ruling = effect("annuls", known=MAY)

    result = standing(COUNTRY, [SUSPENSION, ruling], MAY, LATER)

    assert (result.status, result.lawful) == (Status.SUSPENDED, False)
    assert result.because == (SUSPENSION, ruling)


def test_a_rate_is_not_known_before_it_is_published():
    result = standing(COUNTRY, [SUSPENSION], MAY, date(2025, 4, 1))

    assert (result.status, result.charged) == (Status.NOT_KNOWN, False)


def test_a_rate_known_beforehand_is_not_yet_in_force():
    result = standing(COUNTRY, [SUSPENSION], date(2025, 4, 8), APRIL)

    assert result.status is Status.NOT_YET
    assert (result.since, result.until) == (None, date(2025, 4, 8))


def test_a_rate_without_days_holds_always():
    mfn = EnactedRate("mfn", "mfn")

    for day in (date.min, MAY, date.max):
        result = standing(mfn, [], day, date.min)
        assert (result.status, result.since, result.until) == (Status.IN_FORCE, None, None)


def test_the_effects_on_other_rates_are_passed_over():
    assert status(MAY, effect("ends", "another rate")) is Status.IN_FORCE


@pytest.mark.parametrize("target", ["nothing of the kind", "ends"])
def test_only_a_suspension_is_extended(target):
    wrong = effect("extends", ends=MAY, extends=target)

    with pytest.raises(ValueError, match="is no suspension of this rate"):
        status(MAY, effect("ends", starts=LATER), wrong)


def test_extensions_in_a_circle_are_refused():
    a = effect("extends", key="a", ends=MAY, extends="b")
    b = effect("extends", key="b", ends=MAY, extends="a")

    with pytest.raises(ValueError, match="in a circle"):
        status(MAY, a, b)


def test_the_turning_days_are_those_on_which_a_rate_comes_to_stand_otherwise():
    effects = [SUSPENSION, EXTENSION]

    assert turning_days([BASELINE, COUNTRY], effects, MAY) == (
        date(2025, 4, 5),
        date(2025, 4, 9),
        date(2025, 4, 10),
        date(2025, 7, 9),
    )
    assert turning_days([COUNTRY], effects, LATER)[-1] == date(2025, 8, 1)
    assert turning_days([COUNTRY], effects, date(2025, 4, 1)) == ()


CODES = CodeSet(frozenset({"87"}))
DEEPER = CodeSet(frozenset({"8703"}))


def charged(*rates):
    return in_force(rates, [], MAY, MAY)


def rate(key, origin=None, codes=CODES, measure="duty"):
    return EnactedRate(key, measure, origin=origin, codes=codes)


@pytest.mark.parametrize(
    ("rates", "key"),
    [
        ([rate("all"), rate("own", "FR")], "own"),
        ([rate("all"), rate("union", "EU")], "union"),
        ([rate("own", "FR"), rate("union", "EU")], "own"),
        ([rate("wide"), rate("deep", codes=DEEPER)], "deep"),
        ([rate("own", "FR"), rate("deep", codes=DEEPER)], "own"),
        ([rate("other", "JP"), rate("all")], "all"),
        ([rate("other", codes=CodeSet(frozenset({"72"}))), rate("all")], "all"),
    ],
)
def test_the_most_specific_origin_speaks_then_the_most_specific_code(rates, key):
    for order in (rates, rates[::-1]):
        chosen = speaking(charged(*order), "870323", "FR", ["EU"])
        assert chosen["duty"].rate.key == key


def test_a_measure_that_covers_nothing_of_the_sort_does_not_speak():
    assert speaking(charged(rate("other", "JP")), "870323", "FR", ["EU"]) == {}


def test_each_measure_speaks_for_itself():
    both = charged(rate("a", measure="one"), rate("b", measure="two"))

    assert set(speaking(both, "870323", "FR")) == {"one", "two"}


def test_two_rates_of_one_measure_equally_specific_are_refused():
    with pytest.raises(ValueError, match=r"8703\.23 of one origin.*: one and two\."):
        speaking(charged(rate("two"), rate("one")), "870323", "FR")


def test_a_draw_below_the_rate_that_speaks_is_no_matter():
    three = charged(rate("one"), rate("two"), rate("own", "FR"))

    assert speaking(three, "870323", "FR")["duty"].rate.key == "own"


DAYS = st.integers(0, 30).map(lambda days: APRIL + timedelta(days=days))
MAYBE = st.none() | DAYS
SUSPENSIONS = st.lists(
    st.tuples(DAYS, MAYBE, MAYBE).map(lambda dates: effect("suspends", "10", dates, *dates)),
    max_size=4,
    unique_by=lambda each: each.key,
)


@given(SUSPENSIONS, st.lists(DAYS, max_size=3), DAYS, DAYS)
def test_a_rate_stands_one_way_from_since_to_until(effects, ends, on, known):
    effects = [*effects, *(effect("ends", "10", d, d, d) for d in set(ends))]

    result = standing(BASELINE, effects, on, known)

    core = (result.status, result.because, result.lawful)
    assert (result.since or on) <= on <= (result.until or on)
    for day in (result.since, result.until):
        if day:
            again = standing(BASELINE, effects, day, known)
            assert (again.status, again.because, again.lawful) == core
    if result.until:
        turn = result.until + timedelta(days=1)
        assert turn in turning_days([BASELINE], effects, known)


@given(SUSPENSIONS, DAYS, DAYS, st.randoms())
def test_the_order_of_the_effects_does_not_matter(effects, on, known, random):
    shuffled = random.sample(effects, len(effects))

    assert standing(BASELINE, effects, on, known) == standing(BASELINE, shuffled, on, known)


@given(SUSPENSIONS, DAYS)
def test_what_is_learnt_later_changes_no_answer_asked_as_of_before(effects, known):
    public = [each for each in effects if each.known_on <= known]

    for day in range(31):
        on = APRIL + timedelta(days=day)
        assert standing(BASELINE, effects, on, known) == standing(BASELINE, public, on, known)
