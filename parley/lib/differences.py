"""What changed between two texts, word by word."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

_WORDS = re.compile(r"\s+|[^\W_]+|.", re.DOTALL)
_TOO_LONG = 20_000  # letters; beyond that a comparison word by word takes longer than a reader waits


class Piece(NamedTuple):
    """A stretch of text: kept, taken out ("del") or put in ("ins")."""

    how: str
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """The pieces of which both texts are made, in reading order; what was taken out stands before what was put in."""
    if len(before) + len(after) > _TOO_LONG:
        return [piece for piece in (Piece("del", before), Piece("ins", after)) if piece.text]
    return list(_pieces(_WORDS.findall(before), _WORDS.findall(after)))


def _pieces(before: list[str], after: list[str]) -> Iterator[Piece]:
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("", "".join(before[a:b]))
            continue
        if a < b:
            yield Piece("del", "".join(before[a:b]))
        if c < d:
            yield Piece("ins", "".join(after[c:d]))
