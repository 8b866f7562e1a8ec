"""The guard over deals, copies of sources that are only added, texts moved to copies, and no circle of retellings."""

import hashlib

from django.db import migrations

from parley.lib.guard import Guard

RECORDED = ("term", "implementation", "divergence", "account", "exchange")

ONLY_ADDED = """
CREATE TRIGGER parley_append_only BEFORE UPDATE OR DELETE ON negotiations_capture
    FOR EACH ROW EXECUTE FUNCTION parley_history_is_append_only();
CREATE TRIGGER parley_append_only_truncate BEFORE TRUNCATE ON negotiations_capture
    FOR EACH STATEMENT EXECUTE FUNCTION parley_history_is_append_only();
"""
NOT_ONLY_ADDED = """
DROP TRIGGER parley_append_only ON negotiations_capture;
DROP TRIGGER parley_append_only_truncate ON negotiations_capture;
"""

# Two transactions could each write half of a circle: they take turns.
NO_CIRCLE = """
CREATE FUNCTION negotiations_source_has_an_origin() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    circle boolean;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('negotiations_source_has_an_origin'));
    EXECUTE format(
        'WITH RECURSIVE up (id) AS ('
        ' SELECT derived_from_id FROM %I.%I WHERE id = $1 AND derived_from_id IS NOT NULL'
        ' UNION SELECT above.derived_from_id FROM %I.%I above JOIN up USING (id) WHERE above.derived_from_id IS NOT NULL'
        ') SELECT EXISTS (SELECT 1 FROM up WHERE id = $1)',
        tg_table_schema, tg_table_name, tg_table_schema, tg_table_name
    ) INTO circle USING new.id;
    IF circle THEN
        RAISE EXCEPTION 'A source does not retell, by way of others, one that retells it.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'negotiations_source_has_an_origin';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER negotiations_source_has_an_origin AFTER INSERT OR UPDATE OF derived_from_id
    ON negotiations_source DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (new.derived_from_id IS NOT NULL)
    EXECUTE FUNCTION negotiations_source_has_an_origin();
"""
NO_CIRCLE_NO_MORE = """
DROP TRIGGER negotiations_source_has_an_origin ON negotiations_source;
DROP FUNCTION negotiations_source_has_an_origin();
"""


def keep_texts_as_copies(apps, schema_editor) -> None:
    """Each text that a source ever had becomes a copy of its own, of the moment in which it was entered."""
    captures = apps.get_model("negotiations", "Capture").objects
    lines = apps.get_model("negotiations", "HistoricalSource").objects.exclude(text="").order_by("history_id")
    seen = set()
    for line in lines:
        original = line.text.encode()
        fingerprint = hashlib.sha256(original).hexdigest()
        if (line.id, fingerprint) not in seen:
            seen.add((line.id, fingerprint))
            captures.create(
                source_id=line.id,
                captured_at=line.history_date,
                captured_by_id=line.history_user_id,
                media_type="text/plain",
                original=original,
                sha256=fingerprint,
                text=line.text,
            )


class Migration(migrations.Migration):
    dependencies = [("negotiations", "0006_deals"), ("parley", "0003_guard_by_record")]

    operations = [
        migrations.RunPython(keep_texts_as_copies, migrations.RunPython.noop),
        *(Guard("negotiations", model) for model in RECORDED),
        migrations.RunSQL(ONLY_ADDED, NOT_ONLY_ADDED),
        migrations.RunSQL(NO_CIRCLE, NO_CIRCLE_NO_MORE),
    ]
