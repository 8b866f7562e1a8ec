"""A source's page: what it carries, whatever kind of statement that is."""

from copy import deepcopy

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from negotiations import actions
from negotiations.capture.cleaning import copy_of
from negotiations.selectors import sources
from tests import build

KINDS = (
    "round", "occasion", "attendance", "discussion", "issue", "position", "deadline", "term", "account",
    "implementation", "exchange", "appointment", "rate", "effect",
)  # fmt: skip


def cite(source):
    """One more statement of every kind rests on the source, and an account of a promise too."""
    for kind in KINDS:
        build.citation(source=source, **{kind: getattr(build, kind)()})
    build.citation(source=source, account=build.account(term=build.term()))


@pytest.fixture(scope="module")
def made(standing):
    """A source of which a statement of every kind was read."""
    source = build.source(key="report")
    cite(source)
    return source


@pytest.fixture
def source(made, db):
    """A copy of what was made for this file: a test changes only its own."""
    return deepcopy(made)


def queries(desk, address):
    with CaptureQueriesContext(connection) as seen:
        assert desk.get(address).status_code == 200
    return len(seen)


@pytest.mark.parametrize("clock", ["", "?recorded=2099-01-01T00:00Z"])
def test_the_queries_do_not_grow_with_what_a_source_carries(desk, source, clock):
    of_one = queries(desk, f"/sources/report/{clock}")
    cite(source)

    assert queries(desk, f"/sources/report/{clock}") == of_one


def test_where_more_is_cited_than_is_shown_the_pages_say_so(desk, analyst, monkeypatch):
    monkeypatch.setattr(sources, "_MOST", 1)
    source = build.source(key="page")
    actions.keep_copy(source, copy_of(b"It was offered."), by=analyst)
    for words, more in (("First", False), ("Second", True)):
        build.citation(source=source, position=build.position(words=words))
        for tail in ("", "read/"):
            assert ("there is more." in desk.get(f"/sources/page/{tail}").text) == more

    assert "First" in desk.get("/sources/page/").text
    assert "Second" not in desk.get("/sources/page/").text
