"""No record joins those of two negotiations, and none moves to another while others point at it."""

from django.db import migrations

# Told of each table: what it points at, of which kind, and the sentence for one of another negotiation. The first of
# these says which negotiation is its own.
PARTY = "The party is not at the table of this negotiation."
ISSUE = "The issue is not on the agenda of this negotiation."
POINTING = {
    "occasion": ["negotiation:negotiation:", "round:round:The round is not one of this negotiation."],
    "discussion": ["occasion:occasion:", f"issue:issue:{ISSUE}"],
    "issue": ["negotiation:negotiation:", f"parent:issue:{ISSUE}"],
    "position": [
        "issue:issue:", f"party:party:{PARTY}", "replaced_by:position:The position is not one of this negotiation.",
    ],
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
        f"party:party:{PARTY}",
    ],
    "exchange": ["given:position:", "taken:position:Both positions are of one negotiation."],
}  # fmt: skip
POINTED_AT = {
    "party": ["position.party", "deadline.moved_by", "term.owed_by", "account.party"],
    "issue": [
        "position.issue", "discussion.issue", "deadline.issue", "term.issue", "divergence.issue", "issue.parent",
    ],
    "round": ["occasion.round"],
    "occasion": ["discussion.occasion"],
    "deadline": ["deadline.moves"],
    "term": ["divergence.term", "account.term"],
    "divergence": ["account.divergence"],
    "position": ["position.replaced_by", "exchange.given", "exchange.taken"],
}  # fmt: skip

# Whoever points takes the lock with others, whoever moves takes it alone: neither overlooks the other.
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

CREATE FUNCTION negotiations_one_table() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    pointing jsonb := to_jsonb(new);
    told text;
    number bigint;
    here bigint;
    there bigint;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtext('negotiations_one_table'));
    FOREACH told IN ARRAY tg_argv LOOP
        number := pointing ->> (split_part(told, ':', 1) || '_id');
        CONTINUE WHEN number IS NULL;
        EXECUTE format('SELECT %I.negotiations_negotiation_of($1, $2, $3)', tg_table_schema)
            INTO there USING tg_table_schema, split_part(told, ':', 2), number;
        IF here <> there THEN
            RAISE EXCEPTION '%', split_part(told, ':', 3) USING ERRCODE = 'check_violation',
                CONSTRAINT = 'negotiations_one_table', COLUMN = split_part(told, ':', 1);
        END IF;
        here := coalesce(here, there);
    END LOOP;
    RETURN NULL;
END $$;

CREATE FUNCTION negotiations_stays_at_its_table() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    told text;
    moved boolean := true;
    held boolean;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('negotiations_one_table'));
    IF tg_table_name = 'negotiations_position' THEN
        EXECUTE format('SELECT %I.negotiations_negotiation_of($1, $2, $3)'
                       ' IS DISTINCT FROM %I.negotiations_negotiation_of($1, $2, $4)', tg_table_schema, tg_table_schema)
            INTO moved USING tg_table_schema, 'issue', old.issue_id, new.issue_id;
    END IF;
    IF moved THEN
        FOREACH told IN ARRAY tg_argv LOOP
            EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I.%I WHERE %I = $1)', tg_table_schema,
                           'negotiations_' || split_part(told, '.', 1), split_part(told, '.', 2) || '_id')
                INTO held USING new.id;
            IF held THEN
                RAISE EXCEPTION 'It stays in its negotiation, for others that are recorded there point at it.'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'negotiations_one_table',
                          COLUMN = CASE tg_table_name WHEN 'negotiations_position' THEN 'issue' ELSE 'negotiation' END;
            END IF;
        END LOOP;
    END IF;
    RETURN NULL;
END $$;
"""
NO_FUNCTIONS = """
DROP FUNCTION negotiations_stays_at_its_table();
DROP FUNCTION negotiations_one_table();
DROP FUNCTION negotiations_negotiation_of(text, text, bigint);
"""


def triggers() -> tuple[str, str]:
    """The triggers of all tables, and how they go. What is saved without such a change asks nothing."""
    made, gone = [], []

    def add(name: str, event: str, model: str, when: str, told: list[str]) -> None:
        said = ", ".join("'{}'".format(each.replace("'", "''")) for each in told)
        function = name.removesuffix("_new")
        made.append(
            f"CREATE CONSTRAINT TRIGGER {name} AFTER {event} ON negotiations_{model}"
            f" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {function}({said});"
        )
        gone.append(f"DROP TRIGGER {name} ON negotiations_{model};")

    for model, told in POINTING.items():
        columns = [f"{each.split(':')[0]}_id" for each in told]
        changed = " OR ".join(f"old.{column} IS DISTINCT FROM new.{column}" for column in columns)
        add("negotiations_one_table_new", "INSERT", model, "true", told)
        add("negotiations_one_table", "UPDATE", model, changed, told)
    for model, told in POINTED_AT.items():
        column = "issue_id" if model == "position" else "negotiation_id"
        add("negotiations_stays_at_its_table", "UPDATE", model, f"old.{column} <> new.{column}", told)
    return "\n".join(made), "\n".join(gone)


class Migration(migrations.Migration):
    dependencies = [("negotiations", "0011_citations_read_off_index")]

    operations = [migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS), migrations.RunSQL(*triggers())]
