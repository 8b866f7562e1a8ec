"""Duty expressions, "4.4¢/kg + 5%": read, written, and turned into percent of the value.

Arithmetic on plain values: nothing here knows of Django, the database or the clock.
docs/duty-expressions.md has the grammar, and what is refused.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

# What has no last digit is rounded to this many, half up: a unit value of 7 would otherwise
# give a total that no page could print in full.
PLACES = Decimal("0.00000001")

LONGEST, DEEPEST = 1_000, 20  # characters and brackets; the longest official text has 180


class ExpressionError(ValueError):
    """A text that is no duty: from which character on, and what was expected there."""

    def __init__(self, text: str, position: int, expected: str) -> None:
        self.position, self.expected = position, expected
        found = f"“{text[position : position + 24]}”" if text[position:] else "the end"
        super().__init__(f"“{text}” cannot be read: {expected} was expected at character {position + 1}, not {found}.")


@dataclass(frozen=True, slots=True)
class Free:
    """No duty; the note says under which condition ("under bond")."""

    note: str = ""


@dataclass(frozen=True, slots=True)
class AdValorem:
    """So many percent of the customs value, or of what the basis names ("on the case")."""

    percent: Decimal
    basis: str = ""

    def __post_init__(self) -> None:
        _check(self.percent)


@dataclass(frozen=True, slots=True)
class Specific:
    """So much money a unit; the basis says what is counted ("on lead content")."""

    amount: Decimal
    currency: str
    unit: str
    basis: str = ""

    def __post_init__(self) -> None:
        _check(self.amount)


@dataclass(frozen=True, slots=True)
class _Several:
    parts: tuple["Expression", ...]

    def __post_init__(self) -> None:
        if len(self.parts) < 2:
            raise ValueError("A sum or a choice of duties has two parts at least.")


class Sum(_Several):
    """A compound duty: all of the parts."""

    __slots__ = ()


class Greater(_Several):
    """A mixed duty: the greatest of the parts."""

    __slots__ = ()


class Lesser(_Several):
    """A mixed duty: the least of the parts."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Applicable:
    """The duty found elsewhere in the schedule, with what comes on top of it or off it."""

    where: str = "the applicable subheading"
    plus: "Expression | None" = None
    minus: "Expression | None" = None


type Expression = Free | AdValorem | Specific | Sum | Greater | Lesser | Applicable


@dataclass(frozen=True, slots=True)
class UnitValue:
    """What the goods are worth a unit at the border: US$10 a litre."""

    amount: Decimal
    currency: str
    unit: str
    basis: str = ""

    def __post_init__(self) -> None:
        _check(self.amount)
        if not self.amount:
            raise ValueError("A customs value per unit is more than nothing.")


def ad_valorem_equivalent(expression: Expression, unit_value: UnitValue | None = None) -> Decimal | None:
    """The duty in percent of the customs value; None where that is not known.

    A specific duty needs the unit value, in its own currency and a unit of the same kind; a
    duty on part of the goods, or one found elsewhere, has no equivalent of its own.
    """
    match expression:
        case Free():
            return Decimal(0)
        case AdValorem(percent, ""):
            return percent
        case Specific() if unit_value:
            return _specific_equivalent(expression, unit_value)
        case Sum(parts) | Greater(parts) | Lesser(parts):
            found = [ad_valorem_equivalent(part, unit_value) for part in parts]
            known = [percent for percent in found if percent is not None]
            if len(known) < len(found):
                return None
            if isinstance(expression, Sum):
                return sum(known, Decimal(0))
            return max(known) if isinstance(expression, Greater) else min(known)
    return None


def read(text: str, *, dollar: str = "USD") -> Expression:
    """The duty that a printed text states; `dollar` names the currency of “$” and “¢”.

    Refuses what is not a duty that stands in the text alone (ExpressionError).
    """
    if len(text) > LONGEST:
        raise ExpressionError(text[:LONGEST], LONGEST, "the end")
    if scale := re.search(r"\bless\b(?=.*\bfor each\b)", text):
        raise ExpressionError(text, scale.start(), "a duty without a sliding scale")
    reader = _Reader(text, dollar)
    found = reader.duty()
    if not reader.take(r"\.?\s*$"):
        raise reader.refused("“+” or the end")
    return found


def write(expression: Expression, *, dollar: str = "USD") -> str:
    """The duty as it is printed; what is written is read back as the same duty."""
    match expression:
        case Free(note):
            return f"Free, {note}" if note else "Free"
        case AdValorem(percent, basis):
            return f"{_plain(percent)}% {basis}".strip()
        case Specific(amount, currency, unit, basis):
            each = " each" if unit == "each" else f"/{unit}"
            return f"{_money(amount, currency, dollar)}{each} {basis}".strip()
        case Sum(parts):
            return " + ".join(_nested(part, dollar) for part in parts)
        case Greater(parts) | Lesser(parts):
            which = "greater" if isinstance(expression, Greater) else "lesser"
            *first, last = (_nested(part, dollar, Sum) for part in parts)
            return f"The {which} of {', '.join(first)} or {last}"
        case Applicable(where, plus, minus):
            more = f" + {_nested(plus, dollar, Sum)}" if plus else ""
            less = f" minus {_nested(minus, dollar)}" if minus else ""
            return f"The duty provided in {where}{more}{less}"


def _nested(part: Expression, dollar: str, *plain: type) -> str:
    """A part of a duty, in brackets where it would not be read back without them."""
    text = write(part, dollar=dollar)
    return text if isinstance(part, (AdValorem, Specific, *plain)) or part == Free() else f"({text})"


def _money(amount: Decimal, currency: str, dollar: str) -> str:
    if currency == dollar and 0 < amount < 1:
        return f"{_plain(amount * 100)}¢"
    text = re.sub(r"(\.\d)$", r"\g<1>0", _plain(amount))
    return ("$" if currency == dollar else _SIGNS.get(currency, f"{currency} ")) + text


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _check(number: Decimal) -> None:
    if not isinstance(number, Decimal) or not number.is_finite() or number < 0:
        raise ValueError(f"{number!r} is no amount: it is a Decimal, nothing or more.")


def _specific_equivalent(duty: Specific, value: UnitValue) -> Decimal | None:
    kind, size = _size(duty.unit)
    kind_of_value, size_of_value = _size(value.unit)
    if (duty.currency, duty.basis, kind) != (value.currency, value.basis, kind_of_value):
        return None
    return (duty.amount * size_of_value * 100 / (value.amount * size)).quantize(PLACES, ROUND_HALF_UP)


def _size(unit: str) -> tuple[str, Decimal]:
    """What kind of thing a unit measures, and how many of the smallest it is: 100 kg."""
    number, _, name = unit.partition(" ")
    if not number.isdigit():
        number, name = "1", unit
    kind, size, _ = _UNITS.get(name or "each", (name, 1, ""))
    return kind, Decimal(number) * size


_SIGNS = {"EUR": "€", "GBP": "£", "JPY": "¥"}
_UNITS = {  # as written: what it measures, how many of the smallest, what else it is called
    "g": ("mass", 1, "gram grams"),
    "kg": ("mass", 1_000, "kg kgs kilogram kilograms"),
    "t": ("mass", 1_000_000, "tonne tonnes"),
    "l": ("volume", 1, "liter liters litre litres"),
    "hl": ("volume", 100, "hectoliter hectolitre"),
    "m³": ("volume", 1_000, "m3"),
    "m²": ("area", 1, "m2"),
    "each": ("number", 1, "item piece unit"),
    "doz.": ("number", 12, "doz dozen"),
    "gross": ("number", 144, ""),
    "pr.": ("pairs", 1, "pr pair pairs"),
    "pf. l": ("proof", 1, "pf.liter pf.l"),
}
_ALIASES = {alias: unit for unit, (_, _, aliases) in _UNITS.items() for alias in aliases.split()}

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
_CODE = r"(?-i:[A-Z]{3})"
_OPENS = rf"(?:[\d.$€£¥(]|{_CODE}\s*\d|free\b|the\s+(?:greater|lesser|higher|lower)\b)"
_OR = rf"(?:,\s*or|,|\bor)\s+(?={_OPENS})"
_BOUND = r",?\s*\b(?:but\s+)?(?:not|nor)\s+(?P<which>less|more)\s+than\b"
_WHICHEVER = r",?\s*whichever\s+is\s+(?:the\s+)?(?P<which>greater|higher|lesser|less|lower)\b"
_BASIS = (
    r",?\s*(?P<basis>(?:on|upon|of|over|including|in)\s.+?)"
    rf"(?=\s*(?:[+()]|\b(?:plus|minus)\b|{_BOUND}|{_OR}|,?\s*\bwhichever\b|\.?\s*$))"
)
_FREE = rf"free\b(?:\s*,(?!\s*(?:{_OPENS}|(?:or|but|not|whichever)\b))\s*(?P<note>[^+()]*[^+().\s]))?"
_APPLICABLE = (
    r"the\s+(?:duty|rate)(?:\s+(?:rate|of\s+duty))?\s+(?:provided\s+(?:for\s+)?)?in\s*"
    r"(?P<where>(?:the\s+applicable|such)\s+(?:sub)?heading"
    r"|(?:(?:sub)?headings?\s+)?\d{4}(?:\.\d+)*(?:(?:,|,?\s+or|,?\s+and)\s+\d{4}(?:\.\d+)*)*)"
)
_PERCENT = (
    r"(?:an?\s+)?(?:additional\s+)?(?:ad\s+valorem\s+)?(?:duty\s+of\s+)?"
    rf"(?P<number>{_NUMBER})(?:\s+(?P<over>\d)/(?P<under>[2-9]))?\s*(?:%|per\s?cent\b)(?:\s+ad\s+valorem\b)?"
)
_AMOUNT = (
    rf"(?:(?P<sign>[$€£¥])\s*(?P<a>{_NUMBER})|(?P<cents>{_NUMBER})\s*(?:¢|cents?\b)"
    rf"|(?P<code>{_CODE})\s*(?P<b>{_NUMBER})|(?P<c>{_NUMBER})\s*(?P<after>{_CODE})\b)"
)
_WORD = r"(?!(?:on|upon|of|over|including|in|plus|minus|but|not|nor|or|whichever|less)\b)[^\W\d_][\w.²³]*"
_NAME = rf"{_WORD}(?:(?:\s*/\s*|\s+){_WORD}){{0,2}}"
_UNIT = rf"(?:/|per\b)\s*(?P<number>\d+(?:,\d{{3}})*)?\s*(?P<name>(?(number)(?:{_NAME})?|{_NAME}))"


class _Reader:
    """The text, and how far it has been read."""

    def __init__(self, text: str, dollar: str) -> None:
        self.text, self.dollar, self.at = text, dollar, 0

    def take(self, pattern: str) -> re.Match[str] | None:
        """Read on over what the pattern says, if it is there."""
        found = re.compile(rf"\s*(?:{pattern})", re.IGNORECASE).match(self.text, self.at)
        self.at = found.end() if found else self.at
        return found

    def refused(self, expected: str) -> ExpressionError:
        self.take("")
        return ExpressionError(self.text, self.at, expected)

    def duty(self) -> Expression:
        """A sum, or several among which a bound or a comparison chooses."""
        parts = self.alternatives()
        duty = parts[0]
        if parts[1:]:
            if not (found := self.take(_WHICHEVER)):
                raise self.refused("“whichever is greater” or “whichever is less”")
            duty = _chosen(found["which"], parts)
        while found := self.take(_BOUND):
            # Not less than another is the greater of the two.
            which = "greater" if found["which"].lower() == "less" else "lesser"
            duty = _chosen(which, [duty, self.compound()])
        return duty

    def alternatives(self) -> list[Expression]:
        parts = [self.compound()]
        while self.take(_OR):
            parts.append(self.compound())
        return parts

    def compound(self) -> Expression:
        parts = [self.term()]
        while self.take(r"\+|plus\b"):
            parts.append(self.term())
        return Sum(tuple(parts)) if parts[1:] else parts[0]

    def term(self) -> Expression:
        if self.take(r"\("):
            return self.bracketed()
        if found := self.take(r"the\s+(?P<which>greater|higher|lesser|lower)\s+of\b"):
            parts = self.alternatives()
            if not parts[1:]:
                raise self.refused("“or” and another duty")
            return _chosen(found["which"], parts)
        if self.take(r"no\s+change\b"):
            return Applicable()
        if found := self.take(_APPLICABLE):
            plus = self.compound() if self.take(r"\+|plus\b") else None
            minus = self.term() if self.take(r"minus\b") else None
            return Applicable(_words(found["where"]), plus, minus)
        if found := self.take(_FREE):
            return Free(_words(found["note"] or ""))
        if found := self.take(_PERCENT):
            return AdValorem(_number(found["number"]) + _fraction(found["over"], found["under"]), self.basis())
        return self.specific()

    def bracketed(self) -> Expression:
        if self.text.count("(", 0, self.at) > DEEPEST:
            raise self.refused("a duty with fewer brackets")
        inner = self.duty()
        if not self.take(r"\)"):
            raise self.refused("“)”")
        return inner

    def specific(self) -> Specific:
        if not (found := self.take(_AMOUNT)):
            raise self.refused("“Free”, a percentage or an amount of money")
        signs = {sign: code for code, sign in _SIGNS.items()}
        currency = found["code"] or found["after"] or signs.get(found["sign"], self.dollar)
        amount = _number(found["cents"] or found["a"] or found["b"] or found["c"])
        return Specific(amount / 100 if found["cents"] else amount, currency, self.unit(), self.basis())

    def unit(self) -> str:
        if self.take(r"each\b"):
            return "each"
        if not (found := self.take(_UNIT)):
            raise self.refused("“each” or a unit such as “/kg”")
        name = re.sub(r"\s*/\s*", "/", _words(found["name"] or ""))
        name = _ALIASES.get(name.lower().replace(" ", "").rstrip("."), name)
        return f"{(found['number'] or '').replace(',', '')} {name}".strip()

    def basis(self) -> str:
        found = self.take(_BASIS)
        return _words(found["basis"]) if found else ""


def _chosen(which: str, parts: list[Expression]) -> Expression:
    return (Greater if which.lower() in ("greater", "higher") else Lesser)(tuple(parts))


def _fraction(over: str | None, under: str | None) -> Decimal:
    return (Decimal(over) / Decimal(under)).quantize(PLACES, ROUND_HALF_UP) if over and under else Decimal(0)


def _number(printed: str) -> Decimal:
    return Decimal(printed.replace(",", ""))


def _words(printed: str) -> str:
    return " ".join(printed.split())
