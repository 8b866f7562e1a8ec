"""For databases made while the migration before this one had no `enacted_to` yet; for all others nothing."""

from django.db import migrations

KINDS = ("relief", "stackingrule")
COLUMNS = "".join(
    f"ALTER TABLE tariffs_{table}{kind} ADD COLUMN IF NOT EXISTS enacted_to date;"
    for kind in KINDS
    for table in ("", "historical")
)
CONSTRAINT = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'tariffs_{0}_enacted_to_another_day') THEN
        ALTER TABLE tariffs_{0} ADD CONSTRAINT tariffs_{0}_enacted_to_another_day
            CHECK (enacted_to IS NULL OR ended_by_id IS NOT NULL);
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("tariffs", "0008_ends_by_later_acts")]

    operations = [
        migrations.RunSQL(COLUMNS, migrations.RunSQL.noop),
        migrations.RunSQL([CONSTRAINT.format(kind) for kind in KINDS], migrations.RunSQL.noop),
    ]
