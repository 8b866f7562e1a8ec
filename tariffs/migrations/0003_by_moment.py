"""The past of a record is found by its number and the moment, and what was written since by its transaction."""

from django.db import migrations

from parley.lib.moments import ByMoment


class Migration(migrations.Migration):
    dependencies = [("tariffs", "0002_guard")]

    operations = [
        ByMoment("tariffs", written=True),
        # Else a temporary table of the same name would be summed up in place of the rate's parts.
        migrations.RunSQL(
            "ALTER FUNCTION tariffs_parts_add_up() SET search_path = public, pg_temp",
            "ALTER FUNCTION tariffs_parts_add_up() RESET search_path",
        ),
    ]
