"""One question of a duty asked of many days: of days of knowledge, and of the days on which the duty changes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from tariffs.duty import NOTHING
from tariffs.models import LegalInstrument, Measure
from tariffs.selectors.answers import Answer, NoSuchLine, Question, Rung
from tariffs.selectors.deeds import acts, deeds_on, is_beyond, turning_acts, turns
from tariffs.selectors.lawbook import DAY
from tariffs.spans import plain

UNKNOWN = "not known"
NOT_ENTERED = "the law is not entered so far"
NO_SUCH_LINE = "the schedule has no such line"


@dataclass(frozen=True, slots=True)
class Saying:
    """What would have been said from a day of knowledge on, and the acts by which it differs from what was said before.

    `answer` is None where the schedule, as known then, had no such line.
    """

    known: date
    answer: Answer | None
    acts: tuple[LegalInstrument, ...]
    asked: bool = False  # whether it is what is said as known on the day asked about


@dataclass(frozen=True, slots=True)
class Level:
    """What a duty adds on some days, in points of the value, from the least to the greatest; None where not known."""

    words: str
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on which the same is charged: the level of each measure, the total, and the acts by which it came."""

    first: date
    last: date
    levels: Mapping[Measure, Level]
    total: Level
    acts: tuple[LegalInstrument, ...] = ()
    why: str = ""  # nothing can be told


def sayings(question: Question, on: date, known: date) -> list[Saying]:
    """The totals that would have been said of a day, from each day of knowledge on; nothing where it never changed.

    It asks the database nothing.
    """
    if is_beyond(question.importer, on):
        return []
    deeds = list(deeds_on(question))
    found: list[Saying] = []
    before: Answer | None = None
    last: Any = None
    for day in sorted({deed.known_on for deed in deeds if deed.known_on}):
        if (now := question.heard(on, day)) == last:
            continue
        answer = _answer(question, on, day)
        if found or (answer and answer.rungs):
            last = now
            done = (deed for deed in deeds if deed.known_on == day)
            found.append(Saying(day, answer, acts(question.instruments, done, _concerned(before, answer))))
            before = answer
    heard = max((each.known for each in found if each.known <= known), default=None)
    return [replace(each, asked=each.known == heard) for each in found] if len(found) > 1 else []


def stretches(question: Question, first: date, last: date, known: date) -> list[Stretch]:
    """What is charged on a line from a day to a day, as known on a day, cut where it changes; no query."""
    deeds = [deed for deed in deeds_on(question) if deed.known_on and deed.known_on <= known]
    asked = [(day, _answer(question, day, known)) for day in turns(question.book, deeds, first, last)]
    kept = asked[:1] + [now for then, now in pairwise(asked) if _stands(question, *then) != _stands(question, *now)]
    ends = [*(day - DAY for day, _ in kept[1:]), last]
    found: list[Stretch] = []
    before: Answer | None = None
    for (day, answer), end in zip(kept, ends, strict=True):
        if is_beyond(question.importer, day):
            found.append(Stretch(day, end, {}, Level(UNKNOWN), why=NOT_ENTERED))
        elif answer is None:
            found.append(Stretch(day, end, {}, Level(UNKNOWN), why=NO_SUCH_LINE))
        else:
            concerned = _concerned(before, answer) if found else frozenset()
            done = turning_acts(question.instruments, deeds, day, concerned)
            found.append(Stretch(day, end, _levels(answer), _total(answer), done))
        before = answer
    return found


def _answer(question: Question, on: date, known: date) -> Answer | None:
    try:
        return question.answer(on, known)
    except NoSuchLine:
        return None


def _rows(answer: Answer | None) -> frozenset[tuple[Any, ...]]:
    """The duties of an answer, so that two differ where anything differs that is shown of them."""
    if answer is None:
        return frozenset()
    rows: list[tuple[Rung, Decimal | None, int | None]]
    rows = [(rung, rung.step.points if rung.step else None, None) for rung in answer.rungs]
    rows += [(rung, None, rung.to.pk if rung.to else None) for rung in answer.yielded]
    found = {(rung.measure.pk, rung.rate.key, rung.stated, rung.share, points, to) for rung, points, to in rows}
    return frozenset(found | {(relief.measure_id, relief.key) for relief in answer.outside})


def _said(answer: Answer | None) -> Any:
    return answer and (answer.total, _rows(answer))


def _stands(question: Question, day: date, answer: Answer | None) -> Any:
    return NOT_ENTERED if is_beyond(question.importer, day) else _said(answer)


def _concerned(before: Answer | None, after: Answer | None) -> frozenset[int]:
    """The measures whose duties differ."""
    return frozenset(row[0] for row in _rows(before) ^ _rows(after))


def _levels(answer: Answer) -> dict[Measure, Level]:
    charged = {each.measure: _level(each) for each in answer.rungs}
    gave_way = {each.measure: Level(f"gives way to {each.to}", NOTHING, NOTHING) for each in answer.yielded}
    return charged | {each: level for each, level in gave_way.items() if each not in charged}


def _level(rung: Rung) -> Level:
    points = rung.step.points if rung.step else None
    words = rung.stated or "no duty stated"
    if rung.share != 1:
        words += f" on {plain(rung.share * 100)}%"
    if points is None or rung.step is None:
        return Level(f"{words}: {UNKNOWN}")
    return Level(words if rung.step.rate == points else f"{words}: {plain(points)} pp", points, points)


def _total(answer: Answer) -> Level:
    if answer.total is None:
        return Level(UNKNOWN)
    return Level(f"{plain(answer.total)}%" if answer.total else "Free", answer.total, answer.total)
