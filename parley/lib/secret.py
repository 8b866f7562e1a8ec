"""The key that signs cookies: given by the administrator, or made once on a machine with its own database."""

import os
import secrets
from contextlib import suppress

from django.core.exceptions import ImproperlyConfigured

from parley.lib import database


def secret_key() -> str:
    """PARLEY_SECRET_KEY, or a key kept beside the embedded database; refused where there is neither."""
    if key := os.environ.get("PARLEY_SECRET_KEY"):
        return key
    if os.environ.get("DATABASE_URL"):
        raise ImproperlyConfigured("Set PARLEY_SECRET_KEY: with DATABASE_URL, several processes must share one key.")
    file = database.data_folder() / "secret-key"
    if not file.exists():
        folder = database.make_data_folder()
        aside = folder / f"secret-key.{os.getpid()}"
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(50))
        with suppress(FileExistsError):  # another process made it first, and its key holds
            os.link(aside, file)
        aside.unlink()
    return file.read_text()
