"""The key that signs cookies: given by the administrator, or made once on a machine with its own database."""

import os
import secrets

from django.core.exceptions import ImproperlyConfigured

from parley.lib import database


def secret_key() -> str:
    """PARLEY_SECRET_KEY, or a key kept beside the embedded database; refused where there is neither."""
    if key := os.environ.get("PARLEY_SECRET_KEY"):
        return key
    if os.environ.get("DATABASE_URL"):
        raise ImproperlyConfigured("Set PARLEY_SECRET_KEY: with DATABASE_URL, several processes must share one key.")
    file = database.data_folder() / "secret-key"
    try:
        return file.read_text()
    except FileNotFoundError:
        database.make_data_folder()
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process made it first
            return file.read_text()
        with os.fdopen(descriptor, "w") as out:
            key = secrets.token_urlsafe(50)
            out.write(key)
        return key
