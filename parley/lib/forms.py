"""Forms whose save is `record` or a named action."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.forms.utils import ErrorDict
from django.utils.safestring import SafeString

from parley.lib.html import fill, joined


class ParleyRenderer(TemplatesSetting):
    field_template_name = "parts/_field.html"


class Quiet(forms.BaseForm):
    """A form that shows what was typed and, while it is `quiet`, finds no fault with it."""

    quiet = False

    @property
    def errors(self) -> ErrorDict:
        return ErrorDict() if self.quiet else super().errors


class DateInput(forms.DateInput):
    """The browser's own field for a day."""

    input_type = "date"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class LongSelect(forms.Select):
    """A choice of hundreds, which templates would take fifty milliseconds to write."""

    def render(self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None) -> SafeString:
        context = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        said = joined(fill(' {}="{}"', key, each) for key, each in context.items() if each not in (False, None))
        chosen = str(value or "")
        options = [
            fill('<optgroup label="{}">{}</optgroup>', key, joined(_option(pair, chosen) for pair in label))
            if isinstance(label, list | tuple)
            else _option((key, label), chosen)
            for key, label in self.choices
        ]
        return fill("<select{}>{}</select>", said, joined(options))


def _option(pair: Any, chosen: str) -> SafeString:
    value, label = pair
    return fill(
        '<option value="{}"{}>{}</option>', value, SafeString(" selected" if str(value) == chosen else ""), label
    )


def as_posted(value: Any) -> str:
    """A value as a browser sends it back."""
    if value is None or value is False:
        return ""
    if value is True:
        return "on"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "strftime"):
        return f"{value:%H:%M}"
    return str(value)


class TimeInput(forms.TimeInput):
    """The browser's own field for an hour."""

    input_type = "time"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class RecordForm(forms.ModelForm):
    """A form that checks its fields, and leaves the row as a whole to `record`."""

    reason = forms.CharField(label="Why this change", required=False, max_length=500)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["reason"].required = True
            if not self.is_bound:  # what was sent says from which version it started
                self.initial["version"] = self.instance.version

    def validate_constraints(self) -> None:
        # Django would check only the constraints whose every field is on the form, and
        # skip the rest in silence: those would reach the user as an IntegrityError.
        pass

    def perform(self, *, by, reason: str) -> None:
        """Make the change; a form for a named action calls that action here."""
        self.instance.record(by=by, reason=reason, version=self.cleaned_data["version"])

    def save(self, *, by) -> bool:  # type: ignore[override]  # there is no way to save unsigned
        """Make the change, or show on the form why it was refused."""
        try:
            self.perform(by=by, reason=self.cleaned_data["reason"])
        except ValidationError as refusal:
            hand_back(self, refusal)
            return False
        return True


def hand_back(form: forms.BaseForm, refusal: ValidationError) -> None:
    """Show a refusal on the form: beside its field where the form has it, else above."""
    for field, errors in refusal.update_error_dict({}).items():
        form.add_error(field if field in form.fields else None, errors)
