"""The text of a source's page stands in its copies alone."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("negotiations", "0007_deals_guarded")]

    operations = [
        migrations.RemoveField(model_name=model, name=name)
        for model in ("source", "historicalsource")
        for name in ("text", "text_hash")
    ]
