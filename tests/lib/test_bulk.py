"""Many rows written in sets: the same door, the same sentences, the same lines of history."""

from datetime import date

import pytest
from django.db import connection

from parley.lib.bulk import Refused, record_many
from tariffs.models import ScopeCode, TariffLine
from tests import build


def line(economy, act, code, **fields):
    given = {"description": "Goods", "starts_on": date(2025, 1, 1), "known_on": date(2025, 1, 1)} | fields
    return TariffLine(economy=economy, instrument=act, code=code, **given)


def the_guard_agrees():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.django_db
def test_rows_and_their_signed_lines_of_history_are_written_together(analyst):
    scope = build.scope("01")
    rows = [ScopeCode(scope=scope, hs_code=f"02{number:02}") for number in range(50)]

    record_many(ScopeCode, rows, by=analyst, reason="An annex")

    the_guard_agrees()
    lines = list(ScopeCode.history.filter(history_change_reason="An annex").order_by("history_id"))
    assert [(each.id, each.hs_code, each.history_type) for each in lines] == [(r.pk, r.hs_code, "+") for r in rows]
    assert {each.history_user for each in lines} == {analyst}


@pytest.mark.django_db
def test_a_changed_row_makes_room_for_a_new_one(analyst):
    us = build.economy()
    act = build.instrument(economy=us)
    (old,) = record_many(TariffLine, [line(us, act, "0101")], by=None)
    old.ends_on, old.end_known_on = date(2025, 6, 30), date(2025, 6, 1)
    new = line(us, act, "0101", description="Horses", starts_on=date(2025, 7, 1))

    record_many(TariffLine, [new, old], by=analyst, reason="Worded anew")

    the_guard_agrees()
    kinds = TariffLine.history.filter(history_change_reason="Worded anew").values_list("id", "history_type")
    assert set(kinds) == {(old.pk, "~"), (new.pk, "+")}
    old.refresh_from_db()
    assert old.ends_on == date(2025, 6, 30)


@pytest.mark.django_db
def test_what_is_wrong_with_the_rows_is_told_of_all_of_them_and_none_is_written():
    scope = build.scope("01")
    rows = [ScopeCode(scope=scope, hs_code=code) for code in ("02", "03" * 6, "04", "05")]
    rows[3].basis = "guessed"

    with pytest.raises(Refused) as refused:
        record_many(ScopeCode, rows, by=None)

    assert [place for place, _ in refused.value.faults] == [1, 3]
    assert "at most 10 characters" in refused.value.messages[0]
    assert list(scope.codes.values_list("hs_code", flat=True)) == ["01"]


@pytest.mark.django_db
def test_what_the_database_refuses_is_told_in_the_rule_s_sentence_row_by_row():
    scope = build.scope("01")
    codes = [f"02{number:02}" for number in range(40)] + ["01", "0301", "0200", "123"]

    with pytest.raises(Refused) as refused:
        record_many(ScopeCode, [ScopeCode(scope=scope, hs_code=code) for code in codes], by=None)

    assert refused.value.messages == [
        "Row 41: The scope already names that code.",
        "Row 43: The scope already names that code.",
        "Row 44: An HS code has 2, 4, 6, 8 or 10 digits.",
    ]
    assert scope.codes.count() == 1
    assert ScopeCode.history.count() == 1


@pytest.mark.django_db
def test_refused_rows_can_be_mended_and_given_again():
    scope = build.scope("01")
    rows = [ScopeCode(scope=scope, hs_code=code) for code in ("02", "01")]
    with pytest.raises(Refused):
        record_many(ScopeCode, rows, by=None)

    rows[1].hs_code = "03"
    record_many(ScopeCode, rows, by=None)

    assert sorted(scope.codes.values_list("hs_code", flat=True)) == ["01", "02", "03"]


@pytest.mark.django_db
def test_a_key_to_nothing_and_a_record_that_is_gone_are_refused():
    scope = build.scope("01")
    gone = scope.codes.get()
    gone.strike(by=None, reason="Wrong")
    gone.pk = 10**9

    with pytest.raises(Refused) as refused:
        record_many(ScopeCode, [ScopeCode(scope_id=10**9, hs_code="02"), ScopeCode(hs_code="03"), gone], by=None)

    assert refused.value.messages == [
        "Row 1: There is no scope number 1000000000.",
        "Row 2: This field cannot be null.",
        "Row 3: The record is not there any more.",
    ]


@pytest.mark.django_db
def test_many_rows_take_few_statements(django_assert_max_num_queries):
    scope = build.scope("01")
    rows = [ScopeCode(scope=scope, hs_code=f"{number:06}") for number in range(2000)]

    with django_assert_max_num_queries(8):
        record_many(ScopeCode, rows, by=None)

    assert ScopeCode.history.filter(scope=scope).count() == 2001


@pytest.mark.django_db
def test_nothing_is_nothing_to_write():
    assert record_many(ScopeCode, [], by=None) == []
