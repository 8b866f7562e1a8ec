"""The fields of the logging screen: days, hours, lists of choices, and names that are looked up at the desk."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from negotiations import quantities
from parley.lib.forms import DateInput, TimeInput


class Choices(forms.Select):
    """A select that prints its options in one go: a form with many rows has thousands of them."""

    def render(self, name, value, attrs=None, renderer=None):
        chosen = "" if value is None else str(value)
        attrs = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return format_html("<select{}>{}</select>", flatatt(attrs), _options(self.choices, chosen))


_SELECTED = SafeString(" selected")


def _options(choices: Iterable, chosen: str):
    single = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        (
            (value, _SELECTED if str(value) == chosen else "", label)
            for value, label in choices
            if not isinstance(label, (list, tuple))
        ),
    )
    groups = format_html_join(
        "",
        '<optgroup label="{}">{}</optgroup>',
        ((label, _options(group, chosen)) for label, group in choices if isinstance(group, (list, tuple))),
    )
    return single + groups


class Day(forms.DateField):
    """A day; a refusal repeats what was typed, for the browser's own field shows no day that does not exist."""

    widget = DateInput
    default_error_messages = {"required": "Give the day."}

    def __init__(self, **options) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%d %B %Y", "%d %b %Y"], **options)

    def to_python(self, value):
        try:
            day = super().to_python(value)
        except ValidationError:
            raise ValidationError(f"“{str(value)[:40]}” is no day; write it like 2025-05-05.", code="invalid") from None
        if day and not 1000 <= day.year <= 2999:
            raise ValidationError(f"“{str(value)[:40]}” is no day of these talks; write the year with four digits.")
        return day


class Hour(forms.TimeField):
    """An hour by the clock of the place."""

    widget = TimeInput

    def to_python(self, value):
        try:
            return super().to_python(value)
        except ValidationError:
            raise ValidationError(f"“{str(value)[:40]}” is no hour; write it like 18:30.", code="invalid") from None


class QuantityField(forms.CharField):
    """A quantity as people write it; gives a `quantities.Quantity`, or None."""

    def clean(self, value):
        text = super().clean(value)
        try:
            return quantities.read(text) if text else None
        except ValueError as refusal:
            raise ValidationError(str(refusal), code="invalid") from None


class RowNumber(forms.CharField):
    """The number of a row elsewhere on the screen; gives an int, or None."""

    def __init__(self, **options) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 2}), max_length=20, **options)

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        if not text.isdecimal() or int(text) < 1:
            raise ValidationError(f"“{text}” is not the number of a row; write it like 1.", code="invalid")
        return int(text)


class RowNumbers(forms.CharField):
    """Several such numbers; gives a list."""

    def clean(self, value):
        parts = super().clean(value).replace(";", ",").replace(" ", ",").split(",")
        numbers = [part for part in parts if part]
        if wrong := next((part for part in numbers if not part.isdecimal() or int(part) < 1), None):
            raise ValidationError(f"“{wrong}” is not the number of a row; write them like 2, 3.", code="invalid")
        return [int(part) for part in numbers]


class CommaList(forms.CharField):
    """Several texts with commas between them; gives a list."""

    def clean(self, value):
        return list(dict.fromkeys(part.strip() for part in super().clean(value).split(",") if part.strip()))


def area(rows: int = 2, **attrs) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attrs})


def listed(name: str, **attrs) -> forms.TextInput:
    """A text with proposals from a list that stands once on the page."""
    return forms.TextInput(attrs={"list": name, "autocomplete": "off", **attrs})


def offer(form: forms.BaseForm, name: str, choices: list[Any]) -> None:
    """Give a field of choice what there is to choose from, where only the form knows it."""
    cast(forms.ChoiceField, form.fields[name]).choices = choices
