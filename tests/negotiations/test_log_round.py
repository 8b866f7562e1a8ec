"""Logging a round: one change, all or nothing."""

from datetime import date, time

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from negotiations import actions
from negotiations.actions import Cited, Entry, Refused
from negotiations.models import Attendance, Citation, Occasion, Position, Round
from parley.lib.records import Conflict
from tests import build
from tests.rounds import DAY, a_log, a_table


@pytest.fixture(scope="module")
def made(standing):
    return a_table()


@pytest.fixture
def table(world):
    return world


@pytest.fixture
def log(table):
    return a_log(**table)


@pytest.fixture
def held(table):
    return build.position(issue=table["issue"], party=table["party"], starts_on=date(2025, 5, 1))


def test_everything_is_one_line_of_history_each_signed_with_the_reason(log, analyst):
    logged = actions.log_round(log, by=analyst, reason="Round 4")

    for record in (logged.round, log.occasions[0].record, log.positions[0].record):
        line = record.history.get()
        assert (line.history_user, line.history_change_reason) == (analyst, "Round 4")


def test_a_draft_is_known_since_its_source_and_read_by_nobody(log, analyst):
    logged = actions.log_round(log, by=analyst)

    position = Position.objects.get()
    assert (position.known_on, position.published_at) == (DAY, None)
    assert set(logged.drafts) == {logged.round, log.occasions[0].record, position}


def test_what_nothing_is_cited_for_itself_is_known_from_what_was_said_there(log, analyst):
    logged = actions.log_round(log, by=analyst)

    assert (logged.round.known_on, Occasion.objects.get().known_on) == (DAY, DAY)


def test_an_editor_publishes_at_once_what_rests_on_a_citation(log, editor):
    bare = Position(
        issue=log.positions[0].record.issue, party=log.positions[0].record.party, stance="warns",
        words="Of more", starts_on=DAY, occasion=log.occasions[0].record,
    )  # fmt: skip
    log.positions.append(Entry(bare, "bare"))

    logged = actions.log_round(log, by=editor, publish=True)

    assert logged.drafts == (bare,)
    assert {row.published_at is not None for row in (logged.round, Occasion.objects.get())} == {True}
    assert Position.objects.published().get().words == "Wants all of it gone"


def test_an_analyst_does_not_publish(log, analyst):
    with pytest.raises(PermissionDenied):
        actions.log_round(log, by=analyst, publish=True)

    assert not Round.objects.exists()


def test_one_fault_undoes_all_and_every_fault_is_told(table, analyst):
    log = a_log(**table, stance="shouts")
    log.occasions[0].record.time_zone = "Mars/Olympus"

    with pytest.raises(Refused) as refused:
        actions.log_round(log, by=analyst)

    assert [where for where, _ in refused.value.faults] == ["occasion", "position"]
    assert not Round.objects.exists()
    assert not Position.objects.exists()


def test_an_hour_that_the_clocks_skipped_is_refused(log, analyst):
    occasion = log.occasions[0].record
    occasion.held_on, occasion.starts_at, occasion.time_zone = date(2025, 3, 9), time(2, 30), "America/New_York"

    with pytest.raises(Refused, match="did not exist"):
        actions.log_round(log, by=analyst)


def test_the_hour_that_the_clocks_show_twice_is_taken(log, analyst):
    occasion = log.occasions[0].record
    occasion.held_on, occasion.starts_at, occasion.time_zone = date(2025, 11, 2), time(1, 30), "America/New_York"

    actions.log_round(log, by=analyst)

    assert Occasion.objects.get().starts_at == time(1, 30)


def test_the_same_round_sent_twice_is_written_once(table, analyst):
    first, second = a_log(**table), a_log(**table)
    second.round.record.key = first.round.record.key

    actions.log_round(first, by=analyst)
    again = actions.log_round(second, by=analyst)

    assert again.again
    assert (Round.objects.count(), Position.objects.count()) == (1, 1)


def test_the_position_that_is_replaced_ends_the_day_before(held, log, analyst):
    log.positions[0].replaces = held

    actions.log_round(log, by=analyst)

    held.refresh_from_db()
    new = log.positions[0].record
    assert (held.ends_on, held.ending, held.replaced_by) == (date(2025, 5, 29), "superseded", new)


def test_a_position_that_is_not_older_is_not_replaced(table, log, analyst):
    held = build.position(issue=table["issue"], party=table["party"], starts_on=DAY)
    log.positions[0].replaces = held

    with pytest.raises(Refused, match="begins later"):
        actions.log_round(log, by=analyst)

    held.refresh_from_db()
    assert held.ending == ""


def test_a_position_is_replaced_only_by_the_same_partys_on_the_same_issue(analyst):
    held, other = build.position(starts_on=date(2025, 5, 1)), build.position(starts_on=date(2025, 5, 20))

    with pytest.raises(ValidationError, match="same issue"):
        actions.table_position(other, replaces=[held], by=analyst)


def test_a_withdrawn_position_ends_the_day_before(held, log, analyst):
    log.withdrawn = [(held, DAY, "held")]

    actions.log_round(log, by=analyst)

    held.refresh_from_db()
    assert (held.ends_on, held.ending) == (date(2025, 5, 29), "withdrawn")


@pytest.mark.parametrize("day", [date(2025, 5, 1), date(2025, 4, 1)])
def test_a_position_is_withdrawn_after_it_began(held, analyst, day):
    with pytest.raises(ValidationError, match="on a later day"):
        actions.withdraw_position(held, on=day, by=analyst)


def test_a_position_ends_once(held, analyst):
    actions.withdraw_position(held, on=DAY, by=analyst)

    with pytest.raises(ValidationError, match="was withdrawn already"):
        actions.withdraw_position(held, on=date(2025, 6, 3), by=analyst)


def test_a_corrected_first_day_moves_the_eve(held, log, analyst):
    log.positions[0].replaces = held
    actions.log_round(log, by=analyst)
    new = log.positions[0].record
    version = new.version
    new.starts_on = date(2025, 5, 28)
    log.positions[0] = Entry(new, "position", version)

    actions.log_round(log, by=analyst, reason="The call was on the eve")

    held.refresh_from_db()
    assert held.ends_on == date(2025, 5, 27)


def test_what_did_not_change_is_not_written_again(log, analyst):
    actions.log_round(log, by=analyst)
    position = log.positions[0].record
    log.positions[0] = Entry(position, "position", position.version)

    actions.log_round(log, by=analyst, reason="Nothing")

    assert position.history.count() == 1


def test_a_newer_version_is_not_overwritten_and_both_values_are_told(log, analyst, editor):
    actions.log_round(log, by=analyst)
    position = Position.objects.get()
    opened = position.version
    position.words = "Wants half of it gone"
    position.record(by=editor, reason="As quoted")

    mine = Position.objects.get()
    mine.words = "Wants nothing of it"
    log.positions[0] = Entry(mine, "position", opened)
    with pytest.raises(Refused) as refused:
        actions.log_round(log, by=analyst, reason="Mine")

    ((where, refusal),) = refused.value.faults
    assert where == "position"
    assert isinstance(refusal, Conflict)
    assert "editor saved the position" in refusal.messages[0]
    assert "theirs “Wants half of it gone”, yours “Wants nothing of it”" in refusal.messages[0]
    assert Position.objects.get().words == "Wants half of it gone"


def test_a_draft_is_taken_out_and_its_history_stays(log, analyst):
    actions.log_round(log, by=analyst)
    position, citation = Position.objects.get(), Citation.objects.get()
    log.positions[0] = Entry(position, "position", position.version, [Cited(citation, struck=True)], struck=True)

    actions.log_round(log, by=analyst, reason="Entered by mistake")

    assert not Position.objects.exists()
    assert Position.history.filter(history_type="-").get().history_change_reason == "Entered by mistake"


def test_a_published_statement_is_not_taken_out(log, editor):
    actions.log_round(log, by=editor, publish=True)
    position = Position.objects.get()
    log.positions[0] = Entry(position, "position", position.version, struck=True)

    with pytest.raises(Refused, match="rank it deprecated"):
        actions.log_round(log, by=editor, reason="Away with it")


def test_an_occasion_with_statements_is_not_taken_out(log, analyst):
    actions.log_round(log, by=analyst)
    occasion = Occasion.objects.get()
    log.occasions[0] = Entry(occasion, "occasion", occasion.version, struck=True)

    with pytest.raises(Refused, match="remove these first"):
        actions.log_round(log, by=analyst, reason="Away with it")


def test_an_official_is_listed_once_at_an_occasion(log, analyst):
    official = build.official()
    for _ in range(2):
        log.attendances.append(Entry(Attendance(occasion=log.occasions[0].record, official=official), "who"))

    with pytest.raises(Refused, match="already listed"):
        actions.log_round(log, by=analyst)
