"""A position is held for a reader until the reader could know that another one replaced it."""

from copy import deepcopy
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from negotiations.actions.positions import table_position
from negotiations.models import Position
from negotiations.selectors.issues import positions_held
from parley.lib.asof import AsOf
from tests import build
from tests.clocks import by_now

FIRST, SECOND, TOLD = date(2025, 4, 1), date(2025, 5, 4), date(2025, 5, 10)


@pytest.fixture(scope="module")
def made(standing):
    old = build.position(words="Could use it", starts_on=FIRST, source=build.source(published_on=FIRST))
    gone = {
        ending: build.position(starts_on=FIRST, ends_on=SECOND, ending=ending) for ending in ("withdrawn", "superseded")
    }
    return SimpleNamespace(replaced=_replace(old), gone=gone)


@pytest.fixture
def replaced(made, db):
    """A position of April that one of 4 May replaced, of which nothing was read before 10 May."""
    return deepcopy(made.replaced)


@pytest.fixture(params=["withdrawn", "superseded"])
def gone(made, db, request):
    """A position of April that was withdrawn on 4 May, or superseded by one that nobody named."""
    return deepcopy(made.gone[request.param])


def _replace(old, **fields):
    fields = fields or {"source": build.source(published_on=TOLD)}
    new = build.position(
        issue=old.issue, party=old.party, words="Will not use it", starts_on=SECOND,
        **fields,
    )  # fmt: skip
    table_position(Position.objects.get(pk=new.pk), replaces=[old], by=None)
    return old


def words(old, on, known, recorded=None):
    return [each.words for each in positions_held([old.issue], AsOf(on, known, recorded))]


@pytest.mark.parametrize("recorded", ["", "&recorded={now}"])
@pytest.mark.parametrize(
    ("on", "known", "held"),
    [
        (date(2025, 5, 3), date(2025, 5, 3), "Could use it"),
        (date(2025, 5, 5), date(2025, 5, 5), "Could use it"),
        (date(2025, 5, 5), TOLD, "Will not use it"),
        (date(2025, 5, 3), TOLD, "Could use it"),
    ],
)
def test_it_is_held_until_its_successor_is_known(replaced, desk, on, known, held, recorded):
    page = desk.get(by_now(f"{replaced.issue.get_absolute_url()}?on={on}&known={known}{recorded}"))

    assert words(replaced, on, known) == [held]
    assert ("superseded" in page.text) is (known == TOLD)
    assert ("Will not use it" in page.text) is (held == "Will not use it")


def test_a_day_before_an_end_that_is_known_says_when_it_ended(replaced):
    (before,) = positions_held([replaced.issue], AsOf(FIRST, TOLD))
    (unknown,) = positions_held([replaced.issue], AsOf(FIRST, FIRST))

    assert (before.ends_on, before.ending) == (date(2025, 5, 3), "superseded")
    assert (unknown.ends_on, unknown.ending, unknown.replaced_by_id) == (None, "", None)


def test_a_draft_ends_nothing_for_readers(db):
    old = _replace(build.position(words="Could use it", starts_on=FIRST), draft=True)

    assert words(old, date(2025, 6, 1), date(2025, 6, 1)) == ["Could use it"]


def test_what_ended_is_not_held(gone):
    assert words(gone, TOLD, TOLD) == []
    assert words(gone, SECOND, SECOND) == [gone.words]


@pytest.mark.parametrize("recorded", [None, datetime(2030, 1, 1, tzinfo=UTC)])
def test_nobody_knew_of_an_end_before_its_day(gone, recorded):
    (held,) = positions_held([gone.issue], AsOf(TOLD, SECOND, recorded))

    assert (held.pk, held.ends_on, held.ending) == (gone.pk, None, "")
    assert words(gone, TOLD, date(2025, 5, 5), recorded) == []


@pytest.mark.parametrize("address", ["issues/{}/", "timeline/"])
def test_no_page_tells_of_an_end_before_its_day(desk, gone, address):
    address = gone.issue.negotiation.get_absolute_url() + address.format(gone.issue.key)

    before, after = (desk.get(address, {"on": TOLD, "known": known}).text for known in (SECOND, date(2025, 5, 5)))

    assert gone.words in before
    assert gone.ending not in before
    assert gone.ending in after


@pytest.mark.parametrize("address", ["issues/", "timeline/", ""])
def test_every_page_of_positions_says_the_same(replaced, desk, address):
    page = desk.get(
        f"{replaced.issue.negotiation.get_absolute_url()}{address}", {"on": "2025-05-05", "known": "2025-05-05"}
    )

    assert "Could use it" in page.text
    assert "superseded" not in page.text
