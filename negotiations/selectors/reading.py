"""A copy as it is read: its text with everything found in it, at the table of one negotiation."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby, pairwise

from negotiations.capture.finding import ECONOMY, OFFICIAL, STANCE, Finding, Sentence, findings_in, sentences_of
from negotiations.capture.names import Names, Person, Place
from negotiations.capture.statements import Proposed, Table, Told, proposed_in, told_in
from negotiations.models import Appointment, Issue, Negotiation, Occasion, Official, Party, Source, Stance
from negotiations.selectors.sources import Carried
from parley.lib.asof import say_day
from tariffs.models import Economy

READ = 200_000  # characters of a copy that are read; more would be a book
BEFORE, AFTER = 40, 10  # occasions offered for choice, from the day of publication


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence: plain, or something that was found; quoted where a statement rests on it."""

    text: str
    kind: str = ""
    value: str = ""
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence in pieces, with the statements whose passages begin in it."""

    sentence: Sentence
    pieces: list[Piece]
    carried: list[Carried]
    proposal: str  # in words, where a stance is told
    chosen: bool

    @property
    def place(self) -> str:
        """Where it stands in the text, as the form has it."""
        return f"{self.sentence.starts}-{self.sentence.ends}"


@dataclass(frozen=True, slots=True)
class AtTheTable:
    """The negotiation for which a copy is read."""

    negotiation: Negotiation
    parties: list[Party]
    issues: list[Issue]
    occasions: list[Occasion]
    table: Table


@dataclass(slots=True)
class Reading:
    """A text that was read."""

    source: Source
    text: str
    sentences: list[Sentence]
    findings: list[Finding]
    at: AtTheTable | None
    officials: dict[str, Official]
    economies: dict[str, Economy]
    is_cut: bool = False  # the copy goes on after what was read

    def passage(self, starts: int, ends: int) -> list[Sentence]:
        """The sentences that a passage touches."""
        return [each for each in self.sentences if each.starts < ends and starts < each.ends]

    @property
    def is_english(self) -> bool:
        """Whether its words may stand as words of ours."""
        return self.source.language.startswith("en")

    def proposed(self, sentences: Sequence[Sentence], table: Table) -> list[Proposed]:
        """The statements that sentences propose, of whom and what is at the table."""
        return proposed_in(self.text, sentences, table, self.source.published_on, english=self.is_english)

    def told(self, sentences: Sequence[Sentence]) -> Told:
        """On whose word they stand."""
        return told_in(self.text, sentences, official=self.source.official)

    def named(self) -> list[Official]:
        """The officials who are found in the text, each once, in its order."""
        keys = dict.fromkeys(each.key for each in self.findings if each.kind == OFFICIAL)
        return [self.officials[key] for key in keys]

    def paragraphs(self, carried: Sequence[Carried], chosen: tuple[int, int] | None) -> Iterator[list[Line]]:
        """The text by paragraphs, for the page."""
        spans = [
            (each.anchor.starts, each.anchor.ends, each) for each in carried if each.anchor and each.anchor.ends > 0
        ]
        for _, sentences in groupby(self.sentences, key=lambda each: each.paragraph):
            yield [self._line(sentence, spans, chosen) for sentence in sentences]

    def _line(
        self, sentence: Sentence, spans: Sequence[tuple[int, int, Carried]], chosen: tuple[int, int] | None
    ) -> Line:
        here = [each for starts, _, each in spans if sentence.starts <= starts < sentence.ends]
        pieces = list(self._pieces(sentence, [(starts, ends) for starts, ends, _ in spans]))
        is_chosen = chosen is not None and sentence.starts < chosen[1] and chosen[0] < sentence.ends
        return Line(sentence, pieces, here, self._proposed(sentence), is_chosen)

    def _pieces(self, sentence: Sentence, quoted: Iterable[tuple[int, int]]) -> Iterator[Piece]:
        within = [(max(starts, sentence.starts), min(ends, sentence.ends)) for starts, ends in quoted]
        within = [(starts, ends) for starts, ends in within if starts < ends]
        found = [(each.starts, min(each.ends, sentence.ends), each) for each in sentence.findings]
        cuts = {sentence.starts, sentence.ends}
        for starts, ends in [*within, *((starts, ends) for starts, ends, _ in found)]:
            cuts |= {starts, ends}
        for starts, ends in pairwise(sorted(cuts)):
            finding = next((each for first, last, each in found if first <= starts and ends <= last), None)
            is_quoted = any(first <= starts and ends <= last for first, last in within)
            kind = finding.kind if finding else ""
            yield Piece(self.text[starts:ends], kind, self._said(finding) if finding else "", is_quoted)

    def _said(self, finding: Finding) -> str:
        """What was understood, in words."""
        if finding.kind == OFFICIAL:
            return str(self.officials[finding.key])
        if finding.kind == ECONOMY:
            return str(self.economies[finding.key])
        if finding.kind == STANCE:
            return Stance(finding.key).label.lower()
        if finding.day:
            day = say_day(finding.day.on) if finding.day.on else ""
            return ", ".join(filter(None, (day, finding.day.note)))
        return finding.value

    def _proposed(self, sentence: Sentence) -> str:
        if self.at is None or not sentence.of(STANCE):
            return ""
        parties = {party.pk: party.name for party in self.at.parties}
        table = replace(self.at.table, issues=())  # looked for among all titles, and told only when a form opens
        told = [
            (parties.get(each.party or 0), Stance(each.stance).label.lower(), each.quantity)
            for each in self.proposed([sentence], table)
        ]
        return "; ".join(" ".join(filter(None, each)) for each in told)


def read_copy(source: Source, text: str, key: str = "") -> Reading:
    """Read a text for the negotiation with a key, or for the one whose parties it names most often."""
    officials = {official.key: official for official in Official.objects.all()}
    economies = {economy.key: economy for economy in Economy.objects.all()}
    offices: dict[int, list[Appointment]] = {}
    for office in Appointment.objects.order_by("starts_on", "id"):
        offices.setdefault(office.official_id, []).append(office)
    people = [
        Person(
            each.key, each.family_name, each.given_name, each.native_name, tuple(each.spellings),
            tuple(office.title for office in offices.get(each.pk, ())),
        )
        for each in officials.values()
    ]  # fmt: skip
    places = [Place(each.key, each.code, (each.name, each.native_name)) for each in economies.values()]
    text, whole = text[:READ], len(text)
    findings = findings_in(text, Names(people, places), source.published_on)
    by_id = {economy.pk: economy.key for economy in economies.values()}
    serves = {each.key: by_id[offices[each.pk][-1].economy_id] for each in officials.values() if each.pk in offices}
    negotiation = _negotiation(key, findings, by_id)
    at = _at_the_table(negotiation, serves, by_id, source.published_on) if negotiation else None
    return Reading(source, text, sentences_of(text, findings), findings, at, officials, economies, whole > READ)


def _negotiation(key: str, findings: Sequence[Finding], economies: dict[int, str]) -> Negotiation | None:
    if key:
        return Negotiation.objects.filter(key=key).first()
    named = [each.key for each in findings if each.kind == ECONOMY]
    seats: dict[int, set[str]] = {}
    for negotiation, economy in Party.objects.values_list("negotiation_id", "economy_id"):
        seats.setdefault(negotiation, set()).add(economies[economy])
    if not seats:
        return None
    best = max(seats, key=lambda pk: (min(map(named.count, seats[pk])), sum(map(named.count, seats[pk])), -pk))
    return Negotiation.objects.get(pk=best)


def _occasions(negotiation: Negotiation, day: date) -> list[Occasion]:
    """What a source of the day may tell of, the newest first: mostly what was held by then."""
    held = Occasion.objects.filter(negotiation=negotiation)
    after = held.filter(held_on__gt=day).order_by("held_on", "id")[:AFTER]
    return [*reversed(after), *held.filter(held_on__lte=day).order_by("-held_on", "-id")[:BEFORE]]


def _at_the_table(negotiation: Negotiation, serves: dict[str, str], economies: dict[int, str], day: date) -> AtTheTable:
    parties = list(Party.objects.filter(negotiation=negotiation).order_by("place", "name"))
    issues = list(Issue.objects.filter(negotiation=negotiation).order_by("place", "id"))
    occasions = _occasions(negotiation, day)
    seats = {economies[party.economy_id]: party.pk for party in parties}
    table = Table(seats, serves, [(issue.pk, issue.title) for issue in issues])
    return AtTheTable(negotiation, parties, issues, occasions, table)
