"""The past of a record is found by its number and the moment in one step; officials by every spelling."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

from negotiations.models.search import Grams, Names
from parley.lib.moments import ByMoment


class Migration(migrations.Migration):
    dependencies = [("negotiations", "0002_guard")]

    operations = [
        ByMoment("negotiations"),
        migrations.RunSQL(
            "CREATE INDEX negotiations_historicalposition_newest ON negotiations_historicalposition (starts_on DESC, id DESC)",
            "DROP INDEX negotiations_historicalposition_newest",
        ),
        migrations.RunSQL(
            "CREATE INDEX negotiations_historicalsource_newest ON negotiations_historicalsource (published_on DESC, id DESC)",
            "DROP INDEX negotiations_historicalsource_newest",
        ),
        migrations.RemoveIndex("official", "negotiations_official_names"),
        migrations.AddIndex("official", GinIndex(Grams(Names()), name="negotiations_official_names")),
        migrations.RunSQL(
            "DROP INDEX negotiations_historicalofficial_words;"
            "CREATE INDEX negotiations_historicalofficial_names ON negotiations_historicalofficial USING gin (parley_grams("
            "VARIADIC (spellings::text[] || ARRAY[family_name, given_name, native_name]::text[])))",
            "DROP INDEX negotiations_historicalofficial_names;"
            "CREATE INDEX negotiations_historicalofficial_words ON negotiations_historicalofficial USING gin ("
            "parley_grams(family_name, given_name, native_name))",
        ),
        migrations.RunSQL(
            "CREATE INDEX negotiations_historicalposition_held ON negotiations_historicalposition (issue_id, ends_on)",
            "DROP INDEX negotiations_historicalposition_held",
        ),
        migrations.RunSQL(
            "CREATE INDEX negotiations_historicalposition_drafts ON negotiations_historicalposition (issue_id)"
            " WHERE published_at IS NULL",
            "DROP INDEX negotiations_historicalposition_drafts",
        ),
        migrations.RunSQL(
            "CREATE INDEX negotiations_historicalposition_known ON negotiations_historicalposition (issue_id, known_on)",
            "DROP INDEX negotiations_historicalposition_known",
        ),
        migrations.AddIndex("position", models.Index(fields=["issue", "known_on"], name="negotiations_position_known")),
        migrations.AddIndex("position", models.Index(fields=["issue", "ends_on"], name="negotiations_position_held")),
        migrations.AddIndex(
            "position",
            models.Index(fields=["issue"], condition=models.Q(published_at=None), name="negotiations_position_drafts"),
        ),
        migrations.AddIndex(
            "position", models.Index(fields=["-starts_on", "-id"], name="negotiations_position_newest")
        ),
    ]
