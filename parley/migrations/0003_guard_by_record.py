"""The guard finds a line of history by its record, however many lines the transaction has written."""

from django.db import migrations

from parley.lib.guard import FUNCTIONS_BY_RECORD, FUNCTIONS_IN_THEIR_SCHEMA


class Migration(migrations.Migration):
    dependencies = [("parley", "0002_guard_in_its_schema")]

    operations = [migrations.RunSQL(FUNCTIONS_BY_RECORD, FUNCTIONS_IN_THEIR_SCHEMA)]
