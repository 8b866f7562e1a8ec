"""The past is searched by the lines that say something new of where a record stands, and finds what all lines would."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from negotiations.models import Citation, Position
from negotiations.selectors.positions import OF_THEIRS, Line, lines_seen, rows_seen
from parley.lib.asof import AsOf
from parley.lib.reading import keys_with, rows_by, rows_where, statement_where, tuples_where, values_by
from parley.lib.records import Recorded
from parley.lib.standing import begins_a_stand
from parley.lib.stands import Stands
from tests import build

FIRST = datetime(2025, 5, 1, 9, tzinfo=UTC)
MIGRATION = import_module("negotiations.migrations.0014_stands").Migration
NUMBERED = [model for model in apps.get_models() if getattr(model, "STANDS", ()) and issubclass(model, Recorded)]


def moments(count: int) -> list[datetime]:
    return [FIRST + timedelta(hours=number) for number in range(count)]


def write(record: Recorded, at: datetime, **fields) -> None:
    for name, value in fields.items():
        setattr(record, name, value)
    with time_machine.travel(at, tick=False):
        record.record(by=None)


def numbers(record) -> list[int]:
    return list(record.history.order_by("history_id").values_list("stand", flat=True))


@pytest.fixture
def position(db):
    with time_machine.travel(FIRST, tick=False):
        return build.position(starts_on=date(2025, 4, 1))


def test_a_line_that_says_nothing_new_of_where_its_record_stands_has_no_number(position):
    before = numbers(position)
    changes = [{"words": "Other"}, {"ends_on": date(2025, 4, 20)}, {"words": "More"}, {"ends_on": None}]

    for at, fields in zip(moments(5)[1:], changes, strict=True):
        write(position, at, **fields)

    assert numbers(position) == [*before, 0, max(before) + 1, 0, 0]


def test_nobody_chooses_the_number(position):
    with connection.cursor() as cursor:
        columns = ", ".join(field.column for field in Position._meta.concrete_fields)
        cursor.execute(
            f"INSERT INTO negotiations_historicalposition ({columns}, stand, history_date, history_type)"
            f" SELECT {columns}, 7, now(), '~' FROM negotiations_position"
        )

    assert 7 not in numbers(position)


@pytest.mark.parametrize("seed", range(12))
def test_positions_are_found_as_all_lines_would_tell(position, seed):
    """Moved to and fro at random, by moments that do not follow each other, struck out or not."""
    chosen = random.Random(seed)  # noqa: S311 - no secret
    with time_machine.travel(FIRST, tick=False):
        other = build.issue(negotiation=position.issue.negotiation)
        positions = [position, build.position(issue=other, party=position.party, starts_on=date(2025, 4, 2))]
    hours = moments(12)
    days = [None, date(2025, 4, 10), date(2025, 4, 20)]
    for _ in range(10):
        one = chosen.choice(positions)
        issue = chosen.choice([positions[0].issue, other])
        begun = date(2025, 4, chosen.choice([1, 2, 3]))
        words = f"Words {chosen.random()}"
        write(one, chosen.choice(hours), issue=issue, starts_on=begun, ends_on=chosen.choice(days), words=words)
    if chosen.random() < 0.5:
        with time_machine.travel(hours[-1], tick=False):
            for record in (*positions[1].citations.all(), positions[1]):
                record.strike(by=None, reason="Entered twice")

    for at in hours:
        for on in (position.issue_id, other.pk):
            values = {"issues": [on], "keys": [on], "day": date(2025, 4, 15)}
            ended = "rows.issue_id = ANY(%(issues)s) AND rows.ends_on <= %(day)s"
            among = ("rows.issue_id = ANY(%(issues)s) AND rows.ends_on IS NULL", ended)
            found = rows_where(Position, at, among, "TRUE", values, tail="ORDER BY rows.id")
            stood = [row for row in Position.recorded(at).order_by("id") if row.issue_id == on]
            wanted = [row for row in stood if row.ends_on is None or row.ends_on <= values["day"]]
            assert [(row.pk, row.words) for row in found] == [(row.pk, row.words) for row in wanted]
            newest = "ORDER BY rows.starts_on DESC, rows.id DESC LIMIT %(most)s"
            first = sorted(wanted, key=lambda row: (row.starts_on, row.pk), reverse=True)
            for tail, order in ((newest, first), (newest.replace("DESC", "ASC"), first[::-1])):
                for most in (1, 2):
                    found = rows_where(Position, at, among, "TRUE", values | {"most": most}, tail=tail)
                    assert [(row.pk, row.words) for row in found] == [(row.pk, row.words) for row in order[:most]]
            assert keys_with(Position, at, "issue_id", "rows.ends_on IS NULL", "TRUE", values) == {
                row.issue_id for row in stood if row.ends_on is None
            }


@pytest.mark.parametrize("seed", range(12))
def test_citations_are_found_as_all_lines_would_tell(position, seed):
    """Most carry one statement for good, some are given to another one and back."""
    chosen = random.Random(seed)  # noqa: S311 - no secret
    with time_machine.travel(FIRST, tick=False):
        round = build.round(negotiation=position.issue.negotiation)
        carrying = [build.citation(position=position, source=build.source()) for _ in range(3)]
    hours = moments(12)
    for _ in range(10):
        one = chosen.choice(carrying)
        moved = one is carrying[0] and chosen.random() < 0.6
        to = chosen.choice([{"position": None, "round": round}, {"position": position, "round": None}])
        write(one, chosen.choice(hours), note=f"Note {chosen.random()}", **(to if moved else {}))
    if chosen.random() < 0.5:
        with time_machine.travel(hours[-1], tick=False):
            carrying[1].strike(by=None, reason="Entered twice")

    for at in hours:
        for keys in ({"position_id": [position.pk]}, {"round_id": [round.pk], "position_id": [position.pk]}):
            stood = [
                row
                for row in Citation.recorded(at).order_by("id")
                if any(getattr(row, name) in wanted for name, wanted in keys.items())
            ]
            told = [(row.pk, row.note) for row in stood]
            assert [(row.pk, row.note) for row in rows_by(Citation, at, **keys)] == told
            assert values_by(Citation, at, ("id", "note"), **keys) == told


def test_the_past_is_asked_of_the_lines_that_begin_stands(db):
    """The answers would be the same without: it is what makes them cheap."""
    on_it, both = ("rows.issue_id = %(issue)s",), ("ASC", "DESC")

    for among in (on_it, (OF_THEIRS,)):
        assert "AND rows.stand > 0" in statement_where(Position, among, "TRUE", "rows.id", past=True)
    assert "rows.stand" not in statement_where(Position, on_it, "TRUE", "rows.id", past=False)
    for way in both:
        few = f"ORDER BY rows.starts_on {way}, rows.id {way} LIMIT %(most)s"
        assert f"ORDER BY wanted.starts_on {way}" in statement_where(Position, on_it, "TRUE", "rows.id", few, past=True)
    assert "DISTINCT ON (rows.id)" in asked_by(Citation, position_id=[1])


def asked_by(model, **keys):
    with CaptureQueriesContext(connection) as seen:
        rows_by(model, FIRST, **keys)
    return seen[0]["sql"]


def test_what_a_tuple_is_told_stands_at_its_end(db):
    with pytest.raises(TypeError, match="Line ends in other fields"):
        tuples_where(Line, Position, None, ("TRUE",), "TRUE", {}, other="1")


def test_lines_of_a_file_say_what_the_records_do(position):
    other = build.position(issue=position.issue, party=position.party, starts_on=date(2025, 4, 5))
    later = moments(5)[1:]
    write(position, later[0], ends_on=date(2025, 4, 4), ending="superseded", replaced_by=other)
    write(other, later[1], ends_on=date(2025, 4, 20), ending="withdrawn")

    for at in (None, *later):
        for known in (date(2025, 4, 3), date(2025, 4, 10), date(2025, 6, 1)):
            clocks = AsOf(date(2025, 6, 1), known, at)
            asked = ("rows.issue_id = %(issue)s",), {"issue": position.issue_id}, clocks, "TRUE"
            records, lines = rows_seen(*asked, tail="ORDER BY rows.id"), lines_seen(*asked, tail="ORDER BY rows.id")
            assert [(row.pk, row.ends_on, row.ending) for row in records] == [
                (line.id, line.ends_on, line.ending) for line in lines
            ]


def test_a_condition_on_what_the_lines_of_a_stand_differ_in_is_refused():
    with pytest.raises(TypeError, match="Position is not looked for by words"):
        begins_a_stand(Position, "rows.issue_id = 1 AND rows.words = ''")


def steps() -> Iterator[Stands]:
    return (each for each in MIGRATION.operations if isinstance(each, Stands))


def test_the_database_numbers_by_the_columns_that_the_models_name(db):
    told = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text, tgargs FROM pg_trigger WHERE tgname = 'parley_stand'")
        for table, arguments in cursor.fetchall():
            theirs = bytes(arguments).split(b"\0")[0].decode()
            told[table] = tuple(name.removeprefix("one.") for name in theirs.split(", "))

    assert told == {model.history.model._meta.db_table: model.STANDS for model in NUMBERED}


def test_lines_written_before_are_numbered_as_the_new_ones_are(position):
    later = moments(6)[1:]
    for at, ends_on in zip(later, [date(2025, 4, 20), None, date(2025, 4, 20), date(2025, 4, 25), None], strict=True):
        write(position, at, ends_on=ends_on)
    as_written = numbers(position)
    assert as_written[-5:] == [max(as_written) - 1, 0, 0, max(as_written), 0]

    with connection.schema_editor() as editor:
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for step in steps():
            step.database_backwards("negotiations", editor, None, None)
        editor.execute("ALTER TABLE negotiations_historicalposition DISABLE TRIGGER USER")
        editor.execute("UPDATE negotiations_historicalposition SET stand = 1")
        editor.execute("ALTER TABLE negotiations_historicalposition ENABLE TRIGGER USER")
        for step in steps():
            step.database_forwards("negotiations", editor, None, None)

    assert numbers(position) == as_written
