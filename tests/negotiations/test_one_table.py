"""What belongs to one negotiation holds together: no record joins those of two."""

from contextlib import contextmanager, suppress
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from negotiations.models import (
    Citation,
    Deadline,
    Divergence,
    Issue,
    Negotiation,
    Occasion,
    Party,
    Position,
    Round,
    Term,
)
from negotiations.models.one_table import ONE_TABLE
from parley.lib.records import Recorded
from parley.rules_at_the_end import checked_at_the_end, overtaken
from tests import build
from tests.parley.screens import fields


def test_an_occasion_is_of_a_round_of_its_own_negotiation(db):
    elsewhere = build.round()

    with pytest.raises(ValidationError, match="The round is not one of this negotiation"):
        build.occasion(negotiation=build.negotiation(), round=elsewhere)


def test_what_is_discussed_is_on_the_agenda_of_the_negotiation(db):
    occasion = build.occasion()

    with pytest.raises(ValidationError, match="The issue is not on the agenda of this negotiation"):
        build.discussion(occasion=occasion, issue=build.issue())


def test_the_form_of_an_occasion_says_so_beside_its_field(desk):
    occasion, elsewhere = build.occasion(), build.round()
    address = f"/records/occasion/{occasion.key}/edit/"

    answer = desk.post(address, fields(desk.get(address)) | {"round": elsewhere.key, "reason": "Misread"})

    assert answer.status_code == 422
    assert 'id="id_round_error"><li>The round is not one of this negotiation.' in answer.text
    assert f'value="{elsewhere.key}"' in answer.text  # what was typed stays
    assert occasion.history.count() == 1


# Of each kind of record what it points at, made to be one of another negotiation behind the back of its model.
JOINING = {
    "occasion": ("round", build.round),
    "discussion": ("issue", build.issue),
    "issue": ("parent", build.issue),
    "position": ("party", build.party),
    "position of another": ("replaced_by", build.position),
    "deadline": ("moved_by", build.party),
    "deadline about it": ("issue", build.issue),
    "deadline that was moved": ("moves", build.deadline),
    "term": ("owed_by", build.party),
    "term on it": ("issue", build.issue),
    "divergence": ("term", build.term),
    "divergence on it": ("issue", build.issue),
    "account": ("party", build.party),
    "account of a promise": ("term", build.term),
    "account by a position": ("position", build.position),
    "exchange": ("taken", build.position),
}


# An occasion on which something was said may be one of another table.
ELSEWHERE = {("position", "occasion"), ("term", "occasion"), ("account", "occasion")}
OF_ONE = (Negotiation, Party, Issue, Round, Occasion, Deadline, Position, Term, Divergence)


def test_all_that_points_at_the_same_negotiation_is_tried():
    """Every key of a model that points at two or more records of a negotiation. A citation is for one of its many."""
    keys = {
        model._meta.model_name: [field.name for field in model._meta.concrete_fields if field.related_model in OF_ONE]
        for model in apps.get_app_config("negotiations").get_models()
        if issubclass(model, Recorded) and model is not Citation
    }
    pointing = {(model, name) for model, names in keys.items() if len(names) > 1 for name in names}

    assert {(model, name) for model, told in ONE_TABLE.items() for name in told} == pointing - ELSEWHERE
    own = {(model, next(iter(told))) for model, told in ONE_TABLE.items()}
    assert {(kind.split()[0], name) for kind, (name, _) in JOINING.items()} == pointing - ELSEWHERE - own


@pytest.mark.parametrize("kind", JOINING)
def test_no_record_joins_two_negotiations(db, kind):
    """Neither its model takes it, nor the database."""
    model, (name, other) = kind.split()[0], JOINING[kind]
    record = getattr(build, model)(**({"divergence": build.divergence()} if model == "account" else {}))
    there = other()
    besides = {
        "position of another": lambda: {"ending": "superseded", "ends_on": record.starts_on},
        "account": lambda: {"teller": ""},
    }.get(kind, dict)()
    for field, value in {name: there, **besides}.items():
        setattr(record, field, value)

    with pytest.raises(ValidationError) as refused:
        record.full_clean()
    with pytest.raises(IntegrityError) as refused_by_database, at_once():
        type(record).objects.filter(pk=record.pk).update(**{name: there, **besides})

    told = refused_by_database.value.__cause__.diag
    assert overtaken(refused_by_database.value)
    assert refused.value.message_dict == {told.column_name: [told.message_primary]}
    assert told.column_name == name


def test_a_new_record_that_joins_two_is_refused_by_the_database_too(db):
    said, party = build.position(), build.party()
    said.pk, said.key, said.party = None, "another", party

    with pytest.raises(IntegrityError, match="not at the table"), at_once():
        type(said).objects.bulk_create([said])


@pytest.mark.parametrize(
    ("kind", "pointing"),
    [
        ("issue", lambda issue: build.position(issue=issue)),
        ("issue", lambda issue: build.issue(negotiation=issue.negotiation, parent=issue)),
        ("party", lambda party: build.position(issue=build.issue(negotiation=party.negotiation), party=party)),
        ("occasion", lambda occasion: build.discussion(occasion=occasion)),
        ("term", lambda term: build.account(term=term, party=build.party(negotiation=term.negotiation))),
    ],
)
def test_what_others_point_at_stays_in_its_negotiation(desk, kind, pointing):
    record, elsewhere = getattr(build, kind)(), build.negotiation()
    address = f"/records/{kind}/{record.key}/edit/"
    with checked_at_the_end():  # as at the end of the change with which it was made
        pointing(record)

    answer = desk.post(address, fields(desk.get(address)) | {"negotiation": str(elsewhere.pk), "reason": "Misfiled"})

    assert answer.status_code == 422
    assert f'id="id_negotiation_error"><li>The {kind} “{record.key}” stays in its negotiation: the ' in answer.text
    assert "points at it." in answer.text
    assert type(record).objects.get(pk=record.pk).negotiation_id != elsewhere.pk


def test_what_nothing_points_at_may_move(desk):
    issue, elsewhere = build.issue(), build.negotiation()
    address = f"/records/issue/{issue.key}/edit/"

    answer = desk.post(address, fields(desk.get(address)) | {"negotiation": str(elsewhere.pk), "reason": "Misfiled"})

    assert answer.status_code == 302
    assert type(issue).objects.get().negotiation == elsewhere


def test_what_points_at_each_other_may_move_together(db):
    """A chain of positions that was filed in the wrong negotiation: each alone would leave the other behind."""
    new, elsewhere = build.position(), build.party()
    issue, ended = build.issue(negotiation=elsewhere.negotiation), {"ending": "superseded", "ends_on": new.starts_on}
    with checked_at_the_end():  # as at the end of the change with which it was made
        old = build.position(issue=new.issue, party=new.party, replaced_by=new, **ended)

    def moved(*chain):
        for each in chain:
            each.issue, each.party = issue, elsewhere
            each.replaced_by = each.replaced_by and new
            each.record(by=None, reason="Misfiled")

    with pytest.raises(ValidationError, match=f"the position “{old.key}” points at it"), checked_at_the_end():
        moved(new)
    with checked_at_the_end():
        moved(new, old)

    assert [each.issue for each in type(new).objects.filter(pk__in=[new.pk, old.pk])] == [issue, issue]


def test_a_moment_within_a_move_shows_nothing_of_what_has_not_come_yet(desk):
    """The party comes first, and with it what it says on an issue that at that moment is still on the other agenda."""
    said = build.position(words="No cut below ten")
    talks = build.round(starts_on=said.starts_on)
    with checked_at_the_end():
        for each in (said.party, said.issue):
            each.negotiation = talks.negotiation
            each.record(by=None, reason="Misfiled")
    page, moved = f"/negotiations/{talks.negotiation.key}/rounds/{talks.number}/", said.party.history.latest()

    within, after = (desk.get(page, {"recorded": moment}) for moment in (moved.history_date.isoformat(), ""))
    listed = desk.get(f"/negotiations/{talks.negotiation.key}/rounds/", {"recorded": moved.history_date.isoformat()})

    assert within.status_code == 200
    assert "No cut below ten" not in within.text
    assert "No cut below ten" in after.text
    assert [line.tabled for line in listed.context["lines"]] == [0]


def test_a_deadline_does_not_move_itself(db):
    deadline = build.deadline()
    deadline.moves = deadline

    with pytest.raises(ValidationError, match="does not move itself"):
        deadline.record(by=None)


def test_a_position_goes_to_another_issue_of_its_negotiation(db):
    said = build.exchange().given
    said.issue = build.issue(negotiation=said.issue.negotiation)

    with checked_at_the_end():
        said.record(by=None, reason="Misread")

    assert type(said).objects.get(pk=said.pk).issue == said.issue


@contextmanager
def at_once():
    """With the rule checked at the end of what is done here, before the one that each change has a line of history."""
    with transaction.atomic(), connection.cursor() as cursor:
        yield
        cursor.execute("SET CONSTRAINTS negotiations_one_table, negotiations_one_table_new IMMEDIATE")


@pytest.mark.parametrize("recorded", [False, True])
def test_what_was_said_at_another_table_leads_there(desk, recorded):
    theirs = build.occasion(title="A summit of others")
    said = build.position(occasion=theirs)
    talks, there = said.issue.negotiation.key, theirs.negotiation.key
    asked = {"recorded": timezone.now().isoformat()} if recorded else {}

    shown = desk.get(f"/negotiations/{talks}/issues/{said.issue.key}/", asked).text

    assert f"/negotiations/{there}/occasions/{theirs.key}/" in shown
    assert f"/negotiations/{talks}/occasions/{theirs.key}/" not in shown


def test_rows_that_joined_two_before_there_was_a_guard_are_named(db):
    one_table = import_module("negotiations.migrations.0012_one_table")
    joined, sound = build.position(), build.position()
    told = f"position “{joined.key}”: The party is not at the table of this negotiation."

    with suppress(CommandError), transaction.atomic():  # undone before the guard looks at it
        type(joined).objects.filter(pk=joined.pk).update(party=build.party())
        with pytest.raises(CommandError) as refused:
            one_table.refuse_what_joins_two(apps, SimpleNamespace(connection=connection))
        raise refused.value

    assert told in str(refused.value)
    assert sound.key not in str(refused.value)
