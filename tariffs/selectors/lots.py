"""Sets of goods cut into lots that pay alike, on whatever day: read once for many sets, and worked out lot by lot."""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from parley.lib.asof import AsOf
from tariffs.models import Economy
from tariffs.nomenclature import NO_GOODS, CodeSet, ancestors, atoms, starting_with
from tariffs.selectors.goods import Named, by_code, covering
from tariffs.selectors.kept import kept
from tariffs.selectors.ladders import charged_on, texts_of
from tariffs.selectors.law import Law, law_at, turning_days
from tariffs.selectors.lawbook import LawBook, read_book
from tariffs.selectors.sectors import Region

ANSWERS = 400  # that others made of some goods and that are kept with them: one for each day that was asked for


@dataclass(frozen=True, slots=True, eq=False)
class Lots:
    """Sets of goods of one origin, by id, each cut into lots whose lines pay alike on whatever day.

    Lines are of one lot where all rates that the law ever named cover them alike, and the schedule ever stated the same
    for them: so on each day what is charged is worked out once for a lot, and not for each of its thousand lines. A set
    is cut, and paid for, when it is first asked for.
    """

    book: LawBook
    origin: Economy
    at: AsOf
    law: Law
    stated: Mapping[str, Hashable]  # what the schedule ever stated of each line, by its code
    _rates: Named  # by code, the sets of goods of the rates that ever named it
    _listed: Sequence[CodeSet]
    _cuts: dict[int, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    _turns: dict[int, tuple[date, ...]] = field(default_factory=dict)
    _laws: dict[date, tuple[Law, Sequence[str]]] = field(default_factory=dict)
    _paid: dict[tuple[int, date], tuple[Region, ...]] = field(default_factory=dict)
    _made: dict[Hashable, Any] = field(default_factory=dict)

    def between(self, scope: int, first: date, last: date) -> Iterator[tuple[date, tuple[Region, ...]]]:
        """What a set of goods pays on a first day, and on each up to the last on which it may change.

        Nothing is told after the last day to which the importer's law is entered.
        """
        last = min(last, self.book.importer.law_entered_to or date.max)
        if first <= last:
            for day in sorted({first, *(day for day in self.turns(scope) if first < day <= last)}):
                yield day, self.on(scope, day)

    def on(self, scope: int, day: date) -> tuple[Region, ...]:
        """What a set of goods pays on a day; worked out once."""
        if (scope, day) not in self._paid:
            self._paid[scope, day] = tuple(self._regions(scope, day))
        return self._paid[scope, day]

    def turns(self, scope: int) -> tuple[date, ...]:
        """The days on which what a set of goods pays may change."""
        if scope not in self._turns:
            self._turns[scope] = tuple(_changing(self.book, self.law, (scope,)))
        return self._turns[scope]

    def once[What](self, asked: Hashable, make: Callable[[], What]) -> What:
        """What others make of these goods alone, made once: it is kept with them."""
        if asked not in self._made:
            if len(self._made) >= ANSWERS:
                self._made.clear()
            self._made[asked] = make()
        made: What = self._made[asked]
        return made

    def _regions(self, scope: int, day: date) -> Iterator[Region]:
        law, under = self._law_on(day)
        for codes in self._cut(scope):
            if codes[0] in self.stated and codes[0] not in law.texts:
                continue  # no such lines on the day
            if under and not texts_of(law, codes[0]).general:  # the goods may all be in the lines under them
                codes = tuple(code for code in codes if not starting_with(code, under))
            if codes:
                yield Region(codes, charged_on(law, codes[0]))

    def _law_on(self, day: date) -> tuple[Law, Sequence[str]]:
        if day not in self._laws:
            law = law_at(self.book, self.origin, replace(self.at, on=day))
            self._laws[day] = law, sorted(law.texts)
        return self._laws[day]

    def _cut(self, scope: int) -> tuple[tuple[str, ...], ...]:
        if scope not in self._cuts:
            lots: dict[Hashable, list[str]] = {}
            for code in atoms(self.law.scopes[scope], self._listed):
                if code.startswith(NO_GOODS):
                    continue
                alike = covering(self._rates, code), tuple(self.stated.get(up) for up in ancestors(code))
                lots.setdefault(alike, []).append(code)
            self._cuts[scope] = tuple(tuple(codes) for codes in lots.values())
        return self._cuts[scope]


def kept_lots(importer: Economy, origin: Economy, scopes: Collection[int], at: AsOf) -> Lots:
    """Some sets of goods (by id) of an origin; kept while no record of the law changes, whatever day is asked."""
    asked = ("lots", importer.pk, origin.pk, frozenset(scopes), at.known)
    return kept(asked, at.recorded, lambda: _lots(importer, origin, scopes, at))


def _lots(importer: Economy, origin: Economy, scopes: Collection[int], at: AsOf) -> Lots:
    book = read_book(importer, [origin], at.known, at.recorded, scopes=scopes)
    law = law_at(book, origin, at)
    rates = [rate.codes for rate in law.enacted.values()]
    wordings: dict[str, list[Hashable]] = {}
    for line in book.lines:
        wordings.setdefault(line.code, []).append(line[1:])
    stated = {code: tuple(each) for code, each in wordings.items()}
    return Lots(book, origin, at, law, stated, by_code(rates), [*rates, CodeSet(frozenset(stated))])


def changing_days(book: LawBook, origin: Economy, at: AsOf, scopes: Iterable[int]) -> list[date]:
    """The days on which something changed for goods: by a rate, a rule, or an edition of the schedule; up to the last
    one to which the law is entered."""
    return _changing(book, law_at(book, origin, at), scopes)


def _changing(book: LawBook, law: Law, scopes: Iterable[int]) -> list[date]:
    codes: set[str] = set()
    for scope in scopes:
        goods = law.scopes[scope]
        codes.update(goods.included, *(ancestors(code) for code in goods.included))
    sets = {id(rate.codes): rate.codes.included for rate in law.enacted.values()}  # many rates share one set of goods
    concerned = {each for each, listed in sets.items() if _concerns(listed, codes)}
    under = [key for key, rate in law.enacted.items() if id(rate.codes) in concerned]
    days = set(turning_days(law, under)) | {line.starts_on for line in book.lines if line.known_on <= law.as_of.known}
    last = book.importer.law_entered_to or date.max
    return sorted(day for day in days if day <= last)


def _concerns(codes: Iterable[str], goods: set[str]) -> bool:
    return any(code in goods or any(up in goods for up in ancestors(code)) for code in codes)
