"""The rows of the logging screen, by kind. A row reads and labels what was typed in it; what points at another row is
joined by the screen."""

from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.urls import reverse

from negotiations import quantities
from negotiations.forms.fields import Choices, CommaList, Day, QuantityField, RowNumber, area, listed, offer
from negotiations.forms.row import NOTHING, CitedRow, ReportedRow, Row, party_choices
from negotiations.models import Discussed, Position, Sense, Stance
from negotiations.selectors.logging import Desk


class HeadForm(Row):
    """The round itself."""

    first = "number"

    DELETE = None  # type: ignore[assignment]  # a round is removed on a page of its own
    number = forms.IntegerField(min_value=1, max_value=32767, label="Number")
    level = forms.CharField(
        required=False, max_length=50, label="Level", widget=listed("levels", placeholder="ministerial")
    )
    place = forms.CharField(required=False, max_length=100, label="Place", widget=listed("places"))
    starts_on = Day(label="First day")
    ends_on = Day(label="Last day, if later", required=False)
    aliases = CommaList(required=False, label="What others call it, with commas")
    summary = forms.CharField(required=False, label="What came of it", widget=area(2))

    def clean(self):
        first, last = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "The last day is before the first day.")
        return self.cleaned_data


class PositionRow(CitedRow):
    """What a party asks, offers, refuses and so on."""

    first = "stance"
    issue = forms.ChoiceField(required=False, label="Issue", widget=Choices)
    party = forms.ChoiceField(required=False, label="Party", widget=Choices)
    stance = forms.ChoiceField(
        choices=[("", "Choose"), *Stance.choices], required=False, label="Stance", widget=Choices
    )
    words = forms.CharField(required=False, label="In words", widget=area(2))
    quantity = QuantityField(
        required=False,
        max_length=60,
        label="Quantity",
        widget=forms.TextInput(attrs={"placeholder": "14%, 90 days, $550bn"}),
    )
    sense = forms.ChoiceField(choices=[NOTHING, *Sense.choices], required=False, label="It is", widget=Choices)
    condition = forms.CharField(required=False, label="If", widget=forms.TextInput)
    starts_on = Day(required=False, label="From, if not that day")
    replaces = forms.ChoiceField(required=False, label="Replaces", widget=Choices)
    occasion = RowNumber(required=False, initial="1", label="Occasion no.")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "issue", [("", "Choose"), *issue_choices(self.desk)])
        offer(self, "party", [("", "Choose"), *party_choices(self.desk)])
        offer(self, "replaces", [NOTHING, *held_choices(self.desk)])
        self.fields["quantity"].widget.attrs |= {  # says back what is read, as soon as it is typed
            "hx-get": reverse("negotiations:round_row", args=[self.desk.negotiation.key, "quantity"]),
            "hx-trigger": "change",
            "hx-target": f"#{self.prefix}-understood",
        }
        self.fields["replaces"].error_messages["invalid_choice"] = (
            "That position was not held on the eve of this round; look at the list of what is held."
        )

    @property
    def is_left(self) -> bool:
        """Whether its cell was opened and left: nothing of its own stands in it, and that is no position."""
        placed = self["issue"].value() and self["party"].value()
        return bool(placed and not self.written and not any(self[name].value() for name in _OWN))

    @property
    def is_filled(self) -> bool:
        return super().is_filled and not self.is_left

    @property
    def errors(self):
        return ErrorDict() if self.is_left else super().errors

    @property
    def again(self) -> Position | None:
        """The position held so far whose place it takes."""
        asked = str(self["replaces"].value() or "")
        return next((each for each in self.desk.held if str(each.pk) == asked), None)

    @property
    def misplaced(self) -> bool:
        """Whether it names another issue or party than the position whose place it takes."""
        old = self.again
        wanted = [(str(self[name].value() or ""), getattr(old, f"{name}_id", None)) for name in ("issue", "party")]
        return old is not None and any(typed and typed != str(pk) for typed, pk in wanted)

    @property
    def understood(self) -> str:
        """The quantity that was typed, said back in words; nothing while it cannot be read."""
        try:
            return quantities.say(quantities.read(str(self["quantity"].value() or "")))
        except ValueError:
            return ""

    def clean(self):
        data = self.cleaned_data
        data["replaced"] = self.again
        if old := self.again:  # the new one stands where the old one stood
            data["issue"], data["party"] = (
                data.get("issue") or str(old.issue_id),
                data.get("party") or str(old.party_id),
            )
            if (data["issue"], data["party"]) != (str(old.issue_id), str(old.party_id)):
                self.add_error("replaces", "A position replaces only the same party's, on the same issue.")
        for name, sentence in (
            ("issue", "Say on which issue."),
            ("party", "Say whose position it is."),
            ("stance", "Say what the party does: ask, offer, refuse …"),
            ("words", "Say in one sentence what the party wants."),
        ):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        if data.get("quantity") and not data.get("sense"):
            said = quantities.say(data["quantity"])
            self.add_error("sense", f"Say what the {said} are: a level, a change, or what it is about.")
        if data.get("sense") and not data.get("quantity") and "quantity" not in self.errors:
            self.add_error("quantity", "Give the quantity, or leave out what it is.")
        return data


_OWN = (
    "stance",
    "words",
    "quantity",
    "sense",
    "condition",
    "starts_on",
    "replaces",
    "also",
    "quotation",
    "translation",
)


class DiscussionRow(CitedRow):
    """That an issue was discussed, not discussed, or the answer not disclosed."""

    first = "issue"
    issue = forms.ChoiceField(required=False, label="Issue", widget=Choices)
    outcome = forms.ChoiceField(
        required=False, choices=Discussed.choices, initial="discussed", label="Was it?", widget=Choices
    )
    occasion = RowNumber(required=False, initial="1", label="Occasion no.")
    note = forms.CharField(required=False, label="Note", widget=forms.TextInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "issue", [("", "Choose"), *issue_choices(self.desk)])

    def clean(self):
        if not self.cleaned_data.get("issue") and "issue" not in self.errors:
            self.add_error("issue", "Say which issue.")
        return self.cleaned_data


class DeadlineRow(ReportedRow):
    """A day that matters, perhaps one that moves an earlier one."""

    first = "name"
    name = forms.CharField(required=False, max_length=200, label="Name")
    falls_on = Day(required=False, label="Falls on")
    set_on = Day(required=False, label="Set on, if not then")
    moves = forms.ChoiceField(required=False, label="Moves", widget=Choices)
    moved_by = forms.ChoiceField(required=False, label="Moved by", widget=Choices)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        own = self.written.record.pk if self.written else None
        offer(self, "moves", [NOTHING, *deadline_choices(self.desk, own)])
        offer(self, "moved_by", [NOTHING, *party_choices(self.desk)])

    def clean(self):
        for name, sentence in (("name", "Give it a name."), ("falls_on", "Say on which day it falls.")):
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        return self.cleaned_data


def issue_choices(desk: Desk) -> list[tuple[str, str]]:
    return [(str(issue.pk), f"{'– ' if issue.parent_id else ''}{issue}") for issue in desk.issues]


def held_choices(desk: Desk) -> list[tuple[str, list[tuple[str, str]]]]:
    """The positions held, under their issue."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for position in desk.held:
        words = str(position) if len(str(position)) <= 70 else f"{str(position)[:69]}…"
        said = f"{position.party} {position.get_stance_display().lower()}: {words}"
        groups.setdefault(str(position.issue), []).append((str(position.pk), said))
    return list(groups.items())


def deadline_choices(desk: Desk, own: int | None) -> list[tuple[str, str]]:
    return [(str(each.pk), f"{each}, {each.falls_on}") for each in desk.deadlines if each.pk != own]
