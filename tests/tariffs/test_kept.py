"""The law in memory: asked again it is not loaded again, and no change of the record is missed."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from parley.lib.asof import AsOf
from tariffs.models import Measure
from tariffs.selectors import kept
from tariffs.selectors.kept import kept_law
from tests import build
from tests.pattern import day, spring_2025

pytestmark = pytest.mark.django_db(transaction=True)
MAY = AsOf(day(5, 5), day(5, 5))


@pytest.fixture
def world():
    kept._kept.clear()
    with transaction.atomic():
        made = spring_2025()
    yield made
    kept._kept.clear()


def asked(world, as_of=MAY):
    with CaptureQueriesContext(connection) as queries:
        law = kept_law(world.us, world.jp, as_of)
    return law, len(queries)


def test_the_same_law_is_loaded_once(world):
    first, _ = asked(world)

    again, queries = asked(world)

    assert again is first
    assert queries == 1


def test_another_day_is_another_law(world):
    first, _ = asked(world)

    assert asked(world, AsOf(day(5, 6), day(5, 6)))[0] is not first


def test_the_same_day_asked_for_in_the_address_keeps_its_own_links(world):
    asked(world)

    named = AsOf(MAY.on, MAY.known, asked=frozenset({"on"}))

    assert asked(world, named)[0].as_of.query == "?on=2025-05-05"
    assert asked(world)[0].as_of.query == ""


def test_a_new_record_of_the_law_is_seen_at_once(world):
    first, _ = asked(world)
    new = build.rate(measure=world.autos, starts_on=day(5, 1), instrument=build.instrument(published_on=day(5, 1)))

    law, _ = asked(world)

    assert law is not first
    assert new.key in law.rates


def test_what_was_rolled_back_is_never_taken_for_the_record(world):
    act = build.instrument(published_on=day(5, 1))
    with transaction.atomic():
        build.rate(measure=world.autos, key="never", starts_on=day(5, 1), instrument=act)
        assert "never" in asked(world)[0].rates
        transaction.set_rollback(True)
    build.rate(measure=world.autos, key="instead", starts_on=day(5, 1), instrument=act)

    assert {"never", "instead"} & asked(world)[0].rates.keys() == {"instead"}


def test_a_law_read_while_somebody_wrote_is_not_kept(world, monkeypatch):
    versions = iter([(1,), (2,), (3,), (3,)])
    monkeypatch.setattr(kept, "_written", lambda since=None: next(versions))

    torn, _ = asked(world)
    whole, _ = asked(world)

    assert [law for *_, law in kept._kept.values()] == [whole]
    assert torn is not whole


def test_the_oldest_goes_where_there_is_no_more_room(world, monkeypatch):
    monkeypatch.setattr(kept, "MOST", 2)
    first, _ = asked(world)
    for number in (6, 7):
        asked(world, AsOf(day(5, number), day(5, number)))

    assert asked(world)[0] is not first
    assert len(kept._kept) == 2


def test_a_write_that_ends_after_a_later_one_is_seen(world):
    """A line with a lower number than others may be the last to be committed."""
    given = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port", "passfile")
    with psycopg.connect(**{name: given[name] for name in names if given.get(name)}) as slow:
        slow.execute("UPDATE tariffs_measure SET short_name = 'Slow' WHERE id = %s", [world.autos.pk])
        columns = [field.column for field in Measure._meta.concrete_fields]
        told = ", ".join(columns)
        slow.execute(
            f"INSERT INTO tariffs_historicalmeasure ({told}, history_date, history_type)"
            f" SELECT {told}, clock_timestamp(), '~' FROM tariffs_measure WHERE id = %s",
            [world.autos.pk],
        )
        build.measure(economy=world.us, name="Quick")
        before, _ = asked(world)
        assert asked(world)[0] is before
        slow.commit()

    after, _ = asked(world)

    assert {measure.short_name for measure in before.measures.values()} & {"Slow"} == set()
    assert {measure.short_name for measure in after.measures.values()} & {"Slow"} == {"Slow"}


def test_moments_between_two_changes_of_the_record_share_one_reading(world):
    asked_for = frozenset({"recorded"})
    early, late, after = (AsOf(day(5, 5), day(5, 5), datetime(2027, 1, n, tzinfo=UTC), asked_for) for n in (2, 3, 6))
    with time_machine.travel("2027-01-04 09:00Z"):
        act = build.instrument(published_on=day(5, 1))
        build.rate(measure=world.autos, key="later", starts_on=day(5, 1), instrument=act)

    with time_machine.travel("2027-01-08 09:00Z"):
        first, _ = asked(world, early)
        again, queries = asked(world, late)
        changed, _ = asked(world, after)

    assert (queries, again.rates is first.rates) == (1, True)
    assert again.as_of == late
    assert ("later" in again.rates, "later" in changed.rates) == (False, True)


def test_a_moment_to_which_lines_can_still_be_added_is_asked_about(world):
    moment = timezone.now() - timedelta(minutes=5)
    first, _ = asked(world, AsOf(day(5, 5), day(5, 5), recorded=moment))

    build.rate(measure=world.autos, starts_on=day(5, 1), instrument=build.instrument())

    assert asked(world, AsOf(day(5, 5), day(5, 5), recorded=moment))[0] is not first
