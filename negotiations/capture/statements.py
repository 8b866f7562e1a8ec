"""What a passage proposes for the statements drawn from it: only what stands in it, nothing where that is unclear."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from negotiations import quantities
from negotiations.capture.finding import DAY, ECONOMY, OFFICIAL, QUANTITY, RATE, STANCE, Finding, Sentence
from negotiations.capture.words import ANONYMOUS, INFERRED, SAID, SAID_JAPANESE

_MOST = 40  # stances of a passage that are looked at; nobody ticks more than a paragraph or two
_BY = re.compile(r"\s+by\s+(?:the\s+)?$")
_TO, _BY_THAT_MUCH = re.compile(r"\bto\s+$", re.IGNORECASE), re.compile(r"\bby\s+$", re.IGNORECASE)
_TELLING_WORD = re.compile(r"[^\W\d_]{3,}")
_EMPTY_WORDS = frozenset(
    {"the", "and", "for", "from", "with", "duty", "duties", "tariff", "tariffs", "part", "points", "access", "market"}
)


@dataclass(frozen=True, slots=True)
class Table:
    """Who and what a passage may be about: parties by their economy, officials' economies, and the issues."""

    parties: Mapping[str, int] = field(default_factory=dict)
    serves: Mapping[str, str] = field(default_factory=dict)
    issues: Sequence[tuple[int, str]] = ()


@dataclass(frozen=True, slots=True)
class Proposed:
    """A statement as it is proposed; what the passage does not say is empty."""

    stance: str = ""
    party: int | None = None
    issue: int | None = None
    words: str = ""
    quantity: str = ""
    sense: str = ""
    starts_on: date | None = None
    inferred: bool = False  # the day is


@dataclass(frozen=True, slots=True)
class Told:
    """How the passage is told: on whose word."""

    attribution: str = ""
    attributed_to: str = ""
    speaker: str = ""  # the key of an official


def proposed_in(
    text: str, sentences: Sequence[Sentence], table: Table, published_on: date, *, english: bool
) -> list[Proposed]:
    """A proposal for each stance that is told in the sentences; one without a stance where there is none."""
    if not sentences:
        return [Proposed()]
    passage = text[sentences[0].starts : sentences[-1].ends]
    words = " ".join(passage.split()) if english else ""
    day = _day(sentences, published_on)
    issue = issue_of(passage, table.issues)
    found: list[Proposed] = []
    for sentence in sentences:
        for number, stance in enumerate(sentence.of(STANCE)[: _MOST - len(found)]):
            quantity, sense = _quantity(text, sentence, number)
            party = _party(text, sentence, stance, table)
            found.append(Proposed(stance.key, party, issue, words, quantity, sense, *day))
    unlike = {(each.stance, each.party): each for each in reversed(found)}
    return list(reversed(unlike.values())) or [Proposed("", None, issue, words, "", "", *day)]


def told_in(text: str, sentences: Sequence[Sentence], *, official: bool) -> Told:
    """Who tells what stands in the sentences; a source of a government or court is a document."""
    if not sentences:
        return Told()
    passage = text[sentences[0].starts : sentences[-1].ends]
    if anonymous := ANONYMOUS.search(passage):  # what officials told each other is known from those who tell of it
        return Told("anonymous", " ".join(anonymous[0].split()))
    for sentence in sentences:
        if speaker := _speaker(text, sentence):
            return Told("on-record", "", speaker)
    if official:
        return Told("document")
    return Told("inference") if INFERRED.search(passage) else Told()


def issue_of(passage: str, issues: Sequence[tuple[int, str]]) -> int | None:
    """The one issue whose title shares most words with the passage; none where two share as many."""
    here = {_stem(word) for word in _TELLING_WORD.findall(passage)}
    titles = {pk: {_stem(word) for word in _TELLING_WORD.findall(title)} - _EMPTY_WORDS for pk, title in issues}
    common = Counter(word for words in titles.values() for word in words)
    scores = {pk: sum(1 / common[word] for word in words & here) / len(words) for pk, words in titles.items() if words}
    best = sorted(scores.items(), key=lambda pair: -pair[1])[:2]
    if not best or best[0][1] == 0 or (len(best) == 2 and best[0][1] == best[1][1]):
        return None
    return best[0][0]


def _stem(word: str) -> str:
    """A word without the ending of a plural, in one letter case and one spelling."""
    low = word.lower().replace("aluminum", "aluminium")
    return low[:-1] if len(low) > 3 and low.endswith("s") and not low.endswith("ss") else low


def _day(sentences: Sequence[Sentence], published_on: date) -> tuple[date | None, bool]:
    for sentence in sentences:
        for found in sentence.of(DAY):
            if found.day and found.day.on and found.day.on <= published_on:
                return found.day.on, bool(found.day.note)
    return None, False


def _quantity(text: str, sentence: Sentence, number: int) -> tuple[str, str]:
    """The first quantity after a word of stance and before the next; or the only one in the sentence."""
    stances = sentence.of(STANCE)
    starts = stances[number].ends
    ends = stances[number + 1].starts if number + 1 < len(stances) else sentence.ends
    amounts = [each for each in sentence.findings if each.kind in (RATE, QUANTITY)]
    after = [each for each in amounts if starts <= each.starts < ends]
    chosen = after[0] if after else amounts[0] if len(amounts) == 1 and len(stances) == 1 else None
    if chosen is None or chosen.quantity is None:
        return "", ""
    before = text[max(0, chosen.starts - 8) : chosen.starts]
    sense = "to" if _TO.search(before) else "by" if _BY_THAT_MUCH.search(before) else "about"
    return quantities.write(chosen.quantity), sense


def _party(text: str, sentence: Sentence, stance: Finding, table: Table) -> int | None:
    """The party whose stance it is: who is named first before the word, or after “by”."""
    named = [each for each in sentence.findings if each.kind in (ECONOMY, OFFICIAL)]
    for each in named:
        if each.starts >= stance.ends and _BY.fullmatch(text[stance.ends : each.starts]):
            return _seat(each, table)
    before = [each for each in named if each.ends <= stance.starts]
    return _seat(before[0], table) if before else None


def _seat(named: Finding, table: Table) -> int | None:
    economy = table.serves.get(named.key, "") if named.kind == OFFICIAL else named.key
    return table.parties.get(economy)


def _speaker(text: str, sentence: Sentence) -> str:
    """The official who is said to have said it: named just before the word of saying, or right after it."""
    officials = sentence.of(OFFICIAL)
    words = text[sentence.starts : sentence.ends]
    for match in (*SAID.finditer(words), *SAID_JAPANESE.finditer(words)):
        starts, ends = sentence.starts + match.start(), sentence.starts + match.end()
        before = [each for each in officials if each.ends <= starts and starts - each.ends <= 60]
        if before:
            return before[-1].key
        after = [each for each in officials if 0 <= each.starts - ends <= 2]
        if after:
            return after[0].key
    return ""
