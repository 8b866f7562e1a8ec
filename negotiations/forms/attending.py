"""The row of who was there: an official of the record or a new one, and where the record has none, the office."""

from datetime import date
from typing import Any

from django import forms

from negotiations.forms.fields import Choices, RowNumber, listed, offer
from negotiations.forms.row import NOTHING, ReportedRow, party_choices
from negotiations.models import Attendance, Official
from negotiations.selectors.logging import as_asked

NAMES = ("new_given_name", "new_family_name", "new_native_name", "new_native_language")
OFFICE = ("new_office", "new_agency", "new_party")


class AttendanceRow(ReportedRow):
    """An official at an occasion, or absent though expected."""

    first = "official"
    occasion = RowNumber(required=False, initial="1", label="Occasion no.")
    official = forms.CharField(required=False, max_length=210, label="Official", widget=listed("officials"))
    presence = forms.ChoiceField(
        required=False, choices=Attendance.Presence.choices, initial="present", label="There?", widget=Choices
    )
    capacity = forms.CharField(required=False, max_length=200, label="Capacity", widget=listed("capacities"))
    new_given_name = forms.CharField(required=False, max_length=100, label="Given name")
    new_family_name = forms.CharField(required=False, max_length=100, label="Family name")
    new_native_name = forms.CharField(required=False, max_length=100, label="In its own script")
    new_native_language = forms.CharField(required=False, max_length=12, label="Its language")
    new_office = forms.CharField(required=False, max_length=200, label="Office")
    new_agency = forms.CharField(required=False, max_length=200, label="Agency")
    new_party = forms.ChoiceField(required=False, label="For", widget=Choices)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "new_party", [NOTHING, *party_choices(self.desk)])

    def clean_official(self):
        return self.find_official("official")

    @property
    def is_open(self) -> bool:
        """Whether the details are open: something was typed in them, or the office is missing."""
        return self.lacks_office or any(self[name].value() for name in (*NAMES, *OFFICE))

    @property
    def lacks_office(self) -> bool:
        """Whether the row names an official who holds no office of the record for a party on that day."""
        known = self._known()
        return known is not None and not self["new_office"].value() and self.desk.office_of(*known) is None

    def _known(self) -> tuple[Official, date] | None:
        """The official of the record whom the row names, and the day, as far as the row tells them."""
        attendance = self.written.record if self.written else None
        if not self.is_bound:
            if attendance is None or attendance.appointment_id:
                return None
            return attendance.official, attendance.occasion.held_on
        official = getattr(self, "cleaned_data", {}).get("official")
        if official is None or official.pk is None:
            return None
        if attendance is not None and attendance.appointment_id and attendance.official_id == official.pk:
            return None
        return official, attendance.occasion.held_on if attendance else self.desk.day

    def clean(self):
        data = self.cleaned_data
        is_new = any(data.get(name) for name in NAMES)
        if is_new and "official" in self.unknown and _names(self["official"].value(), data):
            del self.unknown["official"]
        if is_new and (data.get("official") or "official" in self.errors | self.unknown):
            self.add_error("official", "Choose an official, or enter a new one, not both.")
        elif is_new:
            self._check_name(data)
        elif not data.get("official") and "official" not in self.errors | self.unknown:
            self.add_error("official", "Say who it was.")
        self._check_office(data)
        return data

    def _check_name(self, data: dict) -> None:
        if not data.get("new_family_name"):
            self.add_error("new_family_name", "Give the family name.")
            return
        given, family = data.get("new_given_name") or "", data["new_family_name"]
        if as_asked(f"{given} {family}") in self.desk.persons:
            self.add_error("new_family_name", f"“{given} {family}” is in the record already; choose that name above.")

    def _check_office(self, data: dict) -> None:
        if data.get("new_agency") and not data.get("new_office"):
            self.add_error("new_office", "Say which office it is that is held there.")
        elif bool(data.get("new_office")) != bool(data.get("new_party")):
            wrong = "new_party" if data.get("new_office") else "new_office"
            self.add_error(wrong, "An office is held for a party: give both, or neither.")


def _names(text: str, data: dict) -> bool:
    """Whether a text that was typed above is the name of the new official."""
    family = str(data.get("new_family_name") or "").casefold()
    return family != "" and family in text.casefold().split()
