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
    return _without_gaps([piece for piece in pieces if piece.text])


def _without_gaps(pieces: list[Piece]) -> list[Piece]:
    """Changes that only a blank parts are told as one: “1 April” became “2 May”, not “1” “2” and “April” “May”."""
    told: list[Piece] = []
    old = new = ""  # of the change that is being gathered
    for place, piece in enumerate(pieces):
        changed = piece.how or (
            bool(old or new) and piece.text.isspace() and "\n" not in piece.text and place + 1 < len(pieces)
        )
        if changed:
            old += piece.text if piece.how != "ins" else ""
            new += piece.text if piece.how != "del" else ""
            continue
        told += [*_change(old, new), piece]
        old = new = ""
    return told + _change(old, new)


def _change(old: str, new: str) -> list[Piece]:
    """What was taken out and what was put in; a blank that both end with is kept."""
    kept = len(old) - len(old.rstrip()) if old and new and old.rstrip() != old else 0
    tail = old[len(old) - kept :] if kept and new.endswith(old[len(old) - kept :]) else ""
    old, new = old.removesuffix(tail), new.removesuffix(tail)
    return [piece for piece in (Piece("del", old), Piece("ins", new), Piece("", tail)) if piece.text]


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
