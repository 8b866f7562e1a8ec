"""What a sector's goods pay over a stretch of days, from the least to the greatest."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from parley.lib.asof import AsOf
from parley.lib.reading import rows_by
from tariffs.duty import NOTHING, Ladder
from tariffs.models import Economy, LegalInstrument, Measure, Sector
from tariffs.selectors.deeds import deeds_of, is_beyond, turning_acts, turns
from tariffs.selectors.duty_days import NOT_ENTERED, UNKNOWN, Level, Stretch
from tariffs.selectors.law import law_at
from tariffs.selectors.lawbook import DAY, LawBook, read_book
from tariffs.selectors.sectors import sector_ladders, total_span
from tariffs.spans import Amount, Span, span


def sector_stretches(
    sector: Sector, importer: Economy, origin: Economy | None, first: date, last: date, at: AsOf
) -> list[Stretch]:
    """What a sector's goods pay from a day to a day, cut where it changes; ten queries however much law there is."""
    read = read_book(importer, [origin] if origin else (), at.known, at.recorded, scopes={sector.scope_id})
    book = read.about(read.scopes[sector.scope_id].included)
    deeds = list(deeds_of(book))
    by_id = {each.pk: each for each in rows_by(LegalInstrument, at.recorded, id={deed.instrument for deed in deeds})}
    known = [deed for deed in deeds if deed.known_on and deed.known_on <= at.known]
    found: list[Stretch] = []
    for day in turns(book, known, first, last):
        made = _stretch(book, origin, sector, day, last)
        if not found:
            found.append(made)
        elif (made.levels, made.total, made.why) != (found[-1].levels, found[-1].total, found[-1].why):
            concerned = _concerned(found[-1].levels, made.levels) if not made.why else frozenset()
            found[-1] = replace(found[-1], last=day - DAY)
            found.append(replace(made, acts=turning_acts(by_id, known, day, concerned)))
    return found


def _stretch(book: LawBook, origin: Economy | None, sector: Sector, day: date, last: date) -> Stretch:
    if is_beyond(book.importer, day):
        return Stretch(day, last, {}, Level(UNKNOWN), why=NOT_ENTERED)
    law = law_at(book, origin, AsOf(day, book.known, book.recorded))
    ladders = sector_ladders(law, [(sector, 0)])[0].ladders
    levels = {
        measure: _level(points)
        for name, measure in law.measures.items()
        if not (points := _points(ladders, name)).nothing
    }
    total = total_span(ladders)
    if total.nothing:
        return Stretch(day, last, levels, Level(UNKNOWN))
    return Stretch(day, last, levels, _level(total))


def _points(ladders: Iterable[Ladder], measure: str) -> Span:
    """What a measure adds, from the least to the greatest."""
    found: list[Amount | None] = []
    for each in ladders:
        step = next((step for step in each.steps if step.layer.measure == measure), None)
        known = frozenset() if step is None or step.points is not None else frozenset({measure})
        found.append(Amount(step.points or NOTHING, known) if step else None)
    return span(found)


def _level(made: Span) -> Level:
    if made.unknown:
        return Level(f"mixed: {made.rate()[0]}, of some goods {UNKNOWN}" if made.low is not None else UNKNOWN)
    if made.partly:
        return Level(f"{made.rate()[0]} on part of the goods", NOTHING, made.high)
    return Level(made.rate()[0], made.low, made.high)


def _concerned(before: Mapping[Measure, Level], after: Mapping[Measure, Level]) -> frozenset[int]:
    return frozenset(each.pk for each in {*before, *after} if before.get(each) != after.get(each))
