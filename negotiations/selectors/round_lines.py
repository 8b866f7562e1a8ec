"""The list of rounds: when and where, who led for whom, how much was tabled."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from negotiations.models import Attendance, Negotiation, Occasion, Party, Position, Round
from negotiations.selectors.movement import last_day
from negotiations.selectors.occasions import Attending, OccasionLine, Table, occasion_lines, table_of
from negotiations.selectors.positions import OF_THEIRS, SEEN, STILL_ON_THEM
from negotiations.selectors.rounds import occasions_of
from negotiations.worldclock import say_span
from parley.lib.asof import AsOf
from parley.lib.reading import join_one, values_where


@dataclass(slots=True)
class RoundLine:
    """A round in the list: its occasions counted, who led for each party, how many positions were tabled."""

    round: Round
    occasions: int = 0
    leaders: list[Attending | None] = field(default_factory=list)
    tabled: int = 0
    absent: list[Attending] = field(default_factory=list)

    @property
    def held(self) -> str:
        return say_span(self.round.starts_on, self.round.ends_on)


def round_lines(negotiation: Negotiation, rounds: Sequence[Round], as_of: AsOf) -> tuple[list[RoundLine], list[Party]]:
    """The rounds, and the parties; the queries do not grow with the rows."""
    table = table_of(negotiation, as_of)
    join_one(rounds, "negotiation", negotiation)
    occasions = occasions_of(rounds, as_of, drafts=False)
    tabled = _tabled(rounds, occasions, table, as_of)
    told, _ = occasion_lines(occasions, table, as_of, discussed=False)
    led, absent = _led(told), _absent(told)
    counts: dict[int | None, int] = defaultdict(int)
    for occasion in occasions:
        counts[occasion.round_id] += 1
    lines = [
        RoundLine(
            each,
            counts[each.pk],
            [led[each.pk].get(party) for party in table.parties],
            tabled[each.pk],
            absent[each.pk],
        )
        for each in rounds
    ]
    return lines, table.parties


def _tabled(rounds: Sequence[Round], occasions: Iterable[Occasion], table: Table, as_of: AsOf) -> dict[int | None, int]:
    """How many positions were tabled in each round, counted in the database by day and occasion."""
    counts: dict[int | None, int] = defaultdict(int)
    if not rounds:
        return counts
    of_round = {occasion.pk: occasion.round_id for occasion in occasions}
    among = (
        f"{OF_THEIRS} AND rows.starts_on BETWEEN %(first)s AND %(last)s",
        "rows.occasion_id = ANY(%(occasions)s)",
    )
    rest = f"{STILL_ON_THEM} AND rows.starts_on <= %(on)s AND {SEEN}"
    values = {
        "issues": list(table.issues),
        "parties": [party.pk for party in table.parties],
        "first": min(each.starts_on for each in rounds),
        "last": max(map(last_day, rounds)),
        "occasions": list(of_round),
        "on": as_of.on,
        "known": as_of.known,
    }
    counted, by = "rows.starts_on, rows.occasion_id, count(*)", "GROUP BY rows.starts_on, rows.occasion_id"
    for day, occasion, count in values_where(Position, as_of.recorded, among, rest, values, counted, tail=by):
        theirs = {each.pk for each in rounds if each.starts_on <= day <= last_day(each)}
        for talks in theirs | ({of_round[occasion]} if occasion in of_round else set()):
            counts[talks] += count
    return counts


def _absent(lines: Iterable[OccasionLine]) -> dict[int | None, list[Attending]]:
    """For each round who was absent though expected, each once."""
    found: dict[int | None, dict[int, Attending]] = defaultdict(dict)
    for line in lines:
        for each in line.absent:
            found[line.occasion.round_id].setdefault(each.official.pk, each)
    return defaultdict(list, {pk: list(here.values()) for pk, here in found.items()})


def _led(lines: Iterable[OccasionLine]) -> dict[int | None, dict[Party, Attending]]:
    """For each round the one who led for each party: whose capacity says so, else the first who is named."""
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
