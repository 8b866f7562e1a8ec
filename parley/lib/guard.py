"""The database's own guard over the record: no change without its line of history, and no line of history changed.

`Guard` is a migration operation; every recorded model has one. A history table refuses UPDATE, DELETE and TRUNCATE.
A recorded table's change is refused at commit unless the same transaction wrote a line of history for that row; the
transaction's number is the top-level one, so savepoints do not matter.
"""

from django.db import migrations

_FUNCTIONS = """
CREATE OR REPLACE FUNCTION parley_history_is_append_only() RETURNS trigger LANGUAGE plpgsql{path} AS $$
BEGIN
    RAISE EXCEPTION 'history in % is never changed', tg_table_name USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE OR REPLACE FUNCTION parley_history_is_required() RETURNS trigger LANGUAGE plpgsql{path} AS $$
DECLARE
    changed bigint := coalesce(new.id, old.id);
    signed boolean;
BEGIN
    EXECUTE format(
        'SELECT EXISTS (SELECT 1 FROM {history} WHERE id = $1 AND {txid} = pg_current_xact_id()::text::bigint)', {names}
    ) INTO signed USING changed;
    IF NOT signed THEN
        RAISE EXCEPTION 'row % of % was changed without a line of history', changed, tg_table_name
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
"""
# As they were first made: a temporary table could stand in for the history of the same name.
FUNCTIONS = _FUNCTIONS.format(path="", history="%I", names="tg_argv[0]", txid="txid")
# The history is the one beside the table, and no other name is looked up among the temporary ones first.
_IN_THEIR_SCHEMA = {
    "path": " SET search_path = pg_catalog, pg_temp",
    "history": "%I.%I",
    "names": "tg_table_schema, tg_argv[0]",
}
FUNCTIONS_IN_THEIR_SCHEMA = _FUNCTIONS.format(**_IN_THEIR_SCHEMA, txid="txid")
# The line is found by its record: by the transaction it would be sought among all that a bulk load has written.
FUNCTIONS_BY_RECORD = _FUNCTIONS.format(**_IN_THEIR_SCHEMA, txid="txid + 0")
NO_FUNCTIONS = """
DROP FUNCTION parley_history_is_append_only();
DROP FUNCTION parley_history_is_required();
"""

_TRIGGERS = """
CREATE TRIGGER parley_append_only BEFORE UPDATE OR DELETE ON {history}
    FOR EACH ROW EXECUTE FUNCTION parley_history_is_append_only();
CREATE TRIGGER parley_append_only_truncate BEFORE TRUNCATE ON {history}
    FOR EACH STATEMENT EXECUTE FUNCTION parley_history_is_append_only();
CREATE TRIGGER parley_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION parley_history_is_append_only();
CREATE CONSTRAINT TRIGGER parley_history_required AFTER INSERT OR UPDATE OR DELETE ON {table}
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION parley_history_is_required('{history}');
"""
_NO_TRIGGERS = """
DROP TRIGGER parley_append_only ON {history};
DROP TRIGGER parley_append_only_truncate ON {history};
DROP TRIGGER parley_no_truncate ON {table};
DROP TRIGGER parley_history_required ON {table};
"""


class Guard(migrations.RunSQL):
    """Put the guard on a recorded model, named by app label and lower-case model name."""

    def __init__(self, app: str, model: str) -> None:
        names = {"table": f"{app}_{model}", "history": f"{app}_historical{model}"}
        super().__init__(_TRIGGERS.format(**names), _NO_TRIGGERS.format(**names))
