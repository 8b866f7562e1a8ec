"""The text of a source's page stands in its copies alone."""

from django.db import migrations

from parley.lib.together import Together


class Migration(migrations.Migration):
    dependencies = [("negotiations", "0007_deals_guarded")]

    operations = [
        Together(
            *(
                migrations.RemoveField(model_name=model, name=name)
                for model in ("source", "historicalsource")
                for name in ("text", "text_hash")
            )
        )
    ]
