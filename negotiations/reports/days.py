"""Positions and stretches of days in words."""

from datetime import date

from negotiations.models import Position, Stance
from negotiations.selectors.duties import Stretch
from negotiations.selectors.timeline import Choice
from parley.lib.asof import say_day
from tariffs.law import Status

# As `get_stance_display` and its like give them, at a tenth of the cost.
STANCES, ENDINGS = dict(Stance.choices), dict(Position.Ending.choices)
STANDING = {
    Status.IN_FORCE: "charged",
    Status.ANNULLED: "held unlawful but charged",
    Status.SUSPENDED: "suspended",
}


def say_days(first: date, last: date) -> str:
    """1 April to 9 July 2025; one day where they are the same."""
    if first == last:
        return say_day(first)
    return f"{say_day(first).removesuffix(f' {last.year}')} to {say_day(last)}"


def say_choice(choice: Choice, first: date, last: date) -> str:
    """To what a timeline is narrowed: Japan; asks and offers; 1 April to 9 July 2025."""
    stances = [stance.replace("-", " ") for stance in choice.stances]
    said = [
        str(choice.party or ""),
        f"{choice.issue} and what is part of it" if len(choice.issues) > 1 else str(choice.issue or ""),
        " and ".join(filter(None, [", ".join(stances[:-1]), *stances[-1:]])),
    ]
    what = "; ".join(filter(None, said)) or "All parties, issues and stances"
    return f"{what}; {say_days(first, last)}"


def say_position(position: Position, on: date) -> str:
    """A position in one sentence: who holds what, how much, on which condition, from when to when."""
    told = position.quantity_told
    measured = f" ({told})" if told else ""
    condition = f" If: {position.condition.rstrip('.')}." if position.condition else ""
    rank = " Ranked deprecated." if position.rank == Position.Rank.DEPRECATED else ""
    said = f"{position.party.name} {STANCES[position.stance].lower()}: {position.words.rstrip('.')}{measured}."
    return f"{said}{condition} {say_held(position, on)}.{rank}"


def say_held(position: Position, on: date) -> str:
    """From when to when a position was held, as seen on a day."""
    if position.ends_on is None or position.ends_on > on:
        return f"From {say_day(position.starts_on)}, held on {say_day(on)}"
    how = f", {ENDINGS[position.ending].lower()}" if position.ending else ""
    return f"{say_days(position.starts_on, position.ends_on)}{how}"


def say_stretch(stretch: Stretch) -> str:
    """How a rate stood, from when to when."""
    words = STANDING[stretch.status]
    if stretch.first and stretch.last:
        return f"{words}{' on' if stretch.first == stretch.last else ','} {say_days(stretch.first, stretch.last)}"
    if stretch.last:
        return f"{words} to {say_day(stretch.last)}"
    return f"{words} from {say_day(stretch.first)}" if stretch.first else words
