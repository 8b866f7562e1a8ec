"""The past of a line is found by its code, of which a schedule has thirty thousand: each was looked through."""

from django.db import migrations

NAME, TABLE = "tariffs_historicaltariffline_code", "tariffs_historicaltariffline"


class Migration(migrations.Migration):
    dependencies = [("tariffs", "0006_lines_overruled")]

    operations = [
        migrations.RunSQL(f"CREATE INDEX {NAME} ON {TABLE} (economy_id, code) INCLUDE (id)", f"DROP INDEX {NAME}"),
    ]
