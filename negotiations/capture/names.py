"""Known names in running text: officials and economies, and never somebody else of the same name."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import ahocorasick

from negotiations.capture.words import ADJECTIVES, BESIDE_A_NAME, HONORIFICS, SEATS

_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_WORD_BEFORE = re.compile(r"([\w.'’-]+)[ \t]+$")
_WORD_AFTER = re.compile(r"^[ \t]+([A-Z][\w'’-]*)")
_YOUNGER = re.compile(r",?\s+(?:Jr|Sr|II|III|IV)\b")
_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_OFFICIAL, _ECONOMY = "official", "economy"
_AT_A_PLACE = re.compile(r"\b(?:in|at|to|from|near|of|into|for|visited|visits|visiting|left)\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Person:
    """An official, under the names by which sources call them."""

    key: str
    family: str
    given: str = ""
    native: str = ""
    spellings: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()

    @property
    def full_names(self) -> set[str]:
        """The names of which each alone tells who is meant."""
        givens = {self.given, re.sub(r"\s+[A-Z]\.?$", "", self.given)} - {""}
        names = {self.native, *(each for each in self.spellings if not self._is_bare(each))}
        for given in givens:
            names |= {f"{given} {self.family}", f"{self.family} {given}", f"{self.family}, {given}"}
        return {" ".join(name.split()) for name in names} - {""}

    @property
    def bare_names(self) -> set[str]:
        """The family name alone, and spellings of one word in Latin letters."""
        return {self.family, *(each for each in self.spellings if self._is_bare(each))}

    def ways(self) -> Iterator[tuple[str, str]]:
        """Every name with how far it can be relied on."""
        yield from ((name, "full") for name in self.full_names)
        yield from ((name, "bare") for name in self.bare_names)
        if _JAPANESE.search(self.native) and len(self.native) >= 4:
            yield self.native[:2], "native"

    @staticmethod
    def _is_bare(name: str) -> bool:
        return " " not in name.strip() and "・" not in name and bool(_LATIN.match(name))


@dataclass(frozen=True, slots=True)
class Place:
    """An economy, under its names; the code stands for it in capitals."""

    key: str
    code: str
    names: tuple[str, ...] = ()

    def ways(self) -> Iterator[tuple[str, str]]:
        """Every name with how far it can be relied on."""
        yield from ((name, "name") for name in {*self.names, *ADJECTIVES.get(self.code, ())} - {""})
        yield from ((name, "seat") for name in SEATS.get(self.code, ()))
        yield from ((self.code, "code"), (".".join(self.code) + ".", "code"))


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a text, and the key of whom it means."""

    kind: str
    key: str
    starts: int
    ends: int


class Names:
    """All known names, made once for a text."""

    def __init__(self, people: Iterable[Person], places: Iterable[Place]) -> None:
        self._people = {person.key: person for person in people}
        known_as: list[tuple[str, Person | Place]] = [(_OFFICIAL, person) for person in self._people.values()]
        known_as += [(_ECONOMY, place) for place in places]
        meant: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
        for kind, one in known_as:
            for name, how in one.ways():
                meant[_folded(name)].add((kind, one.key, how))
        self.automaton = ahocorasick.Automaton()
        for name, whose in meant.items():
            self.automaton.add_word(name, (len(name), tuple(sorted(whose))))
        if meant:
            self.automaton.make_automaton()
        self.meant = meant
        self._bearers: dict[str, bool] = {}

    def find(self, text: str) -> list[Named]:
        """The names in a text, the longest where several begin at one place, in its order."""
        if not self.meant:
            return []
        folded = _folded(text)
        hits = []
        for last, (length, whose) in self.automaton.iter(folded):
            starts, ends = last - length + 1, last + 1
            if _stands_alone(text, starts, ends):
                hits.append((starts, ends, whose))
        hits.sort(key=lambda hit: (hit[0], -hit[1]))
        chosen: list[Named] = []
        self._bearers = {}
        told = {key for starts, ends, whose in hits for _, key, how in whose if how == "full" and len(whose) == 1}
        reach = -1
        for starts, ends, whose in hits:
            if starts < reach:
                continue
            if named := self._judged(text, starts, ends, whose, told):
                chosen.append(named)
                reach = ends
        return chosen

    def _judged(
        self, text: str, starts: int, ends: int, whose: Sequence[tuple[str, str, str]], told: set[str]
    ) -> Named | None:
        """Whom a name means there, or None where it may mean another or nothing at all."""
        full = [(kind, key) for kind, key, how in whose if how == "full"]
        if full:
            another = len(full) > 1 or _YOUNGER.match(text[ends : ends + 8])
            return None if another else Named(full[0][0], full[0][1], starts, ends)
        if len(whose) != 1:
            return None
        kind, key, how = whose[0]
        word = text[starts:ends]
        if how == "bare":
            person = self._people[key]
            sound = _is_a_family_name(text, starts, ends, person.given) and (
                key in told or _has_the_office(text, starts, person) or not self._has_another_bearer(text, word, person)
            )
        elif how == "native":
            sound = text[ends:].startswith(HONORIFICS)
        elif how == "code":
            sound = word.isupper() and not _shouts(text, starts, ends)
        elif how == "seat":
            sound = (
                word[:1].isupper() and not word.isupper() and not _AT_A_PLACE.search(text[max(0, starts - 12) : starts])
            )
        else:
            sound = not _LATIN.match(word) or word[:1].isupper()
        return Named(kind, key, starts, ends) if sound else None

    def _has_another_bearer(self, text: str, word: str, person: Person) -> bool:
        """Whether the text names somebody else of that family; looked for once a text."""
        if word not in self._bearers:
            self._bearers[word] = _names_another(text, word, person.given)
        return self._bearers[word]


def _folded(text: str) -> str:
    """In one letter case, character for character."""
    return "".join(low if len(low := each.lower()) == 1 else each for each in text)


def _stands_alone(text: str, starts: int, ends: int) -> bool:
    """Whether no letter of the same kind of script goes on before or after it."""
    if not _LATIN.match(text[starts]):
        return True
    before, after = text[starts - 1 : starts], text[ends : ends + 1]
    joined = (before == "-" and text[starts - 2 : starts - 1].isalpha()) or before in ("@", "#", "/", "_")
    if text[ends - 1] == ".":
        after = ""
    return not (before.isalnum() or joined or after.isalnum() or after in ("_", "@"))


def _shouts(text: str, starts: int, ends: int) -> bool:
    """Whether the line about it is in capitals, where a code cannot be told from a word."""
    before, after = text[max(0, starts - 60) : starts], text[ends : ends + 60]
    line = before.rpartition("\n")[2] + text[starts:ends] + after.partition("\n")[0]
    letters = [each for each in line if each.isalpha()]
    return len(letters) > (ends - starts) + 3 and sum(map(str.isupper, letters)) > 0.7 * len(letters)


def _is_a_family_name(text: str, starts: int, ends: int, given: str) -> bool:
    """Whether a capitalised word stands for a person, with no other given name beside it."""
    word = text[starts:ends]
    if not word[:1].isupper():
        return False
    if _shouts(text, starts, ends):
        return True
    if word.isupper() and len(word) < 4:
        return False
    return _may_follow(text, starts, given) and _may_precede(text, ends)


def _may_follow(text: str, starts: int, given: str) -> bool:
    """Whether the word before a family name is an office, a plain word or an initial, and no other given name."""
    before = _WORD_BEFORE.search(text[max(0, starts - 40) : starts])
    if before is None:
        return True
    word = before[1]
    if not word[:1].isupper() or word.endswith(("'s", "’s", "s'", "s’")):
        return True
    plain = word.rstrip(".").lower()
    if plain in BESIDE_A_NAME:
        return True
    return len(plain) == 1 and given[:1].lower() == plain


def _may_precede(text: str, ends: int) -> bool:
    """Whether the word after a family name is no other name: Trump Tower is none of his words."""
    if text[ends : ends + 1] == "-" and text[ends + 1 : ends + 2].isupper():
        return False
    after = _WORD_AFTER.match(text[ends : ends + 40])
    if after is None:
        return True
    return after[1].lower() in BESIDE_A_NAME or after[1].isupper()


def _has_the_office(text: str, starts: int, person: Person) -> bool:
    """Whether the word before a family name is one of an office that the official holds."""
    before = _WORD_BEFORE.search(text[max(0, starts - 40) : starts])
    return before is not None and before[1].lower() in {
        word.lower() for title in person.offices for word in title.split()
    }


def _names_another(text: str, name: str, given: str) -> bool:
    """Whether the text names somebody else of that family."""
    for match in re.finditer(rf"\b([A-Z][\w'’-]+)[ \t]+{re.escape(name)}\b", text):
        word = match[1].lower()
        if word not in BESIDE_A_NAME and word != given.split(" ")[0].lower() and not word.endswith(("'s", "’s")):
            return True
    return False
