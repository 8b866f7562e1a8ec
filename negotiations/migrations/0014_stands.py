"""The lines of history of positions and citations are numbered by their stands."""

from django.db import migrations, models

from parley.lib.stands import FUNCTION, NO_FUNCTION, Stands

BELONGS = (
    "issue_id", "party_id", "occasion_id", "starts_on", "ends_on", "ending", "replaced_by_id", "known_on",
    "published_at",
)  # fmt: skip
SUPPORTS = (
    "round_id", "occasion_id", "attendance_id", "discussion_id", "issue_id", "position_id", "deadline_id", "term_id",
    "account_id", "implementation_id", "exchange_id", "phase_id", "appointment_id", "rate_id", "part_id", "effect_id",
    "relief_id",
)  # fmt: skip
class Migration(migrations.Migration):
    dependencies = [("negotiations", "0013_moves_another")]

    operations = [
        migrations.RunSQL(FUNCTION, NO_FUNCTION),
        *(
            migrations.AddField(
                f"historical{model}", "stand", models.PositiveSmallIntegerField(db_default=0, editable=False)
            )
            for model in ("position", "citation")
        ),
        Stands("negotiations", "position", BELONGS),
        Stands("negotiations", "citation", SUPPORTS),
        *(
            # A line of which nobody tells is taken to begin a stand.
            migrations.AlterField(
                f"historical{model}", "stand", models.PositiveSmallIntegerField(db_default=1, editable=False)
            )
            for model in ("position", "citation")
        ),
    ]
