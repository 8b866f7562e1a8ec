"""Quantities as people write them, read into a number with its unit, and said back in words.

Arithmetic on plain values: nothing here knows of Django or the database. The units have the names that positions
use for theirs.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

PERCENT, POINTS, DAYS, DOLLARS, TONNES = "percent", "points", "days", "usd", "tonnes"

_WORDS = {
    PERCENT: ("%", "percent", "per cent", "pct"),
    POINTS: ("pp", "p.p.", "ppt", "pt", "pts", "point", "points", "percentage point", "percentage points", "%-points"),
    DAYS: ("day", "days"),
    DOLLARS: ("$", "us$", "usd", "dollar", "dollars", "us dollar", "us dollars"),
    TONNES: ("t", "tonne", "tonnes", "metric ton", "metric tons"),
}
_UNITS = {word: unit for unit, words in _WORDS.items() for word in words}
_SCALES = {
    "": 0, "k": 3, "thousand": 3, "m": 6, "mn": 6, "million": 6,
    "b": 9, "bn": 9, "billion": 9, "tn": 12, "trillion": 12,
}  # fmt: skip
_TONNES_AT_ONCE = {"kt": 3, "Mt": 6}
_REFUSED = {
    "mt": "“mt” can mean a metric ton or a million tonnes; write t, or million t.",
    "ton": "A ton may be metric, short or long; write t for tonnes.",
    "tons": "A ton may be metric, short or long; write t for tonnes.",
    "weeks": "Write the time in days.",
    "months": "Write the time in days.",
    "years": "Write the time in days.",
}
_MONEY = "€£¥₩"
_NUMBER = re.compile(r"\d[\d.,' ]*")
_DIGITS, _DECIMALS = 16, 4


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and what it counts."""

    number: Decimal
    unit: str


def read(text: str) -> Quantity:
    """The quantity that was written: “14%”, “10 pp”, “90 days”, “$550bn”, “75,000 t”, “14,5 %”.

    Refuses with a sentence (ValueError) what is no quantity, has no unit or another one than these five, could be
    read in two ways, or is more than one quantity.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).replace("’", "'").split())
    found = _NUMBER.findall(plain)
    if not found:
        raise ValueError(f"“{text[:40]}” holds no number; write it like 14%, 10 pp, 90 days, $550bn or 75,000 t.")
    if len(found) > 1:
        raise ValueError(f"“{text[:40]}” holds more than one number; give each its own position.")
    before, after = (part.strip() for part in plain.split(found[0], 1))
    scale, unit = _measure(before, after, text)
    number = _number(found[0].strip(" ,'"), unit, loose=scale > 0) * Decimal(10) ** scale
    if number >= Decimal(10) ** _DIGITS:  # first, for of more than 28 digits none can be rounded
        raise ValueError(f"“{text[:40]}” is too large to be kept.")
    if number != round(number, _DECIMALS):
        raise ValueError(f"“{text[:40]}” is finer than {_DECIMALS} decimal places.")
    return Quantity(number, unit)


def say(quantity: Quantity) -> str:
    """The quantity in words, as it was understood: 14 percent, 14.5 percentage points, US$550 billion."""
    number, unit = quantity.number, quantity.unit
    if unit == DOLLARS:
        return f"US${_rounded(number)}"
    one = number == 1
    words = {
        PERCENT: "percent",
        POINTS: "percentage point" if one else "percentage points",
        DAYS: "day" if one else "days",
        TONNES: "tonne" if one else "tonnes",
    }
    return f"{_rounded(number) if unit == TONNES else _exact(number)} {words[unit]}"


def write(quantity: Quantity) -> str:
    """The quantity as `read` reads it again, to the last digit."""
    number = _exact(quantity.number)
    if quantity.unit == DOLLARS:
        return f"${number}"
    return f"{number}%" if quantity.unit == PERCENT else f"{number} {_SHORT[quantity.unit]}"


_SHORT = {POINTS: "pp", DAYS: "days", TONNES: "t"}


def _measure(before: str, after: str, text: str) -> tuple[int, str]:
    """The power of ten and the unit that stand around the number."""
    if any(sign in before + after for sign in _MONEY):
        raise ValueError(f"Amounts of money are kept in US dollars; leave “{text[:40]}” in the words of the position.")
    if before in {"-", "−", "+", "–"}:
        raise ValueError("Write the size without a sign; whether it is a cut or a rise stands in the words.")
    if after in _TONNES_AT_ONCE and not before:
        return _TONNES_AT_ONCE[after], TONNES
    before, after = before.lower(), after.lower().lstrip("-").strip()
    if before in _UNITS and _UNITS[before] == DOLLARS:
        if after in _SCALES:
            return _SCALES[after], DOLLARS
        after = after.removesuffix("dollars").strip()
    elif before:
        raise ValueError(f"“{before[:40]}” before the number is not understood; write only the number and its unit.")
    for scale, power in _SCALES.items() if after not in _REFUSED else ():
        rest = after.removeprefix(scale).strip()
        if after.startswith(scale) and rest in _UNITS:
            return power, _UNITS[rest]
    return _refuse(after, text)


def _refuse(after: str, text: str) -> tuple[int, str]:
    if after in _REFUSED or f"{after}s" in _REFUSED:
        raise ValueError(_REFUSED.get(after) or _REFUSED[f"{after}s"])
    if not after or after in _SCALES:
        raise ValueError(f"“{text[:40]}” has no unit; write “%”, “pp”, “days” or “t” after it, or “$” before it.")
    raise ValueError(f"“{after[:40]}” is no unit that is kept: percent, points, days, dollars and tonnes are.")


def _number(digits: str, unit: str, *, loose: bool) -> Decimal:
    """One number, with points or commas for thousands or for decimals, wherever it was written."""
    grouped = re.sub(r"(?<=\d)[ '](?=\d{3}(?!\d))", "", digits)
    marks = [mark for mark in grouped if mark in ".,"]
    decimal = ""
    if len(set(marks)) == 2:  # 1,234.5 and 1.234,5: the last mark is the decimal one
        decimal = marks[-1]
    elif marks == ["."]:
        decimal = "."
        if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", grouped) and unit not in {PERCENT, POINTS} and not loose:
            whole = grouped.replace(".", "")
            raise ValueError(
                f"“{digits}” can be read in two ways; write {int(whole):,} or {Decimal(grouped).normalize():f}."
            )
    elif marks == [","] and not re.fullmatch(r"[1-9]\d{0,2},\d{3}", grouped):
        decimal = ","
    thousands = {".": ",", ",": "."}.get(decimal, marks[0] if marks else "")
    whole, _, part = grouped.partition(decimal) if decimal else (grouped, "", "")
    pattern = rf"[1-9]\d{{0,2}}({re.escape(thousands)}\d{{3}})+" if thousands and thousands in whole else r"\d+"
    if not re.fullmatch(pattern, whole) or not re.fullmatch(r"\d*", part) or (decimal and not part):
        raise ValueError(f"“{digits}” is no number; write it like 75,000 or 14.5.")
    return Decimal(f"{whole.replace(thousands, '') if thousands else whole}.{part or 0}")


def _exact(number: Decimal) -> str:
    return f"{number.normalize():,f}"


def _rounded(number: Decimal) -> str:
    """With a word for millions and more where that loses nothing: 550 billion, 75,000; never 1,234.5 million."""
    for power, word in ((12, "trillion"), (9, "billion"), (6, "million")):
        if number >= Decimal(10) ** power:
            scaled = number.scaleb(-power).normalize()
            return f"{_exact(scaled)} {word}" if scaled == round(scaled, 3) else _exact(number)
    return _exact(number)
