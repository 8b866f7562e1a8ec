"""What a timeline shows: positions by issue and party, with the rounds, deadlines and duties of the same days."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from django.core.exceptions import BadRequest
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber
from django.http import QueryDict

from negotiations.models import Citation, Deadline, Issue, Negotiation, Party, Position, Round, Source, Stance
from negotiations.selectors.evidence import Evidence, origins_of
from negotiations.selectors.issues import agenda, parties_of
from parley.lib.asof import AsOf, say_day
from parley.lib.records import attach
from tariffs.law import EnactedRate, Status, standing
from tariffs.models import Effect, Measure, Rate, RatePart, Scope
from tariffs.selectors.law import effect_value

MARKS = 400  # positions drawn on one page
ROUNDS, DEADLINES = 500, 200
BARS = 8  # rates drawn one by one under one measure; more are drawn as one bar
YEAR = 365
SORTS = ("day", "-day")


@dataclass(frozen=True, slots=True)
class Choice:
    """Out of which parties and issues a reader may choose, and to what the timeline was narrowed; None stands for all."""

    parties: Sequence[Party]
    agenda: Sequence[Issue]
    party: Party | None = None
    issue: Issue | None = None
    issues: tuple[int, ...] = ()  # the issue's id, and those of its sub-issues
    stances: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    sort: str = SORTS[0]

    @property
    def narrowed(self) -> bool:
        return bool(self.party or self.issue or self.stances or self.first or self.last)

    def issues_of(self, negotiation: Negotiation, as_of: AsOf) -> QuerySet:
        """The issues with a lane, in the order of the agenda: all, or those that the choice leaves something on."""
        rows = agenda(negotiation, as_of)
        if self.issue:
            rows = rows.filter(id__in=self.issues)
        if self.party or self.stances or self.first or self.last:
            rows = rows.filter(id__in=self.positions(as_of).values("issue_id"))
        return rows

    def positions(self, as_of: AsOf) -> QuerySet:
        """The positions that had begun by the day, and of which something lies within the days that were asked for."""
        until = min(as_of.on, self.last or as_of.on)
        rows = Position.recorded(as_of.recorded).filter(starts_on__lte=until).published().known(as_of.known)  # type: ignore[attr-defined]
        if self.first and self.first > until:
            return rows.none()
        if self.first:
            rows = rows.filter(Q(ends_on=None) | Q(ends_on__gte=self.first))
        if self.party:
            rows = rows.filter(party_id=self.party.pk)
        return rows.filter(stance__in=self.stances) if self.stances else rows


def choose(query: QueryDict, negotiation: Negotiation, as_of: AsOf) -> Choice:
    """Read `?party=`, `?issue=`, `?stance=` (several), `?from=`, `?to=` and `?sort=`; refuses what cannot be read."""
    parties, issues = parties_of(negotiation, as_of), list(agenda(negotiation, as_of))
    party, issue = _one(query, "party", parties), _one(query, "issue", issues)
    stances = tuple(dict.fromkeys(filter(None, query.getlist("stance"))))
    if unread := next((each for each in stances if each not in Stance.values), None):
        raise BadRequest(f"“{unread[:40]}” is no stance; write {', '.join(Stance.values)}.")
    first, last = _day(query, "from"), _day(query, "to")
    if first and last and first > last:
        raise BadRequest(f"{say_day(first)} is after {say_day(last)}: there are no days between them.")
    sort = query.get("sort") or SORTS[0]
    if sort not in SORTS:
        raise BadRequest(f"“{sort[:40]}” is no order; write {' or '.join(SORTS)}.")
    within = _below(issue, issues) if issue else ()
    return Choice(parties, issues, party, issue, within, stances, first, last, sort)


def _one[Row: (Party, Issue)](query: QueryDict, name: str, rows: Sequence[Row]) -> Row | None:
    key = query.get(name)
    found = next((row for row in rows if row.key == key), None)
    if key and found is None:
        raise BadRequest(f"This negotiation has no {name} “{key[:100]}” at that moment.")
    return found


def _day(query: QueryDict, name: str) -> date | None:
    text = query.get(name)
    try:
        if text and len(text) != 10:
            raise ValueError
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadRequest(f"“{text[:40]}” is not a day; write “{name}” like 2025-05-05.") from None


def _below(issue: Issue, issues: Iterable[Issue]) -> tuple[int, ...]:
    children = defaultdict(list)
    for each in issues:
        children[each.parent_id].append(each.pk)
    found = {issue.pk: None}
    reached = [issue.pk]
    while reached:
        reached = [child for parent in reached for child in children[parent] if child not in found]
        found |= dict.fromkeys(reached)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on which a rate stands in one way: charged, held unlawful but charged, or suspended."""

    first: date | None
    last: date | None
    status: Status


@dataclass(frozen=True, slots=True)
class Bar:
    """A rate under a measure with the stretches of days on which it is charged or suspended."""

    key: str  # nothing where it stands for many rates
    words: str
    title: str
    stretches: tuple[Stretch, ...]


@dataclass(slots=True)
class Bars:
    """A measure with its bars."""

    key: str
    name: str
    short_name: str
    bars: list[Bar] = field(default_factory=list)


@dataclass(slots=True)
class Timeline:
    """One page of a negotiation's timeline. Positions are the oldest first, with issue and party joined."""

    negotiation: Negotiation
    as_of: AsOf
    choice: Choice
    issues: Sequence[Issue]
    first: date
    last: date
    positions: list[Position] = field(default_factory=list)
    more: bool = False  # there are more positions than a page draws; these are the newest
    rounds: list[Round] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)
    measures: list[Bars] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    evidence: Evidence = field(default_factory=lambda: Evidence({}, {}))


def timeline(
    negotiation: Negotiation, issues: Sequence[Issue], choice: Choice, as_of: AsOf, *, marks: int = MARKS
) -> Timeline:
    """The timeline of some issues; eight queries at most, and one a link of the longest chain of retellings."""
    rows = choice.positions(as_of).filter(issue_id__in=[issue.pk for issue in issues])
    newest = list(rows.order_by("-starts_on", "-id")[: marks + 1])
    positions = newest[:marks][::-1]
    rounds, deadlines = _rounds(negotiation, as_of), _deadlines(negotiation, as_of)
    first, last = _window(choice, positions, rounds, deadlines, as_of.on)
    seen = Timeline(negotiation, as_of, choice, issues, first, last, more=len(newest) > marks)
    seen.positions = [row for row in positions if row.ends_on is None or row.ends_on >= first]
    _join(seen)
    seen.rounds = [row for row in rounds if row.starts_on <= last and (row.ends_on or row.starts_on) >= first]
    seen.deadlines = [row for row in deadlines if first <= row.falls_on <= last]
    _find_measures(seen)
    seen.evidence = _evidence(seen.positions, as_of)
    return seen


def _rounds(negotiation: Negotiation, as_of: AsOf) -> list[Round]:
    rows = Round.recorded(as_of.recorded).filter(negotiation_id=negotiation.pk, starts_on__lte=as_of.on)
    rounds = list(rows.published().known(as_of.known).order_by("-starts_on", "-number")[:ROUNDS])  # type: ignore[attr-defined]
    return rounds[::-1]


def _deadlines(negotiation: Negotiation, as_of: AsOf) -> list[Deadline]:
    """Those set by the day that nothing had moved since, by the day on which they fall."""
    rows = Deadline.recorded(as_of.recorded).filter(negotiation_id=negotiation.pk, set_on__lte=as_of.on)
    deadlines = list(rows.published().known(as_of.known).order_by("-falls_on", "-id")[:DEADLINES])  # type: ignore[attr-defined]
    moved = {deadline.moves_id for deadline in deadlines}
    return [deadline for deadline in reversed(deadlines) if deadline.pk not in moved]


def _window(
    choice: Choice, positions: Sequence[Position], rounds: Sequence[Round], deadlines: Sequence[Deadline], on: date
) -> tuple[date, date]:
    """From which to which day the axis runs: as asked, else from the first mark, at most a year before the newest one,
    to the day that is asked about or the last deadline ahead."""
    begun = [row.starts_on for row in (*positions, *rounds)]
    newest = max(begun, default=on).toordinal()
    earliest = date.fromordinal(max(newest - YEAR, 1))
    first = choice.first or max(min(begun, default=date.fromordinal(max(on.toordinal() - 30, 1))), earliest)
    if choice.last:
        return min(first, choice.last), choice.last
    return first, max(first, on, *(row.falls_on for row in deadlines))


def _join(seen: Timeline) -> None:
    party, issue = {row.pk: row for row in seen.choice.parties}, {row.pk: row for row in seen.issues}
    for row in seen.issues:
        row.negotiation = seen.negotiation
    for position in seen.positions:
        position.issue, position.party = issue[position.issue_id], party[position.party_id]


def _evidence(positions: Sequence[Position], as_of: AsOf) -> Evidence:
    """As `evidence_for` gives it, but for the speakers, whom a timeline does not name."""
    ids = [position.pk for position in positions]
    citations = list(Citation.recorded(as_of.recorded).filter(position_id__in=ids).order_by("id")) if ids else []
    sources = attach(citations, "source", Source, as_of.recorded)
    found = defaultdict(list)
    for citation in citations:
        if citation.source.published_on <= as_of.known:
            found[citation.position_id].append(citation)
    return Evidence(dict(found), origins_of(list(sources.values()), as_of))


def _find_measures(seen: Timeline) -> None:
    """Find the rates under the measures that the issues point at, and how they stand on the days shown."""
    rates = _rates(seen)
    effects = defaultdict(list)
    if rates:
        ids = [rate["id"] for rate in rates]
        for row in Effect.recorded(seen.as_of.recorded).filter(rate_id__in=ids, known_on__isnull=False):
            effects[row.rate_id].append(effect_value(row, row.rate_id))
    names = {party.economy_id: party.name for party in seen.choice.parties}
    for key, under in groupby(rates, key=lambda rate: rate["measure_key"]):
        found = list(under)
        measure = Bars(key, found[0]["measure_name"], found[0]["short_name"])
        for rate in found:
            try:
                stretches = tuple(_stretches(rate, effects[rate["id"]], seen))
            except ValueError as fault:
                seen.faults.append(f"{measure.name}: {fault}")
                continue
            words = f"{rate['duty'] or 'n/a'}, {names.get(rate['origin_id'], 'all origins')}"
            if stretches:
                measure.bars.append(Bar(rate["key"], words, f"{words}, on {rate['goods']}", stretches))
        if len(found) > BARS and measure.bars:
            measure.bars = [_summed(measure.bars)]
        if measure.bars:
            seen.measures.append(measure)


def _rates(seen: Timeline) -> list[dict]:
    """The rates on goods of the parties or of all origins, at most one more of a measure than are drawn one by one.

    In one query with the words for measure and goods, each as it stood in the record at the moment.
    """
    at = seen.as_of.recorded
    measures = [issue.measure_id for issue in seen.issues if issue.measure_id]
    parts = [issue.part_id for issue in seen.issues if issue.part_id]
    if not measures and not parts:
        return []
    economies = [party.economy_id for party in seen.choice.parties]
    divided = Rate.recorded(at).filter(id__in=RatePart.recorded(at).filter(id__in=parts).values("rate_id"))
    ours = Measure.recorded(at).filter(Q(id__in=measures) | Q(id__in=divided.values("measure_id")), economy_id__in=economies)
    extended = Effect.recorded(at).filter(kind=Effect.Kind.EXTENDS)
    rows = Rate.recorded(at).known(seen.as_of.known).filter(
        Q(origin_id=None) | Q(origin_id__in=economies),
        # An extension can move the rate's own last day.
        Q(ends_on=None) | Q(ends_on__gte=seen.first) | Q(id__in=extended.values("rate_id")),
        measure_id__in=ours.values("id"),
        starts_on__lte=seen.last,
    )
    measure = Measure.recorded(at).filter(id=OuterRef("measure_id"))
    rows = rows.annotate(
        measure_key=Subquery(measure.values("key")),
        measure_name=Subquery(measure.values("name")),
        short_name=Subquery(measure.values("short_name")),
        measure_place=Subquery(measure.values("place")),
        goods=Subquery(Scope.recorded(at).filter(id=OuterRef("scope_id")).values("name")),
        nth=Window(RowNumber(), partition_by="measure_id", order_by=[F("starts_on").desc(), F("id").desc()]),
    )
    return list(
        rows.filter(nth__lte=BARS + 1)
        .order_by("measure_place", "measure_key", "starts_on", "id")
        .values(
            "id", "key", "duty", "measure_id", "origin_id", "starts_on", "ends_on", "known_on",
            "measure_key", "measure_name", "short_name", "goods",
        )
    )  # fmt: skip


def _stretches(rate: dict, effects: Sequence, seen: Timeline) -> Iterable[Stretch]:
    """How a rate stands on the days shown, without those on which it is not charged and not suspended."""
    enacted = EnactedRate(rate["id"], rate["measure_key"], rate["starts_on"], rate["ends_on"], rate["known_on"])
    day: date | None = max(seen.first, rate["starts_on"])
    while day and day <= seen.last:
        found = standing(enacted, effects, day, seen.as_of.known)
        if found.charged or found.status is Status.SUSPENDED:
            yield Stretch(found.since, found.until, found.status)
        day = date.fromordinal(found.until.toordinal() + 1) if found.until and found.until < seen.last else None


def _summed(bars: Sequence[Bar]) -> Bar:
    """One bar for the many rates of a measure: the days on which one of them is charged."""
    charged = [stretch for bar in bars for stretch in bar.stretches if stretch.status is not Status.SUSPENDED]
    first = min((each.first for each in charged if each.first), default=None)
    last = None if any(each.last is None for each in charged) else max((e.last for e in charged if e.last), default=None)
    words = f"more than {BARS} rates"
    return Bar("", words, words, (Stretch(first, last, Status.IN_FORCE),))
