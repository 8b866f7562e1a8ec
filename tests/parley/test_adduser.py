"""Access given from the command line."""

from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command


def told(*arguments):
    out = StringIO()
    call_command("adduser", *arguments, stdout=out)
    return out.getvalue()


def test_a_new_person_gets_a_password_that_works(db, client):
    password = told("sato", "--role", "editor").split()[-1]

    assert client.login(username="sato", password=password)
    assert get_user_model().objects.get(username="sato").may_publish


def test_a_person_gets_another_role(db):
    told("sato")

    assert "now analyst" in told("sato", "--role", "analyst")
    assert get_user_model().objects.get().role == "analyst"


def test_an_unknown_role_is_refused(db):
    with pytest.raises(CommandError, match="invalid choice"):
        told("sato", "--role", "king")
