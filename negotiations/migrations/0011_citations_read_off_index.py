"""Who is cited for a position in the past is read off an index: a timeline asks for a thousand lines of it at once."""

from django.db import migrations

TABLE = "negotiations_historicalcitation"
BY_POSITION = f"{TABLE}_position_id_a7eee387"  # as django-simple-history has Django call it
ASKED = "id, history_date, history_id, history_type, source_id, attribution, credibility"


def made(include: str) -> str:
    return f"DROP INDEX {BY_POSITION}; CREATE INDEX {BY_POSITION} ON {TABLE} (position_id){include}"


class Migration(migrations.Migration):
    dependencies = [("negotiations", "0010_read_off_indexes")]

    operations = [migrations.RunSQL(made(f" INCLUDE ({ASKED})"), made(""))]
