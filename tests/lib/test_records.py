"""The door, the guard in the database, and the clocks of the record."""

from datetime import UTC, date, datetime
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction

from negotiations.models import Issue, Negotiation, Position
from parley.lib.reading import Moment
from parley.lib.records import Conflict, Recorded
from tariffs.models import Economy
from tests import build

RECORDED = [model for model in apps.get_models() if issubclass(model, Recorded) and not hasattr(model, "history_id")]

GUARD_REPLACED = ("0002_guard_in_its_schema", "0003_guard_by_record")


@pytest.mark.django_db
@pytest.mark.parametrize("model", RECORDED, ids=lambda model: model.__name__)
def test_every_recorded_model_is_guarded(model):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE 'parley_%%'"
            " AND tgrelid IN (%s::regclass, %s::regclass)",
            [model._meta.db_table, model.history.model._meta.db_table],
        )
        assert cursor.fetchone() == (4 + bool(model.STANDS),)


def test_a_record_signs_its_line_of_history(analyst):
    economy = Economy(key="jp", code="JP", name="Japan")

    economy.record(by=analyst, reason="First entry")

    line = economy.history.get()
    assert (line.history_user, line.history_change_reason, line.history_type) == (analyst, "First entry", "+")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda row: Economy.objects.filter(pk=row.pk).update(name="X"), id="update"),
        pytest.param(lambda row: Economy.objects.bulk_create([Economy(key="x", code="XX", name="X")]), id="bulk"),
        pytest.param(lambda row: _sql("DELETE FROM tariffs_economy WHERE id = %s", row.pk), id="raw delete"),
        pytest.param(lambda row: _sql("UPDATE tariffs_economy SET name = 'X' WHERE id = %s", row.pk), id="raw update"),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_no_row_changes_without_its_line(change):
    row = build.economy()

    with pytest.raises(IntegrityError, match="without a line of history"):
        change(row)

    assert list(Economy.objects.values_list("name", flat=True)) == [row.name]


def change_with_a_forged_line(row):
    """Rename the record behind the back of history, with a temporary table in the place of the history's."""
    _sql("CREATE TEMPORARY TABLE tariffs_historicaleconomy (id bigint, txid bigint) ON COMMIT DROP")
    _sql("INSERT INTO tariffs_historicaleconomy VALUES (%s, pg_current_xact_id()::text::bigint)", row.pk)
    _sql("UPDATE tariffs_economy SET name = 'X' WHERE id = %s", row.pk)
    _sql("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.django_db(transaction=True)
def test_a_temporary_table_does_not_stand_in_for_the_history():
    row = build.economy()

    with pytest.raises(IntegrityError, match="without a line of history"), transaction.atomic():
        change_with_a_forged_line(row)

    assert list(Economy.objects.values_list("name", flat=True)) == [row.name]


@pytest.mark.django_db(transaction=True)
def test_a_type_of_the_session_s_own_does_not_stand_in_for_the_database_s():
    row = build.economy()

    with transaction.atomic():
        _sql("CREATE TEMPORARY TABLE text (n int) ON COMMIT DROP")
        row.name = "Y"
        row.record(by=None)

    assert list(Economy.objects.values_list("name", flat=True)) == ["Y"]


@pytest.mark.django_db(transaction=True)
def test_the_guard_can_be_put_back_as_it_was_first_made_and_forward_again():
    row = build.economy()

    steps = [import_module(f"parley.migrations.{name}").Migration for name in GUARD_REPLACED]
    operations = [operation for step in steps for operation in step.operations]
    with connection.schema_editor() as editor:
        for operation in reversed(operations):
            operation.database_backwards("parley", editor, None, None)  # statements alone: no state of the models
    try:
        with transaction.atomic():
            change_with_a_forged_line(row)
    finally:
        with connection.schema_editor() as editor:
            for operation in operations:
                operation.database_forwards("parley", editor, None, None)

    assert Economy.objects.get().name == "X"
    with pytest.raises(IntegrityError, match="without a line of history"), transaction.atomic():
        change_with_a_forged_line(row)


@pytest.mark.django_db(transaction=True)
def test_a_savepoint_does_not_hide_a_change():
    row = build.economy()

    @transaction.atomic
    def change_inside_another():
        with transaction.atomic():
            Economy.objects.filter(pk=row.pk).update(name="X")
        build.economy()

    with pytest.raises(IntegrityError, match="without a line of history"):
        change_inside_another()


@pytest.mark.django_db(transaction=True)
def test_a_row_is_not_saved_when_its_line_cannot_be_written():
    economy = Economy(key="jp", code="JP", name="Japan")

    with pytest.raises(ValueError, match="must be"):
        economy.record(by="nobody in the table of users")

    assert not Economy.objects.exists()


def test_history_cannot_be_changed(db):
    row = build.economy()
    table = "tariffs_historicaleconomy"
    _sql("SET CONSTRAINTS ALL IMMEDIATE")

    for statement in (f"UPDATE {table} SET name = 'X'", f"DELETE FROM {table}", f"TRUNCATE {table}"):
        with pytest.raises((ProgrammingError, DatabaseError), match="never changed"), transaction.atomic():
            _sql(statement)

    assert row.history.count() == 1


def test_a_stale_version_is_refused(analyst):
    economy = build.economy(name="Old")
    opened = economy.version
    economy.name = "New"
    economy.record(by=analyst, reason="One")

    economy.name = "Other"
    with pytest.raises(Conflict):
        economy.record(by=analyst, reason="Two", version=opened)


def test_a_record_is_read_as_it_was_recorded(db):
    with time_machine.travel("2025-05-01 09:00Z"):
        economy = build.economy(name="Old")
    with time_machine.travel("2025-05-03 09:00Z"):
        economy.name = "New"
        economy.record(by=None, reason="Renamed")

    def names(moment):
        return [row.name for row in Economy.recorded(moment)]

    assert names(datetime(2025, 4, 30, tzinfo=UTC)) == []
    assert names(datetime(2025, 5, 2, tzinfo=UTC)) == ["Old"]
    assert names(datetime(2025, 5, 4, tzinfo=UTC)) == ["New"]
    assert names(None) == ["New"]


def test_a_key_of_the_past_leads_to_the_past(db):
    """Also from a line of history, and to nothing where the other record had not been entered yet."""
    with time_machine.travel("2025-05-01 09:00Z"):
        issue = build.issue(negotiation=build.negotiation(title="Old"))
    with time_machine.travel("2025-05-03 09:00Z"):
        issue.negotiation.title = "New"
        issue.negotiation.record(by=None, reason="Renamed")
    [before] = Issue.recorded(datetime(2025, 5, 2, tzinfo=UTC))
    [after] = Issue.recorded(datetime(2025, 5, 4, tzinfo=UTC))
    line = Issue.history.get().instance
    [early] = Issue.recorded(datetime(2025, 5, 2, tzinfo=UTC))
    early._history = Moment(datetime(2025, 4, 1, tzinfo=UTC))

    assert (before.negotiation.title, after.negotiation.title) == ("Old", "New")
    assert (line.negotiation.title, Issue.objects.get().negotiation.title) == ("Old", "New")
    with pytest.raises(Negotiation.DoesNotExist):
        _ = early.negotiation


def test_two_lines_of_one_instant_give_the_later(db):
    with time_machine.travel("2025-05-01 09:00Z", tick=False):
        economy = build.economy(name="Old")
        economy.name = "New"
        economy.record(by=None)

    assert [row.name for row in Economy.recorded(datetime(2025, 5, 2, tzinfo=UTC))] == ["New"]


def test_a_struck_record_is_still_in_the_past(db):
    with time_machine.travel("2025-05-01 09:00Z"):
        issue = build.issue()
    with time_machine.travel("2025-05-03 09:00Z"):
        issue.strike(by=None, reason="Entered twice")

    assert Issue.recorded(datetime(2025, 5, 2, tzinfo=UTC)).count() == 1
    assert not Issue.objects.exists()


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2025, 12, 31), False),
        (date(2026, 1, 1), True),
        (date(2026, 6, 30), True),
        (date(2026, 7, 1), False),
    ],
)
def test_both_ends_of_a_period_count(db, day, holds):
    build.position(starts_on=date(2026, 1, 1), ends_on=date(2026, 6, 30))

    assert Position.objects.on(day).exists() is holds


def test_a_statement_without_a_source_stays_a_draft(db):
    with pytest.raises(ValidationError, match="stays a draft"):
        build.position(draft=True, published_at=datetime.now(UTC))


def test_the_verbs_of_statements_are_asked_of_the_past_too(db):
    with time_machine.travel("2025-05-01 09:00Z"):
        position = build.position(starts_on=build.SPRING)

    found = Position.recorded(datetime(2025, 5, 2, tzinfo=UTC)).published().known(build.SPRING).on(build.SPRING)

    assert [row.pk for row in found] == [position.pk]


def _sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
