"""Duty expressions, "4.4¢/kg + 5%": read, written, and turned into percent of the value.

Arithmetic on plain values: nothing here knows of Django, the database or the clock.
docs/duty-expressions.md has the grammar, and what is refused.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

# An ad valorem equivalent that has no last digit is cut to this many, half up: a unit value
# of 7 would otherwise give a total that no page could print in full.
PLACES = Decimal("0.00000001")


class ExpressionError(ValueError):
    """A text that is no duty, from which character on, and what was expected there."""

    def __init__(self, text: str, position: int, expected: str) -> None:
        self.position, self.expected = position, expected
        there = f"“{text[position : position + 24]}”" if text[position:] else "the end"
        super().__init__(f"“{text}” is not a duty: {expected} is expected at character {position + 1}, {there}.")


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
class Sum:
    """A compound duty: all of the parts."""

    parts: tuple["Expression", ...]

    def __post_init__(self) -> None:
        _check_several(self.parts)


@dataclass(frozen=True, slots=True)
class Greater:
    """A mixed duty: the greatest of the parts."""

    parts: tuple["Expression", ...]

    def __post_init__(self) -> None:
        _check_several(self.parts)


@dataclass(frozen=True, slots=True)
class Lesser:
    """A mixed duty: the least of the parts."""

    parts: tuple["Expression", ...]

    def __post_init__(self) -> None:
        _check_several(self.parts)


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


def _specific_equivalent(duty: Specific, value: UnitValue) -> Decimal | None:
    same = (duty.currency, duty.basis) == (value.currency, value.basis)
    of_duty, of_value = _size(duty.unit), _size(value.unit)
    if not same or of_duty[0] != of_value[0]:
        return None
    exact = duty.amount * of_value[1] * 100 / (value.amount * of_duty[1])
    return exact.quantize(PLACES, ROUND_HALF_UP)


def read(text: str, *, dollar: str = "USD") -> Expression:
    """The duty that a printed text states; the dollar and the cent are of the currency named.

    Refuses what is not a duty that can be worked out from its text alone (ExpressionError).
    """
    if scale := re.search(r"\bless\b(?=.*\bfor each\b)", text):
        raise ExpressionError(text, scale.start(), "a duty without a sliding scale")
    found, at = _duty(_Text(text, dollar), 0)
    if not re.compile(r"\s*\.?\s*$").match(text, at):
        at = re.compile(r"\s*").match(text, at).end()
        raise ExpressionError(text, at, "“+” or the end")
    return found


def write(expression: Expression, *, dollar: str = "USD") -> str:
    """The duty as it is printed; what is written is read back as the same duty."""
    match expression:
        case Free(note):
            return f"Free, {note}" if note else "Free"
        case AdValorem(percent, basis):
            return f"{_plain(percent)}% {basis}".strip()
        case Specific(amount, currency, unit, basis):
            unit = " each" if unit == "each" else f"/{unit}"
            return f"{_money(amount, currency, dollar)}{unit} {basis}".strip()
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
    """A part of a duty, in brackets where they are needed to read it back."""
    text = write(part, dollar=dollar)
    return text if isinstance(part, (AdValorem, Specific, *plain)) or part == Free() else f"({text})"


def _money(amount: Decimal, currency: str, dollar: str) -> str:
    if currency == dollar and 0 < amount < 1:
        return f"{_plain(amount * 100)}¢"
    symbol = "$" if currency == dollar else _SIGNS.get(currency, f"{currency} ")
    text = _plain(amount)
    return symbol + (text + "0" if re.search(r"\.\d$", text) else text)


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _size(unit: str) -> tuple[str, Decimal]:
    """The kind of a unit, and how many of the smallest of its kind it is."""
    number, name = re.fullmatch(r"([\d,]*) ?(.*)", unit).groups()
    times = Decimal(number.replace(",", "") or 1)
    kind, size = _SIZES.get(name or "each", (name, 1))
    return kind, times * Decimal(size)


def _check(number: Decimal) -> None:
    if not isinstance(number, Decimal) or not number.is_finite() or number < 0:
        raise ValueError(f"{number!r} is no amount: it is a Decimal, nothing or more.")


def _check_several(parts: tuple[Expression, ...]) -> None:
    if len(parts) < 2:
        raise ValueError("A sum or a choice of duties has two parts at least.")


_SIGNS = {"EUR": "€", "GBP": "£", "JPY": "¥"}
_CURRENCIES = {sign: code for code, sign in _SIGNS.items()}

_SIZES = {
    "g": ("mass", 1),
    "kg": ("mass", 1_000),
    "t": ("mass", 1_000_000),
    "l": ("volume", 1),
    "hl": ("volume", 100),
    "m³": ("volume", 1_000),
    "each": ("number", 1),
    "doz.": ("number", 12),
    "gross": ("number", 144),
    "pr.": ("pairs", 1),
    "doz. pr.": ("pairs", 12),
}
_ALIASES = {
    alias: unit
    for unit, aliases in {
        "g": "gram grams",
        "kg": "kgs kilogram kilograms",
        "t": "tonne tonnes",
        "l": "liter liters litre litres",
        "hl": "hectoliter hectolitre",
        "m²": "m2 m^2",
        "m³": "m3 m^3",
        "doz.": "doz dozen",
        "pr.": "pr pair pairs",
        "each": "item piece unit",
    }.items()
    for alias in aliases.split()
}

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
_OPENS = r"(?:[\d.$€£¥(]|[A-Z]{3}\s*\d|free\b|the\s+(?:greater|lesser|higher|lower)\b)"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(r"\s*" + text, re.IGNORECASE)


_PLUS = _pattern(r"(?:\+|plus\b)")
_MINUS = _pattern(r"(?:-|−|minus\b)")
_BOUND = _pattern(r",?\s*(?:but\s+)?(?:not|nor)\s+(less|more)\s+than\b")
_OR = _pattern(rf"(?:,\s*or|,|or)\s+(?={_OPENS})")
_WHICHEVER = _pattern(r",?\s*whichever\s+is\s+(?:the\s+)?(greater|higher|lesser|less|lower)\b")
_EXTREME = _pattern(r"the\s+(greater|higher|lesser|lower)\s+of\b")
_FREE = _pattern(r"free\b(?:\s*,\s*(?P<note>[^+()]*[^+().\s]))?")
_APPLICABLE = _pattern(
    r"the\s+(?:duty|rate)(?:\s+(?:rate|of\s+duty))?\s+(?:provided\s+(?:for\s+)?)?in\s*"
    r"(?P<where>the\s+applicable\s+(?:sub)?heading|such\s+(?:sub)?heading"
    r"|(?:(?:sub)?headings?\s+)?\d{4}[.\d]*(?:(?:,|\s+or|\s+and|,\s*or)\s+\d{4}[.\d]*)*(?<!\.))"
)
_PERCENT = _pattern(
    r"(?:an?\s+)?(?:additional\s+)?(?:ad\s+valorem\s+)?(?:duty\s+of\s+)?"
    rf"(?P<number>{_NUMBER})(?:\s+(?P<over>\d)/(?P<under>\d))?\s*(?:%|per\s?cent\b)(?:\s+ad\s+valorem\b)?"
)
_AMOUNT = re.compile(
    rf"\s*(?:(?P<sign>[$€£¥])\s*(?P<a>{_NUMBER})|(?P<cents>{_NUMBER})\s*(?:¢|cents?\b)"
    rf"|(?P<code>[A-Z]{{3}})\s*(?P<b>{_NUMBER})|(?P<c>{_NUMBER})\s*(?P<after>[A-Z]{{3}})\b)"
)
_STOP = (
    r"(?=\s*(?:[+()]|plus\b|minus\b|,?\s*but\s+not\b|,?\s*(?:not|nor)\s+(?:less|more)\s+than\b"
    rf"|(?:,\s*or|,|or)\s+{_OPENS}|,?\s*whichever\b|\.?\s*$))"
)
_BASIS = _pattern(rf",?\s*(?P<basis>(?:on|upon|of|over|including|in)\s.+?){_STOP}")
_UNIT = _pattern(
    r"(?:(?P<each>each\b)|(?:/|per\b)\s*(?P<unit>(?:[\d,]*\d\s*)?(?:[^\W\d_][\w.²³^]*"
    r"(?:[ /]+(?!(?:on|upon|of|over|including|in|plus|minus|but|not|nor|or|whichever)\b)[^\W\d_][\w.²³^]*){0,2})?))"
)


@dataclass(frozen=True, slots=True)
class _Text:
    """The text under the reader's finger, and whose dollars it means."""

    text: str
    dollar: str

    def refused(self, at: int, expected: str) -> ExpressionError:
        blanks = re.compile(r"[\s,]*").match(self.text, at)
        return ExpressionError(self.text, blanks.end() if blanks else at, expected)


def _duty(given: _Text, at: int) -> tuple[Expression, int]:
    """A sum, or several between which a bound or a comparison chooses."""
    left, at = _sum(given, at)
    if _OR.match(given.text, at):
        parts, at = _choice(given, at, left)
        which = _WHICHEVER.match(given.text, at)
        if not which:
            raise given.refused(at, "“whichever is greater” or “whichever is less”")
        left, at = _extreme(which[1], parts), which.end()
    while bound := _BOUND.match(given.text, at):
        right, at = _sum(given, bound.end())
        left = (Greater if bound[1].lower() == "less" else Lesser)((left, right))
    return left, at


def _choice(given: _Text, at: int, first: Expression) -> tuple[tuple[Expression, ...], int]:
    parts = [first]
    while separator := _OR.match(given.text, at):
        part, at = _sum(given, separator.end())
        parts.append(part)
    if len(parts) < 2:
        raise given.refused(at, "“or” and another duty")
    return tuple(parts), at


def _extreme(which: str, parts: tuple[Expression, ...]) -> Expression:
    return (Greater if which.lower() in ("greater", "higher") else Lesser)(parts)


def _sum(given: _Text, at: int) -> tuple[Expression, int]:
    part, at = _term(given, at)
    parts = [part]
    while plus := _PLUS.match(given.text, at):
        part, at = _term(given, plus.end())
        parts.append(part)
    return (Sum(tuple(parts)) if parts[1:] else part), at


def _term(given: _Text, at: int) -> tuple[Expression, int]:
    text = given.text
    if found := _pattern(r"\(").match(text, at):
        inner, at = _duty(given, found.end())
        if not (closed := _pattern(r"\)").match(text, at)):
            raise given.refused(at, "“)”")
        return inner, closed.end()
    if found := _EXTREME.match(text, at):
        first, at = _sum(given, found.end())
        parts, at = _choice(given, at, first)
        return _extreme(found[1], parts), at
    if found := _APPLICABLE.match(text, at):
        return _applicable(given, found)
    if found := _FREE.match(text, at):
        return Free(_words(found["note"])), found.end()
    if found := _PERCENT.match(text, at):
        percent = _number(found["number"])
        if found["over"]:
            percent += (Decimal(found["over"]) / Decimal(found["under"])).quantize(PLACES, ROUND_HALF_UP)
        basis, at = _basis(text, found.end())
        return AdValorem(percent, basis), at
    return _specific(given, at)


def _applicable(given: _Text, found: re.Match[str]) -> tuple[Expression, int]:
    at, plus, minus = found.end(), None, None
    if more := _PLUS.match(given.text, at):
        plus, at = _sum(given, more.end())
    if less := _MINUS.match(given.text, at):
        minus, at = _term(given, less.end())
    return Applicable(_words(found["where"]), plus, minus), at


def _specific(given: _Text, at: int) -> tuple[Expression, int]:
    found = _AMOUNT.match(given.text, at)
    if not found:
        raise given.refused(at, "“Free”, a percentage or an amount of money")
    amount = _number(found["cents"] or found["a"] or found["b"] or found["c"])
    code = found["code"] or found["after"] or _CURRENCIES.get(found["sign"], given.dollar)
    unit = _UNIT.match(given.text, found.end())
    if not unit or not (unit["each"] or unit["unit"]):
        raise given.refused(found.end(), "“each” or a unit, “/kg”,")
    basis, at = _basis(given.text, unit.end())
    each = _unit(unit["unit"] or "each")
    return Specific(amount / 100 if found["cents"] else amount, code, each, basis), at


def _basis(text: str, at: int) -> tuple[str, int]:
    found = _BASIS.match(text, at)
    return (_words(found["basis"]), found.end()) if found else ("", at)


def _unit(printed: str) -> str:
    number, name = re.fullmatch(r"([\d,]*)\s*(.*)", _words(printed)).groups()
    name = re.sub(r"\s*/\s*", "/", re.sub(r"\.(?=\w)", ". ", name))
    name = _ALIASES.get(name.lower().rstrip("."), name)
    name = re.sub(r"\b(liter|litre)$", "l", name)
    return f"{number.replace(',', '')} {name}".strip()


def _number(printed: str) -> Decimal:
    return Decimal(printed.replace(",", ""))


def _words(printed: str | None) -> str:
    return " ".join((printed or "").split())
