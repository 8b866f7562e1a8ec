"""The words of a drawing: how wide they are, where they stand beside lines, and what of the lines they leave.

Arithmetic on plain values: nothing here knows of Django, the database or the clock.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

LEAST = 44.0  # a shorter label says nothing
GAP = 8.0
BESIDE = 5.0  # from a line to the words that name it
BOLD = 1.13  # how much wider bold letters are


def width_of(text: str, size: float) -> float:
    """How wide a text is in the widest of the common sans-serifs, about; letters of East Asia are as wide as they are
    high."""
    return size * sum(map(_width, text))


_WIDTHS = {
    letter: width
    for width, letters in (
        (0.3, "iljIJ'’‘"),
        (0.34, " .,:;|·/"),
        (0.4, "tfr()[]-–!›"),
        (0.54, "szc?"),
        (0.8, "wDGHNOQ&"),
        (1.0, "mMW%@—…"),
    )
    for letter in letters
}


@cache
def _width(letter: str) -> float:
    if letter in _WIDTHS:
        return _WIDTHS[letter]
    if letter.isascii():
        return 0.7 if letter.isupper() else 0.64
    return 1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.0 if unicodedata.combining(letter) else 0.65


def fit(text: str, room: float, size: float) -> str:
    """The text, cut with an ellipsis where it is too long; nothing where too little would be left of it."""
    if width_of(text, size) <= room:
        return text
    if room < LEAST:
        return ""
    left = room / size - _width("…")
    for place, letter in enumerate(text):
        left -= _width(letter)
        if left < 0:
            return f"{text[:place].rstrip(' ,;:.')}…"
    return text


@dataclass(frozen=True, slots=True)
class Hung:
    """Words beside an upright line: from where to where they stand, their row, and whether before the line.

    Without words there was no room for them.
    """

    words: str
    begin: float
    end: float
    row: int
    leftwards: bool


def hang(flags: Sequence[tuple[float, str]], left: float, right: float, size: float, most: int) -> list[Hung]:
    """Words beside their lines, in the order of the lines, in at most so many rows where none meets another.

    They stand behind their line, or before it where the edge is near; they are cut only where no row has room.
    """
    ends: list[float] = []
    hung = []
    for x, words in flags:
        wide = width_of(words, size)
        leftwards = x + BESIDE + wide > right and x - left > right - x
        begin = max(x - BESIDE - wide, left) if leftwards else x + BESIDE
        row = next((row for row, taken in enumerate(ends) if taken + GAP <= begin), len(ends))
        if row == most:  # then where most of it has room
            row = ends.index(min(ends))
            begin = max(begin, ends[row] + GAP) if leftwards else begin
        room = (x - BESIDE if leftwards else right) - begin
        clear = row == len(ends) or ends[row] + GAP <= begin
        text = "" if not clear else words if wide <= room + 0.001 else fit(words, room, size)
        wide = width_of(text, size)
        begin, end = (x - BESIDE - wide, x - BESIDE) if leftwards else (x + BESIDE, x + BESIDE + wide)
        hung.append(Hung(text, begin, end, row, leftwards))
        ends[row : row + 1] = [end] if text else ends[row : row + 1]
    return hung


type Box = tuple[float, float, float, float]  # from and to across, from and to downwards


def clear_of(boxes: Iterable[Box], x: float, top: float, bottom: float) -> list[tuple[float, float]]:
    """The stretches of an upright line that do not run through a box."""
    met = [(over, under) for first, last, over, under in boxes if first < x < last]
    free, begin = [], top
    for over, under in sorted(met):
        if over > begin:
            free.append((begin, min(over, bottom)))
        begin = max(begin, under)
        if begin >= bottom:
            break
    return [*free, (begin, bottom)] if begin < bottom else free
