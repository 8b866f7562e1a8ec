"""A promise may leave out the goods that pay a duty under a legal basis."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('negotiations', '0008_texts_are_copies'),
        ('tariffs', '0006_lines_overruled'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalterm',
            name='apart_from',
            field=models.CharField(blank=True, help_text='A legal basis, as measures word it: goods that pay a duty under it are no part of the promise.', max_length=200, verbose_name='apart from goods that pay under'),
        ),
        migrations.AddField(
            model_name='term',
            name='apart_from',
            field=models.CharField(blank=True, help_text='A legal basis, as measures word it: goods that pay a duty under it are no part of the promise.', max_length=200, verbose_name='apart from goods that pay under'),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.CheckConstraint(condition=models.Q(('apart_from', ''), ('rate__isnull', False), _connector='OR'), name='negotiations_term_apart_from_needs_a_rate', violation_error_message='Only of a promised rate goods are left out.'),
        ),
    ]
