"""The bottom line of a round's paper: what was tabled at it, then what moved before it, without a judgement of ours."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from negotiations.models import Issue, Party
from negotiations.models.positions import Stance
from negotiations.selectors.movement import DAY, Change, Entry, last_day
from negotiations.selectors.rounds import RoundFile
from parley.lib.documents import Run, Text
from parley.lib.records import Recorded

POINTS, WORDS = 4, 30  # how many at most, and how long one may be
_WEIGHT = {
    Stance.REFUSES: 0,
    Stance.OFFERS: 1,
    Stance.ACCEPTS: 1,
    Stance.RULES_OUT: 2,
    Stance.ASKS: 3,
    Stance.WARNS: 3,
    Stance.COMPLAINS: 4,
    Stance.ARGUES: 5,
}
_WORD = {"": 0, "named source": 1, "anonymous sources": 2, "as reported": 2}  # an inference comes last

type Notes = Callable[[Recorded], tuple[int, ...]]
type Rank = tuple[int, ...]


@dataclass(slots=True)
class Point:
    """What one party did on one item of the agenda with all its parts, the weightiest first."""

    party: Party
    told: list[tuple[Issue, Entry]]
    whole: Issue
    rank: Rank
    order: Rank

    @property
    def called(self) -> Issue:
        """The issue, or where several parts of one are told of, that one."""
        issues = {issue.pk for issue, _ in self.told}
        return self.told[0][0] if len(issues) == 1 else self.whole


def bottom_line(file: RoundFile, notes: Notes) -> tuple[tuple[Text, ...], str]:
    """The bullets, both sides in turn and what was not on the table last; and a sentence on what they leave out.

    What was tabled at the round's own occasions goes before what moved between the rounds, and of that, what
    documents and officials say before what others say of them.
    """
    moved = _moved(file)
    found = [_point(file, here) for here in moved]
    found = list(_in_turn(sorted(found, key=lambda point: point.rank)))[:POINTS]
    found.sort(key=lambda point: point.order)
    points = [_worded(point, notes) for point in found] + list(_silences(file, notes))
    if not found:
        return tuple(points), "No position is recorded as tabled, changed or withdrawn in this round."
    if sum(len(point.told) for point in found) == sum(map(len, moved)):
        return tuple(points), ""
    since = f" since round {file.earlier.number}" if file.earlier else ""
    count = f"{file.tabled} positions were tabled, changed or withdrawn{since}"
    return tuple(points), f"{count}; the table of positions gives all of them."


def stopped(words: str) -> str:
    """A sentence with its full stop."""
    words = words.strip()
    return words if words.endswith((".", "?", "!")) else f"{words}."


def _point(file: RoundFile, here: Sequence[tuple[Party, Issue, Entry]]) -> Point:
    """As many positions as a short sentence holds, the weightiest first, and one of each stance before another."""
    ranked = sorted(here, key=lambda each: _rank(each[2], file))
    party, issue, first = ranked[0]
    told, length = [(issue, first)], _length(first)
    stances = {each.position.stance: each for _, _, each in reversed(ranked)}.values()
    for _, issue, entry in sorted(ranked[1:], key=lambda each: each[2] not in stances):
        if length + _length(entry) <= WORDS:
            told.append((issue, entry))
            length += _length(entry)
    rank = _rank(first, file)
    whose = min(_said_by(entry) for _, entry in told)
    return Point(party, told, _whole(ranked[0][1], file), rank, (rank[0], whose))


def _worded(point: Point, notes: Notes) -> Text:
    voices = {entry.voice for _, entry in point.told}
    whose = f" ({voices.pop()})" if len(voices) == 1 and voices != {""} else ""  # of all of them: said once
    parts: list[str | Run] = [Run(f"{point.party}, {point.called}", strong=True), f"{whose}:"]
    parts += [Run(f" {_short(entry, voiced=not whose)}", notes=notes(entry.position)) for _, entry in point.told]
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


def _moved(file: RoundFile) -> list[list[tuple[Party, Issue, Entry]]]:
    """What each party moved on each item of the agenda, at the round and before it; what an editor has set aside is no
    headline."""
    found: dict[tuple[int, int, bool], list[tuple[Party, Issue, Entry]]] = {}
    for row in file.rows:
        for party, here in row.cells:
            for entry in here:
                if not entry.is_quiet and not entry.is_set_aside:
                    key = party.pk, _whole(row.issue, file).pk, _of_round(entry, file)
                    found.setdefault(key, []).append((party, row.issue, entry))
    return list(found.values())


def _whole(issue: Issue, file: RoundFile) -> Issue:
    """The item of the agenda of which an issue is a part."""
    seen = {issue.pk}
    while (above := file.table.issues.get(issue.parent_id or 0)) and above.pk not in seen:
        issue = above
        seen.add(issue.pk)
    return issue


def _in_turn(found: Iterable[Point]) -> Iterator[Point]:
    """One of each party, then the next of each, so that a short list tells of all of them."""
    by_party: dict[int, list[Point]] = {}
    for each in found:
        by_party.setdefault(each.party.pk, []).append(each)
    while by_party:
        for party in list(by_party):
            yield by_party[party].pop(0)
            if not by_party[party]:
                del by_party[party]


def _rank(entry: Entry, file: RoundFile) -> Rank:
    """What was done at the round first, then what replaced or left the table, then by stance and by whose word."""
    apart = not _of_round(entry, file)
    told = entry.change in (Change.MOVED, Change.WITHDRAWN)
    weight = _WEIGHT.get(Stance(entry.position.stance), len(_WEIGHT))
    return apart, not told, weight, _said_by(entry), entry.position.quantity is None


def _of_round(entry: Entry, file: RoundFile) -> bool:
    """Whether it was tabled at an occasion of the round, or, where none is named, on its days."""
    position, talks = entry.position, file.round
    if entry.change in (Change.WITHDRAWN, Change.ENDED) and position.ends_on:
        return talks.starts_on <= position.ends_on + DAY <= last_day(talks)
    if position.occasion_id is not None:
        return any(line.occasion.pk == position.occasion_id for line in file.occasions)
    return talks.starts_on <= position.starts_on <= last_day(talks)


def _said_by(entry: Entry) -> int:
    return _WORD.get(entry.voice, len(_WORD))


def _length(entry: Entry) -> int:
    return len(entry.position.words.split())


def _short(entry: Entry, *, voiced: bool) -> str:
    position = entry.position
    told = f"{position.get_stance_display()}: {stopped(position.words)}"
    if entry.change in (Change.WITHDRAWN, Change.ENDED):
        told = f"{entry.said[:1].upper()}{entry.said[1:]}: {told[:1].lower()}{told[1:]}"
    if entry.was and entry.change is Change.MOVED:
        told += f" Before: {stopped(entry.was[-1].words)}"
    return f"{told[:-1]} ({entry.voice})." if voiced and entry.voice else told
