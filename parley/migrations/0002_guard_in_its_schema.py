"""The guard reads the history beside its table, which no temporary table of the same name can stand in for."""

from django.db import migrations

from parley.lib.guard import FUNCTIONS, FUNCTIONS_IN_THEIR_SCHEMA


class Migration(migrations.Migration):
    dependencies = [("parley", "0001_ground")]

    operations = [migrations.RunSQL(FUNCTIONS_IN_THEIR_SCHEMA, FUNCTIONS)]
