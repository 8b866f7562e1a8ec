"""A source's page: what it carries, whatever kind of statement that is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from negotiations import actions
from negotiations.capture.cleaning import copy_of
from negotiations.selectors import sources
from tests import build
from tests.clocks import by_now

KINDS = (
    "round", "occasion", "attendance", "discussion", "issue", "position", "deadline", "term", "account",
    "implementation", "exchange", "appointment", "rate", "effect",
)  # fmt: skip


@pytest.fixture(scope="module")
def made(standing):
    """A source that carries a statement of every kind and an account of a promise, and one that carries two of each."""
    one, two = build.source(key="one"), build.source(key="two")
    for read in ((one, two), (two,)):
        statements = [(kind, getattr(build, kind)()) for kind in KINDS]
        for kind, statement in (*statements, ("account", build.account(term=build.term()))):
            for source in read:
                build.citation(source=source, **{kind: statement})


def queries(desk, address):
    with CaptureQueriesContext(connection) as seen:
        assert desk.get(address).status_code == 200
    return len(seen)


@pytest.mark.parametrize("clock", ["", "?recorded={now}"])
def test_the_queries_do_not_grow_with_what_a_source_carries(desk, made, clock):
    clock = by_now(clock)

    assert queries(desk, f"/sources/one/{clock}") == queries(desk, f"/sources/two/{clock}")


def test_where_more_is_cited_than_is_shown_the_pages_say_so(desk, analyst, monkeypatch):
    monkeypatch.setattr(sources, "_MOST", 1)
    source = build.source(key="report")
    actions.keep_copy(source, copy_of(b"It was offered."), by=analyst)
    for words, more in (("First", False), ("Second", True)):
        build.citation(source=source, position=build.position(words=words))
        for tail in ("", "read/"):
            assert ("there is more." in desk.get(f"/sources/report/{tail}").text) == more

    assert "First" in desk.get("/sources/report/").text
    assert "Second" not in desk.get("/sources/report/").text
