"""Records read by their keys or by conditions, now and as they stood."""

from datetime import UTC, datetime

import pytest
import time_machine

from negotiations.models import Issue, Negotiation
from parley.lib.reading import join_one, rows_by, rows_where, rows_with, values_by, values_where
from tests import build

MAY, LATER = datetime(2025, 5, 2, tzinfo=UTC), datetime(2025, 5, 6, tzinfo=UTC)


@pytest.fixture
def moved(db):
    """An issue that went from one negotiation to another, and one that was struck out."""
    with time_machine.travel("2025-05-01 09:00Z"):
        before, after = build.negotiation(), build.negotiation()
        issue, twice = build.issue(negotiation=before, title="Cars"), build.issue(negotiation=before, title="Twice")
    with time_machine.travel("2025-05-03 09:00Z", tick=False):
        issue.title = "Wrong"
        issue.record(by=None)
        issue.negotiation, issue.title = after, "Trucks"
        issue.record(by=None)
        twice.strike(by=None, reason="Entered twice")
    return before.pk, after.pk, [issue.pk, issue.pk + 1000]


@pytest.mark.parametrize(
    ("at", "which", "titles"),
    [(MAY, 0, ["Cars", "Twice"]), (MAY, 1, []), (LATER, 0, []), (LATER, 1, ["Trucks"]), (None, 1, ["Trucks"])],
)
def test_a_record_is_found_by_what_it_said_at_the_moment(moved, at, which, titles):
    asked = {"whose": [moved[which]]}

    by_key = rows_by(Issue, at, negotiation_id=[moved[which]])
    where = rows_where(Issue, at, ("rows.negotiation_id = ANY(%(whose)s)",), "TRUE", asked, tail="ORDER BY rows.title")

    assert [row.title for row in by_key] == [row.title for row in where] == titles


def test_a_record_is_found_by_its_number_once(moved):
    ids = moved[2] * 2

    assert [row.title for row in rows_by(Issue, MAY, id=ids)] == ["Cars"]
    assert [row.title for row in rows_by(Issue, None, id=ids)] == ["Trucks"]
    assert values_by(Issue, LATER, ("title", "parent_id"), id=ids) == [("Trucks", None)]


@pytest.mark.parametrize(("at", "title"), [(MAY, "Cars"), (LATER, "Trucks"), (None, "Trucks")])
def test_one_is_found_as_one_of_many_is(moved, at, title):
    (before, after, (issue, _)) = moved
    key = Issue.objects.get(pk=issue).key

    kinds = (
        {"id": [issue]},
        {"key": [key]},
        {"key": [key, "none"]},
        {"id": [issue, 0], "key": ["none"]},
        {"id": [None, issue]},
    )
    for asked in kinds:
        assert [row.title for row in rows_by(Issue, at, **asked)] == [title]
    assert title in [row.title for row in rows_by(Issue, at, negotiation_id=[before, None, after])]
    assert rows_by(Issue, at, id=[None], key=[]) == []


def test_a_row_that_points_at_another_record_is_not_joined(moved):
    before, after, (issue, _) = moved
    row = Issue.objects.get(pk=issue)

    join_one([row], "negotiation", Negotiation.objects.get(pk=before))

    assert row.negotiation.pk == after


def test_several_conditions_find_a_record_once(moved):
    among = "rows.negotiation_id = ANY(%(whose)s)", "rows.title = %(title)s"
    asked = {"whose": list(moved[:2]), "title": "Cars"}

    for at, count in ((MAY, 2), (LATER, 1), (None, 1)):
        assert values_where(Issue, at, among, "TRUE", asked, "count(*)") == [(count,)]


def test_what_is_told_beside_a_record_is_kept_on_it(moved):
    (row,) = rows_where(Issue, LATER, ("TRUE",), "TRUE", {}, length="char_length(rows.title)")

    assert (row.title, row.length, row.negotiation.pk) == ("Trucks", 6, moved[1])


@pytest.mark.parametrize("told", [{}, {"length": "length(rows.title)"}], ids=["rows alone", "with what is told"])
def test_a_condition_may_look_into_another_table_of_the_statement(moved, told):
    tables = {"wanted": "SELECT 'Trucks' AS title"}

    [row] = rows_where(Issue, None, ("rows.title = (SELECT title FROM wanted)",), "TRUE", {}, tables=tables, **told)

    assert row.title == "Trucks"


@pytest.mark.parametrize(("at", "title"), [(MAY, "Old"), (LATER, "New"), (None, "New")])
def test_a_record_is_read_with_the_one_that_it_points_at(db, at, title, django_assert_num_queries):
    with time_machine.travel("2025-05-01 09:00Z"):
        negotiation = build.negotiation(title="Old")
        whole, alone = build.issue(negotiation=negotiation), build.issue(negotiation=negotiation)
        part = build.issue(negotiation=negotiation, parent=whole)
    with time_machine.travel("2025-05-03 09:00Z"):
        negotiation.title = "New"
        negotiation.record(by=None)

    with django_assert_num_queries(2):
        of_it = rows_with(Issue, at, "negotiation", negotiation_id=[negotiation.pk])
        parts = rows_with(Issue, at, "parent", id=[part.pk, alone.pk])
        told = [(row.pk, row.negotiation.title) for row in of_it]
        wholes = {row.pk: row.parent for row in parts}

    assert told == [(pk, title) for pk in (whole.pk, alone.pk, part.pk)]
    assert wholes == {part.pk: whole, alone.pk: None}
    assert of_it[0].negotiation is of_it[1].negotiation
