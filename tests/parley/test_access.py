"""Who may do what, over every address that the site has."""

import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from negotiations.models import Position
from parley.models import Role, User
from parley.selectors.changes import kinds
from tests import build

OPEN = {"account_login", "account_inactive", "health"}
SIGNED = {"calendar_feed"}  # its address is what one logs in with; one that nobody signed gives nothing
READERS_POST = {
    "theme", "calendar_address",
    "account_logout", "account_change_password", "account_reauthenticate", "account_login",
}  # fmt: skip
VALUES = {
    "slug": "talks",
    "key": "cars",
    "rate": "cars-2025",
    "kind": "issue",
    "number": 1,
    "format": "csv",
    "version": 1,
    "signed": "1.unsigned",
}


def _patterns(resolver, names=(), words=()):
    """Every address by its full name, with the words that it is made of."""
    for pattern in resolver.url_patterns:
        inside = (*words, *re.findall(r"<(?:\w+:)?(\w+)>", str(pattern.pattern)))
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern, (*names, pattern.namespace) if pattern.namespace else names, inside)
        elif isinstance(pattern, URLPattern):
            yield ":".join([*names, pattern.name]), inside


def _addresses():
    for name, words in _patterns(get_resolver()):
        yield name, reverse(name, kwargs={word: VALUES[word] for word in words})


ADDRESSES = sorted(_addresses())


@pytest.fixture(scope="module")
def made(standing):
    negotiation = build.negotiation(key="talks")
    issue = build.issue(negotiation=negotiation, key="cars")
    build.round(negotiation=negotiation, number=1, key="round-1")
    build.position(issue=issue, party=build.party(negotiation=negotiation))


@pytest.fixture
def talks(made, db):
    """The record as it was made for this file, and a database in which to change it."""


def _lines():
    return {kind: model.history.count() for kind, model in kinds().items()}


@pytest.mark.parametrize(("name", "address"), ADDRESSES)
def test_every_page_needs_a_login(client, db, name, address):
    if name in OPEN:
        assert client.get(address).status_code == 200
    elif name in SIGNED:
        assert client.get(address).status_code == 404
    else:
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer.url.startswith("/accounts/login/") or name == "account_logout"


@pytest.mark.parametrize(("name", "address"), [pair for pair in ADDRESSES if pair[0] not in READERS_POST | OPEN])
def test_a_reader_changes_nothing(client, reader, talks, name, address):
    client.force_login(reader)
    before = _lines()

    for method in ("post", "put", "patch", "delete"):
        answer = getattr(client, method)(address, {"title": "X", "reason": "X", "words": "X"})
        assert answer.status_code in (403, 405)

    assert _lines() == before
    assert Position.objects.count() == 1


@pytest.mark.parametrize("name", ["negotiations:round_create", "negotiations:draft_list"])
def test_a_reader_does_not_see_the_pages_of_writers(client, reader, talks, name):
    client.force_login(reader)

    assert client.get(reverse(name, args=["talks"])).status_code == 403


@pytest.mark.parametrize("kind", ["publish", "rank"])
def test_an_analyst_neither_publishes_nor_ranks(client, analyst, talks, kind):
    client.force_login(analyst)
    position = Position.objects.get()

    answer = client.post(f"/statements/position/{position.key}/{kind}/", {"rank": "preferred", "reason": "X"})

    assert answer.status_code == 403


def test_each_role_may_what_the_ones_before_it_may():
    rights = [(user.may_write, user.may_publish, user.may_administer) for user in (User(role=role) for role in Role)]

    assert rights == [(False, False, False), (True, False, False), (True, True, False), (True, True, True)]


def test_a_wrong_password_is_tried_five_times_at_most(client, reader):
    for _ in range(5):
        answer = client.post("/accounts/login/", {"login": "reader", "password": "wrong"})
        assert answer.status_code == 200

    answer = client.post("/accounts/login/", {"login": "reader", "password": "a long secret"})

    assert answer.status_code in (200, 429)
    assert client.get("/").status_code == 302


def test_nobody_signs_up(client, db):
    assert client.get("/accounts/signup/").status_code == 404


def test_the_menu_leads_to_pages_that_exist(desk):
    menu = desk.get("/sources/").text

    for address in set(re.findall(r'(?:href|action)="(/[^"#?]*)"', menu)):
        if address.startswith("/static/") or address.endswith((".csv", "/logout/", "/theme/")):
            continue
        assert desk.get(address).status_code == 200, address


def test_answers_carry_a_strict_policy(desk):
    answer = desk.get("/")

    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert not re.search(r"\sstyle=|<style|<script(?![^>]*\bsrc=)|\son\w+=", answer.text)


def test_the_theme_is_kept_in_a_cookie(client, reader):
    client.force_login(reader)

    answer = client.post("/theme/", {"theme": "dark", "next": "https://elsewhere.example/"})

    assert answer.url == "/"
    assert client.cookies["theme"].value == "dark"
    assert 'data-theme="dark"' in client.get("/").text
