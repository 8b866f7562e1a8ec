"""A field's value as a dossier writes it, read and written; one pair of functions for each kind of field."""

import difflib
import re
from collections.abc import Callable, Iterable
from datetime import date, time
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models

from tariffs import nomenclature

ALL_GOODS = "all"
DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
TIME = "[0-9]{2}:[0-9]{2}(:[0-9]{2})?"
WHOLE = "-?[0-9]{1,18}"
NUMBER = r"-?[0-9]{1,40}(\.[0-9]{1,40})?"
CODE = f"^({ALL_GOODS}|[0-9]+([. ][0-9]+)*)$"
KEY = "[a-z0-9][a-z0-9-]*"
_HALF = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def read(field: models.Field, text: str) -> Any:
    """The value that a text stands for; for a link, the key. Refuses what cannot be read (ValueError).

    Says nothing yet of length and form: `field.run_validators` does.
    """
    return _kind(field)[0](field, text)


def write(field: models.Field, value: Any) -> str | bool | None:
    """The text that stands for a value; yes and no as they are, nothing as None. A link's value is a key."""
    if value is None or value == "":
        return ALL_GOODS if field.name == "hs_code" else None
    return _kind(field)[1](value)


def empty(field: models.Field) -> Any:
    """The value of a field that is left empty. Refuses where the field may not be (ValueError)."""
    if isinstance(field, ArrayField):
        return []
    if field.name == "hs_code":
        raise ValueError(f"An HS code is missing; for all goods write “{ALL_GOODS}”.")
    if field.null:
        return None
    if field.blank and field.empty_strings_allowed:
        return ""
    raise ValueError("A value is missing.")


def nearest(word: str, known: Iterable[str]) -> str:
    """“; did you mean …?” with the word nearest to one that is not known, or nothing."""
    found = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean “{found[0]}”?" if found else "."


def listed(words: Iterable[str]) -> str:
    """Words in a row: a, b or c."""
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last


def _text(field: models.Field, text: str) -> Any:
    text = text.strip()
    if _HALF.search(text):
        raise ValueError("Half of a character stands alone.")
    if bad := _CONTROL.search(text):
        raise ValueError(f"The control character U+{ord(bad[0]):04X} is not text.")
    if not field.choices:
        return text
    allowed = {str(value): value for value, _ in field.flatchoices}  # type: ignore[attr-defined]
    if text not in allowed:
        raise ValueError(f"“{text}” is none of {listed(allowed)}.")
    return allowed[text]


def _formed(text: str, form: str, told: str, make: Callable[[str], Any]) -> Any:
    try:
        if not re.fullmatch(form, text):
            raise ValueError
        return make(text)
    except ValueError:
        raise ValueError(f"“{text[:60]}” is {told}.") from None


def _yes_or_no(field: models.Field, text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(f"“{text[:60]}” is neither true nor false.")
    return text == "true"


def _day(field: models.Field, text: str) -> date:
    return _formed(text, DAY, "not a day; write it like 2025-05-05", date.fromisoformat)


def _time(field: models.Field, text: str) -> time:
    return _formed(text, TIME, "not a time; write it like 09:30", time.fromisoformat)


def _number(field: models.Field, text: str) -> Decimal:
    return _formed(text, NUMBER, "not a number; write it like 25 or 2.5", Decimal)


def _whole(field: models.Field, text: str) -> Any:
    if field.choices:
        return _text(field, text)
    return _formed(text, WHOLE, "not a whole number", int)


def _key(field: models.Field, text: str) -> str:
    return _formed(text, KEY, "not a key, which is made of small letters, digits and hyphens", str)


def _code(field: models.Field, text: str) -> str:
    return nomenclature.ROOT if text == ALL_GOODS else nomenclature.normalise(text)


def _written_time(value: time) -> str:
    return value.isoformat("seconds" if value.second else "minutes")


def _written_number(value: Decimal) -> str:
    return f"{value.normalize():f}"


# The first that fits decides.
_KINDS: tuple[tuple[type[models.Field], Callable[[models.Field, str], Any], Callable[[Any], str | bool]], ...] = (
    (models.ForeignKey, _key, str),
    (models.BooleanField, _yes_or_no, bool),
    (models.DateField, _day, date.isoformat),
    (models.TimeField, _time, _written_time),
    (models.DecimalField, _number, _written_number),
    (models.IntegerField, _whole, lambda value: str(int(value))),
    (models.Field, _text, str),
)


def _kind(field: models.Field) -> tuple[Callable[[models.Field, str], Any], Callable[[Any], str | bool]]:
    if field.name == "hs_code":
        return _code, nomenclature.display
    return next((reads, writes) for kind, reads, writes in _KINDS if isinstance(field, kind))


def check(field: models.Field, value: Any) -> list[str]:
    """What the field itself refuses about a value: its length, its form, its range."""
    try:
        field.run_validators(value)
    except ValidationError as refusal:
        return list(refusal.messages)
    return []
