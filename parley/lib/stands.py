"""Where a record stands: the columns by which pages look for it, as what it belongs to and from when to when.

A record is corrected many times and moves seldom. The lines of its history that say the same of these columns are one
stand, and of each the first line carries its number: 1, 2 … in `stand`. The others carry 0, and are in none of the
indexes of these columns. The database works it out, and of two lines that say the same one has a number.

`Stands` is a migration operation; the model names the columns in `STANDS` (parley.lib.records).
"""

from collections.abc import Sequence

from django.db import migrations

FUNCTION = """
CREATE FUNCTION parley_line_stands() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format(
        'SELECT CASE WHEN bool_or(ROW(%3$s) IS NOT DISTINCT FROM ROW(%4$s)) THEN 0 ELSE coalesce(max(stand), 0) + 1 END'
        ' FROM %1$I.%2$I one WHERE id = ($1).id', tg_table_schema, tg_table_name, tg_argv[0], tg_argv[1]
    ) INTO new.stand USING new;
    RETURN new;
END $$;
"""
NO_FUNCTION = "DROP FUNCTION parley_line_stands();"
_TRIGGER = """
CREATE OR REPLACE TRIGGER parley_stand BEFORE INSERT ON {history}
    FOR EACH ROW EXECUTE FUNCTION parley_line_stands('{theirs}', '{ours}');
"""
# What was written before the column was there.
_NUMBERED = """
ALTER TABLE {history} DISABLE TRIGGER USER;
WITH lines AS (
    SELECT history_id, id, history_date,
        row_number() OVER (PARTITION BY id, {columns} ORDER BY history_date, history_id) = 1 AS begins
    FROM {history}
), told AS (
    SELECT history_id, CASE WHEN begins THEN count(*) FILTER (WHERE begins) OVER earlier ELSE 0 END AS number
    FROM lines WINDOW earlier AS (PARTITION BY id ORDER BY history_date, history_id)
)
UPDATE {history} line SET stand = told.number FROM told
WHERE told.history_id = line.history_id AND line.stand <> told.number;
ALTER TABLE {history} ENABLE TRIGGER USER;
"""
_NO_TRIGGER = "DROP TRIGGER parley_stand ON {history};"


class Stands(migrations.RunSQL):
    """Number the stands of a recorded model by some columns; its history has the column `stand` by now.

    For other columns a later migration does it again, once all lines have these. While the lines are numbered, the
    column is best 0 by default and in no index: only the first lines of stands are written then.
    """

    def __init__(self, app: str, model: str, columns: Sequence[str]) -> None:
        history = f"{app}_historical{model}"
        theirs, ours = (", ".join(f"{row}.{name}" for name in columns) for row in ("one", "($1)"))
        numbered = _NUMBERED.format(history=history, columns=", ".join(columns))
        trigger = _TRIGGER.format(history=history, theirs=theirs, ours=ours)
        super().__init__(numbered + trigger, _NO_TRIGGER.format(history=history))
