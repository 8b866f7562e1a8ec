"""The guard over the record of the law, and the rule that the parts of a rate add up to it."""

from django.db import migrations

from parley.lib.guard import Guard

PARTS_ADD_UP = """
CREATE FUNCTION tariffs_parts_add_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    the_rate bigint;
    parts numeric;
    legal numeric;
BEGIN
    IF tg_table_name = 'tariffs_rate' THEN
        the_rate := new.id;
    ELSE
        the_rate := coalesce(new.rate_id, old.rate_id);
    END IF;
    SELECT sum(points) INTO parts FROM tariffs_ratepart WHERE rate_id = the_rate;
    SELECT substring(duty FROM '^([0-9]+([.][0-9]+)?)%$')::numeric INTO legal FROM tariffs_rate WHERE id = the_rate;
    IF parts IS NOT NULL AND parts IS DISTINCT FROM legal THEN
        RAISE EXCEPTION 'The parts of a rate add up to it; these make % of %.', parts, coalesce(legal::text, 'no percentage')
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'tariffs_ratepart_add_up';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER tariffs_ratepart_add_up AFTER INSERT OR UPDATE OR DELETE ON tariffs_ratepart
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION tariffs_parts_add_up();
CREATE CONSTRAINT TRIGGER tariffs_ratepart_add_up AFTER UPDATE ON tariffs_rate
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION tariffs_parts_add_up();
"""
NO_PARTS_ADD_UP = """
DROP TRIGGER tariffs_ratepart_add_up ON tariffs_rate;
DROP TRIGGER tariffs_ratepart_add_up ON tariffs_ratepart;
DROP FUNCTION tariffs_parts_add_up();
"""
RECORDED = (
    "economy",
    "scope",
    "scopecode",
    "sector",
    "legalinstrument",
    "measure",
    "rate",
    "ratepart",
    "effect",
    "stackingrule",
    "relief",
)


class Migration(migrations.Migration):
    dependencies = [("tariffs", "0001_law"), ("parley", "0001_ground")]

    operations = [
        *(Guard("tariffs", model) for model in RECORDED),
        migrations.RunSQL(PARTS_ADD_UP, NO_PARTS_ADD_UP),
    ]
