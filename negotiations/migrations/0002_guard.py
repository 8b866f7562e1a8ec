"""The guard over the record of the talks, and search in the past."""

from django.db import migrations

from parley.lib.guard import Guard

RECORDED = (
    "negotiation",
    "party",
    "phase",
    "official",
    "appointment",
    "round",
    "occasion",
    "attendance",
    "issue",
    "discussion",
    "position",
    "deadline",
    "source",
    "citation",
)

# The same words as in the tables of the present, so that the past is searched as fast.
WORDS = {
    "official": "family_name, given_name, native_name",
    "issue": "title, description",
    "position": "words, condition",
    "source": "publisher, title",
}


class Migration(migrations.Migration):
    dependencies = [("negotiations", "0001_talks"), ("parley", "0001_ground")]

    operations = [
        *(Guard("negotiations", model) for model in RECORDED),
        *(
            migrations.RunSQL(
                f"CREATE INDEX negotiations_historical{model}_words ON negotiations_historical{model}"
                f" USING gin (parley_grams({columns}))",
                f"DROP INDEX negotiations_historical{model}_words",
            )
            for model, columns in WORDS.items()
        ),
        migrations.RunSQL(
            "CREATE INDEX negotiations_historicalposition_lane ON negotiations_historicalposition (issue_id, starts_on)",
            "DROP INDEX negotiations_historicalposition_lane",
        ),
    ]
