"""A rule and a relief may be ended by a later act, and the last day was public since that one."""

import django.db.models.deletion
import simple_history.models
from django.db import migrations, models

from parley.lib.together import Together


class Migration(migrations.Migration):

    dependencies = [
        ('tariffs', '0007_lines_by_code'),
    ]

    operations = [
        Together(
        migrations.AddField(
            model_name='historicalrelief',
            name='enacted_to',
            field=models.DateField(blank=True, help_text='Where a later act set the last day: the one that the act itself had set, if any.', null=True, verbose_name='last day as enacted'),
        ),
        migrations.AddField(
            model_name='historicalstackingrule',
            name='enacted_to',
            field=models.DateField(blank=True, help_text='Where a later act set the last day: the one that the act itself had set, if any.', null=True, verbose_name='last day as enacted'),
        ),
        migrations.AddField(
            model_name='relief',
            name='enacted_to',
            field=models.DateField(blank=True, help_text='Where a later act set the last day: the one that the act itself had set, if any.', null=True, verbose_name='last day as enacted'),
        ),
        migrations.AddField(
            model_name='stackingrule',
            name='enacted_to',
            field=models.DateField(blank=True, help_text='Where a later act set the last day: the one that the act itself had set, if any.', null=True, verbose_name='last day as enacted'),
        ),
        migrations.AddField(
            model_name='historicalrelief',
            name='end_known_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='last day public since'),
        ),
        migrations.AddField(
            model_name='historicalrelief',
            name='ended_by',
            field=simple_history.models.HistoricForeignKey(blank=True, db_constraint=False, help_text='The act that set the last day. Empty where the act itself did.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='tariffs.legalinstrument'),
        ),
        migrations.AddField(
            model_name='historicalstackingrule',
            name='end_known_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='last day public since'),
        ),
        migrations.AddField(
            model_name='historicalstackingrule',
            name='ended_by',
            field=simple_history.models.HistoricForeignKey(blank=True, db_constraint=False, help_text='The act that set the last day. Empty where the act itself did.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='tariffs.legalinstrument'),
        ),
        migrations.AddField(
            model_name='relief',
            name='end_known_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='last day public since'),
        ),
        migrations.AddField(
            model_name='relief',
            name='ended_by',
            field=simple_history.models.HistoricForeignKey(blank=True, help_text='The act that set the last day. Empty where the act itself did.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reliefs_ended', to='tariffs.legalinstrument'),
        ),
        migrations.AddField(
            model_name='stackingrule',
            name='end_known_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='last day public since'),
        ),
        migrations.AddField(
            model_name='stackingrule',
            name='ended_by',
            field=simple_history.models.HistoricForeignKey(blank=True, help_text='The act that set the last day. Empty where the act itself did.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rules_ended', to='tariffs.legalinstrument'),
        ),
        ),
        Together(
        migrations.AddConstraint(
            model_name='relief',
            constraint=models.CheckConstraint(condition=models.Q(('enacted_to', None), ('ended_by__isnull', False), _connector='OR'), name='tariffs_relief_enacted_to_another_day', violation_error_message='Name the later act that moved the day, or leave the day as enacted empty.'),
        ),
        migrations.AddConstraint(
            model_name='stackingrule',
            constraint=models.CheckConstraint(condition=models.Q(('enacted_to', None), ('ended_by__isnull', False), _connector='OR'), name='tariffs_stackingrule_enacted_to_another_day', violation_error_message='Name the later act that moved the day, or leave the day as enacted empty.'),
        ),
        migrations.AddConstraint(
            model_name='relief',
            constraint=models.CheckConstraint(condition=models.Q(('ended_by', None), ('ends_on__isnull', False), _connector='OR'), name='tariffs_relief_ended_on_a_day', violation_error_message='What another act ended has a last day.'),
        ),
        migrations.AddConstraint(
            model_name='stackingrule',
            constraint=models.CheckConstraint(condition=models.Q(('ended_by', None), ('ends_on__isnull', False), _connector='OR'), name='tariffs_stackingrule_ended_on_a_day', violation_error_message='What another act ended has a last day.'),
        ),
        ),
    ]
