"""No record joins those of two negotiations, and none moves to another and leaves behind what points at it."""

from django.core.management.base import CommandError
from django.db import migrations

# Told of each kind: what it points at, of which kind, and the sentence for one of another negotiation. The first of
# these says which negotiation is its own.
PARTY = "The party is not at the table of this negotiation."
ISSUE = "The issue is not on the agenda of this negotiation."
POSITION = "The position is not one of this negotiation."
POINTING = {
    "occasion": ["negotiation:negotiation:", "round:round:The round is not one of this negotiation."],
    "discussion": ["occasion:occasion:", f"issue:issue:{ISSUE}"],
    "issue": ["negotiation:negotiation:", f"parent:issue:{ISSUE}"],
    "position": ["issue:issue:", f"party:party:{PARTY}", f"replaced_by:position:{POSITION}"],
    "deadline": [
        "negotiation:negotiation:", f"issue:issue:{ISSUE}", f"moved_by:party:{PARTY}",
        "moves:deadline:The deadline is not one of this negotiation.",
    ],
    "term": ["negotiation:negotiation:", f"owed_by:party:{PARTY}", f"issue:issue:{ISSUE}"],
    "divergence": [
        "negotiation:negotiation:", f"issue:issue:{ISSUE}", "term:term:The promise is not one of this negotiation.",
    ],
    "account": [
        "divergence:divergence:", "term:term:The promise and the subject are of one negotiation.",
        f"party:party:{PARTY}", f"position:position:{POSITION}",
    ],
    "exchange": ["given:position:", "taken:position:Both positions are of one negotiation."],
}  # fmt: skip


def pointed_at() -> dict[str, list[str]]:
    """For each kind which kinds point at it, and by what."""
    found: dict[str, list[str]] = {}
    for model, told in POINTING.items():
        for each in told:
            name, kind, _ = each.split(":")
            if kind != "negotiation":
                found.setdefault(kind, []).append(f"{model}.{name}")
    return found


def _quoted(texts: list[str]) -> str:
    return ", ".join("'{}'".format(text.replace("'", "''")) for text in texts)


# Whoever points takes the lock with others, whoever moves takes it alone: neither overlooks the other. Of one change
# of a row the one that moves comes first, by its name: to take the lock alone after taking it with others is a deadlock
# where two do it.
FUNCTIONS = """
CREATE FUNCTION negotiations_negotiation_of(place text, kind text, number bigint) RETURNS bigint LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found bigint;
BEGIN
    IF kind = 'negotiation' THEN
        RETURN number;
    END IF;
    IF kind = 'position' THEN
        EXECUTE format('SELECT issue_id FROM %I.negotiations_position WHERE id = $1', place) INTO number USING number;
        kind := 'issue';
    END IF;
    EXECUTE format('SELECT negotiation_id FROM %I.%I WHERE id = $1', place, 'negotiations_' || kind)
        INTO found USING number;
    RETURN found;
END $$;

CREATE FUNCTION negotiations_joins_two(place text, kind text, pointing jsonb) RETURNS text[] LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    told text;
    number bigint;
    here bigint;
    there bigint;
BEGIN
    FOREACH told IN ARRAY CASE kind @pointing END LOOP
        number := pointing ->> (split_part(told, ':', 1) || '_id');
        CONTINUE WHEN number IS NULL;
        EXECUTE format('SELECT %I.negotiations_negotiation_of($1, $2, $3)', place)
            INTO there USING place, split_part(told, ':', 2), number;
        IF here <> there THEN
            RETURN ARRAY[split_part(told, ':', 1), split_part(told, ':', 3)];
        END IF;
        here := coalesce(here, there);
    END LOOP;
    RETURN NULL;
END $$;

CREATE FUNCTION negotiations_one_table() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    fault text[];
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtext('negotiations_one_table'));
    EXECUTE format('SELECT %I.negotiations_joins_two($1, $2, $3)', tg_table_schema)
        INTO fault USING tg_table_schema, replace(tg_table_name, 'negotiations_', ''), to_jsonb(new);
    IF fault IS NOT NULL THEN
        RAISE EXCEPTION '%', fault[2] USING ERRCODE = 'check_violation',
            CONSTRAINT = 'negotiations_one_table', COLUMN = fault[1];
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION negotiations_moves_away() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    kind text := replace(tg_table_name, 'negotiations_', '');
    by_what text := CASE kind WHEN 'position' THEN 'issue' ELSE 'negotiation' END;
    moved boolean := true;
    told text;
    left_behind jsonb;
    fault text[];
BEGIN
    IF kind = 'position' THEN
        EXECUTE format('SELECT %I.negotiations_negotiation_of($1, $2, $3)'
                       ' IS DISTINCT FROM %I.negotiations_negotiation_of($1, $2, $4)', tg_table_schema, tg_table_schema)
            INTO moved USING tg_table_schema, by_what, old.issue_id, new.issue_id;
    END IF;
    IF NOT moved THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('negotiations_one_table'));
    FOREACH told IN ARRAY tg_argv LOOP
        FOR left_behind IN EXECUTE format('SELECT to_jsonb(pointing) FROM %I.%I pointing WHERE %I = $1', tg_table_schema,
                                          'negotiations_' || split_part(told, '.', 1), split_part(told, '.', 2) || '_id')
            USING new.id
        LOOP
            EXECUTE format('SELECT %I.negotiations_joins_two($1, $2, $3)', tg_table_schema)
                INTO fault USING tg_table_schema, split_part(told, '.', 1), left_behind;
            IF fault IS NOT NULL THEN
                RAISE EXCEPTION 'The % “%” stays in its negotiation: the % “%” points at it.',
                    kind, new.key, split_part(told, '.', 1), left_behind ->> 'key'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'negotiations_one_table', COLUMN = by_what;
            END IF;
        END LOOP;
    END LOOP;
    RETURN NULL;
END $$;
""".replace("@pointing", " ".join(f"WHEN '{kind}' THEN ARRAY[{_quoted(told)}]" for kind, told in POINTING.items()))
NO_FUNCTIONS = """
DROP FUNCTION negotiations_moves_away();
DROP FUNCTION negotiations_one_table();
DROP FUNCTION negotiations_joins_two(text, text, jsonb);
DROP FUNCTION negotiations_negotiation_of(text, text, bigint);
"""


def triggers() -> tuple[str, str]:
    """The triggers of all tables, and how they go. What is saved without such a change asks nothing."""
    made, gone = [], []

    def add(name: str, event: str, model: str, when: str, function: str) -> None:
        made.append(
            f"CREATE CONSTRAINT TRIGGER {name} AFTER {event} ON negotiations_{model}"
            f" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {function};"
        )
        gone.append(f"DROP TRIGGER {name} ON negotiations_{model};")

    for model, told in POINTING.items():
        columns = [f"{each.split(':')[0]}_id" for each in told]
        changed = " OR ".join(f"old.{column} IS DISTINCT FROM new.{column}" for column in columns)
        add("negotiations_one_table_new", "INSERT", model, "true", "negotiations_one_table()")
        add("negotiations_one_table", "UPDATE", model, changed, "negotiations_one_table()")
    for model, by_whom in pointed_at().items():
        column = "issue_id" if model == "position" else "negotiation_id"
        moves = f"negotiations_moves_away({_quoted(by_whom)})"
        add("negotiations_moves_away", "UPDATE", model, f"old.{column} <> new.{column}", moves)
    return "\n".join(made), "\n".join(gone)


def refuse_what_joins_two(apps, schema_editor) -> None:
    """Rows that are there already would be refused at their next change, whatever it is: they are told now."""
    found: list[str] = []
    with schema_editor.connection.cursor() as cursor:
        for model in POINTING:
            cursor.execute(
                f"SELECT row.key, fault[2] FROM negotiations_{model} row,"  # noqa: S608 - names of our own
                f" negotiations_joins_two(current_schema(), '{model}', to_jsonb(row)) fault WHERE fault IS NOT NULL"
                " ORDER BY row.key LIMIT 20"
            )
            found += [f"{model} “{key}”: {sentence}" for key, sentence in cursor.fetchall()]
    if found:
        raise CommandError("Correct these with the version before, then migrate again.\n" + "\n".join(found))


class Migration(migrations.Migration):
    dependencies = [("negotiations", "0011_citations_read_off_index")]

    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.RunPython(refuse_what_joins_two, migrations.RunPython.noop),
        migrations.RunSQL(*triggers()),
    ]
