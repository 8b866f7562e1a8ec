"""What every test may ask for: a person of each role, and a logged-in client."""

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations


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


@pytest.fixture
def desk(client, analyst):
    """A browser in which the analyst has logged in."""
    client.force_login(analyst)
    return client


@pytest.fixture(scope="session", autouse=True)
def _flush_past_the_guard():
    """Let Django empty the tables after a test that commits: the guard refuses that, so it stands aside meanwhile."""
    flush = DatabaseOperations.execute_sql_flush

    def guarded_flush(self, statements):
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'parley%truncate'"
            )
            tables = [name for (name,) in cursor.fetchall()]
            cursor.execute(";".join(f"ALTER TABLE {name} DISABLE TRIGGER USER" for name in tables))
            flush(self, statements)
            cursor.execute(";".join(f"ALTER TABLE {name} ENABLE TRIGGER USER" for name in tables))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", guarded_flush)
        yield
