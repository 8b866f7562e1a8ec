"""The database of a run's workers, migrated once: the first worker makes it, and each takes a copy.

Django migrates the copy too and finds nothing to do; were there something, it would be done.
"""

import os

from django.conf import settings
from django.db import connection

from tests.sharing import one_at_a_time, run_folder


def copy_from_template() -> None:
    """Have Django make this worker's database as a copy of the template, which is made if it is not there yet."""
    template = _name()
    with one_at_a_time("template") as folder:
        if not (made := folder / "template").exists():
            _make(template)
            made.touch()
    connection.settings_dict["TEST"]["TEMPLATE"] = template


def drop_template() -> None:
    """Drop the template of this run, if there is one."""
    if (run_folder() / "template").exists():
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {_name()}")


def _name() -> str:
    return f"template_parley_{os.environ['PARLEY_TEST_RUN']}"


def _make(template: str) -> None:
    own, test = connection.settings_dict["NAME"], connection.settings_dict["TEST"]
    own_test = test["NAME"]
    test["NAME"] = template
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
    finally:
        connection.close()  # nobody may be connected to what is copied
        test["NAME"] = own_test
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = own
