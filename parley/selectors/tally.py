"""How many changes of which kind who made, within a stretch."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db import connection

from parley.lib.asof import AsOf
from parley.lib.records import SYSTEM
from parley.lib.stretch import Stretch
from parley.selectors.changes import WHAT, lines_shown, wanted_kinds, who

MOST = 10_000  # of a kind: beyond that to count takes longer than a reader waits


@dataclass(frozen=True, slots=True)
class Tally:
    """What one person did: how often what to which kind of record."""

    by: str
    told: list[tuple[str, str, int]]

    @property
    def said(self) -> list[str]:
        """The same in words: entered source × 12."""
        return [f"{what} {noun}" + (f" × {count:,}" if count > 1 else "") for what, noun, count in self.told]


def tallies(as_of: AsOf, *, drafts: bool, by: str = "", kind: str = "", within: Stretch) -> tuple[list[Tally], bool]:
    """Who changed how many of what, the busiest first; and whether a kind has more changes than are counted here.

    One query, of which each history answers its part by an index, and one for the users.
    """
    user, branches, values = who(by), [], []
    models = wanted_kinds(kind)
    for name, model in models.items():
        lines = lines_shown(model, as_of, drafts=drafts, within=within, by=user).order_by()
        inner, given = (
            lines.values("history_type", "history_user_id")[: MOST + 1]
            .query.get_compiler(connection=connection)
            .as_sql()
        )
        branches.append(
            f"SELECT %s, history_type, history_user_id, count(*) FROM ({inner}) lines GROUP BY 2, 3"  # noqa: S608 - ours
        )
        values += [name, *given]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(branches), values)
        rows = cursor.fetchall()
    return _by_user(rows, {name: str(model._meta.verbose_name) for name, model in models.items()})


def _by_user(rows: list[tuple], nouns: dict[str, str]) -> tuple[list[Tally], bool]:
    users = get_user_model().objects.in_bulk({row[2] for row in rows} - {None})
    counts: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    of_a_kind: Counter[str] = Counter()
    for name, how, user, count in rows:
        counts[str(users.get(user, SYSTEM))][WHAT[how], nouns[name]] += min(count, MOST)
        of_a_kind[name] += count
    busiest = sorted(counts.items(), key=lambda each: (-each[1].total(), each[0]))
    told = [
        Tally(
            by, [(what, noun, count) for (what, noun), count in sorted(done.items(), key=lambda one: (-one[1], one[0]))]
        )
        for by, done in busiest
    ]
    return told, any(count > MOST for count in of_a_kind.values())
