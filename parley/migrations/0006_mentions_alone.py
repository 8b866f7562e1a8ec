"""Whom a comment names is asked of its mentions alone."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('parley', '0005_sent_forms'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='comment',
            name='mentioned',
        ),
    ]
