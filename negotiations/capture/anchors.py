"""Finding a passage again in a copy: still there, changed, or gone."""

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from heapq import nsmallest
from itertools import accumulate
from operator import itemgetter

AROUND = 60  # characters that are kept on either side of a quotation
_MOST = 10_000  # places of the same words that are compared; a word alone may stand in a page more often
_LOOKED_AT = 20_000  # words, over all places that are looked at closely
_NEAR = 0.8  # of the words, for a changed passage
_ENOUGH = 0.6  # of the words, for a place to be looked at closely: some were put in between
_QUOTES = str.maketrans("“”„«»‘’‚–—", '"""""\'\'\'--')
_WORD = re.compile(r"\w+(?:['.,]\w+)*%?|[^\w\s]")
_WITHOUT_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class State(StrEnum):
    THERE = "still there"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Anchor:
    """How a passage stands in a copy; `starts` and `ends` are places in its text, where it stands there."""

    state: State
    starts: int = -1
    ends: int = -1
    now: str = ""
    differences: tuple[tuple[str, str], ...] = ()  # pairs of "same", "gone" or "new", and the words

    @property
    def name(self) -> str:
        """For a class of style: still-there, changed, gone."""
        return self.state.replace(" ", "-")


class Searched:
    """A text in which many passages are looked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain, self._places = _plain(text)
        self._spans: list[tuple[int, int]] | None = None
        self._keys: list[str] = []

    def find(self, quotation: str, before: str = "", after: str = "") -> Anchor:
        """Where a quotation stands: word for word but for white space and quotation marks, nearly, or nowhere.

        Of several places that of the words before and after counts; the first where nothing tells them apart.
        """
        wanted, _ = _plain(quotation)
        if not wanted:
            return Anchor(State.GONE)
        found = [match.start() for match in re.finditer(re.escape(wanted), self.plain)]
        if not found:
            return self._nearly(quotation, before, after)
        ahead, behind = _plain(before)[0], _plain(after)[0]
        best = max(found[:_MOST], key=lambda at: (_touching(self.plain, at, len(wanted), ahead, behind), -at))
        starts, ends = self._places[best], self._places[best + len(wanted) - 1] + 1
        return Anchor(State.THERE, starts, ends, self.text[starts:ends])

    def _nearly(self, quotation: str, before: str, after: str) -> Anchor:
        """The passage of about that length whose words are most like those of the quotation."""
        if self._spans is None:
            self._spans = [found.span() for found in _tokens(self.text)]
            self._keys = [_key(self.text[starts:ends]) for starts, ends in self._spans]
        wanted = _words(quotation)
        if not wanted or not self._spans:
            return Anchor(State.GONE)
        best, ratio = _window(self._keys, wanted, before, after)
        if ratio < _NEAR:
            return Anchor(State.GONE)
        starts, ends = self._spans[best[0]][0], self._spans[best[1] - 1][1]
        now = self.text[starts:ends]
        return Anchor(State.CHANGED, starts, ends, now, _differences(quotation, now))


def words_around(text: str, starts: int, ends: int) -> tuple[str, str]:
    """What stands before and after a passage, as far as whole words go."""
    ahead = " ".join(text[max(0, starts - AROUND) : starts].split())
    behind = " ".join(text[ends : ends + AROUND].split())
    if starts > AROUND and " " in ahead:
        ahead = ahead.split(" ", 1)[1]
    if ends + AROUND < len(text) and " " in behind:
        behind = behind.rsplit(" ", 1)[0]
    return ahead, behind


def _plain(text: str) -> tuple[str, list[int]]:
    """The text with one space for white space and straight quotation marks; and where each character came from."""
    kept: list[str] = []
    places: list[int] = []
    for at, character in enumerate(text.translate(_QUOTES)):  # one for one: the places stay
        if character.isspace():
            if not kept or kept[-1] == " ":
                continue
            character = " "
        kept.append(character)
        places.append(at)
    if kept and kept[-1] == " ":
        kept.pop()
        places.pop()
    return "".join(kept), places


def _touching(plain: str, at: int, length: int, before: str, after: str) -> int:
    """How many characters on either side agree with those that were kept."""
    ahead, behind = plain[max(0, at - AROUND * 2) : at].rstrip(), plain[at + length : at + length + AROUND * 2].lstrip()
    return _common(reversed(ahead), reversed(before)) + _common(behind, after)


def _common(one: Iterable[str], other: Iterable[str]) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _window(here: list[str], wanted: list[str], before: str, after: str) -> tuple[tuple[int, int], float]:
    """The run of words that is most like the wanted ones, and how much; begun where words of theirs begin."""
    common, length = set(wanted), len(wanted)
    ahead, behind = _words(before)[-3:], _words(after)[:3]
    shared = [0, *accumulate(word in common for word in here)]
    best, best_ratio = (0, 0), 0.0
    scores = ((shared[min(start + length, len(here))] - shared[start], start) for start in range(len(here)))
    begins = [
        (-score, start)
        for score, start in scores
        if score >= _ENOUGH * length
        and (here[start] in common or (ahead and here[max(0, start - len(ahead)) : start] == ahead))
    ]
    for _, start in sorted(nsmallest(max(30, _LOOKED_AT // length), begins), key=itemgetter(1)):
        for size in {length, length - length // 6, length + length // 6, _until(here, start, behind, length)} - {0}:
            match = difflib.SequenceMatcher(None, wanted, here[start : start + size], autojunk=False)
            if match.quick_ratio() > best_ratio and match.ratio() > best_ratio:
                best, best_ratio = (start, min(start + size, len(here))), match.ratio()
    return best, best_ratio


def _until(here: list[str], start: int, behind: list[str], length: int) -> int:
    """How many words stand from there to the words that came after the quotation; 0 where these are not near."""
    for size in range(max(1, length // 2), length * 2) if behind else ():
        if here[start + size : start + size + len(behind)] == behind:
            return size
    return 0


def _differences(was: str, now: str) -> tuple[tuple[str, str], ...]:
    old, new = [found[0] for found in _tokens(was)], [found[0] for found in _tokens(now)]
    match = difflib.SequenceMatcher(None, [_key(word) for word in old], [_key(word) for word in new], autojunk=False)
    told: list[tuple[str, str]] = []
    joint = "" if _WITHOUT_SPACES.search(was) else " "
    for what, i1, i2, j1, j2 in match.get_opcodes():
        if what == "equal":
            told.append(("same", joint.join(new[j1:j2])))
            continue
        if i2 > i1:
            told.append(("gone", joint.join(old[i1:i2])))
        if j2 > j1:
            told.append(("new", joint.join(new[j1:j2])))
    return tuple(told)


def _tokens(text: str) -> Iterator[re.Match[str]]:
    """The words of a text; in scripts that leave no space between words, every character is one."""
    pattern = re.compile(r"\S") if _WITHOUT_SPACES.search(text) else _WORD
    return pattern.finditer(text)


def _words(text: str) -> list[str]:
    return [_key(found[0]) for found in _tokens(text)]


def _key(word: str) -> str:
    return word.translate(_QUOTES).casefold()
