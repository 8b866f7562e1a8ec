"""What every row of the logging screen is: read and labelled on its own, and where it says so, resting on a source."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from negotiations.forms.fields import Choices, RowNumber, RowNumbers, area, listed
from negotiations.forms.renderer import ScreenRenderer
from negotiations.models import Citation, Official
from negotiations.selectors.logging import Desk, as_asked, officials_named
from parley.lib.forms import Quiet

NOTHING = ("", "–")
FOLDED = ("condition", "attributed_to", "also", "translation", "starts_on", "occasion")
FOLDED_TOO = ("issue", "party", "replaces", "credibility", "quotation_language")  # shown when they are refused
ORDINARY = ("1",)  # the first occasion


class Row(Quiet, forms.Form):
    """A row of the screen."""

    default_renderer = ScreenRenderer
    key = forms.CharField(required=False, widget=forms.HiddenInput, max_length=100)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    DELETE = forms.BooleanField(required=False, label="Remove")
    first = ""  # the field in which typing begins
    starts_here = False

    def __init__(self, *args: Any, desk: Desk, quiet: bool = False, written: Any = None, **options: Any) -> None:
        self.desk, self.quiet, self.written = desk, quiet, written
        self.unknown: dict[str, ValidationError] = {}
        super().__init__(*args, **options)

    @property
    def ordinal(self) -> int:
        """By which other rows and refusals name this one."""
        return int(str(self.prefix).rpartition("-")[2]) + 1

    @property
    def is_removed(self) -> bool:
        """Whether the row is ticked for removal."""
        name = self.add_prefix("DELETE")
        return bool(self.is_bound and self.data.get(name))

    @property
    def is_filled(self) -> bool:
        """Whether anything stands in the row, or it is a record's."""
        return self.is_bound and self.has_changed() and not self.is_removed

    def start_here(self) -> None:
        """Let typing begin in this row when the page is shown."""
        self.fields[self.first].widget.attrs["autofocus"] = True
        self.starts_here = True

    def find_official(self, name: str) -> Official | None:
        """The official of a name that was typed; refuses a name of several.

        A name of nobody is kept as `unknown`: the screen may hold a new official of that name.
        """
        return self.official_of(self.cleaned_data[name], name)

    def official_of(self, text: str, name: str) -> Official | None:
        """The official of a name in a field; the family name alone will do for those in office on the day."""
        if not text:
            return None
        asked = as_asked(text)
        found = self.desk.persons.get(asked) or self.desk.families.get(asked) or officials_named(text)
        if not found:
            told = f"No official is called “{text}”; choose one from the list, or add somebody new"
            self.unknown[name] = ValidationError(f"{told} under “Attendance, one by one”.")
            return None
        return the_one(found, text)


def the_one(found: Sequence[Official], text: str) -> Official:
    """The official whom a name found; refuses a name of several."""
    if len(found) > 1:
        keys = ", ".join(sorted(official.key for official in found))
        raise ValidationError(f"Several officials are called “{text}”; write which of them: {keys}.")
    return found[0]


class CitedRow(Row):
    """A row that rests on a source of the round: which one, and how it is told there."""

    cited = forms.CharField(required=False, widget=forms.HiddenInput, max_length=100)
    cited_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    source = RowNumber(required=False, initial="1", label="Source no.")
    also = RowNumbers(
        required=False, label="Also told by", widget=forms.TextInput(attrs={"size": 4, "placeholder": "2, 3"})
    )
    attribution = forms.ChoiceField(
        choices=[("", "Choose"), *Citation.Attribution.choices], required=False, label="How it is told", widget=Choices
    )
    attributed_to = forms.CharField(required=False, max_length=200, label="As the source puts it")
    speaker = forms.CharField(required=False, max_length=210, label="Speaker", widget=listed("officials"))
    credibility = forms.TypedChoiceField(
        choices=Citation.Credibility.choices, coerce=int, empty_value=6,  # type: ignore[arg-type]
        initial=6, required=False,
        label="Credibility", widget=Choices,
    )  # fmt: skip
    quotation = forms.CharField(required=False, label="In the source's own words", widget=area(2))
    quotation_language = forms.CharField(required=False, max_length=12, label="Language")
    translation = forms.CharField(required=False, label="In English", widget=area(2))

    @property
    def is_unusual(self) -> bool:
        """Whether something stands, or was refused, in the fields that are folded away."""
        typed = any(self[name].value() not in ("", None, *ORDINARY) for name in FOLDED if name in self.fields)
        return typed or any(name in self.errors for name in (*FOLDED, *FOLDED_TOO))

    def clean_speaker(self):
        return self.find_official("speaker")

    def attribution_missing(self) -> str:
        """What is wrong with the way it is told, or nothing; asked only of a row that has a source."""
        told = self.cleaned_data.get("attribution")
        if not told:
            return "Say how the source tells it."
        spoken = self.cleaned_data.get("speaker") or self.cleaned_data.get("attributed_to")
        if told == Citation.Attribution.ON_RECORD and not spoken and "speaker" not in self.errors | self.unknown:
            return "Words on the record have a speaker."
        return ""


class ReportedRow(CitedRow):
    """A row of what a report tells as a matter of course: who was there, when, how long."""

    attribution = forms.ChoiceField(
        choices=Citation.Attribution.choices, initial="background", required=False, label="How it is told",
        widget=Choices,
    )  # fmt: skip


def party_choices(desk: Desk) -> list[tuple[str, str]]:
    return [(str(party.pk), str(party)) for party in desk.parties]
