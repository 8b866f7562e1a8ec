"""Deadlines with the chain of their moves, the next days on the desk, and the calendar at a private address."""

import csv
import io
import logging
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from negotiations.models import Deadline, Negotiation
from negotiations.selectors.deadlines import AFTER, ahead
from parley.comments import comment_on
from parley.lib.asof import AsOf
from tests import build

APRIL, JULY, AUGUST = date(2025, 4, 9), date(2025, 7, 7), date(2025, 7, 31)


@pytest.fixture(scope="module")
def made(standing):
    """9 July, set on 9 April, moved by the United States to 1 August and then to 7 August."""
    talks = build.negotiation(key="talks", title="Talks, and more; so")
    us = build.party(negotiation=talks, name="United States")
    source = build.source(publisher="Gazette", title="The pause ends", published_on=APRIL)
    name = "The country part returns"
    first = build.deadline(
        negotiation=talks, key="first", name=name, falls_on=date(2025, 7, 9), set_on=APRIL, source=source
    )
    second = build.deadline(
        negotiation=talks, key="second", name=name, falls_on=date(2025, 8, 1), set_on=JULY, moves=first, moved_by=us,
        instrument=build.instrument(number="EO 14316"), source=build.source(published_on=JULY),
    )  # fmt: skip
    build.deadline(
        negotiation=talks, key="third", name=name, falls_on=date(2025, 8, 7), set_on=AUGUST, moves=second, moved_by=us
    )
    build.deadline(negotiation=talks, key="alone", name="A report", falls_on=date(2025, 9, 1), set_on=APRIL)


@pytest.fixture
def moved(made, db):
    return Negotiation.objects.get(key="talks")


def words(text):
    return " ".join(text.split())


ASKED = "on=2025-08-02&known=2025-08-02"
CHAIN = (
    "9 July 2025 → 1 August 2025 (set 7 July 2025, moved by United States) "
    "→ 7 August 2025 (set 31 July 2025, moved by United States)"
)


def test_each_deadline_shows_the_whole_chain_of_its_moves(desk, moved):
    page = desk.get(f"/negotiations/talks/deadlines/?{ASKED}")

    chains = {each.key: [step.deadline.key for step in chain] for each, _, _, chain in page.context["lines"]}
    whole = ["first", "second", "third"]
    assert chains == {"first": whole, "second": whole, "third": whole, "alone": ["alone"]}
    shown = words(page.text)
    assert 'href="#third">7 August 2025</a> <small class="since">set 31 July 2025, moved by United States' in shown
    assert '<td data-label="Chain of moves"></td>' in shown


def test_only_moves_made_by_the_day_are_in_it(desk, moved):
    page = desk.get("/negotiations/talks/deadlines/?on=2025-07-08&known=2025-07-08")

    chains = {each.key: [step.deadline.key for step in chain] for each, _, _, chain in page.context["lines"]}
    assert chains == {"first": ["first", "second"], "second": ["first", "second"], "alone": ["alone"]}


def test_the_file_has_the_chain(desk, moved):
    file = desk.get(f"/negotiations/talks/deadlines.csv?{ASKED}").text

    table = list(csv.DictReader(io.StringIO(file.lstrip("\ufeff"))))
    rows = {row["Falls on"]: (row["Moved to"], row["Chain of moves"]) for row in table}
    assert rows == {
        "2025-07-09": ("2025-08-01", CHAIN),
        "2025-08-01": ("2025-08-07", CHAIN),
        "2025-08-07": ("", CHAIN),
        "2025-09-01": ("", ""),
    }


def test_the_page_and_the_file_agree_where_a_day_was_moved_twice(desk, moved):
    day, name = date(2025, 7, 8), "A reply"
    asked = build.deadline(negotiation=moved, key="asked", name=name, falls_on=day, set_on=APRIL)
    for set_on, falls_on in ((JULY, date(2025, 8, 20)), (AUGUST, date(2025, 8, 3))):
        build.deadline(negotiation=moved, name=name, falls_on=falls_on, set_on=set_on, moves=asked)

    page = words(desk.get(f"/negotiations/talks/deadlines/?{ASKED}").text)
    file = desk.get(f"/negotiations/talks/deadlines.csv?{ASKED}").text

    (row,) = [row for row in csv.DictReader(io.StringIO(file.lstrip("\ufeff"))) if row["Falls on"] == "2025-07-08"]
    assert row["Moved to"] == "2025-08-03"
    assert page.count('<td data-label="Standing">moved to 3 August 2025</td>') == 1


def test_the_desk_tells_of_the_next_thirty_days(desk, moved):
    build.round(negotiation=moved, number=8, place="Tokyo", starts_on=date(2025, 8, 5), ends_on=date(2025, 8, 6))
    build.deadline(negotiation=moved, draft=True, name="A secret draft", falls_on=date(2025, 8, 10), set_on=APRIL)

    page = desk.get(f"/?{ASKED}")

    assert [(each.day, each.words, each.moved) for each in page.context["ahead"].coming] == [
        (date(2025, 8, 5), "Round 8, Tokyo", ""),
        (date(2025, 8, 7), "The country part returns", CHAIN),
        (date(2025, 9, 1), "A report", ""),
    ]
    assert CHAIN in page.text


@pytest.mark.parametrize(
    ("clocks", "days"),
    [
        ("on=2025-06-30&known=2025-06-30", [date(2025, 7, 9)]),
        ("on=2025-07-08&known=2025-07-06", [date(2025, 7, 9)]),  # the move was not public yet
        ("on=2025-07-10&known=2025-07-10", [date(2025, 8, 1)]),
        ("on=2025-03-01&known=2025-09-01", []),
    ],
)
def test_the_clocks_are_obeyed(desk, moved, clocks, days):
    shown = [each.day for each in desk.get(f"/?{clocks}").context["ahead"].coming]

    assert shown == days


@pytest.fixture
def often_moved(moved):
    """One day, moved a day further on each day of May."""
    day = build.deadline(negotiation=moved, name="A talk", falls_on=date(2025, 10, 1), set_on=date(2025, 4, 30))
    for _ in range(AFTER + 5):
        falls_on, set_on = day.falls_on + timedelta(days=1), day.set_on + timedelta(days=1)
        day = build.deadline(negotiation=moved, name="A talk", falls_on=falls_on, set_on=set_on, moves=day)
    return day


def test_the_first_day_is_found_behind_many_that_were_moved(often_moved):
    logged = timezone.now()
    build.deadline(
        negotiation=often_moved.negotiation, falls_on=date(2026, 1, 1), set_on=date(2025, 6, 1), moves=often_moved
    )
    at = date(2025, 9, 2)

    found = [ahead(AsOf(at, at, moment), 10).after for moment in (None, logged)]

    assert [each.day for each in found] == [date(2026, 1, 1), date(2025, 10, 1) + timedelta(days=AFTER + 5)]


def test_the_queries_of_the_desk_do_not_grow_with_the_deadlines(desk, moved, django_assert_max_num_queries):
    for number in range(12):
        build.deadline(negotiation=moved, falls_on=date(2025, 8, 3) + timedelta(days=number), set_on=APRIL)

    desk.get(f"/?{ASKED}")
    with django_assert_max_num_queries(22):
        desk.get(f"/?{ASKED}")


def address_of(client):
    return client.get("/calendar/").context["address"].removeprefix("http://testserver")


@pytest.fixture
def read(client, reader, moved):
    """The calendar as a program without a log-in reads it, on 2 August 2025."""
    with time_machine.travel("2025-08-02 12:00:00+00:00"):
        client.force_login(reader)
        address = address_of(client)

        def read():
            with time_machine.travel("2025-08-02 12:00:00+00:00"):
                answer = Client().get(address)
                assert answer.status_code == 200
                return answer

        yield read


def entries(answer):
    return {str(event["uid"]).partition("-")[2]: event for event in Calendar.from_ical(answer.content).walk("VEVENT")}


def test_a_program_reads_every_deadline_without_a_log_in(read):
    answer = read()

    events = entries(answer)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/calendar; charset=utf-8", "private")
    assert set(events) == {"first", "second", "third", "alone"}
    third = events["third"]
    assert str(third["summary"]) == "Deadline: The country part returns (Talks, and more; so)"
    assert third.decoded("dtstart") == date(2025, 8, 7)
    assert third.decoded("dtend") == date(2025, 8, 8)
    assert third["dtstamp"]
    told = str(third["description"])
    assert CHAIN in told
    assert "http://testserver/negotiations/talks/deadlines/#third" in told
    assert str(third["url"]) == "http://testserver/negotiations/talks/deadlines/#third"
    assert "Source: Gazette, “The pause ends”, 9 April 2025 (B2)." in str(events["first"]["description"])
    assert b"Talks\\, and more\\; so" in answer.content


def test_what_a_program_has_already_is_not_sent_again(read, client, moved):
    address, tag = address_of(client), read()["ETag"]
    with time_machine.travel("2025-08-02 13:00:00+00:00"):
        assert Client().get(address, headers={"If-None-Match": tag}).status_code == 304
        build.deadline(negotiation=moved, falls_on=date(2025, 9, 9), set_on=APRIL)
        assert Client().get(address, headers={"If-None-Match": tag}).status_code == 200


def test_a_day_that_was_moved_stays_as_cancelled(read):
    events = entries(read())

    assert {key: str(event["status"]) for key, event in events.items()} == {
        "first": "CANCELLED", "second": "CANCELLED", "third": "CONFIRMED", "alone": "CONFIRMED",
    }  # fmt: skip
    assert "Moved to 1 August 2025." in str(events["first"]["description"])


def test_rounds_ahead_are_in_it_and_drafts_and_comments_are_not(read, moved, analyst):
    build.round(
        negotiation=moved, key="eighth", number=8, place="Tokyo", starts_on=date(2025, 8, 5), ends_on=date(2025, 8, 6)
    )
    build.round(negotiation=moved, key="past", number=7, starts_on=date(2025, 7, 5), ends_on=date(2025, 7, 6))
    build.deadline(negotiation=moved, key="draft", draft=True, name="A secret draft", set_on=APRIL)
    comment_on("deadline", "third", "Between us", by=analyst)

    answer = read()

    events = entries(answer)
    assert set(events) == {"first", "second", "third", "alone", "eighth"}
    assert str(events["eighth"]["summary"]) == "Round 8 (Talks, and more; so)"
    assert (events["eighth"].decoded("dtstart"), events["eighth"].decoded("dtend")) == (
        date(2025, 8, 5), date(2025, 8, 7),
    )  # fmt: skip
    assert str(events["eighth"]["location"]) == "Tokyo"
    assert b"Between us" not in answer.content


def test_a_round_that_is_under_way_is_of_today(desk, read, moved):
    build.round(
        negotiation=moved, key="now", number=8, place="Tokyo", starts_on=date(2025, 8, 1), ends_on=date(2025, 8, 3)
    )

    (first, *_) = desk.get(f"/?{ASKED}").context["ahead"].coming

    assert (first.day, first.words) == (date(2025, 8, 2), "Round 8, Tokyo (since 1 August 2025)")
    assert entries(read())["now"].decoded("dtstart") == date(2025, 8, 1)


def test_a_deadline_and_a_round_of_one_key_are_two_entries(read, moved):
    build.round(negotiation=moved, key="first", number=8, starts_on=date(2025, 8, 5), ends_on=date(2025, 8, 6))

    uids = [str(event["uid"]) for event in Calendar.from_ical(read().content).walk("VEVENT")]

    assert {"deadline-first", "round-first"} <= set(uids)
    assert len(uids) == len(set(uids)) == 5


def test_the_entry_of_a_moved_day_is_as_new_as_its_last_move(read, moved):
    events = entries(read())

    last = Deadline.objects.get(key="third").history.first().history_date.replace(microsecond=0)
    assert events["first"].decoded("dtstamp") == last


def test_it_takes_as_many_queries_for_many(read, moved, django_assert_max_num_queries):
    for number in range(12):
        build.deadline(negotiation=moved, falls_on=date(2025, 8, 3) + timedelta(days=number), set_on=APRIL)

    with django_assert_max_num_queries(14):
        read()


def test_a_new_address_ends_the_old_one(client, reader, moved):
    client.force_login(reader)
    old = address_of(client)
    assert "The old address gives nothing any longer" in client.get("/calendar/address/").text
    assert address_of(client) == old  # to look changes nothing

    client.post("/calendar/address/")

    new = address_of(client)
    assert new != old
    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200


def test_whose_account_is_closed_has_none(client, reader, moved):
    client.force_login(reader)
    address = address_of(client)
    reader.is_active = False
    reader.save()

    assert Client().get(address).status_code == 404


def test_nobody_makes_up_an_address(client, reader, editor, moved):
    client.force_login(reader)
    mine = address_of(client)
    number, _, signature = mine.removeprefix("/calendar/").removesuffix(".ics").partition(".")

    assert reader.calendar_key not in mine
    for other in (f"{editor.pk}.{signature}", number, f"{number}.", f"{number}.{signature[:-1]}x", "x.y", "9" * 40):
        assert Client().get(f"/calendar/{other}.ics").status_code == 404
    assert Client().post(mine).status_code == 405
    assert Client().get("/calendar/").status_code == 302


def test_the_page_is_kept_by_nobody(client, reader, moved):
    client.force_login(reader)

    assert client.get("/calendar/")["Cache-Control"] == "private, no-store"


def test_no_log_keeps_an_address(client, reader, moved):
    client.force_login(reader)
    address = address_of(client)
    (handler,) = [each for each in logging.getLogger().handlers if each.__class__ is logging.StreamHandler]
    said = io.StringIO()
    before = handler.setStream(said)
    try:
        Client().post(address)
        reader.is_active = False
        reader.save()
        Client().get(address)
    finally:
        handler.setStream(before)

    assert said.getvalue().count("/calendar/….ics") == 2
    assert address not in said.getvalue()


def test_where_nothing_comes_the_first_day_after_that_nothing_moved_is_named(desk, moved):
    asked = "on=2025-05-05&known=2025-05-05"
    far = build.deadline(negotiation=moved, key="far", name="A talk", falls_on=date(2025, 6, 20), set_on=APRIL)
    build.deadline(negotiation=moved, key="further", name="A talk", falls_on=date(2025, 6, 25), set_on=APRIL, moves=far)

    page = words(desk.get(f"/?{asked}").text)

    assert "recorded for these days. The first after them: <a" in page
    assert "A talk</a>, 25 June 2025." in page
    assert "The first after them" not in desk.get(f"/calendar/?{asked}").text
