"""The past of a record is found by its number and the moment in one step."""

from django.db import migrations

_EACH = """
DO $$
DECLARE
    lines text;
    shorter text;
BEGIN
    FOR lines IN SELECT tablename FROM pg_tables
        WHERE schemaname = current_schema() AND tablename LIKE '{lines}'
    LOOP
        {statements}
    END LOOP;
END $$;
"""
# The index on the number alone, which django-simple-history makes, is the first column of the new one.
_BY_MOMENT = """
        FOR shorter IN SELECT indexname FROM pg_indexes
            WHERE schemaname = current_schema() AND tablename = lines AND indexdef LIKE '%USING btree (id)'
        LOOP
            EXECUTE format('DROP INDEX %I', shorter);
        END LOOP;
        EXECUTE format('CREATE INDEX %I ON %I (id, history_date, history_id)', lines || '_moment', lines);
"""
_BY_NUMBER = """
        EXECUTE format('CREATE INDEX %I ON %I (id)', lines || '_id', lines);
        EXECUTE format('DROP INDEX %I', lines || '_moment');
"""
_WRITTEN = "EXECUTE format('CREATE INDEX %I ON %I (txid, history_id)', lines || '_written', lines);"
_NOT_WRITTEN = "EXECUTE format('DROP INDEX %I', lines || '_written');"


class ByMoment(migrations.RunSQL):
    """Index every history of an app, or that of one model, named in lower case.

    With `written` also by the transaction, to tell what was written since one.
    """

    def __init__(self, app: str, model: str = "%", *, written: bool = False) -> None:
        lines = rf"{app}\_historical{model}"
        forwards = _BY_MOMENT + (_WRITTEN if written else "")
        backwards = _BY_NUMBER + (_NOT_WRITTEN if written else "")
        super().__init__(
            _EACH.format(lines=lines, statements=forwards), _EACH.format(lines=lines, statements=backwards)
        )
