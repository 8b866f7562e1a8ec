"""The past of a record is found by its number and the moment, and what was written since by its transaction."""

from django.db import migrations

# The index on the number alone, which django-simple-history makes, is the first column of this one.
BY_MOMENT = """
DO $$
DECLARE
    lines text;
    shorter text;
BEGIN
    FOR lines IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename LIKE 'tariffs\\_historical%'
    LOOP
        FOR shorter IN SELECT indexname FROM pg_indexes
            WHERE schemaname = current_schema() AND tablename = lines AND indexdef LIKE '%USING btree (id)'
        LOOP
            EXECUTE format('DROP INDEX %I', shorter);
        END LOOP;
        EXECUTE format('CREATE INDEX %I ON %I (id, history_date, history_id)', lines || '_moment', lines);
        EXECUTE format('CREATE INDEX %I ON %I (txid, history_id)', lines || '_written', lines);
    END LOOP;
END $$;
"""
BY_NUMBER = """
DO $$
DECLARE
    lines text;
BEGIN
    FOR lines IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename LIKE 'tariffs\\_historical%'
    LOOP
        EXECUTE format('CREATE INDEX %I ON %I (id)', lines || '_id', lines);
        EXECUTE format('DROP INDEX %I', lines || '_moment');
        EXECUTE format('DROP INDEX %I', lines || '_written');
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("tariffs", "0002_guard")]

    operations = [
        migrations.RunSQL(BY_MOMENT, BY_NUMBER),
        # Else a temporary table of the same name would be summed up in place of the rate's parts.
        migrations.RunSQL(
            "ALTER FUNCTION tariffs_parts_add_up() SET search_path = public, pg_temp",
            "ALTER FUNCTION tariffs_parts_add_up() RESET search_path",
        ),
    ]
