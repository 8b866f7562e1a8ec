"""All positions of a negotiation are found by its two or three parties, not by each of its forty issues."""

import django.db.models.deletion
import simple_history.models
from django.db import migrations, models

LINES = "negotiations_historicalposition"
# As django-simple-history has Django call them. The past is asked by the parties of a negotiation, with their stands, and
# in the same way by its issues: nothing asks by one of these columns alone.
PLAIN = {"party_id": "party_id_24c700a0", "issue_id": "issue_id_8a62d2f9"}


class Migration(migrations.Migration):
    dependencies = [("negotiations", "0015_stands_indexed")]

    operations = [
        migrations.AlterField(
            "position",
            "party",
            simple_history.models.HistoricForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="positions",
                to="negotiations.party",
            ),
        ),
        migrations.AddIndex("position", models.Index(fields=["party", "starts_on"], name="negotiations_position_begun")),
        migrations.AddIndex("position", models.Index(fields=["party", "ends_on"], name="negotiations_position_ended")),
        migrations.RunSQL(
            f"CREATE INDEX {LINES}_begun ON {LINES} (party_id, starts_on) INCLUDE (id, ends_on) WHERE stand > 0;"
            f"CREATE INDEX {LINES}_ended ON {LINES} (party_id, ends_on) INCLUDE (id, starts_on) WHERE stand > 0;",
            f"DROP INDEX {LINES}_begun; DROP INDEX {LINES}_ended;",
        ),
        migrations.RunSQL(
            "".join(f"DROP INDEX {LINES}_{name};" for name in PLAIN.values()),
            "".join(f"CREATE INDEX {LINES}_{name} ON {LINES} ({column});" for column, name in PLAIN.items()),
        ),
    ]
