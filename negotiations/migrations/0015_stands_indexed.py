"""Positions and citations are looked for in the past by their stands: most lines of history are in no index for that."""

from django.db import migrations

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
    dependencies = [("negotiations", "0014_stands")]

    operations = [
        migrations.RunSQL(
            # For a time the migration before this one made it.
            "CREATE INDEX IF NOT EXISTS negotiations_historicalcitation_moved ON negotiations_historicalcitation (id)"
            " WHERE stand > 1",
            "DROP INDEX negotiations_historicalcitation_moved",
        ),
        migrations.RunSQL(made(stands=True), made(stands=False)),
        migrations.RunSQL(f"ANALYZE {LINES}, negotiations_historicalcitation", migrations.RunSQL.noop),
    ]
