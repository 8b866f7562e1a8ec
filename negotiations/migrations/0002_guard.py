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


class Migration(migrations.Migration):
    dependencies = [("negotiations", "0001_talks"), ("parley", "0001_ground")]

    operations = [Guard("negotiations", model) for model in RECORDED]
