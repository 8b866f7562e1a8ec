"""What an importer tells of goods, and how it is written: claims, shares of the value, the value of a unit.

Plain values: nothing here knows of Django, the database or the clock.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from parley.lib.days import read_day

from .duty import NOTHING, SHARE_PLACES, WHOLE
from .expressions import ExpressionError, Specific, UnitValue, read

_CLAIM = re.compile(r"([a-z0-9][a-z0-9-]*)(?:=(\d{4}-\d{2}-\d{2}))?")
_SHARE = re.compile(r"([a-z0-9][a-z0-9-]*)=(\d{1,3}(?:\.\d+)?)(%?)")
_VALUE = re.compile(
    r"(?:(?P<before>[A-Z]{3}|US\$|\$)\s*)?(?P<amount>\d[\d,]*(?:\.\d+)?)\s*(?P<after>[A-Z]{3})?\s*/\s*(?P<unit>.+)"
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A condition that the importer claims, and for goods in transit the day of their loading."""

    word: str
    loaded_on: date | None = None

    def __str__(self) -> str:
        return f"{self.word}={self.loaded_on}" if self.loaded_on else self.word


@dataclass(frozen=True, slots=True)
class Share:
    """Which part of the customs value a measure, named by its key, is charged on."""

    measure: str
    size: Decimal

    def __str__(self) -> str:
        return f"{self.measure}={self.size:f}"


@dataclass(frozen=True, slots=True)
class Told:
    """All that an importer tells of goods. Nothing told is nothing claimed, and the whole value charged."""

    claims: frozenset[Claim] = frozenset()
    shares: frozenset[Share] = frozenset()
    unit_value: UnitValue | None = None

    def claim(self, word: str) -> Claim | None:
        """The claim of a word, if it is made."""
        return next((each for each in self.claims if each.word == word), None)

    def share(self, measure: str) -> Decimal | None:
        """The share told for a measure, if any."""
        return next((each.size for each in self.shares if each.measure == measure), None)


NOTHING_TOLD = Told()


def told(claims: list[str], shares: list[str], unit_value: str = "") -> Told:
    """What is told in these texts. Refuses, in a sentence, what cannot be read and what is told twice (ValueError)."""
    made = [read_claim(each) for each in claims]
    cut = [read_share(each) for each in shares]
    for names in ([each.word for each in made], [each.measure for each in cut]):
        if twice := next((name for name in names if names.count(name) > 1), ""):
            raise ValueError(f"“{twice}” is told twice.")
    return Told(frozenset(made), frozenset(cut), read_unit_value(unit_value) if unit_value.strip() else None)


def read_claim(text: str) -> Claim:
    """A claim as it is written: “usjta”, or “in-transit=2025-08-01” with the day of loading. Refuses others."""
    found = _CLAIM.fullmatch(text.strip())
    if not found:
        raise ValueError(f"“{text}” is no claim: it is a word of small letters, like usjta or in-transit=2025-08-01.")
    return Claim(found[1], read_day(found[2]) if found[2] else None)


def read_share(text: str) -> Share:
    """A share as it is written: “s232-steel=0.6” or “s232-steel=60%”. Refuses others, and what is not from 0 to 1."""
    found = _SHARE.fullmatch(text.strip())
    if not found:
        raise ValueError(f"“{text}” is no share: it names a measure and a fraction, like s232-steel=0.6.")
    size = Decimal(found[2]) / (100 if found[3] else 1)
    if not NOTHING <= size <= WHOLE:
        raise ValueError(f"“{text}” is no share: it is from 0 to 1, or from 0% to 100%.")
    if round(size, SHARE_PLACES) != size:
        raise ValueError(f"“{text}” has more than {SHARE_PLACES} decimals.")
    return Share(found[1], size)


def read_unit_value(text: str) -> UnitValue:
    """A customs value per unit as it is written: “10 USD/liter”, “$10/l”, “4.50/kg”. Refuses others.

    A sign of dollars, or none, is the US dollar.
    """
    found = _VALUE.fullmatch(text.strip())
    named = {found["before"], found["after"]} - {None} if found else set()
    if not found or len(named) > 1:
        raise ValueError(f"“{text}” is no value per unit: it is an amount and a unit, like 10 USD/liter.")
    currency = {"$": "USD", "US$": "USD"}.get(name := named.pop(), name) if named else "USD"
    amount = Decimal(found["amount"].replace(",", ""))
    # The units that a duty may be written in are those that a value may.
    try:
        duty = read(f"$1/{found['unit'].strip()}")
    except ExpressionError:
        raise ValueError(f"“{found['unit'].strip()}” is no unit that duties are charged by.") from None
    if not isinstance(duty, Specific):
        raise ValueError(f"“{text}” is no value per unit: it is an amount and a unit, like 10 USD/liter.")
    return UnitValue(amount, currency, duty.unit, duty.basis)


def write_unit_value(value: UnitValue) -> str:
    """The value as it is read: “10 USD/l”."""
    return f"{value.amount:f} {value.currency}/{value.unit}{f' {value.basis}' if value.basis else ''}"
