"""Every line of a schedule by every origin: what each pays on a day, each combination of rules worked out once.

Most origins pay the same by the same rates, and a schedule has few duties for its many lines. So lines are sorted into
groups that the law cannot tell apart, origins into groups that no rate tells apart, and what is left is looked up.
"""

from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from parley.lib.asof import AsOf, say_day
from tariffs.columns import Texts
from tariffs.duty import Ladder
from tariffs.models import Economy
from tariffs.nomenclature import NO_GOODS
from tariffs.selectors.goods import by_code, covering
from tariffs.selectors.ladders import Chosen, Speaking, choose, ladder_of, restated
from tariffs.selectors.law import Law, law_at
from tariffs.selectors.lawbook import LawBook, read_book
from tariffs.selectors.lines import all_lines
from tariffs.told import NOTHING_TOLD

type Signature = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """What every line of a schedule pays, by origin: `rows(origin)` gives for each line the place of its ladder."""

    importer: Economy
    at: AsOf
    lines: tuple[str, ...]
    measures: Mapping[str, str]  # the keys of those charged on something, by the name under which ladders speak of them
    book: LawBook
    groups: Sequence[tuple[Signature, Texts, str]]  # of lines, each with one of its codes
    group_of: array
    named: frozenset[int]  # the ids of the origins, and of their unions, of which some rate or relief speaks
    ladders: list[Ladder] = field(default_factory=list)
    _rows: dict[frozenset[int], array] = field(default_factory=dict)
    _kinds: dict[Any, int] = field(default_factory=dict)
    _places: dict[Any, int] = field(default_factory=dict)
    _known: dict[tuple[int, Texts], int] = field(default_factory=dict)

    def rows(self, origin: Economy) -> array:
        """For each line the place of its ladder in `ladders`; origins of which the law says the same share it."""
        whose = ({origin.pk} | self.book.unions_of(origin, self.at.on)) & self.named
        if (kind := frozenset(whose)) not in self._rows:
            places = self._ladders_of(law_at(self.book, origin, self.at))
            self._rows[kind] = array("l", [places[group] for group in self.group_of])
        return self._rows[kind]

    def cell(self, code: str, origin: Economy) -> Ladder:
        """What one line pays. Refuses a line that is not in the panel (ValueError)."""
        return self.ladders[self.rows(origin)[self.lines.index(code)]]

    def _ladders_of(self, law: Law) -> list[int]:
        """For each group of lines the place of its ladder."""
        chosen: dict[Any, tuple[int, Chosen | str]] = {}
        found = []
        for signature, texts, code in self.groups:
            seen = signature, bool(texts.general), bool(texts.special), bool(texts.other)
            if seen not in chosen:
                made = _choice(law, code, texts)
                chosen[seen] = self._kinds.setdefault(_kind(made), len(self._kinds)), made
            kind, speaking = chosen[seen]
            place = self._known.get((kind, texts))
            if place is None:
                place = self._known[kind, texts] = self._place(law, speaking, texts)
            found.append(place)
        return found

    def _place(self, law: Law, chosen: Chosen | str, texts: Texts) -> int:
        """The place of a ladder, which is made if no rates of other names and the same duties have made it yet."""
        spoken = {} if isinstance(chosen, str) else restated(chosen.speaking, texts)
        duties = frozenset(
            (name, each.rate.charge, each.rate.content, each.stated, each.standing.lawful)
            for name, each in spoken.items()
        )
        key = chosen if isinstance(chosen, str) else duties
        if key not in self._places:
            self._places[key] = len(self.ladders)
            self.ladders.append(_refused(chosen) if isinstance(chosen, str) else _ladder(law, spoken))
        return self._places[key]


def panel(importer: Economy, origins: Collection[Economy], on: date, known: date, recorded: datetime | None) -> Panel:
    """The panel of an importer's schedule on a day, as known; ten queries. Nothing is claimed, and no share told.

    Refuses a day after the law that is entered, and a day of which no schedule is loaded (ValueError).
    """
    last = importer.law_entered_to
    if last and on > last:
        raise ValueError(f"The law of {importer} is entered here up to {say_day(last)}.")
    at = AsOf(on, known, recorded)
    book = read_book(importer, origins, known, recorded)
    named = by_code(book.enacted(rate).codes for rate in book.rates)
    special = any(rate.column == "special" and not rate.claim for rate in book.rates)
    groups: dict[tuple[Signature, Texts], int] = {}
    codes, group_of, shown = [], array("l"), []
    for line in all_lines(importer, at):
        if line.code.startswith(NO_GOODS):
            continue
        texts = line.texts if special else line.texts._replace(special="")
        group = covering(named, line.code), texts
        if group not in groups:
            groups[group] = len(groups)
            shown.append((*group, line.code))
        codes.append(line.code)
        group_of.append(groups[group])
    if not codes:
        raise ValueError(f"No schedule of {importer} is loaded for {say_day(on)}.")
    return Panel(
        importer=importer,
        at=at,
        lines=tuple(codes),
        measures={name: each.key for name, each in book.measures.items()},
        book=book,
        groups=shown,
        group_of=group_of,
        named=frozenset(pk for pk in (*(r.origin_id for r in book.rates), *(r.origin_id for r in book.reliefs)) if pk),
    )


def _choice(law: Law, code: str, texts: Texts) -> Chosen | str:
    """The rates that speak for a group of lines; the sentence that refuses them where two contradict each other."""
    try:
        return choose(law, code, texts, NOTHING_TOLD)
    except ValueError as fault:
        return str(fault)


def _kind(chosen: Chosen | str) -> Any:
    """What is the same wherever it makes the same ladder of the same texts."""
    if isinstance(chosen, str):
        return chosen
    return frozenset(
        (
            name,
            each.rate.charge,
            each.rate.content,
            each.rate.column,
            each.rate.programme,
            each.rate.duty,
            each.standing.lawful,
        )
        for name, each in chosen.speaking.items()
    )


def _ladder(law: Law, spoken: Mapping[str, Speaking]) -> Ladder:
    try:
        return ladder_of(law, spoken, NOTHING_TOLD)
    except ValueError as fault:
        return _refused(str(fault))


def _refused(fault: str) -> Ladder:
    return Ladder((), (), None, (fault,))
