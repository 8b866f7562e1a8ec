"""Changes of many models made as one step leave the database as one by one they would."""

import pytest
from django.db import connection, models
from django.db.migrations import AddConstraint, AddField, AddIndex, AlterField, CreateModel, RemoveField
from django.db.migrations.state import ProjectState

from parley.lib.together import Together

APP = "together"
BOTH_MADE = (
    CreateModel("Land", [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=10))]),
    CreateModel(
        "Duty",
        [
            ("id", models.BigAutoField(primary_key=True)),
            ("points", models.IntegerField()),
            ("note", models.TextField(null=True)),
        ],
    ),
    AddField("duty", "land", models.ForeignKey("together.Land", models.PROTECT)),
    AddIndex("duty", models.Index(fields=["points"], name="duty_points")),
    AddConstraint("duty", models.CheckConstraint(condition=models.Q(points__gte=0), name="duty_not_negative")),
)
BOTH_CHANGED = (
    CreateModel("Act", [("id", models.BigAutoField(primary_key=True))]),
    AddField("act", "title", models.TextField()),
    AddField("duty", "act", models.ForeignKey("together.Act", models.PROTECT, null=True)),
    AlterField("land", "name", models.CharField(max_length=20, null=True)),
    RemoveField("duty", "note"),
)
CATALOG = """
SELECT table_name::text, column_name::text, ordinal_position::text, data_type::text, is_nullable::text,
    character_maximum_length::text
FROM information_schema.columns WHERE table_name LIKE 'together%'
UNION ALL SELECT tablename, indexname, indexdef, '', '', '' FROM pg_indexes WHERE tablename LIKE 'together%'
UNION ALL SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', '', ''
FROM pg_constraint WHERE conrelid::regclass::text LIKE 'together%'
ORDER BY 1, 2, 3
"""


def catalog() -> list:
    with connection.cursor() as cursor:
        cursor.execute(CATALOG)
        return cursor.fetchall()


def forwards(state: ProjectState, *operations) -> ProjectState:
    for operation in operations:
        before, state = state, state.clone()
        operation.state_forwards(APP, state)
        with connection.schema_editor() as editor:
            operation.database_forwards(APP, editor, before, state)
    return state


def backwards(state: ProjectState, before: ProjectState, operation) -> None:
    with connection.schema_editor() as editor:
        operation.database_backwards(APP, editor, state, before)


@pytest.mark.django_db
def test_what_is_done_together_is_what_is_done_one_by_one():
    empty = ProjectState()
    one_by_one = forwards(forwards(empty, *BOTH_MADE), *BOTH_CHANGED)
    wanted = catalog()
    with connection.schema_editor() as editor:
        for model in one_by_one.apps.get_models():
            editor.delete_model(model)
    assert catalog() == []

    made = forwards(empty, Together(*BOTH_MADE))
    first = catalog()
    changed = forwards(made, Together(*BOTH_CHANGED))

    assert catalog() == wanted
    assert changed == one_by_one
    backwards(changed, made, Together(*BOTH_CHANGED))
    assert sorted(row[:2] for row in catalog()) == sorted(row[:2] for row in first)
    backwards(made, empty, Together(*BOTH_MADE))
    assert catalog() == []


def test_it_says_all_that_it_does():
    said = Together(*BOTH_MADE).describe()

    assert said.startswith("Create model Land; Create model Duty; Add field land to duty; ")
