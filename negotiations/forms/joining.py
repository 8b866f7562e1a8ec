"""What only the whole of the screen shows: rows that point at rows which are not there, and names entered above."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from negotiations.actions import Entry
from negotiations.forms.table import OPENED
from negotiations.models import Appointment, Attendance, Deadline, Discussion, Occasion, Official, Position
from negotiations.selectors.logging import as_asked, names_of
from negotiations.selectors.movement import same

if TYPE_CHECKING:  # the screen makes it
    from negotiations.forms.screen import RoundScreen

MODELS: dict[str, Any] = {
    "occasion": Occasion,
    "attendance": Attendance,
    "position": Position,
    "discussion": Discussion,
    "deadline": Deadline,
}


class Joined:
    """The rows of one screen, joined by their numbers; what does not join is a fault of its row."""

    def __init__(self, screen: "RoundScreen") -> None:
        self.screen, self.desk = screen, screen.desk
        self.sources = dict(self._numbered("source"))
        self.occasions = dict(self._numbered("occasion"))
        self.records: dict[tuple[str, int], Any] = {}
        self.newcomers: dict[str, Official] = {}
        self.offices: list[Appointment] = []
        self.beneath: list[Entry] = []

    def _numbered(self, kind: str) -> Iterator[tuple[int, Any]]:
        for number, row in enumerate(self.screen.rows[kind], start=1):
            if row.is_filled:
                yield number, row

    def join(self) -> None:
        """Find rows that point at rows which are not there, and statements that do not say how they are told."""
        self._meet_newcomers()
        for kind in MODELS:
            for _, row in self._numbered(kind):
                if not hasattr(row, "cleaned_data"):
                    continue
                self._name_newcomers(row)
                self._check_sources(row)
                if kind not in ("occasion", "deadline"):
                    self._check_occasion(row)
                self._check_record(kind, row)
        for number, row in self.sources.items():
            self._check_origin(number, row)
        self._check_held()

    def _meet_newcomers(self) -> None:
        """The officials who are entered on this screen, by their names: other rows may name them already."""
        for _, row in self._numbered("attendance"):
            data = getattr(row, "cleaned_data", {})
            if not data.get("new_family_name") or "new_family_name" in row.errors:
                continue
            told = ("given_name", "family_name", "native_name", "native_language")
            row.newcomer = Official(**{name: data[f"new_{name}"] for name in told})
            names = names_of(row.newcomer)
            if names & set(self.newcomers):
                row.add_error(
                    "new_family_name", f"{row.newcomer} is entered on this screen already; write the name above."
                )
            self.newcomers |= dict.fromkeys(names, row.newcomer)

    def _name_newcomers(self, row: Any) -> None:
        for name, refusal in row.unknown.items():
            asked = as_asked(str(row[name].value()))
            if asked in self.newcomers:
                row.cleaned_data[name] = self.newcomers[asked]
            else:
                row.add_error(name, refusal)

    def _check_sources(self, row: Any) -> None:
        numbers = {"source": [row.cleaned_data.get("source")], "also": row.cleaned_data.get("also") or []}
        for name, asked in numbers.items():
            for number in filter(None, asked):
                if number not in self.sources and not self._proposed(row, name, number):
                    row.add_error(name, f"There is no source {number} above.")
        if numbers["also"] and not numbers["source"][0]:
            row.add_error("source", "Give the source first.")
        if numbers["source"][0] in self.sources and (wrong := row.attribution_missing()):
            row.add_error("speaker" if "speaker" in wrong else "attribution", wrong)

    def _proposed(self, row: Any, name: str, number: int) -> bool:
        """Whether it is only the proposal of source 1 on a screen without sources: the statement stays a draft."""
        return name == "source" and number == 1 and not self.sources and not row["cited"].value()

    def _check_occasion(self, row: Any) -> None:
        number = row.cleaned_data.get("occasion")
        if number is None and "occasion" not in row.errors:
            row.add_error("occasion", "Say on which occasion of this round.")
        elif number is not None and number != 1 and number not in self.occasions:
            row.add_error("occasion", f"There is no occasion {number} above.")
        elif number == 1 and 1 not in self.occasions and not self._proposes_a_session():
            row.add_error("occasion", "There is no occasion 1 above.")

    def _proposes_a_session(self) -> bool:
        first = next(iter(self.screen.rows["occasion"]), None)
        return first is not None and not first.is_removed

    def _check_record(self, kind: str, row: Any) -> None:
        if row.cleaned_data.get("key") and row.written is None:
            row.add_error(None, f"This {kind} is not in this round (any longer); reload the page to see what is.")

    def _check_origin(self, number: int, row: Any) -> None:
        text = getattr(row, "cleaned_data", {}).get("derived_from", "")
        if not text:
            return
        if text.isdecimal():
            seen = [number]
            while text.isdecimal() and int(text) in self.sources:
                if int(text) in seen:
                    row.add_error("derived_from", "Sources do not retell each other in a circle.")
                    return
                seen.append(int(text))
                text = getattr(self.sources[int(text)], "cleaned_data", {}).get("derived_from", "")
            if text.isdecimal():
                row.add_error("derived_from", f"There is no source {text} here.")
        else:
            try:
                row.cleaned_data["origin"] = row.find_source(text)
            except ValidationError as refusal:
                row.add_error("derived_from", refusal)

    def _check_held(self) -> None:
        named: dict[int, int] = {}
        for number, row in self._numbered("position"):
            old = getattr(row, "cleaned_data", {}).get("replaced")
            if old and old.pk in named:
                row.add_error("replaces", f"Position {named[old.pk]} replaces it already.")
            elif old:
                named[old.pk] = number
        for form in self.screen.held:
            choice = getattr(form, "cleaned_data", {}).get("choice")
            if choice == "withdrawn" and form.position.pk in named:
                form.add_error(
                    "choice", f"It is withdrawn, or position {named[form.position.pk]} replaces it; not both."
                )
            if choice in OPENED and form.position.pk not in named:
                form.add_error("choice", "Say by what: open it and enter the position that takes its place.")
            elif choice == "replaced" and self._says_the_same(form.position, named[form.position.pk]):
                form.add_error(
                    "choice", "Say by what: the words are still the old ones. Change them, or say “repeated”."
                )

    def _says_the_same(self, old: Position, number: int) -> bool:
        data = self.screen.rows["position"].forms[number - 1].cleaned_data
        quantity = data.get("quantity")
        new = Position(**{name: data.get(name) or "" for name in ("stance", "words", "sense", "condition")})
        new.quantity, new.unit = (quantity.number, quantity.unit) if quantity else (None, "")
        return same(old, new)
