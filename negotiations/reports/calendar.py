"""Deadlines and rounds as an iCalendar file, which a calendar program reads again and again."""

from datetime import date, timedelta

from icalendar import Calendar as File
from icalendar import Event

from negotiations.models import Deadline, Round
from negotiations.selectors.deadlines import Calendar, moved_to, say_chain
from parley.lib.asof import say_day


def calendar_file(calendar: Calendar, site: str) -> bytes:
    """The file; `site` is where the addresses begin, like https://parley.example. A moved day stays, as cancelled."""
    file = File()
    file.add("prodid", "-//Parley//Deadlines and rounds//EN")
    file.add("version", "2.0")
    file.add("x-wr-calname", "Parley: deadlines and rounds")
    file.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    for deadline in calendar.deadlines:
        file.add_component(_deadline(deadline, calendar, site))
    for round_ in calendar.rounds:
        file.add_component(_round(round_, calendar, site))
    return file.to_ical()


def _deadline(deadline: Deadline, calendar: Calendar, site: str) -> Event:
    table, chain = deadline.negotiation, calendar.chains[deadline.pk]
    address, later = f"{site}{deadline.get_absolute_url()}", moved_to(chain)
    told = [
        f"Moved to {say_day(later.falls_on)}." if later else "",
        f"The chain of its moves: {say_chain(chain)}." if len(chain) > 1 else f"Set {say_day(deadline.set_on)}.",
        f"By {deadline.instrument}." if deadline.instrument_id else "",
        deadline.note,
        *_sources(deadline, calendar),
        address,
    ]
    event = _event(
        f"deadline-{deadline.key}", f"Deadline: {deadline} ({table})", deadline.falls_on, deadline.falls_on, told
    )
    event.add("dtstamp", calendar.revised["deadline", deadline.pk])
    event.add("url", address)
    event.add("status", "CANCELLED" if later else "CONFIRMED")
    return event


def _round(round_: Round, calendar: Calendar, site: str) -> Event:
    address = f"{site}{round_.get_absolute_url()}"
    event = _event(
        f"round-{round_.key}", f"{round_} ({round_.negotiation})", round_.starts_on, round_.ends_on or round_.starts_on,
        [round_.level, round_.summary, address],
    )  # fmt: skip
    if round_.place:
        event.add("location", round_.place)
    event.add("dtstamp", calendar.revised["round", round_.pk])
    event.add("url", address)
    event.add("status", "CONFIRMED")
    return event


def _event(uid: str, summary: str, first: date, last: date, told: list[str]) -> Event:
    """An entry of whole days, known by the kind and the key of its record; nobody is busy because of it."""
    event = Event()
    event.add("uid", uid)
    event.add("summary", summary)
    event.add("dtstart", first)
    event.add("dtend", last + timedelta(days=1))  # the format's end is the day after
    event.add("description", "\n".join(filter(None, told)))
    event.add("transp", "TRANSPARENT")
    return event


def _sources(deadline: Deadline, calendar: Calendar) -> list[str]:
    cited = [note.citation for note in calendar.evidence.notes(deadline)]
    return [
        f"Source: {each.source.publisher}, “{each.source.title}”, {say_day(each.source.published_on)} ({each.grade})."
        for each in cited
    ]
