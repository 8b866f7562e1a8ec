#!/usr/bin/env python
"""Django's own commands, and Parley's, with the database up for those that need it."""

import os
import sys

from django.core.management import execute_from_command_line

from parley.lib import database

# Looking at code or files only; `demo` sees to the database itself.
WITHOUT_DATABASE = {
    "check",
    "collectstatic",
    "compilemessages",
    "demo",
    "diffsettings",
    "findstatic",
    "help",
    "makemessages",
    "startapp",
    "startproject",
    "version",
}
# What changes tables belongs to their owner; the rest reads and writes rows, as the web process does.
AS_OWNER = {"createcachetable", "flush", "migrate"}


def needs_database(arguments: list[str]) -> bool:
    """Whether the command has any business with the database."""
    asks_for_help = not arguments or any(word in ("-h", "--help", "--version") for word in arguments)
    checks_database = arguments[:1] == ["check"] and any(word.startswith("--database") for word in arguments)
    return not asks_for_help and (checks_database or arguments[0] not in WITHOUT_DATABASE)


def main(arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parley.settings")
    if arguments and arguments[0] in AS_OWNER:
        os.environ.setdefault("PARLEY_DATABASE_ROLE", "owner")
    if not os.environ.get("DATABASE_URL"):
        database.make_data_folder()
    if not needs_database(arguments):
        execute_from_command_line([sys.argv[0], *arguments])
        return
    database.ensure_running()
    try:
        execute_from_command_line([sys.argv[0], *arguments])
    finally:
        database.leave()


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except database.DatabaseTrouble as trouble:
        sys.exit(str(trouble))
