"""The duty on one line, of one origin, on one day, as known: the ladder with all that explains it."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from parley.lib.asof import AsOf, say_day
from parley.lib.reading import rows_by
from tariffs.columns import Texts
from tariffs.duty import Ladder, Step
from tariffs.law import Standing
from tariffs.models import Economy, LegalInstrument, Measure, Rate, Relief
from tariffs.nomenclature import display, normalise
from tariffs.selectors.goods import covering
from tariffs.selectors.kept import kept_book
from tariffs.selectors.ladders import Speaking, charged_on, choose, claim_of, is_open, reaches, stated_by
from tariffs.selectors.law import Law, law_at
from tariffs.selectors.lawbook import LawBook
from tariffs.selectors.lines import Line
from tariffs.selectors.wordings import Wording, line_on, wordings_of
from tariffs.told import NOTHING_TOLD, Told

_HEADING = re.compile(r"\d{4}\.\d{2}\.\d{2}")


class NoSuchLine(LookupError):
    """The schedule has no such line on the day, as known."""


@dataclass(frozen=True, slots=True)
class Rung:
    """A duty on the ladder, charged or given way: the rate with its record, and where its words stand."""

    step: Step | None  # None where it gave way
    measure: Measure
    rate: Rate
    standing: Standing
    stated: str
    share: Decimal
    instrument: LegalInstrument
    relief: Relief | None = None
    to: Measure | None = None  # to which it gave way
    passage: str = ""

    @property
    def heading(self) -> str:
        """The heading of the schedule under which it is declared."""
        return self.relief.heading if self.relief and self.relief.heading else self.rate.heading


@dataclass(frozen=True, slots=True)
class Claimable:
    """What an importer of these goods could claim on the day, or does: a relief, or a rate that is claimed."""

    word: str
    name: str
    condition: str
    gives: str  # the duty then charged; nothing where the measure does not reach the goods
    measure: Measure
    heading: str
    claimed: bool
    loaded_before: date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What is charged, why, what else could be claimed, and what is to be said of it; the total None if not known."""

    asked: "Question"
    at: AsOf
    line: Line | None
    ladder: Ladder
    total: Decimal | None
    rungs: tuple[Rung, ...]
    yielded: tuple[Rung, ...]
    outside: tuple[Relief, ...]
    claimable: tuple[Claimable, ...]
    cautions: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """A line's code (digits), an origin, and what is told, of which the duty is asked on any day, as known on any.

    Everything is read once, when the question is made (`ask`); its answers ask the database nothing.
    """

    importer: Economy
    origin: Economy
    code: str
    told: Told
    book: LawBook  # of what is about the line
    claims: frozenset[str]  # all words that the importer's law knows claims by
    wordings: Sequence[Wording]
    instruments: Mapping[int, LegalInstrument]
    _answers: dict[tuple[date, date], Answer] = field(default_factory=dict)

    def answer(self, on: date, known: date) -> Answer:
        """The duty on a day, as known on a day. Refuses a line that the schedule does not have (NoSuchLine)."""
        if (on, known) not in self._answers:
            self._answers[on, known] = self._answer(AsOf(on, known, self.book.recorded))
        return self._answers[on, known]

    def heard(self, on: date, known: date) -> tuple[bool, Decimal | None]:
        """Whether there is such a line, and the total: what one hears first of an answer, without its reasons.

        Of a day up to which the law is entered.
        """
        line = line_on(self.wordings, self.code, on, known)
        if line is None and self.has_schedule:
            return False, None
        law = law_at(self.book, self.origin, AsOf(on, known, self.book.recorded))
        return True, charged_on(law, self.code, self.told, line.texts if line else Texts()).total

    def without(self, instrument: LegalInstrument, since: date) -> "Question":
        """The same question, were an instrument void from a day on."""
        return replace(self, book=self.book.without(instrument.pk, since), _answers={})

    def telling(self, told: Told) -> "Question":
        """The same question with this told. Refuses claims and measures that the law does not know (ValueError)."""
        _refuse_unknown(told, self.book, self.claims)
        return replace(self, told=told, _answers={})

    @cached_property
    def has_schedule(self) -> bool:
        """Whether a schedule of the importer's was loaded, of whatever day."""
        return any(rate.column for rate in self.book.rates)

    def _answer(self, at: AsOf) -> Answer:
        line = line_on(self.wordings, self.code, at.on, at.known)
        if line is None and self.has_schedule:
            told = f"The schedule of {self.importer} has no line {display(self.code)} on {say_day(at.on)}"
            raise NoSuchLine(f"{told}, as known on {say_day(at.known)}.")
        the = law_at(self.book, self.origin, at)
        texts = line.texts if line else Texts()
        ladder = charged_on(the, self.code, self.told, texts)
        speaking, outside = self._chosen(the, texts)
        claimable = tuple(self._claimable(the, texts))
        beyond = tuple(self._beyond(the, line))
        return Answer(
            asked=self,
            at=at,
            line=line,
            ladder=ladder,
            total=None if beyond else ladder.total,
            rungs=tuple(
                self._rung(the, line, speaking[step.layer.measure], step.share, step=step) for step in ladder.steps
            ),
            yielded=tuple(
                self._rung(the, line, speaking[each.layer.measure], each.share, to=the.measures[each.to])
                for each in ladder.yielded
            ),
            outside=outside,
            claimable=claimable,
            cautions=(
                *beyond,
                *self._told_of_line(line),
                *self._deeper(the),
                *ladder.cautions,
                *self._claimed_in_vain(claimable, at.on),
                *the.faults,
            ),
        )

    def _chosen(self, the: Law, texts: Texts) -> tuple[dict[str, Speaking], tuple[Relief, ...]]:
        """The rates that speak, and the reliefs that took the goods out of a measure; none where two contradict."""
        try:
            chosen = choose(the, self.code, texts, self.told)
        except ValueError:
            return {}, ()
        return chosen.speaking, chosen.outside

    def _rung(self, the: Law, line: Line | None, spoken: Speaking, share: Decimal, *, step=None, to=None) -> Rung:
        rate = spoken.rate
        instrument = rate.instrument_id
        if spoken.relief:
            instrument = spoken.relief.instrument_id
        elif rate.column and line:
            instrument = getattr(line, rate.column).instrument_id or line.instrument_id
        return Rung(
            step=step,
            measure=rate.measure,
            rate=rate,
            standing=spoken.standing,
            stated=spoken.stated,
            share=share,
            instrument=self.instruments[instrument],
            relief=spoken.relief,
            to=to,
            passage=self._passage(spoken.relief.heading if spoken.relief else rate.heading, the.as_of),
        )

    def _passage(self, heading: str, at: AsOf) -> str:
        """What the schedule says under the headings of a rate, as printed."""
        found = (line_on(self.wordings, code, at.on, at.known) for code in _headings(heading))
        return " ".join(f"{display(line.code)}: {line.description}" for line in found if line)

    def _claimable(self, the: Law, texts: Texts) -> Iterable[Claimable]:
        """Rates that speak only if claimed, and reliefs from the measures that reach the goods, open on the day."""
        reached = set()
        for place, _ in covering(the.named, self.code):
            rate = the.rates[str(the.charged[place].rate.key)]
            stated = stated_by(rate, texts)
            if stated is None:
                continue
            reached.add(rate.measure_id)
            if rate.claim:
                name, claimed = rate.note or rate.measure.name, bool(self.told.claim(rate.claim))
                yield Claimable(rate.claim, rate.measure.name, name, stated, rate.measure, rate.heading, claimed)
        for relief in the.reliefs:
            if relief.measure_id in reached and reaches(the, relief, self.code) and is_open(relief, the.as_of.on):
                word = claim_of(relief)
                yield Claimable(
                    word,
                    relief.name,
                    relief.condition,
                    relief.duty,
                    the.measures[the.name_of(relief.measure_id)],
                    relief.heading,
                    bool(self.told.claim(word)),
                    relief.loaded_before,
                )

    def _claimed_in_vain(self, claimable: Iterable[Claimable], on: date) -> Iterable[str]:
        open_now = {each.word for each in claimable}
        for claim in sorted(self.told.claims, key=str):
            if claim.word not in open_now:
                yield f"Nothing can be claimed as “{claim.word}” for these goods on {say_day(on)}."

    def _beyond(self, the: Law, line: Line | None) -> Iterable[str]:
        """Why no number can be told at all."""
        last = self.importer.law_entered_to
        if last and the.as_of.on > last:
            yield (
                f"The law of {self.importer} is entered here up to {say_day(last)}: "
                f"what is charged on {say_day(the.as_of.on)} is not known."
            )

    def _told_of_line(self, line: Line | None) -> Iterable[str]:
        if line and line.code != self.code and not line.code.startswith(self.code):
            yield f"The schedule has no line {display(self.code)} on the day; the duty is that of {display(line.code)}."
        if line and not line.general:
            yield f"The schedule states no rate for {display(line.code)} itself: ask for a line under it."

    def _deeper(self, the: Law) -> Iterable[str]:
        """That some of the goods are charged otherwise, where the law names lines under this one."""
        under = sorted(code for code in the.named if code.startswith(self.code) and len(code) > len(self.code))
        if under:
            told = ", ".join(map(display, under[:3])) + (" and others" if len(under) > 3 else "")
            yield f"The law names lines under {display(self.code)} apart: ask for one of them ({told})."


def ask(
    importer: Economy, origin: Economy, code: str, recorded=None, told: Told = NOTHING_TOLD, latest: date = date.max
) -> Question:
    """A question of the duty on a line, answerable as known on any day up to the latest; at most twelve queries.

    Refuses what is no code, and claims and measures that the importer's law does not know (ValueError).
    """
    digits = normalise(code)
    if not digits:
        raise ValueError("Which line? A code has digits, like 8703.23.01.")
    whole = kept_book(importer, origin, latest, recorded)
    book, claims = whole.about_line(digits), whole.claims
    _refuse_unknown(told, book, claims)
    enacted: tuple[Any, ...] = (*book.rates, *book.reliefs)
    headings = {code for each in enacted for code in _headings(each.heading)}
    wordings = wordings_of(importer, digits, recorded, headings)
    rows: tuple[Any, ...] = (*enacted, *wordings)
    wanted = {each.instrument_id for each in (*rows, *book.rules)}
    wanted |= {each.ended_by_id for each in (*book.rules, *book.reliefs)}
    wanted |= {effect.instrument for done in book.effects.values() for effect in done}
    instruments = {each.pk: each for each in rows_by(LegalInstrument, recorded, id=wanted)}
    return Question(importer, origin, digits, told, book, claims, wordings, instruments)


def _headings(printed: str) -> list[str]:
    """The codes of the headings that a rate is declared under: it may be one of two."""
    return [normalise(each) for each in _HEADING.findall(printed)]


def _refuse_unknown(told: Told, book: LawBook, claims: Collection[str]) -> None:
    measures = {measure.key for measure in book.measures.values()}
    for given, known, what in (
        ((each.word for each in told.claims), claims, "claimed as"),
        ((each.measure for each in told.shares), measures, "charged as"),
    ):
        for word in given:
            if word not in known:
                near = get_close_matches(word, sorted(known), n=1)
                hint = f"; did you mean “{near[0]}”?" if near else "."
                raise ValueError(f"In the law of {book.importer} nothing is {what} “{word}”{hint}")
