"""Which acts did something to some measures, from which day to which, and since when it is public."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from tariffs.models import Economy, LegalInstrument, Relief, StackingRule
from tariffs.nomenclature import ancestors
from tariffs.selectors.answers import Question
from tariffs.selectors.ladders import claim_of
from tariffs.selectors.lawbook import DAY, LawBook
from tariffs.told import NOTHING_TOLD, Told


class Deed(NamedTuple):
    """That an instrument did something to some measures, from day to day, public since a day."""

    instrument: int
    measures: frozenset[int]
    starts_on: date | None
    ends_on: date | None
    known_on: date | None


def deeds_of(book: LawBook, told: Told = NOTHING_TOLD) -> Iterable[Deed]:
    """All that a book tells, but for what speaks only where it is claimed, and is not."""
    measure = {rate.key: rate.measure_id for rate in book.rates}
    for rate in book.rates:
        if not rate.claim or told.claim(rate.claim):
            yield Deed(rate.instrument_id, frozenset({rate.measure_id}), rate.starts_on, rate.ends_on, rate.known_on)
    for key, done in book.effects.items():
        for each in done:
            what = frozenset({measure[key]})
            yield Deed(each.instrument, what, each.starts_on, each.ends_on, each.known_on)  # type: ignore[arg-type]
    for rule in book.rules:
        yield from _deeds(rule, frozenset({rule.measure_id, rule.to_id}))
    for relief in book.reliefs:
        if told.claim(claim_of(relief)):
            yield from _deeds(relief, frozenset({relief.measure_id}))


def _deeds(row: StackingRule | Relief, what: frozenset[int]) -> Iterator[Deed]:
    """What began by one act may have ended by another, and that was public later."""
    ended_by: int | None = row.ended_by_id
    yield Deed(row.instrument_id, what, row.starts_on, row.enacted_to if ended_by else row.ends_on, row.known_on)
    if ended_by:
        yield Deed(ended_by, what, None, row.ends_on, row.end_known_on)


def deeds_on(question: Question) -> Iterable[Deed]:
    """All that was done to what is charged on a line, the wordings of the schedule among it."""
    yield from deeds_of(question.book, question.told)
    base = frozenset(rate.measure_id for rate in question.book.rates if rate.column)
    line = {*ancestors(question.code), f"{question.code}00"}
    for each in question.wordings:
        if each.code in line:
            last = each.ends_on if each.end_known_on else None
            yield Deed(each.instrument_id, base, each.starts_on, last, each.known_on)


def acts(
    instruments: Mapping[int, LegalInstrument], deeds: Iterable[Deed], concerned: frozenset[int]
) -> tuple[LegalInstrument, ...]:
    """The instruments of those deeds that are about some measures, each once, in the order of their publication."""
    found = {instruments[deed.instrument] for deed in deeds if deed.measures & concerned}
    return tuple(sorted(found, key=lambda each: (each.published_on, each.key)))


def turning_acts(
    instruments: Mapping[int, LegalInstrument], deeds: Collection[Deed], day: date, concerned: frozenset[int]
) -> tuple[LegalInstrument, ...]:
    """By which acts some measures are charged otherwise from a day on: what begins then, else what has ended."""
    begun = acts(instruments, (deed for deed in deeds if deed.starts_on == day), concerned)
    return begun or acts(instruments, (deed for deed in deeds if deed.ends_on == day - DAY), concerned)


def turns(book: LawBook, deeds: Iterable[Deed], first: date, last: date) -> Sequence[date]:
    """The first day, and those up to the last on which something begins or has ended."""
    days = {first}
    for begin, end in [*((deed.starts_on, deed.ends_on) for deed in deeds), *(each[2:] for each in book.members)]:
        days |= {begin or first, end + DAY if end and end < date.max else first}
    if entered := book.importer.law_entered_to:
        days.add(entered + DAY)
    return sorted(day for day in days if first <= day <= last)


def is_beyond(importer: Economy, on: date) -> bool:
    """Whether a day is after the last one to which the importer's law is entered."""
    return bool(importer.law_entered_to and on > importer.law_entered_to)
