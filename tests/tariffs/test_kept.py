"""The law in memory: asked again it is not loaded again, and no change of the record is missed."""

from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from parley.lib.asof import AsOf
from tariffs.selectors import kept
from tariffs.selectors.kept import kept_law
from tests import build
from tests.pattern import day, spring_2025

pytestmark = pytest.mark.django_db(transaction=True)  # nothing is kept while a write is under way
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


@contextmanager
def a_write_under_way():
    """Another connection that has written something and not finished."""
    given = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port", "passfile")
    with psycopg.connect(**{name: given[name] for name in names if given.get(name)}) as opened:
        opened.execute("CREATE TEMP TABLE scratch (id int)")
        yield
        opened.rollback()


def test_the_same_law_is_loaded_once(world):
    first, _ = asked(world)

    again, queries = asked(world)

    assert again is first
    assert queries == 1


def test_another_day_is_another_law(world):
    first, _ = asked(world)

    assert asked(world, AsOf(day(5, 6), day(5, 6)))[0] is not first


def test_a_new_record_of_the_law_is_seen_at_once(world):
    first, _ = asked(world)
    new = build.rate(measure=world.autos, starts_on=day(5, 1), instrument=build.instrument(published_on=day(5, 1)))

    law, _ = asked(world)

    assert law is not first
    assert new.key in law.rates


def test_nothing_is_kept_while_a_write_is_under_way(world):
    with a_write_under_way():
        first, _ = asked(world)
        assert asked(world)[0] is not first

    kept_now, _ = asked(world)
    assert asked(world)[0] is kept_now


def test_the_oldest_goes_where_there_is_no_more_room(world, monkeypatch):
    monkeypatch.setattr(kept, "MOST", 2)
    first, _ = asked(world)
    for number in (6, 7):
        asked(world, AsOf(day(5, number), day(5, number)))

    assert asked(world)[0] is not first
    assert len(kept._kept) == 2
