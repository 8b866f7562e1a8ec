"""A deadline does not move itself."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("negotiations", "0012_one_table")]

    operations = [
        migrations.AddConstraint(
            "deadline",
            models.CheckConstraint(
                condition=Q(moves=None) | ~Q(moves=F("id")),
                name="negotiations_deadline_moves_another",
                violation_error_message="A deadline does not move itself.",
            ),
        ),
    ]
