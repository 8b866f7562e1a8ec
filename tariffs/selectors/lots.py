"""What lots of goods pay on the days on which something changes for them: read once for many sets of goods."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from parley.lib.asof import AsOf
from tariffs.models import Economy
from tariffs.nomenclature import ancestors
from tariffs.selectors.deeds import is_beyond
from tariffs.selectors.kept import kept
from tariffs.selectors.law import Law, law_at, turning_days
from tariffs.selectors.lawbook import LawBook, read_book
from tariffs.selectors.sectors import Region, regions_of


@dataclass(frozen=True, slots=True)
class LotsOnDay:
    """What sets of goods, by id, pay from a day on; none after the last day to which the law is entered."""

    on: date
    regions: Mapping[int, tuple[Region, ...]]


def lots_by_day(
    importer: Economy, origin: Economy, scopes: Collection[int], first: date, at: AsOf
) -> tuple[LotsOnDay, ...]:
    """What some sets of goods (by id) of an origin pay on a first day, and then on each on which it may change, up to
    the day asked for. It is kept while no record of the law changes."""
    asked = ("lots", importer.pk, origin.pk, frozenset(scopes), first, at.on, at.known)
    return kept(asked, at.recorded, lambda: _lots(importer, origin, scopes, first, at))


def _lots(importer: Economy, origin: Economy, scopes: Collection[int], first: date, at: AsOf) -> tuple[LotsOnDay, ...]:
    book = read_book(importer, [origin], at.known, at.recorded, scopes=scopes)
    turns = {day for day in changing_days(book, origin, at, scopes) if first < day <= at.on}
    last = importer.law_entered_to
    beyond = {max(date.fromordinal(last.toordinal() + 1), first)} if last and last < at.on else set()
    found: list[LotsOnDay] = []
    for day in sorted({first, *turns, *beyond}):
        if is_beyond(importer, day):
            return (*found, LotsOnDay(day, {}))
        found.append(LotsOnDay(day, regions_of(law_at(book, origin, replace(at, on=day)), scopes)))
    return tuple(found)


def changing_days(book: LawBook, origin: Economy, at: AsOf, scopes: Iterable[int]) -> list[date]:
    """The days on which something changed for goods: by a rate, a rule, or an edition of the schedule; up to the last
    one to which the law is entered."""
    law: Law = law_at(book, origin, at)
    codes: set[str] = set()
    for scope in scopes:
        goods = law.scopes[scope]
        codes.update(goods.included, *(ancestors(code) for code in goods.included))
    sets = {id(rate.codes): rate.codes.included for rate in law.enacted.values()}  # many rates share one set of goods
    concerned = {each for each, listed in sets.items() if _concerns(listed, codes)}
    under = [key for key, rate in law.enacted.items() if id(rate.codes) in concerned]
    days = set(turning_days(law, under)) | {line.starts_on for line in book.lines if line.known_on <= at.known}
    last = book.importer.law_entered_to or date.max
    return sorted(day for day in days if day <= last)


def _concerns(codes: Iterable[str], goods: set[str]) -> bool:
    return any(code in goods or any(up in goods for up in ancestors(code)) for code in codes)
