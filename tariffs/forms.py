"""What a reader asks about the duty on a line, as it is typed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from parley.lib.asof import AsOf
from parley.lib.forms import DateInput, LongSelect
from tariffs.models import Economy, Measure
from tariffs.spans import plain
from tariffs.told import Claim, Share, Told, read_claim, read_share, read_unit_value

HUNDRED = Decimal(100)
EARLIEST = 1900
NONE_CHOSEN = "Choose an economy from the list."


class LineForm(forms.Form):
    """The line, who charges, and where the goods are from; the clocks are read before, and shown in it."""

    code = forms.CharField(
        label="Line of the schedule",
        max_length=200,
        help_text="Its code, like 8703.23.01, or words in it.",
        error_messages={"required": "Say which line: by its code, or by words in it."},
    )
    importer = forms.ChoiceField(label="Charged by", error_messages={"required": NONE_CHOSEN})
    origin = forms.ChoiceField(label="On goods from", widget=LongSelect, error_messages={"required": NONE_CHOSEN})
    on = forms.DateField(label="Entered on", widget=DateInput)
    known = forms.DateField(label="As known on", widget=DateInput)

    def __init__(self, data: Any, importers: Iterable[Economy], origins: Sequence[tuple[str, Sequence[Economy]]]):
        super().__init__(data, auto_id="duty_%s")
        self.choices("importer", [(each.code, str(each)) for each in importers])
        groups = [(name, [(each.code, str(each)) for each in rows]) for name, rows in origins if rows]
        self.choices("origin", groups if len(groups) > 1 else [pair for _, pairs in groups for pair in pairs])

    def choices(self, name: str, choices: list[Any]) -> None:
        """Offer these; what is no economy's code is refused in words, and stays in the list as it was typed."""
        field: Any = self.fields[name]
        field.choices = [("", "–"), *choices]
        typed = self.data.get(name, "")
        field.error_messages["invalid_choice"] = f"“{typed[:10]}” is not the code of an economy. {NONE_CHOSEN}"
        if typed and not field.valid_value(typed):
            field.widget.choices = [*field.choices, (typed, typed[:10])]


class ToldForm(forms.Form):
    """What is told of the goods: shares of the value, the day of loading, the value of a unit. Claims are ticked.

    An address may also write a share as a measure with a fraction (`share=s232-steel=0.6`), and a claim with its day of
    loading (`claim=in-transit=2025-04-01`).
    """

    def __init__(self, data: QueryDict, charged_on: Mapping[str, Measure], *, loaded: bool, unit_value: bool) -> None:
        data, self.unread = _plainly(data)
        super().__init__(data, auto_id="duty_%s")
        self.measures = charged_on
        for key, measure in charged_on.items():
            self.fields[f"share-{key}"] = _share_field(f"Share of the value: {measure}", data.get(f"share-{key}", ""))
        if loaded or data.get("loaded"):
            self.fields["loaded"] = forms.DateField(
                label="Loaded on",
                required=False,
                widget=DateInput if not data.get("loaded") or _is_day(data.get("loaded")) else forms.TextInput,
                help_text="The day on which the goods were loaded, for claims of goods in transit.",
                error_messages={"invalid": "That is no day; write it like 2025-04-01."},
            )
        if unit_value or data.get("unit_value"):
            self.fields["unit_value"] = forms.CharField(
                label="Customs value of a unit", required=False, max_length=60, help_text="Like 10 USD/liter."
            )

    def clean(self) -> dict[str, Any]:
        for fault in self.unread:
            self.add_error(None, fault)
        return self.cleaned_data

    def clean_unit_value(self) -> Any:
        text = self.cleaned_data["unit_value"].strip()
        try:
            return read_unit_value(text) if text else None
        except ValueError as fault:
            raise forms.ValidationError(str(fault)) from fault

    def told(self, with_loading: Iterable[str]) -> Told:
        """What is told; the day of loading goes with the claims for which it counts."""
        loaded, counts = self.cleaned_data.get("loaded"), set(with_loading)
        shares = {key: self.cleaned_data.get(f"share-{key}") for key in self.measures}
        return Told(
            frozenset(Claim(word, loaded if word in counts else None) for word in self.words),
            frozenset(Share(key, size / HUNDRED) for key, size in shares.items() if size is not None),
            self.cleaned_data.get("unit_value"),
        )

    @property
    def words(self) -> list[str]:
        """What is claimed, by the words."""
        data: Any = self.data
        return list(dict.fromkeys(data.getlist("claim")))


class DaysForm(forms.Form):
    """From which day to which, both included."""

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="days_%s")
        for name, label in (("from", "From"), ("to", "To")):
            self.fields[name] = forms.DateField(
                label=label,
                widget=DateInput if _is_day(data.get(name)) else forms.TextInput,
                error_messages=dict.fromkeys(("invalid", "required"), "Write a day like 2025-04-01."),
            )

    def clean(self) -> dict[str, Any]:
        first, last = self.cleaned_data.get("from"), self.cleaned_data.get("to")
        if first and last and last < first:
            self.add_error("to", "The last day is before the first.")
        if first and first.year < EARLIEST:
            self.add_error("from", f"Ask for days from {EARLIEST} on.")
        return self.cleaned_data


class VoidForm(forms.Form):
    """From which day on an act is taken to be void; from the day asked about, unless another is given."""

    def __init__(self, data: Any, at: AsOf) -> None:
        super().__init__(data, auto_id="void_%s", initial={"since": at.on})
        self.fields["since"] = forms.DateField(
            label="Void from",
            widget=DateInput if data is None or _is_day(data.get("since")) else forms.TextInput,
            error_messages=dict.fromkeys(("invalid", "required"), "Write a day like 2025-04-01."),
        )


def _share_field(label: str, typed: str) -> forms.DecimalField:
    refusal = f"“{typed[:20]}” is no share: it is from 0 to 100 percent, with six decimals at most."
    names = ("invalid", "min_value", "max_value", "max_decimal_places", "max_digits", "max_whole_digits")
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=0,
        max_value=100,
        decimal_places=6,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 8}),
        help_text="In percent.",
        error_messages=dict.fromkeys(names, refusal),
    )


def _plainly(data: QueryDict) -> tuple[QueryDict, list[str]]:
    """The data with what an address may write in one value taken apart; and what of that cannot be read."""
    data, faults, words = data.copy(), [], []
    for text in data.getlist("claim"):
        try:
            claim = read_claim(text)
        except ValueError as fault:
            faults.append(str(fault))
            continue
        words.append(claim.word)
        if claim.loaded_on and not data.get("loaded"):
            data["loaded"] = claim.loaded_on.isoformat()
    for text in data.getlist("share"):
        try:
            share = read_share(text)
        except ValueError as fault:
            faults.append(str(fault))
            continue
        if not data.get(f"share-{share.measure}"):
            data[f"share-{share.measure}"] = plain(share.size * 100)
    data.setlist("claim", words)
    data.setlist("share", [])
    return data, faults


def _is_day(text: Any) -> bool:
    try:
        return bool(date.fromisoformat(str(text)))
    except ValueError:
        return False
