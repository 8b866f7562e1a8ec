"""What is found in the text of a copy: known officials and economies, rates and quantities, days, words of stance."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from negotiations import quantities
from negotiations.capture.days import Day, days_in
from negotiations.capture.decoding import Free
from negotiations.capture.names import Names
from negotiations.capture.numbers import numbers_in
from negotiations.capture.words import DENIAL, DENIED, TELLING
from negotiations.quantities import PERCENT, POINTS, Quantity

OFFICIAL, ECONOMY, RATE, QUANTITY, DAY, STANCE = "official", "economy", "rate", "quantity", "day", "stance"
_SHORT = re.compile(
    r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|Gen|Sen|Rep|Gov|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|No|St|vs|Inc|Ltd|Co"
    r"|Corp|e\.g|i\.e)\.$"
)
_STOP = re.compile(r"[.!?]+[\"'”’)\]]*(?=\s)|[。！？]+[」』）]*|\n")


@dataclass(frozen=True, slots=True)
class Finding:
    """A place in the text, what kind of thing stands there, and which."""

    kind: str
    starts: int
    ends: int
    key: str = ""  # of an official or an economy; the stance
    quantity: Quantity | None = None
    day: Day | None = None

    @property
    def value(self) -> str:
        """In one word, to be told and compared: the key, 14%, 2025-05-04."""
        if self.quantity:
            return quantities.write(self.quantity)
        if self.day:
            return self.day.on.isoformat() if self.day.on else ""
        return self.key


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the text, with what was found in it."""

    number: int
    paragraph: int
    starts: int
    ends: int
    findings: tuple[Finding, ...]

    def of(self, kind: str) -> list[Finding]:
        """Its findings of one kind."""
        return [found for found in self.findings if found.kind == kind]


def findings_in(text: str, names: Names, published_on: date | None = None) -> list[Finding]:
    """Everything found, in the order of the text; of two that overlap the one that was looked for first."""
    found = [Finding(DAY, day.starts, day.ends, day=day) for day in days_in(text, published_on)]
    for each in numbers_in(text):
        kind = RATE if each.quantity.unit in (PERCENT, POINTS) else QUANTITY
        found.append(Finding(kind, each.starts, each.ends, quantity=each.quantity))
    found += [Finding(named.kind, named.starts, named.ends, named.key) for named in names.find(text)]
    found += _stances(text)
    free = Free(len(text))
    kept = [each for each in found if free.take(each.starts, each.ends)]
    return sorted(kept, key=lambda each: each.starts)


def sentences_of(text: str, findings: Sequence[Finding]) -> list[Sentence]:
    """The text sentence by sentence; a finding belongs to the sentence in which it begins."""
    found: list[Sentence] = []
    begins = [each.starts for each in findings]
    paragraph = 0
    for starts, ends, breaks in _spans(text):
        if ends > starts:
            inside = tuple(findings[bisect_left(begins, starts) : bisect_left(begins, ends)])
            found.append(Sentence(len(found), paragraph, starts, ends, inside))
        paragraph += breaks
    return found


def _stances(text: str) -> list[Finding]:
    """Words that tell a stance; where they are denied, what the denial tells, if anything."""
    found: list[Finding] = []
    free = Free(len(text))
    for stance, pattern in TELLING:
        for match in pattern.finditer(text):
            if not free.take(match.start(), match.end()):
                continue
            told: str | None = stance
            starts = match.start()
            if denial := DENIAL.search(text[max(0, starts - 24) : starts]):
                told, starts = DENIED.get(stance), starts - len(denial[0])
            if told:
                found.append(Finding(STANCE, starts, match.end(), told))
    return found


def _spans(text: str) -> list[tuple[int, int, bool]]:
    """Where sentences begin and end, without the white space around them; and whether a paragraph ends there."""
    spans, starts = [], 0
    for stop in _STOP.finditer(text):
        if stop[0] == "." and _SHORT.search(text[max(0, stop.start() - 8) : stop.end()]):
            continue
        spans.append((*_trimmed(text, starts, stop.end()), stop[0] == "\n"))
        starts = stop.end()
    spans.append((*_trimmed(text, starts, len(text)), True))
    return spans


def _trimmed(text: str, starts: int, ends: int) -> tuple[int, int]:
    while starts < ends and text[starts].isspace():
        starts += 1
    while ends > starts and text[ends - 1].isspace():
        ends -= 1
    return starts, ends
