"""Two indexes of positions in the past carry what is asked of them, so that their lines need not be read.

A round asks by the last day for those begun by its end; the table of rounds asks by the occasion for their numbers.
"""

from django.db import migrations

TABLE = "negotiations_historicalposition"
BY_OCCASION = f"{TABLE}_occasion_id_a02829cd"  # as django-simple-history has Django call it


def made(name: str, columns: str, include: str) -> str:
    return f"DROP INDEX {name}; CREATE INDEX {name} ON {TABLE} ({columns}){f' INCLUDE ({include})' if include else ''}"


class Migration(migrations.Migration):
    dependencies = [("negotiations", "0009_terms_apart_from")]

    operations = [
        migrations.RunSQL(
            made(f"{TABLE}_held", "issue_id, ends_on", "id, starts_on"), made(f"{TABLE}_held", "issue_id, ends_on", "id")
        ),
        migrations.RunSQL(made(BY_OCCASION, "occasion_id", "id"), made(BY_OCCASION, "occasion_id", "")),
    ]
