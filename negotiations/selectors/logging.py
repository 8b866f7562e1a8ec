"""What an analyst needs at hand while logging a round: who sits there, what is held, what there is to choose from."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Max, Q

from negotiations.models import (
    Appointment,
    Attendance,
    Citation,
    Deadline,
    Discussion,
    Issue,
    Negotiation,
    Occasion,
    Official,
    Party,
    Position,
    Round,
    Source,
)
from negotiations.selectors.issues import parties_of
from parley.lib.asof import AsOf
from parley.lib.reading import attach

SOURCES, OFFICIALS, HELD, DEADLINES = 100, 100, 200, 50  # offered for choice; others are found by name or key


@dataclass(slots=True)
class Person:
    """An official as they are offered for choice, with the office they hold on the day."""

    official: Official
    offices: list[Appointment] = field(default_factory=list)
    in_office: Appointment | None = None


@dataclass
class Desk:
    """Everything at hand; read in a fixed number of queries, in the present."""

    negotiation: Negotiation
    day: date
    parties: list[Party]
    issues: list[Issue]
    held: list[Position]
    people: list[Person]
    sources: list[Source]
    deadlines: list[Deadline]
    places: dict[str, str]
    zones: list[str]
    number: int

    @cached_property
    def persons(self) -> dict[str, list[Official]]:
        """Officials by every name they go by, in any letter case."""
        found: dict[str, list[Official]] = {}
        for person in self.people:
            for name in names_of(person.official):
                found.setdefault(name, []).append(person.official)
        return found

    @cached_property
    def families(self) -> dict[str, list[Official]]:
        """Those in office on the day by family name alone, in any letter case."""
        found: dict[str, list[Official]] = {}
        for person in self.people:
            if person.in_office:
                found.setdefault(person.official.family_name.casefold(), []).append(person.official)
        return found

    @cached_property
    def seated(self) -> list[tuple[Party, list[Person]]]:
        """Those in office on the day, by the party for which they sit."""
        by_economy: dict[int, tuple[Party, list[Person]]] = {party.economy_id: (party, []) for party in self.parties}
        for person in self.people:
            if person.in_office:
                by_economy[person.in_office.economy_id][1].append(person)
        return list(by_economy.values())

    def office_of(self, official: Official, day: date) -> Appointment | None:
        """The office an official held for a party on a day; the latest where there are several."""
        for person in self.people:
            if person.official.pk == official.pk:
                offices = [office for office in person.offices if office.holds_on(day)]
                return max(offices, key=lambda office: office.starts_on, default=None)
        return None


def desk(negotiation: Negotiation, day: date, *, besides: Round | None = None) -> Desk:
    """What is at hand for a round on a day; the own positions of `besides`, the round being corrected, are left out."""
    parties = parties_of(negotiation, AsOf(day, day))
    issues = list(Issue.objects.filter(negotiation_id=negotiation.pk).order_by("place", "id"))
    occasions = Occasion.objects.filter(negotiation_id=negotiation.pk).exclude(place="").order_by("held_on", "id")
    places = dict(occasions.values_list("place", "time_zone"))
    zones = [party.economy.time_zone for party in parties] + list(reversed(places.values()))
    last = Round.objects.filter(negotiation_id=negotiation.pk).aggregate(Max("number"))["number__max"]
    return Desk(
        negotiation=negotiation,
        day=day,
        parties=parties,
        issues=issues,
        held=_held(issues, parties, day, besides),
        people=_people(parties, day),
        sources=list(Source.objects.order_by("-published_on", "-id")[:SOURCES]),
        deadlines=list(Deadline.objects.filter(negotiation_id=negotiation.pk).order_by("-falls_on", "-id")[:DEADLINES]),
        places=places,
        zones=list(dict.fromkeys([*zones, "UTC"])),
        number=(last or 0) + 1,
    )


def as_asked(name: str) -> str:
    """A name as it is compared with others: in one letter case, with single spaces."""
    return " ".join(name.casefold().split())


def names_of(official: Official) -> set[str]:
    """Every name by which an official can be asked for, as it is compared."""
    given, family = official.given_name, official.family_name
    names = {str(official), f"{given} {family}", f"{family} {given}", f"{family}, {given}", official.native_name}
    return {as_asked(name) for name in names | set(official.spellings) | {official.key}} - {""}


def officials_named(text: str) -> list[Official]:
    """Officials who go by a name, wherever they serve."""
    words = [word.strip(",") for word in text.split()] or [text]
    asked = Q(key=text) | Q(native_name=text) | Q(spellings__contains=[text])
    for word in words:
        asked |= Q(family_name__iexact=word)
    if len(words) > 1:  # a family name of several words
        asked |= Q(family_name__iexact=" ".join(words[1:])) | Q(family_name__iexact=" ".join(words[:-1]))
    name = as_asked(text)
    return [official for official in Official.objects.filter(asked)[:OFFICIALS] if name in names_of(official)]


def _held(issues: list[Issue], parties: list[Party], day: date, besides: Round | None) -> list[Position]:
    """The positions held before the day, drafts too, in the order of the agenda and the table."""
    rows = Position.objects.filter(issue_id__in=[issue.pk for issue in issues], ending="").on(day)
    if besides is not None:
        rows = rows.exclude(occasion__round_id=besides.pk)
    held = list(rows.filter(starts_on__lt=day).order_by("-starts_on", "-id")[:HELD])
    agenda = {issue.pk: (place, issue) for place, issue in enumerate(issues)}
    table = {party.pk: (place, party) for place, party in enumerate(parties)}
    for position in held:
        position.issue, position.party = agenda[position.issue_id][1], table[position.party_id][1]
    held.sort(key=lambda each: (agenda[each.issue_id][0], table[each.party_id][0], each.starts_on, each.pk))
    return held


def _people(parties: list[Party], day: date) -> list[Person]:
    """Those in office for a party on the day first, then the parties' others, then everybody else.

    Where the parties have had more offices than can be offered, those of people seen lately at these talks.
    """
    economies = {party.economy_id: party.economy for party in parties}
    seen = Attendance.objects.filter(occasion__negotiation_id__in={party.negotiation_id for party in parties})
    lately = list(dict.fromkeys(seen.order_by("-id").values_list("official_id", flat=True)[:OFFICIALS]))
    rows = Appointment.objects.filter(economy_id__in=list(economies))
    newest = rows.exclude(official_id__in=lately).order_by("-starts_on", "-id")[:OFFICIALS]
    offices = [*rows.filter(official_id__in=lately), *newest]
    offices.sort(key=lambda office: (office.starts_on, office.pk))
    by_official: dict[int, list[Appointment]] = {}
    for office in offices:
        office.economy = economies[office.economy_id]
        by_official.setdefault(office.official_id, []).append(office)
    theirs = Official.objects.filter(pk__in=list(by_official))
    others = Official.objects.exclude(pk__in=list(by_official)).order_by("family_name", "given_name")[:OFFICIALS]
    people = []
    for official in theirs:
        held = [office for office in by_official[official.pk] if office.holds_on(day)]
        people.append(Person(official, by_official[official.pk], held[-1] if held else None))
    people.sort(key=lambda person: (person.in_office is None, str(person.official)))
    return people + [Person(official) for official in others]


@dataclass(slots=True)
class Written:
    """One statement of a logged round as it stands, with its citations; versions are carried by the form."""

    record: Any
    version: int
    citations: list[Citation]
    versions: dict[int, int]
    replaced: Position | None = None


@dataclass(slots=True)
class RoundAsWritten:
    """A logged round with everything that belongs to it."""

    round: Round
    version: int
    sources: list[Source]
    occasions: list[Written]
    attendances: list[Written]
    positions: list[Written]
    discussions: list[Written]
    deadlines: list[Written]


def round_as_written(talks: Round, issues: Iterable[Issue], parties: Iterable[Party]) -> RoundAsWritten:
    """A round as it stands, for correction: its rows in the order in which they were entered."""
    occasions = list(Occasion.objects.filter(round_id=talks.pk).order_by("held_on", "starts_at", "id"))
    here = [occasion.pk for occasion in occasions]
    rows: dict[str, list[Any]] = {
        "occasion": occasions,
        "attendance": list(Attendance.objects.filter(occasion_id__in=here).order_by("id")),
        "position": list(Position.objects.filter(occasion_id__in=here).order_by("id")),
        "discussion": list(Discussion.objects.filter(occasion_id__in=here).order_by("id")),
        "deadline": _deadlines_set(talks),
    }
    _join(rows, talks, occasions, {issue.pk: issue for issue in issues}, {party.pk: party for party in parties})
    citations = _citations(rows)
    sources = attach(citations, "source", Source, None)
    attach(citations, "speaker", Official, None)
    versions = _versions(Citation, citations)
    replaced = {old.replaced_by_id: old for old in Position.objects.filter(replaced_by__in=rows["position"])}
    cited_for: dict[tuple[str, int], list[Citation]] = {}
    for citation in citations:
        for kind in rows:
            if (pk := getattr(citation, f"{kind}_id")) is not None:
                cited_for.setdefault((kind, pk), []).append(citation)
    written = {
        kind: _written(kind, records, cited_for, versions, replaced if kind == "position" else {})
        for kind, records in rows.items()
    }
    return RoundAsWritten(
        talks,
        talks.version or 0,
        list(sources.values()),
        *(written[kind] for kind in ("occasion", "attendance", "position", "discussion", "deadline")),
    )


def _deadlines_set(talks: Round) -> list[Deadline]:
    """The deadlines set while the round lasted."""
    last = talks.ends_on or talks.starts_on
    set_then = Deadline.objects.filter(negotiation_id=talks.negotiation_id, set_on__range=(talks.starts_on, last))
    deadlines = list(set_then.order_by("id"))
    attach(deadlines, "moves", Deadline, None)
    return deadlines


def _join(rows: dict, talks: Round, occasions: list[Occasion], issues: dict, parties: dict) -> None:
    held = {occasion.pk: occasion for occasion in occasions}
    for occasion in occasions:
        occasion.round, occasion.negotiation = talks, talks.negotiation
    for row in [*rows["attendance"], *rows["position"], *rows["discussion"]]:
        row.occasion = held[row.occasion_id]
    for row in [*rows["position"], *rows["discussion"]]:
        row.issue = issues[row.issue_id]
    for row in rows["position"]:
        row.party = parties[row.party_id]
    for row in rows["deadline"]:
        row.negotiation = talks.negotiation
        if row.moved_by_id:
            row.moved_by = parties[row.moved_by_id]
    attach(rows["attendance"], "official", Official, None)


def _citations(rows: dict[str, list]) -> list[Citation]:
    asked = Q(pk__in=[])
    for kind, records in rows.items():
        asked |= Q(**{f"{kind}_id__in": [record.pk for record in records]})
    return list(Citation.objects.filter(asked).order_by("id"))


def _versions(model, records: list) -> dict[int, int]:
    lines = model.history.filter(id__in=[record.pk for record in records]).order_by()
    return dict(lines.values_list("id").annotate(Max("history_id"))) if records else {}


def _written(kind: str, records: list, cited_for: dict, versions: dict, replaced: dict) -> list[Written]:
    own = _versions(type(records[0]), records) if records else {}
    return [
        Written(record, own[record.pk], cited_for.get((kind, record.pk), []), versions, replaced.get(record.pk))
        for record in records
    ]
