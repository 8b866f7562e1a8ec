"""Percentages and other quantities in running text, each read as `negotiations.quantities` reads what is typed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from negotiations import quantities
from negotiations.capture.decoding import Free, plain_digits
from negotiations.quantities import DAYS, PERCENT, POINTS, Quantity

_ONES = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SPELT = {word: number for number, word in enumerate(_ONES)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
_NAMES = rf"(?:(?:{'|'.join(_TENS)})(?:-(?:{'|'.join(_ONES[1:10])}))?|{'|'.join(reversed(_ONES))})"

_FIGURE = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_FREE = r"(?<![A-Za-z0-9_.,$€£¥])"  # no part of a longer number, and no money
_PER_CENT = r"(?:%|パーセント|per\s?cent(?!age)|pct\b)"
_POINT = r"(?:[-\s]?(?:percentage[-\s]points?|%-points?|points?\b)|ポイント)"
_SCALE = r"(?:thousand|million|billion|trillion|mn|bn|tn|[mb])\b"


def _pattern(*parts: str) -> re.Pattern[str]:
    return re.compile("".join(parts), re.IGNORECASE)


_PERCENTS = _pattern(_FREE, rf"(?P<number>{_FIGURE})\s{{0,3}}-?\s{{0,3}}{_PER_CENT}(?!\s?-?points?)")
_RANGE = _pattern(
    _FREE, rf"(?P<low>{_FIGURE})\s{{0,3}}{_PER_CENT}?\s{{0,3}}",
    rf"(?:to|and|or|-|–|—|から|〜|~)\s{{0,3}}(?=(?:{_FIGURE})\s{{0,3}}-?\s{{0,3}}{_PER_CENT})",
)  # fmt: skip
_POINTS = _pattern(_FREE, rf"(?P<number>{_FIGURE})\s?(?:%\s?)?{_POINT}")
_OF_A_RATE = re.compile(r"\b(?:tariff|rate|duty|duties|levy|cut|reduction|increase)", re.IGNORECASE)
_SPELT_OUT = _pattern(rf"\b(?P<number>{_NAMES})[-\s](?P<unit>per\s?cent|percentage points?)\b(?!age)")
_MONEY = _pattern(
    rf"(?:US\s?)?\$\s?(?P<before>{_FIGURE})(?:\s?-?(?P<scale>{_SCALE}))?",
    rf"|{_FREE}(?P<after>{_FIGURE})\s?(?P<word>{_SCALE})?\s(?:US\s)?dollars?\b",
)
_DAYS = _pattern(
    _FREE, r"(?P<number>\d{1,4})[-\s]days?\b(?!\s+(?:before|after|ago|later|earlier|of\b))",
    r"|(?P<japanese>\d{1,4})日間",
)  # fmt: skip
_TONNES = _pattern(
    _FREE, rf"(?P<number>{_FIGURE})\s?(?P<scale>thousand|million)?\s?(?:tonnes?|metric tons?|トン)(?!\w)"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity as a text has it."""

    starts: int
    ends: int
    quantity: Quantity


def numbers_in(text: str) -> list[Number]:
    """The quantities in a text, in its order; what could be read in two ways is left out."""
    plain = plain_digits(text)
    free = Free(len(text))
    found = [number for number in (*_percents(plain), *_others(plain)) if free.take(number.starts, number.ends)]
    return sorted(found, key=lambda number: number.starts)


def _percents(plain: str) -> Iterator[Number]:
    for match in _POINTS.finditer(plain):
        if "%" in match[0] or "percentage" in match[0].lower() or _is_a_share(plain, match.end()):
            yield Number(match.start(), match.end(), Quantity(_decimal(match["number"]), POINTS))
    for match in _PERCENTS.finditer(plain):
        yield Number(match.start(), match.end(), Quantity(_decimal(match["number"]), PERCENT))
    for match in _RANGE.finditer(plain):
        yield Number(match.start("low"), match.end("low"), Quantity(_decimal(match["low"]), PERCENT))
    for match in _SPELT_OUT.finditer(plain):
        first, _, second = match["number"].lower().partition("-")
        number = Decimal(_SPELT[first] + _SPELT.get(second, 0))
        unit = POINTS if "point" in match["unit"].lower() else PERCENT
        yield Number(match.start(), match.end(), Quantity(number, unit))


def _is_a_share(plain: str, ends: int) -> bool:
    """Whether “14-point” is of a rate, and no count of a list or an index."""
    return _OF_A_RATE.search(plain[ends : ends + 40]) is not None


def _others(plain: str) -> Iterator[Number]:
    for match in _MONEY.finditer(plain):
        figure, scale = match["before"] or match["after"], match["scale"] or match["word"] or ""
        if quantity := _read(f"${figure} {scale}".strip()):
            yield Number(match.start(), match.end(), quantity)
    for match in _DAYS.finditer(plain):
        number = Decimal(match["number"] or match["japanese"])
        yield Number(match.start(), match.end(), Quantity(number, DAYS))
    for match in _TONNES.finditer(plain):
        if quantity := _read(f"{match['number']} {match['scale'] or ''} t"):
            yield Number(match.start(), match.end(), quantity)


def _read(text: str) -> Quantity | None:
    try:
        return quantities.read(" ".join(text.split()))
    except ValueError:
        return None


def _decimal(figure: str) -> Decimal:
    return Decimal(figure.replace(",", ""))
