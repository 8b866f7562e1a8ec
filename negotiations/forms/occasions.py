"""The row of an occasion: when and where, what the clocks of the parties showed, and who was there."""

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from negotiations import localtime, worldclock
from negotiations.forms.fields import Choices, Day, Hour, listed, offer
from negotiations.forms.row import ReportedRow
from negotiations.models import Occasion, Official
from negotiations.selectors.logging import Desk, Person

_CLOCKS = ("held_on", "starts_at", "time_zone")


class OccasionRow(ReportedRow):
    """When and where something was said or done, and which of those in office were there."""

    first = "kind"
    kind = forms.ChoiceField(
        choices=Occasion.Kind.choices, initial="session", required=False, label="Kind", widget=Choices
    )
    title = forms.CharField(required=False, max_length=200, label="Title")
    held_on = Day(required=False, label="Day, if not the first")
    starts_at = Hour(required=False, label="Time")
    time_zone = forms.CharField(required=False, max_length=50, label="By the clock of", widget=listed("zones"))
    minutes = forms.IntegerField(required=False, min_value=0, max_value=32767, label="Minutes")
    place = forms.CharField(required=False, max_length=200, label="Place", widget=listed("places"))
    channel = forms.CharField(required=False, max_length=100, label="Channel", widget=listed("channels"))
    there = forms.CharField(required=False, max_length=1000, label="There, by name with commas")
    missing = forms.CharField(required=False, max_length=1000, label="Absent though expected")
    present = forms.MultipleChoiceField(required=False, label="There")
    absent = forms.MultipleChoiceField(required=False, label="Absent")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["title"].widget.attrs["placeholder"] = "Session, and the place"
        names = [people[0].official.family_name for _, people in self.desk.seated if people]
        self.fields["there"].widget.attrs["placeholder"] = ", ".join(names)
        self.fields["time_zone"].initial = self.desk.zones[0]
        keys = [(person.official.key, str(person.official)) for person in self.desk.people]
        offer(self, "present", keys)
        offer(self, "absent", keys)
        address = reverse("negotiations:round_row", args=[self.desk.negotiation.key, "clock"])
        for name in _CLOCKS:  # says what the clocks showed elsewhere, as soon as it is typed
            self.fields[name].widget.attrs |= {
                "hx-get": address,
                "hx-trigger": "change",
                "hx-target": f"#{self.prefix}-clocks",
                "hx-include": f"#id_round-starts_on, #{self.prefix}-row",
            }

    @property
    def seats(self) -> list[tuple[Any, list[tuple[Person, bool, bool]]]]:
        """Those in office by party, each with whether ticked as there, or as absent; who has a row is left out."""
        there, absent = (set(self[name].value() or ()) for name in ("present", "absent"))
        listed_here = {row.record.official_id for row in getattr(self, "attended", ())}
        return [
            (party, [(each, each.official.key in there, each.official.key in absent) for each in people])
            for party, held in self.desk.seated
            if (people := [each for each in held if each.official.pk not in listed_here])
        ]

    @property
    def clocks(self) -> str:
        """What was typed of the time, by the clocks of the parties; nothing while no hour is typed."""
        typed = {name: str(self[name].value() or "") for name in (*_CLOCKS, "place")}
        typed["held_on"] = typed["held_on"] or str(self.data.get("round-starts_on") or "")
        return say_clocks(self.desk, typed)

    def clean_there(self) -> list[Official]:
        return self._named("there")

    def clean_missing(self) -> list[Official]:
        return self._named("missing")

    def _named(self, name: str) -> list[Official]:
        parts = [part.strip() for part in re.split(r"[,;、]", self.cleaned_data[name]) if part.strip()]
        found = [self.official_of(part, name) for part in parts]
        if unknown := self.unknown.pop(name, None):
            raise unknown
        return [official for official in found if official is not None]

    def clean(self) -> dict:
        """Brings the ticks and the names together: whoever is both is refused."""
        by_key = {person.official.key: person.official for person in self.desk.people}
        data = self.cleaned_data
        found = {
            name: {each.pk: each for each in [*(by_key[key] for key in data.get(ticks, ())), *(data.get(name) or ())]}
            for name, ticks in (("there", "present"), ("missing", "absent"))
        }
        for official in found["there"].values():
            if official.pk in found["missing"]:
                self.add_error("missing", f"{official} cannot have been there and absent.")
        data["attending"] = [("present", each) for each in found["there"].values()]
        data["attending"] += [("absent", each) for each in found["missing"].values()]
        return data


def say_clocks(desk: Desk, typed: dict[str, str]) -> str:
    """An hour that was typed, by the clock of its place and those of the parties, or what is wrong with it."""
    if not typed.get("starts_at"):
        return ""
    zone = typed.get("time_zone") or desk.places.get(typed.get("place", "")) or desk.zones[0]
    try:
        day = Day(required=False).clean(typed.get("held_on") or "") or desk.day
        hour = Hour().clean(typed["starts_at"])
        ZoneInfo(zone)
    except ValidationError as refusal:
        return " ".join(refusal.messages)
    except (KeyError, ValueError, OSError):  # a zone of no such name, or with a path in it
        return f"“{zone[:40]}” is no time zone; choose one from the list, like Asia/Tokyo."
    if wrong := localtime.skipped(day, hour, zone):
        return wrong
    moment = datetime.combine(day, hour, ZoneInfo(zone))
    zones = [party.economy.time_zone for party in desk.parties]
    told = "; ".join(worldclock.clock_times(day, moment, typed.get("place", ""), zones))
    if localtime.comes_twice(day, hour, zone):
        told += f". The clocks were put back that day and showed {hour:%H:%M} twice: the first of the two is meant."
    return told
