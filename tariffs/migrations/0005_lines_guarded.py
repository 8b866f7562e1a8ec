"""The guard over the records of lines, memberships and trade, and their past found by number and moment."""

from django.db import migrations

from parley.lib.guard import Guard
from parley.lib.moments import ByMoment

RECORDED = ("membership", "tariffline", "tradeflow")


class Migration(migrations.Migration):
    dependencies = [("tariffs", "0004_lines"), ("parley", "0002_guard_in_its_schema")]

    operations = [
        *(Guard("tariffs", model) for model in RECORDED),
        *(ByMoment("tariffs", model, written=True) for model in RECORDED),
    ]
