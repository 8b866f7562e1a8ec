"""What changed between two texts, word by word."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

_WORDS = re.compile(r"\s+|[^\W_]+|.", re.DOTALL)
_SENTENCES = re.compile(r"[^.!?。！？\n]*(?:[.!?。！？\n]\s*|\Z)")
_TOO_LONG = 20_000  # letters; beyond that a comparison word by word takes longer than a reader waits


class Piece(NamedTuple):
    """A stretch of text: kept, taken out ("del") or put in ("ins")."""

    how: str
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """The pieces of which both texts are made, in reading order; what was taken out stands before what was put in.

    Word by word; between the ends that both share, what is still very long sentence by sentence.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    head = _shared(old, new)
    tail = _shared(old[head:][::-1], new[head:][::-1])
    old_rest, new_rest = old[head : len(old) - tail], new[head : len(new) - tail]
    if sum(map(len, old_rest)) + sum(map(len, new_rest)) > _TOO_LONG:
        old_rest, new_rest = (
            [sentence for sentence in _SENTENCES.findall("".join(rest)) if sentence] for rest in (old_rest, new_rest)
        )
    pieces = [
        Piece("", "".join(old[:head])),
        *_pieces(old_rest, new_rest),
        Piece("", "".join(old[len(old) - tail :])),
    ]
    return [piece for piece in pieces if piece.text]


def _shared(before: list[str], after: list[str]) -> int:
    """With how many words both begin."""
    return next(
        (place for place, (one, other) in enumerate(zip(before, after, strict=False)) if one != other),
        min(len(before), len(after)),
    )


def _pieces(before: list[str], after: list[str]) -> Iterator[Piece]:
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("", "".join(before[a:b]))
            continue
        if a < b:
            yield Piece("del", "".join(before[a:b]))
        if c < d:
            yield Piece("ins", "".join(after[c:d]))
