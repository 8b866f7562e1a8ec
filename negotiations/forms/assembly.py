"""From the rows of the screen to the records they make: the numbers of rows become the records of those rows."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from negotiations.actions import Cited, Entry, RoundLog
from negotiations.forms.joining import MODELS, Joined
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

CITING = ("attribution", "attributed_to", "speaker", "credibility", "quotation", "quotation_language", "translation")


class Assembly(Joined):
    """The records of one screen, and what is written beneath them: new sources, officials, offices."""

    def log(self) -> RoundLog:
        """The records that the screen makes. Ask only after `join` has found nothing."""
        head = self.screen.head
        self.round = self._round(head.cleaned_data)
        for number in self.sources:
            self._source(number)
        log = RoundLog(Entry(self.round, head, head.cleaned_data["version"]), self.beneath)
        log.occasions = self._entries("occasion")
        log.attendances = [*self._entries("attendance"), *self._ticked()]
        log.positions = self._entries("position")
        log.discussions = self._entries("discussion")
        log.deadlines = self._entries("deadline")
        if 1 not in self.occasions and ("occasion", 1) in self.records:  # what was proposed, and a row rests on
            log.occasions.insert(0, Entry(self.records["occasion", 1], self.screen.rows["occasion"].forms[0]))
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

    def _source(self, number: int) -> Source:
        """The source of a row; a new one is written beneath, after the one that it retells."""
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
                source.derived_from = self._source(int(data["derived_from"]))
            else:
                source.derived_from = data.get("origin")
            self.beneath.append(Entry(source, row))
        self.records["source", number] = source
        return source

    def _entries(self, kind: str) -> list[Entry]:
        entries = []
        for number, row in enumerate(self.screen.rows[kind], start=1):
            if row.is_filled:
                record = getattr(self, f"_{kind}")(number, row)
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

    def _attendance(self, number: int, row: Any) -> Attendance:
        data, attendance = row.cleaned_data, self._record("attendance", row)
        attendance.occasion = self._on(row)
        official = getattr(row, "newcomer", None) or data["official"]
        if data["new_family_name"]:
            self.beneath.append(Entry(official, row))
        if data["new_office"]:
            attendance.appointment = self._office(official, data, attendance.occasion.held_on, row)
        elif attendance.pk is None or attendance.official_id != official.pk:
            attendance.appointment = self._office_held(official, attendance.occasion.held_on)
        attendance.official = official
        attendance.presence, attendance.capacity = data["presence"] or "present", data["capacity"]
        return attendance

    def _ticked(self) -> Iterator[Entry]:
        """Those who were ticked or named at an occasion: they rest on what the occasion rests on."""
        for number, row in self.occasions.items():
            for presence, official in row.cleaned_data["attending"]:
                occasion = self._occasion(number, row)
                attendance = Attendance(occasion=occasion, official=official, presence=presence)
                attendance.appointment = self._office_held(official, occasion.held_on)
                told = [row.cleaned_data["source"], *row.cleaned_data["also"]]
                sources = [self._source(each) for each in told if each in self.sources]
                cited = [Cited(self._also("attendance", attendance, each, row.cleaned_data)) for each in sources]
                yield Entry(attendance, row, citations=cited)

    def _office_held(self, official: Official, day: date) -> Appointment | None:
        """The office that an official holds on the day: one entered on this screen, or one of the record."""
        entered = [office for office in self.offices if office.official.key == official.key and office.starts_on <= day]
        return entered[-1] if entered else self.desk.office_of(official, day) if official.pk else None

    def _office(self, official: Official, data: dict, day: date, row: Any) -> Appointment:
        """The office that was typed, from that day; one that is held or entered already is not entered again."""
        economy = self._picked(self.desk.parties, data["new_party"]).economy
        held = self._office_held(official, day)
        if held and held.economy_id == economy.pk and held.title.casefold() == data["new_office"].casefold():
            return held
        office = Appointment(
            official=official, economy=economy, title=data["new_office"], agency=data["new_agency"], starts_on=day,
            dates_as_seen=True,
        )  # fmt: skip
        self.offices.append(office)
        self.beneath.append(Entry(office, row))
        return office

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
        discussion.outcome, discussion.note = data["outcome"] or "discussed", data["note"]
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
            own.source = self._source(number)
            for name in CITING:
                setattr(own, name, data[name])
            yield Cited(own, version)
        elif own:
            yield Cited(own, data["cited_version"], struck=True)
        others = list(old.values())
        for number in data["also"]:
            source = self._source(number)
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
