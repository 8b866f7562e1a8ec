"""What every test may ask for: the embedded server for tests, a person of each role, and a logged-in client."""

import os
import tempfile
from pathlib import Path

import pytest

os.environ.setdefault("PARLEY_LOCAL", "1")
os.environ["PARLEY_DATABASE_ROLE"] = "owner"
if not os.environ.get("DATABASE_URL"):
    os.environ.setdefault("PARLEY_DATA", str(Path(tempfile.gettempdir()) / f"parley-tests-{os.getuid()}"))


def pytest_configure(config: pytest.Config) -> None:
    from parley.lib import database

    database.ensure_running(fast=True)


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


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
