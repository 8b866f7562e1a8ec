"""What every test may ask for: a person of each role, and a logged-in client."""

import shutil
import sys
from copy import deepcopy

import pytest
from django.db import transaction
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.backends.signals import connection_created
from hypothesis import HealthCheck, settings
from pytest_django.plugin import blocking_manager_key

from parley.lib import database
from parley.lib.garbage import look_seldom
from tests.demonstration import stop_shared_site
from tests.sharing import run_folder
from tests.stack import with_room
from tests.template import copy_from_template, drop_template

# How long an example takes is for the machine to say, which others use too.
settings.register_profile("parley", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("parley")


def _person(django_user_model, role: str):
    return django_user_model.objects.create_user(username=role, password="a long secret", role=role)


@pytest.fixture
def reader(db, django_user_model):
    return _person(django_user_model, "reader")


@pytest.fixture
def analyst(db, django_user_model):
    return _person(django_user_model, "analyst")


@pytest.fixture
def editor(db, django_user_model):
    return _person(django_user_model, "editor")


@pytest.fixture
def administrator(db, django_user_model):
    return _person(django_user_model, "administrator")


@pytest.fixture(scope="module")
def standing(request, django_db_setup, django_db_blocker):
    """A transaction around all tests of a file, for records that they share: each test's own is within it.

    It is undone in the end. Every test of such a file finds the records, whether it asks for them or not; one that
    commits would find itself within the transaction too, and is refused.
    """
    for item in request.session.items:
        marker = item.get_closest_marker("django_db") if item.path == request.node.path else None
        if marker and marker.kwargs.get("transaction"):
            pytest.fail(f"{item.name} ends a transaction, and stands in a file of tests that share one: move it.")
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def world(made, db):
    """Copies of what a file's `made` has built, which stands: a test changes only its own."""
    return deepcopy(made)


@pytest.fixture
def desk(client, analyst):
    """A browser in which the analyst has logged in."""
    client.force_login(analyst)
    return client


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request, django_db_modify_db_settings, django_db_blocker):
    """Before a worker’s database is made: that of a run without workers is migrated by itself."""
    if hasattr(request.config, "workerinput"):
        with django_db_blocker.unblock():
            copy_from_template()


@pytest.fixture(scope="session", autouse=True)
def _flush_past_the_guard():
    """Let Django empty the tables after a test that commits: the guard refuses that, so it stands aside meanwhile.

    Only rows that are there are deleted: to truncate makes the files of ninety tables and all their indexes anew.
    """

    def flush(self, _):
        with transaction.atomic(), self.connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'parley%'")
            guarded = [name for (name,) in cursor.fetchall()]
            cursor.execute(";".join(f"ALTER TABLE {name} DISABLE TRIGGER USER" for name in guarded))
            tables = self.connection.introspection.django_table_names(only_existing=True, include_views=False)
            cursor.execute(";".join(f"DELETE FROM {name}" for name in tables) + "; SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(";".join(f"ALTER TABLE {name} ENABLE TRIGGER USER" for name in guarded))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", flush)
        yield


@pytest.fixture(scope="session", autouse=True)
def _statements_stay_prepared():
    """A worker’s one connection keeps as many as each in the pool does: it is asked what all the pages ask."""

    def keep(connection, **_):
        connection.connection.prepared_max = 600

    connection_created.connect(keep)
    yield
    connection_created.disconnect(keep)


SLOW = (
    "tests/browser/test_every_page.py",  # while the demonstration starts for it, the other worker has work of its own
    "tests/parley/test_on_a_server.py",
    "tests/negotiations/test_dossier_comes_back.py",
    "tests/lib/test_database.py",
    "tests/browser/",
    "tests/lib/test_demo.py",
    "tests/negotiations/test_demonstration.py",
)


def pytest_collection_modifyitems(items):
    """The files that take longest are begun first, so that no worker ends with one of them alone."""
    items.sort(key=lambda item: next((n for n, path in enumerate(SLOW) if item.nodeid.startswith(path)), len(SLOW)))


def pytest_collection_finish(session):
    """Garbage is looked for as seldom as in the web process, and not in what was imported."""
    look_seldom()


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session):
    """The loop of whoever else answers this, pytest or xdist, called with room for its frames."""
    loop = session.config.pluginmanager.subset_hook_caller("pytest_runtestloop", [sys.modules[__name__]])
    return with_room(loop, session=session)


def pytest_sessionstart(session):
    """What a killed run of the same number left behind is not ours."""
    if not hasattr(session.config, "workerinput"):
        shutil.rmtree(run_folder(), ignore_errors=True)


def pytest_sessionfinish(session):
    """The process that hands out the tests ends last: it clears what the workers shared."""
    if not hasattr(session.config, "workerinput"):
        with session.config.stash[blocking_manager_key].unblock():
            drop_template()
        stop_shared_site()


def pytest_unconfigure(config):
    """The same process gives up the server of the test databases, when the workers have ended."""
    if not hasattr(config, "workerinput"):
        database.leave()
