"""The list of rounds: when and where, who led for whom, how much was tabled."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q

from negotiations.models import Attendance, Negotiation, Occasion, Party, Position, Round
from negotiations.selectors.movement import last_day
from negotiations.selectors.occasions import Attending, Table, occasion_lines, table_of
from negotiations.selectors.rounds import occasions_of
from negotiations.worldclock import say_span
from parley.lib.asof import AsOf


@dataclass(slots=True)
class RoundLine:
    """A round in the list: its occasions counted, who led for each party, how many positions were tabled."""

    round: Round
    occasions: int = 0
    leaders: list[Attending | None] = field(default_factory=list)
    tabled: int = 0

    @property
    def held(self) -> str:
        return say_span(self.round.starts_on, self.round.ends_on)


def round_lines(negotiation: Negotiation, rounds: Sequence[Round], as_of: AsOf) -> tuple[list[RoundLine], list[Party]]:
    """The rounds, and the parties; the queries do not grow with the rows."""
    table = table_of(negotiation, as_of)
    for each in rounds:
        each.negotiation = negotiation
    occasions = occasions_of(rounds, as_of, drafts=False)
    tabled = _tabled(rounds, occasions, table, as_of)
    led = _led(occasions, table, as_of)
    counts: dict[int | None, int] = defaultdict(int)
    for occasion in occasions:
        counts[occasion.round_id] += 1
    lines = [
        RoundLine(each, counts[each.pk], [led[each.pk].get(party) for party in table.parties], tabled[each.pk])
        for each in rounds
    ]
    return lines, table.parties


def _tabled(rounds: Sequence[Round], occasions: Iterable[Occasion], table: Table, as_of: AsOf) -> dict[int | None, int]:
    """How many positions were tabled in each round, counted in the database by day and occasion."""
    counts: dict[int | None, int] = defaultdict(int)
    if not rounds:
        return counts
    of_round = {occasion.pk: occasion.round_id for occasion in occasions}
    within = Q(starts_on__range=(min(r.starts_on for r in rounds), max(map(last_day, rounds))))
    rows = Position.recorded(as_of.recorded).filter(within | Q(occasion_id__in=list(of_round)))
    rows = rows.filter(issue_id__in=list(table.issues), starts_on__lte=as_of.on)
    rows = rows.published().known(as_of.known).order_by()  # type: ignore[attr-defined]
    for day, occasion, count in rows.values_list("starts_on", "occasion_id").annotate(Count("id")):
        theirs = {each.pk for each in rounds if each.starts_on <= day <= last_day(each)}
        for talks in theirs | ({of_round[occasion]} if occasion in of_round else set()):
            counts[talks] += count
    return counts


def _led(occasions: Sequence[Occasion], table: Table, as_of: AsOf) -> dict[int | None, dict[Party, Attending]]:
    """For each round the one who led for each party: whose capacity says so, else the first who is named."""
    lines, _ = occasion_lines(occasions, table, as_of, discussed=False)
    found: dict[int | None, dict[Party, Attending]] = defaultdict(dict)
    for line in lines:
        for party, here in line.delegations.items():
            for each in here:
                best = found[line.occasion.round_id].get(party)
                if best is None or (_leads(each.attendance) and not _leads(best.attendance)):
                    found[line.occasion.round_id][party] = each
    return found


def _leads(attendance: Attendance) -> bool:
    return "lead" in attendance.capacity.lower()
