"""What a schedule states for a line, column by column, and what of it is due under one programme.

Plain values: nothing here knows of Django, the database or the clock.
"""

import re
from typing import NamedTuple

_GROUP = re.compile(r"([^()]+)\(([^()]*)\)")


class Texts(NamedTuple):
    """The duties of a line as printed; nothing where the schedule states none for it."""

    general: str = ""
    special: str = ""
    other: str = ""


def under_programme(special: str, programme: str) -> str | None:
    """The duty that a special column states for a programme by its symbol; None where it does not name it."""
    for duty, programmes in _GROUP.findall(special):
        if programme in re.split(r"[,\s]+", programmes):
            return duty.strip()
    return None
