"""The index by the last day of positions in the past carries their first: a round asks for those begun by its end."""

from django.db import migrations

NAME, TABLE = "negotiations_historicalposition_held", "negotiations_historicalposition"


def made(include: str) -> str:
    return f"DROP INDEX {NAME}; CREATE INDEX {NAME} ON {TABLE} (issue_id, ends_on) INCLUDE ({include})"


class Migration(migrations.Migration):
    dependencies = [("negotiations", "0009_terms_apart_from")]

    operations = [migrations.RunSQL(made("id, starts_on"), made("id"))]
