"""The bottom line of a round's paper: what moved, in a few short sentences, without a judgement of ours."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from negotiations.models import Party
from negotiations.models.positions import Stance
from negotiations.selectors.movement import Change, Entry
from negotiations.selectors.rounds import IssueRow, RoundFile
from parley.lib.documents import Run, Text
from parley.lib.records import Recorded

POINTS, WORDS = 4, 30  # how many at most, and how long one may be
_WEIGHT = {
    Stance.OFFERS: 0,
    Stance.ACCEPTS: 0,
    Stance.REFUSES: 1,
    Stance.RULES_OUT: 1,
    Stance.ASKS: 2,
    Stance.WARNS: 2,
    Stance.COMPLAINS: 3,
    Stance.ARGUES: 4,
}

type Notes = Callable[[Recorded], tuple[int, ...]]
type Moved = tuple[Party, IssueRow, list[Entry]]


def bottom_line(file: RoundFile, notes: Notes) -> tuple[tuple[Text, ...], str]:
    """The bullets, both sides in turn and what was not on the table last; and a sentence on what they leave out."""
    found = list(_in_turn(_moved(file.rows)))
    points = [_point(*each, notes) for each in found[:POINTS]]
    points += _silences(file, notes)
    if not found:
        return tuple(points), "No position is recorded as tabled, changed or withdrawn in this round."
    if len(found) <= POINTS:
        return tuple(points), ""
    since = f" since round {file.earlier.number}" if file.earlier else ""
    count = f"{file.tabled} positions were tabled, changed or withdrawn{since}"
    return tuple(points), f"{count}; the table of positions gives all of them."


def stopped(words: str) -> str:
    """A sentence with its full stop."""
    words = words.strip()
    return words if words.endswith((".", "?", "!")) else f"{words}."


def _point(party: Party, row: IssueRow, here: Sequence[Entry], notes: Notes) -> Text:
    """What one party did on one issue: as many of its positions as a short sentence holds, the weightiest first."""
    told: list[Entry] = []
    length = 0
    for entry in sorted(here, key=_rank):
        words = len(entry.position.words.split())
        if not told or length + words <= WORDS:
            told.append(entry)
            length += words
    voices = {entry.voice for entry in told}
    whose = f" ({voices.pop()})" if len(voices) == 1 and voices != {""} else ""  # of all of them: said once
    parts: list[str | Run] = [Run(f"{party}, {row.issue}", strong=True), f"{whose}:"]
    parts += [Run(f" {_short(entry, voiced=not whose)}", notes=notes(entry.position)) for entry in told]
    return tuple(parts)


def _silences(file: RoundFile, notes: Notes) -> Iterator[Text]:
    by_outcome: dict[str, list[Run]] = {}
    for row in file.outcomes:
        if row.is_silence:
            told = by_outcome.setdefault(row.discussion.get_outcome_display(), [])
            told.append(Run(f"{'; ' if told else ''}{row.issue}", notes=notes(row.discussion)))
    parts: list[str | Run] = []
    for outcome, told in by_outcome.items():
        parts += [Run(f"{' ' if parts else ''}{outcome}: ", strong=True), *told, "."]
    if parts:
        yield tuple(parts)


def _moved(rows: Iterable[IssueRow]) -> list[Moved]:
    """What each party moved on each issue, the weightiest first; what an editor has set aside is no headline."""
    found = [
        (party, row, moved)
        for row in rows
        for party, here in row.cells
        if (moved := [entry for entry in here if not entry.is_quiet and not entry.is_set_aside])
    ]
    return sorted(found, key=lambda each: min(map(_rank, each[2])))


def _in_turn(found: Iterable[Moved]) -> Iterator[Moved]:
    """One of each party, then the next of each, so that a short list tells of all of them."""
    by_party: dict[int, list[Moved]] = {}
    for each in found:
        by_party.setdefault(each[0].pk, []).append(each)
    while by_party:
        for party in list(by_party):
            yield by_party[party].pop(0)
            if not by_party[party]:
                del by_party[party]


def _rank(entry: Entry) -> tuple[bool, bool, int]:
    """What replaced or left the table first, then what has a number, then by stance."""
    told = entry.change in (Change.MOVED, Change.WITHDRAWN)
    return not told, entry.position.quantity is None, _WEIGHT.get(Stance(entry.position.stance), len(_WEIGHT))


def _short(entry: Entry, *, voiced: bool) -> str:
    position = entry.position
    told = f"{position.get_stance_display()}: {stopped(position.words)}"
    if entry.change in (Change.WITHDRAWN, Change.ENDED):
        told = f"{entry.said[:1].upper()}{entry.said[1:]}: {told[:1].lower()}{told[1:]}"
    if entry.was and entry.change is Change.MOVED:
        told += f" Before: {stopped(entry.was[-1].words)}"
    return f"{told[:-1]} ({entry.voice})." if voiced and entry.voice else told
