"""Positions and citations are looked for in the past by their stands: most lines of history are in no index for that."""

from django.db import migrations, models

from parley.lib.stands import FUNCTION, NO_FUNCTION, Stands

BELONGS = (
    "issue_id", "party_id", "occasion_id", "starts_on", "ends_on", "ending", "replaced_by_id", "known_on",
    "published_at",
)  # fmt: skip
SUPPORTS = (
    "round_id", "occasion_id", "attendance_id", "discussion_id", "issue_id", "position_id", "deadline_id", "term_id",
    "account_id", "implementation_id", "exchange_id", "phase_id", "appointment_id", "rate_id", "part_id", "effect_id",
    "relief_id",
)  # fmt: skip
LINES = "negotiations_historicalposition"
# By name: the columns, what is read off the index besides, the condition; before, and by the first lines of stands.
INDEXES = {
    "lane": ("issue_id, starts_on", "id", "", "id, ends_on", "stand > 0"),
    "held": ("issue_id, ends_on", "id, starts_on", "", "id, starts_on", "stand > 0"),
    "known": ("issue_id, known_on", "id", "", "id", "stand > 0"),
    "drafts": ("issue_id", "id", "published_at IS NULL", "id", "published_at IS NULL AND stand > 0"),
    "occasion_id_a02829cd": ("occasion_id", "id", "", "id", "stand > 0"),  # as django-simple-history has Django call it
}


def made(*, stands: bool) -> str:
    statements = []
    for name, (columns, *before_and_after) in INDEXES.items():
        include, condition = before_and_after[2:] if stands else before_and_after[:2]
        where = f" WHERE {condition}" if condition else ""
        statements.append(f"DROP INDEX {LINES}_{name};")
        statements.append(f"CREATE INDEX {LINES}_{name} ON {LINES} ({columns}) INCLUDE ({include}){where};")
    return "".join(statements)


class Migration(migrations.Migration):
    dependencies = [("negotiations", "0013_moves_another")]

    operations = [
        migrations.RunSQL(FUNCTION, NO_FUNCTION),
        *(
            migrations.AddField(
                f"historical{model}", "stand", models.PositiveSmallIntegerField(db_default=1, editable=False)
            )
            for model in ("position", "citation")
        ),
        Stands("negotiations", "position", BELONGS),
        Stands("negotiations", "citation", SUPPORTS),
        migrations.RunSQL(
            "CREATE INDEX negotiations_historicalcitation_moved ON negotiations_historicalcitation (id) WHERE stand > 1",
            "DROP INDEX negotiations_historicalcitation_moved",
        ),
        migrations.RunSQL(made(stands=True), made(stands=False)),
    ]
