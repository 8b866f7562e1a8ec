"""The settings of the tests: Parley's own, on a throw-away server, as the owner of the tables."""

import os
import sys
from pathlib import Path

from tests.sharing import throw_away

if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):  # every program that a test starts would compile all code anew
    cache = Path(__file__).resolve().parents[1] / ".pytest_cache" / "compiled"
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix = str(cache)
    sys.dont_write_bytecode = False
os.environ["PARLEY_LOCAL"] = "1"
os.environ["PARLEY_DATABASE_ROLE"] = "owner"  # makes the test databases
if not os.environ.get("DATABASE_URL"):
    os.environ["PARLEY_DATA"] = str(throw_away() / f"parley-tests-{os.getuid()}")

from parley.lib import database
from parley.settings import *  # noqa: F403 - everything but what follows

database.ensure_running(fast=True)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True  # a file is looked for when it is asked for, not all of them for each test's client
# Two runs at once on one machine have databases of their own; the workers of one run inherit its number.
run = os.environ.setdefault("PARLEY_TEST_RUN", str(os.getpid()))
DATABASES["default"]["OPTIONS"].pop("pool", None)  # noqa: F405 - its threads would hold a database that is to be dropped
DATABASES["default"]["TEST"] = {"NAME": f"test_parley_{run}"}  # noqa: F405
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps a loop in the thread of the tests
