"""The columns of a national schedule, and of its special one which duty it states for which programme.

“Free (A,AU,JP) 3.25% (KR)” is a list of duties, each followed by the symbols of the programmes that get it.
"""

import re
from functools import lru_cache
from typing import NamedTuple

_BRACKETS = re.compile(r"\(([^()]*)\)")
_SYMBOL = re.compile(r"[A-Z]{1,2}[+*]?")
_BETWEEN = re.compile(r"[\s,.]+")  # a full stop and a missing comma are in the official texts


class Texts(NamedTuple):
    """The duties of a line as printed; nothing where the schedule states none for it."""

    general: str = ""
    special: str = ""
    other: str = ""


def states_special(special: str, programme: str) -> str | None:
    """The duty, as printed, that a column of special rates states for a programme; None where it does not name it.

    A text that names no programme at all, as in chapter 99, holds for each. A symbol with a sign is another one: A+
    (least developed countries only) says nothing of A. What refers elsewhere (“See 9823.03.01”, “No change”) is given
    as printed: a duty is stated, though not here, so it is unknown, and it is not the general rate.
    """
    stated = special_rates(special)
    return stated.get(programme, stated.get("")) if programme else None


@lru_cache(maxsize=4096)
def special_rates(special: str) -> dict[str, str]:
    """The duties by the symbol of their programme; by the empty symbol where the text names none."""
    found: dict[str, str] = {}
    text, at = "", 0
    for brackets in _BRACKETS.finditer(special):
        symbols = [symbol for symbol in _BETWEEN.split(brackets[1]) if symbol]
        text += special[at : brackets.start()]
        at = brackets.end()
        if not symbols or not all(map(_SYMBOL.fullmatch, symbols)):
            text += brackets[0]  # a note on the duty, like (see U.S. note 3)
            continue
        duty = text.strip().rstrip(",;")
        for symbol in symbols:
            found.setdefault(symbol, duty)
        text = ""
    text = (text + special[at:]).strip()
    return found or ({"": text} if text else {})
