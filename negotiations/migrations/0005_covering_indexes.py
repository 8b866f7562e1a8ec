"""The indexes of the past of positions carry the number of the record: which records are meant is read off them."""

from django.db import migrations

TABLE = "negotiations_historicalposition"
INDEXES = {
    "lane": ("(issue_id, starts_on)", ""),
    "held": ("(issue_id, ends_on)", ""),
    "known": ("(issue_id, known_on)", ""),
    "drafts": ("(issue_id)", " WHERE published_at IS NULL"),
}


def made(include: str) -> str:
    return "".join(
        f"DROP INDEX {TABLE}_{name}; CREATE INDEX {TABLE}_{name} ON {TABLE} {columns}{include}{where};"
        for name, (columns, where) in INDEXES.items()
    )


class Migration(migrations.Migration):
    dependencies = [("negotiations", "0004_first_day_as_seen")]

    operations = [migrations.RunSQL(made(" INCLUDE (id)"), made(""))]
