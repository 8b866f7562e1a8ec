"""A page of a moment gone by is made once; whatever could have another answer is made anew."""

import re
from datetime import timedelta

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from parley.lib import permanent
from tests import build
from tests.pattern import day

TALKS = "/negotiations/talks/"
PAGE = f"{TALKS}issues/cars/"
TOKEN = re.compile('name="csrfmiddlewaretoken" value="([^"]*)')


@pytest.fixture
def position(db):
    talks = build.negotiation(key="talks", title="Talks")
    return build.position(issue=build.issue(negotiation=talks, key="cars"), words="Wants it gone", starts_on=day(4, 1))


def just_now():
    return {"recorded": timezone.now().isoformat(), "on": "2025-06-01", "known": "2025-06-01"}


@pytest.fixture
def asked(position, analyst, monkeypatch):
    """The clocks of a moment that all that was just recorded lies before, and that counts as long gone."""
    monkeypatch.setattr(permanent, "SETTLED", timedelta(0))
    return just_now()


def queries(browser, address, clocks):
    with CaptureQueriesContext(connection) as seen:
        page = browser.get(address, clocks)
    return page, len(seen)


def test_it_is_made_once_and_then_asks_only_who_is_there(desk, position, asked):

    first, at_first = queries(desk, PAGE, asked)
    again, later = queries(desk, PAGE, asked)

    assert "Wants it gone" in first.text
    assert later <= 2 < at_first
    assert _without_tokens(again.text) == _without_tokens(first.text)
    assert [again[name] for name in permanent.HEADERS if name in first] == [
        first[name] for name in permanent.HEADERS if name in first
    ]


def _without_tokens(text):
    return TOKEN.sub("", text)


def test_its_forms_still_work(analyst, position, asked):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(analyst)
    browser.get(PAGE, asked)

    token = TOKEN.search(browser.get(PAGE, asked).text)[1]

    assert len(token) == 64
    answer = browser.post("/theme/", {"theme": "dark", "next": "/", "csrfmiddlewaretoken": token})
    assert answer.status_code == 302


def test_what_is_recorded_later_does_not_show(desk, position, asked, analyst):
    desk.get(PAGE, asked)
    position.words = "Wants half of it gone"
    position.record(by=analyst, reason="Read again")

    assert "Wants it gone" in desk.get(PAGE, asked).text
    assert "Wants half of it gone" in desk.get(PAGE, {"on": "2025-06-01", "known": "2025-06-01"}).text


def test_a_moment_that_is_hardly_gone_is_made_anew(desk, position):
    asked = just_now()

    _, at_first = queries(desk, PAGE, asked)
    _, later = queries(desk, PAGE, asked)

    assert later == at_first


def test_each_reader_has_pages_of_their_own(client, reader, desk, position, asked):
    assert "/edit/" in desk.get(PAGE, asked).text

    client.force_login(reader)

    assert "/edit/" not in client.get(PAGE, asked).text


def test_nobody_reads_it_without_a_log_in(client, desk, position, asked):
    desk.get(PAGE, asked)
    client.logout()

    assert client.get(PAGE, asked).status_code == 302


def test_a_part_is_not_the_page(desk, position, asked):
    page = f"{TALKS}issues/"
    assert "<html" in desk.get(page, asked).text

    assert "<html" not in desk.get(page, asked, headers={"HX-Request": "true"}).text
    assert "<html" in desk.get(page, asked).text


@pytest.mark.parametrize("address", ["/", "/changes/", f"{TALKS}drafts/", f"{TALKS}rounds/new/"])
def test_what_tells_of_more_than_the_record_is_made_anew(desk, position, asked, address):
    desk.get(address, asked)  # a screen that is opened for the first time is noted, and asks for more
    _, once = queries(desk, address, asked)
    _, again = queries(desk, address, asked)

    assert again == once > 3


def test_a_message_waits_for_a_page_of_its_own(desk, position, asked):
    desk.get(PAGE, asked)
    desk.cookies[CookieStorage.cookie_name] = "told once"

    _, made = queries(desk, PAGE, asked)

    assert made > 3


def test_the_pages_least_lately_read_go_when_there_is_no_more_room(monkeypatch):
    monkeypatch.setattr(permanent, "MOST", 25)
    pages = permanent.PermanentPages(lambda request: None)
    for number in range(3):
        pages.keep((number,), permanent.HttpResponse(b"ten bytes!"))
    pages.keep((2,), permanent.HttpResponse(b"ten others"))

    assert list(pages.pages) == [(1,), (2,)]
    assert pages.size == 20
