"""What a new edition makes of the rows of one line, so that what was known before stays as it was known.

An edition restates the schedule from its first day on. It overrules what editions published before it said of the days
from then on, but for changes that they announced for a day after both its first day and its publication. Dates are
plain values here; nothing knows of the database.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Held[Text]:
    """A wording of a line from day to day, with the days between which that was thought; `row` None is a new one."""

    row: int | None
    text: Text
    starts_on: date
    known_on: date
    ends_on: date | None = None
    end_known_on: date | None = None
    overruled_on: date | None = None
    edition: int | None = None  # that first worded it so; None for the one that is being loaded

    def covers(self, day: date) -> bool:
        """Whether it holds on a day, as far as is known."""
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)


def revise[Text](
    held: Sequence[Held[Text]], text: Text | None, starts_on: date, published_on: date
) -> Iterator[Held[Text]]:
    """The rows of one line that an edition changes or adds; `text` None where it has the line no more.

    `held` are the rows that no edition has overruled. Nothing is given where the edition says what is held already.
    """
    cover = next((each for each in held if each.covers(starts_on)), None)
    later = [each for each in held if each.starts_on > starts_on]
    stays = [each for each in later if _outlasts(each.starts_on, each.known_on, starts_on, published_on)]
    ends = [(each.ends_on + DAY, each.end_known_on) for each in held if each.ends_on and each.end_known_on]
    until = [each.starts_on for each in stays]
    until += [day for day, known in ends if day > starts_on and _outlasts(day, known, starts_on, published_on)]
    last = min(until) - DAY if until else None
    yield from (replace(each, overruled_on=published_on) for each in later if each not in stays)
    if cover and cover.text == text:
        if cover.ends_on != last:
            yield from _ending(cover, last, published_on)
        return
    if cover:
        yield from _ending(cover, starts_on - DAY, published_on)
    if text is not None:
        yield Held(None, text, starts_on, published_on, last, published_on if last else None)


def _outlasts(begins: date, known_on: date, starts_on: date, published_on: date) -> bool:
    """Whether a change of some day stays when an edition speaks: it is still to come, or was not known before."""
    return begins > max(starts_on, published_on) or known_on >= published_on


def _ending[Text](held: Held[Text], last: date | None, published_on: date) -> Iterator[Held[Text]]:
    """A row that ends on another day than was thought; before it began: it never held.

    A row tells of one change of mind, from lasting to ended; a second one is told by another row beside it.
    """
    if held.ends_on is None and last and last >= held.starts_on:
        yield replace(held, ends_on=last, end_known_on=published_on)
        return
    yield replace(held, overruled_on=published_on)
    if last is None or last >= held.starts_on:
        yield replace(held, row=None, known_on=published_on, ends_on=last, end_known_on=published_on if last else None)
