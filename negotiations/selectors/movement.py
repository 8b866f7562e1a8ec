"""What changed in a round against the round before: pure comparison of positions that have been read."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import TextChoices

from negotiations.models import Party, Position, Round
from negotiations.models.positions import Stance
from negotiations.selectors.evidence import Note
from parley.lib.asof import say_day

DAY = timedelta(days=1)


class Change(TextChoices):
    """How a position stands after a round against the round before, what moved first."""

    MOVED = "moved", "Moved"
    NEW = "new", "New"
    WITHDRAWN = "withdrawn", "Withdrawn"
    ENDED = "ended", "Ended"
    REPEATED = "repeated", "Repeated"
    UNCHANGED = "unchanged", "Unchanged"


QUIET = (Change.REPEATED, Change.UNCHANGED)
_STANCES = {stance.value: str(stance.label) for stance in Stance}
_ORDER = {change: place for place, change in enumerate(Change)}
_TOLD = {change: change.label.lower() for change in Change}


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days of one round: those after the round before, up to its own last day."""

    round: Round
    after: date
    last: date
    before: Round | None
    spans: Sequence[tuple[date, date, int]]  # of all rounds the first day, the last and the number

    def said_in(self, day: date) -> str:
        """The round in which something was said, or else the day: round 1, 24 April 2025."""
        return next((f"round {number}" for first, last, number in self.spans if first <= day <= last), say_day(day))


@dataclass(slots=True)
class Entry:
    """A position as the round left it, with those that it replaced, oldest first."""

    position: Position
    change: Change
    said: str = ""
    was: list[Position] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    rests: str = ""  # how many reports, of which origins, where there are several reports
    voice: str = ""

    @property
    def stance(self) -> str:
        return _STANCES[self.position.stance]

    @property
    def told(self) -> str:
        """How it changed, and on whose word it rests where that is not on the record."""
        return f"{self.said}; {self.voice}" if self.voice else self.said

    @property
    def is_set_aside(self) -> bool:
        """Whether an editor ranks another account above it."""
        return self.position.rank == Position.Rank.DEPRECATED

    @property
    def is_quiet(self) -> bool:
        return self.change in QUIET


def last_day(talks: Round) -> date:
    """The last day of a round; one without an end is taken to have lasted a day."""
    return talks.ends_on or talks.starts_on


def entries(positions: Iterable[Position], stretch: Stretch, occasions: Collection[int]) -> list[Entry]:
    """Each position that was held at the end of the round, or left the table since the round before.

    `occasions` are those of the round: what was said on them is of the round whatever its day. A position whose
    successor is not among those given is still held: nobody knew yet of what replaced it.
    """
    by_id = {position.pk: position for position in positions}
    before: dict[int, list[Position]] = {}
    found = []
    for position in by_id.values():
        begun = position.starts_on > stretch.after or position.occasion_id in occasions
        match _gone_on(position, by_id):
            case day if day is None or day > stretch.last:
                found.append(Entry(position, Change.NEW if begun else Change.UNCHANGED))
            case day if position.replaced_by_id in by_id:
                before.setdefault(position.replaced_by_id, []).append(position)
            case day if day > stretch.after:
                change = Change.WITHDRAWN if position.ending == Position.Ending.WITHDRAWN else Change.ENDED
                found.append(Entry(position, change, f"{_TOLD[change]} on {say_day(day)}"))
    for entry in found:
        entry.was = _chain(entry.position, before)
        if entry.was and entry.change is Change.NEW:
            entry.change = Change.REPEATED if same(entry.was[-1], entry.position) else Change.MOVED
        entry.said = entry.said or _said(entry, stretch, occasions)
    return sorted(found, key=lambda each: (_ORDER[each.change], each.position.starts_on, each.position.pk))


def same(old: Position, new: Position) -> bool:
    """Whether two positions say the same."""
    return _substance(old) == _substance(new)


def state_of(cells: Sequence[tuple[Party, Sequence[Entry]]]) -> str:
    """What happened on an issue, in words: new (United States); moved (Japan); or no movement."""
    who: dict[Change, list[str]] = {}
    for party, here in cells:
        for change in sorted({entry.change for entry in here if not entry.is_quiet}, key=_ORDER.__getitem__):
            who.setdefault(change, []).append(str(party))
    if not who:
        return "no movement" if any(here for _, here in cells) else ""
    everybody = len(cells)
    return "; ".join(
        _TOLD[change] if len(names) == everybody else f"{_TOLD[change]} ({', '.join(names)})"
        for change, names in sorted(who.items(), key=lambda pair: _ORDER[pair[0]])
    )


def _gone_on(position: Position, by_id: dict[int, Position]) -> date | None:
    """The first day on which it was off the table, as far as is known."""
    unseen = position.replaced_by_id is not None and position.replaced_by_id not in by_id
    return None if position.ends_on is None or unseen else position.ends_on + DAY


def _chain(position: Position, before: dict[int, list[Position]]) -> list[Position]:
    found: list[Position] = []
    waiting, seen = [position.pk], {position.pk}
    while waiting:
        for old in before.get(waiting.pop(), ()):
            if old.pk not in seen:
                seen.add(old.pk)
                found.append(old)
                waiting.append(old.pk)
    return sorted(found, key=lambda each: (each.starts_on, each.pk))


def _said(entry: Entry, stretch: Stretch, occasions: Collection[int]) -> str:
    position = entry.position
    if entry.is_quiet:
        first = position
        for old in reversed(entry.was):
            if not same(old, position):
                break
            first = old
        again = "repeated, " if entry.change is Change.REPEATED else ""
        return f"{again}unchanged since {stretch.said_in(first.starts_on)}"
    told = _TOLD[entry.change]
    if position.occasion_id in occasions or position.starts_on >= stretch.round.starts_on:
        return told
    return f"{told} between the rounds, on {say_day(position.starts_on)}"


def _substance(position: Position) -> tuple[object, ...]:
    return (
        position.stance,
        " ".join(position.words.split()),
        position.quantity,
        position.unit,
        position.sense,
        " ".join(position.condition.split()),
    )
