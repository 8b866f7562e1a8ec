"""From the rows of the screen to the records they make: the numbers of rows become the records of those rows."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from negotiations.actions import Cited, Entry, RoundLog
from negotiations.models import (
    Appointment,
    Attendance,
    Citation,
    Deadline,
    Discussion,
    Occasion,
    Official,
    Position,
    Round,
    Source,
)
from negotiations.selectors.logging import names_of

if TYPE_CHECKING:  # the screen makes its assembly
    from negotiations.forms.screen import RoundScreen

MODELS: dict[str, Any] = {
    "occasion": Occasion,
    "attendance": Attendance,
    "position": Position,
    "discussion": Discussion,
    "deadline": Deadline,
}
CITING = ("attribution", "attributed_to", "speaker", "credibility", "quotation", "quotation_language", "translation")


class Assembly:
    """Joins the rows of one screen; its faults go to the rows."""

    def __init__(self, screen: "RoundScreen") -> None:
        self.screen, self.desk = screen, screen.desk
        self.sources = dict(self._numbered("source"))
        self.occasions = dict(self._numbered("occasion"))
        self.records: dict[tuple[str, int], Any] = {}
        self.newcomers: dict[str, Official] = {}
        self.offices: dict[int, Appointment] = {}

    def _numbered(self, kind: str) -> Iterator[tuple[int, Any]]:
        for number, row in enumerate(self.screen.rows[kind], start=1):
            if row.is_filled:
                yield number, row

    # Faults that only the whole screen shows

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
        for number, row in self._numbered("attendance"):
            data = getattr(row, "cleaned_data", {})
            if not data.get("new_family_name") or "new_family_name" in row.errors:
                continue
            told = ("given_name", "family_name", "native_name", "native_language")
            row.newcomer = Official(**{name: data[f"new_{name}"] for name in told})
            names = names_of(row.newcomer)
            if names & set(self.newcomers):
                row.add_error("new_family_name", f"{row.newcomer} is entered on this screen already; write the name above.")
            self.newcomers |= dict.fromkeys(names, row.newcomer)

    def _name_newcomers(self, row: Any) -> None:
        for name, refusal in row.unknown.items():
            asked = " ".join(str(row[name].value()).casefold().split())
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
                form.add_error("choice", f"It is withdrawn, or position {named[form.position.pk]} replaces it; not both.")
            if choice == "replaced" and form.position.pk not in named:
                form.add_error("choice", "Say by what: enter the new position below, and choose this one under “replaces”.")

    # The records

    def log(self) -> RoundLog:
        """The records that the screen makes. Ask only after `join` has found nothing."""
        head = self.screen.head
        self.round = self._round(head.cleaned_data)
        log = RoundLog(Entry(self.round, head, head.cleaned_data["version"]))
        log.beneath = self._sources()
        log.occasions = self._entries("occasion")
        log.attendances = self._entries("attendance", log.beneath)
        log.positions = self._entries("position")
        if 1 not in self.occasions and any(
            row.cleaned_data["occasion"] == 1
            for kind in ("attendance", "position", "discussion")
            for _, row in self._numbered(kind)
        ):
            log.occasions.insert(0, Entry(self._occasion(1), self.screen.rows["occasion"].forms[0]))
        log.discussions = self._entries("discussion")
        log.deadlines = self._entries("deadline")
        log.withdrawn = [
            (form.position, self.last, form) for form in self.screen.held if form.cleaned_data["choice"] == "withdrawn"
        ]
        return log

    @property
    def last(self) -> date:
        return self.round.ends_on or self.round.starts_on

    def _round(self, data: dict) -> Round:
        written = self.screen.written
        token = self.screen.sending.cleaned_data["token"]
        talks = written.round if written else Round(key=f"n{token.hex}", negotiation=self.desk.negotiation)
        for name in ("number", "level", "place", "starts_on", "aliases", "summary"):
            setattr(talks, name, data[name])
        stays_open = written is not None and talks.ends_on is None
        talks.ends_on = data["ends_on"] or (None if stays_open else data["starts_on"])
        return talks

    def _sources(self) -> list[Entry]:
        """The new sources of the screen, what others retell first."""
        entries: list[Entry] = []
        for number in self.sources:
            self._source(number, entries)
        return entries

    def _source(self, number: int, entries: list[Entry]) -> Source:
        if ("source", number) in self.records:
            return self.records["source", number]
        row, data = self.sources[number], self.sources[number].cleaned_data
        if data["pick"]:
            source = data["pick"]
        else:
            told = ("publisher", "title", "address", "published_on", "official")
            source = Source(**{name: data[name] for name in told})
            source.language, source.reliability = data["language"] or "en", data["reliability"] or "F"
            if data["derived_from"].isdecimal():
                source.derived_from = self._source(int(data["derived_from"]), entries)
            else:
                source.derived_from = data.get("origin")
            entries.append(Entry(source, row))
        self.records["source", number] = source
        return source

    def _entries(self, kind: str, beneath: list[Entry] | None = None) -> list[Entry]:
        entries = []
        for number, row in enumerate(self.screen.rows[kind], start=1):
            if row.is_filled:
                record = getattr(self, f"_{kind}")(number, row) if kind != "attendance" else self._attendance(row, beneath)
                entry = Entry(record, row, row.cleaned_data["version"])
                entry.citations = list(self._citations(kind, record, row))
                if kind == "position":
                    entry.replaces = row.cleaned_data["replaced"]
                entries.append(entry)
            elif row.is_removed and row.written:
                gone = [Cited(citation, struck=True) for citation in row.written.citations]
                version = self.screen.data.get(row.add_prefix("version"), "")
                opened = int(version) if version.isdecimal() else None
                entries.append(Entry(row.written.record, row, opened, gone, struck=True))
        return entries

    def _record(self, kind: str, row: Any) -> Any:
        return row.written.record if row.written else MODELS[kind]()

    def _occasion(self, number: int, row: Any = None) -> Occasion:
        """The occasion of a row; an empty first row is the session that it proposes."""
        if ("occasion", number) in self.records:
            return self.records["occasion", number]
        data = row.cleaned_data if row else {}
        occasion = self._record("occasion", row) if row else Occasion()
        self.records["occasion", number] = occasion
        occasion.negotiation, occasion.round = self.desk.negotiation, self.round
        for name in ("starts_at", "minutes"):
            setattr(occasion, name, data.get(name))
        occasion.kind, occasion.channel = data.get("kind") or "session", data.get("channel", "")
        occasion.place = data.get("place") or ("" if row and row.written else self.round.place)
        occasion.held_on = data.get("held_on") or self.round.starts_on
        proposed = ", ".join(filter(None, [occasion.get_kind_display(), occasion.place]))
        occasion.title = data.get("title") or proposed
        zone = self.desk.places.get(occasion.place) or self.desk.zones[0]
        occasion.time_zone = data.get("time_zone") or zone
        return occasion

    def _on(self, row: Any) -> Occasion:
        number = row.cleaned_data["occasion"]
        return self._occasion(number, self.occasions.get(number))

    def _attendance(self, row: Any, beneath: list[Entry]) -> Attendance:
        data, attendance = row.cleaned_data, self._record("attendance", row)
        attendance.occasion = self._on(row)
        official = getattr(row, "newcomer", None) or data["official"]
        if data["new_family_name"]:
            self._enter(official, data, attendance.occasion, row, beneath)
        if official.pk is None:
            attendance.appointment = self.offices.get(id(official))
        elif attendance.pk is None or attendance.official_id != official.pk:
            attendance.appointment = self.desk.office_of(official, attendance.occasion.held_on)
        attendance.official = official
        attendance.presence, attendance.capacity = data["presence"], data["capacity"]
        return attendance

    def _enter(self, official: Official, data: dict, on: Occasion, row: Any, beneath: list[Entry]) -> None:
        beneath.append(Entry(official, row))
        if data["new_office"]:
            party = self._picked(self.desk.parties, data["new_party"])
            office = Appointment(
                official=official, economy=party.economy, title=data["new_office"], starts_on=on.held_on,
                dates_as_seen=True,
            )  # fmt: skip
            self.offices[id(official)] = office
            beneath.append(Entry(office, row))

    def _position(self, number: int, row: Any) -> Position:
        data, position = row.cleaned_data, self._record("position", row)
        position.issue = self._picked(self.desk.issues, data["issue"])
        position.party = self._picked(self.desk.parties, data["party"])
        position.occasion = self._on(row)
        for name in ("stance", "words", "sense", "condition"):
            setattr(position, name, data[name])
        quantity = data["quantity"]
        position.quantity = quantity.number if quantity else None
        position.unit = quantity.unit if quantity else ""
        position.starts_on = data["starts_on"] or (position.occasion.held_on if position.occasion else self.last)
        return position

    def _discussion(self, number: int, row: Any) -> Discussion:
        data, discussion = row.cleaned_data, self._record("discussion", row)
        discussion.occasion = self._on(row)
        discussion.issue = self._picked(self.desk.issues, data["issue"])
        discussion.outcome, discussion.note = data["outcome"], data["note"]
        return discussion

    def _deadline(self, number: int, row: Any) -> Deadline:
        data, deadline = row.cleaned_data, self._record("deadline", row)
        deadline.negotiation = self.desk.negotiation
        deadline.name, deadline.falls_on = data["name"], data["falls_on"]
        deadline.set_on = data["set_on"] or self.last
        deadline.moves = self._picked(self.desk.deadlines, data["moves"])
        deadline.moved_by = self._picked(self.desk.parties, data["moved_by"])
        return deadline

    def _picked(self, records: list, choice: str) -> Any:
        return next((record for record in records if str(record.pk) == choice), None)

    def _citations(self, kind: str, record: Any, row: Any) -> Iterator[Cited]:
        """The citation of the row, those of the sources that tell it too, and those that are gone."""
        data = row.cleaned_data
        old = {citation.key: citation for citation in row.written.citations} if row.written else {}
        number = data["source"] if data["source"] in self.sources else None
        own = old.pop(data["cited"], None)
        if number:
            version = data["cited_version"] if own else None
            own = own or Citation(**{kind: record})
            own.source = self._source(number, [])
            for name in CITING:
                setattr(own, name, data[name])
            yield Cited(own, version)
        elif own:
            yield Cited(own, data["cited_version"], struck=True)
        others = list(old.values())
        for number in data["also"]:
            source = self._source(number, [])
            kept = next((citation for citation in others if citation.source_id == source.pk), None)
            if kept is not None:
                others.remove(kept)
            yield Cited(kept or self._also(kind, record, source, data))
        for citation in others:
            yield Cited(citation, struck=True)

    def _also(self, kind: str, record: Any, source: Source, data: dict) -> Citation:
        """A further source that tells the same: whose words it gives is the same, its own words are not copied."""
        same = {name: data[name] for name in ("attribution", "attributed_to", "speaker", "credibility")}
        return Citation(**{kind: record}, source=source, **same)


