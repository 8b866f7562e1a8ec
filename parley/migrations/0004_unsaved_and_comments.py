"""What is typed and not saved, comments with mentions, and the key of a private calendar address."""

import django.db.models.deletion
import django.db.models.functions.datetime
import parley.models
from django.conf import settings
from django.db import migrations, models

from parley.lib.together import Together


# A comment is never changed.
ONLY_ADDED = """
CREATE TRIGGER parley_append_only BEFORE UPDATE OR DELETE ON parley_comment
    FOR EACH ROW EXECUTE FUNCTION parley_history_is_append_only();
CREATE TRIGGER parley_append_only_truncate BEFORE TRUNCATE ON parley_comment
    FOR EACH STATEMENT EXECUTE FUNCTION parley_history_is_append_only();
"""
NOT_ONLY_ADDED = """
DROP TRIGGER parley_append_only ON parley_comment;
DROP TRIGGER parley_append_only_truncate ON parley_comment;
"""


def give_each_a_key(apps, schema_editor) -> None:
    """The default of a new column is worked out once, for all rows: each user gets a key of their own."""
    for user in apps.get_model("parley", "User").objects.all():
        user.calendar_key = parley.models.new_calendar_key()
        user.save(update_fields=["calendar_key"])


class Migration(migrations.Migration):

    dependencies = [
        ('parley', '0003_guard_by_record'),
    ]

    operations = [
        Together(
            migrations.AddField(
                model_name='user',
                name='calendar_key',
                field=models.CharField(default=parley.models.new_calendar_key, editable=False, help_text='Another key makes the old address useless.', max_length=40, verbose_name='key of the private calendar address'),
            ),
            migrations.CreateModel(
                name='Comment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=40, verbose_name='kind of record')),
                    ('key', models.CharField(max_length=100, verbose_name='key of the record')),
                    ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('text', models.TextField()),
                    ('returns', models.BooleanField(default=False, verbose_name='returns the statement to who drafted it')),
                    ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['id'],
                },
            ),
            migrations.CreateModel(
                name='Mention',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('read_at', models.DateTimeField(blank=True, null=True)),
                    ('comment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mentions', to='parley.comment')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mentions', to=settings.AUTH_USER_MODEL)),
                ],
            ),
            migrations.AddField(
                model_name='comment',
                name='mentioned',
                field=models.ManyToManyField(related_name='mentioned_in', through='parley.Mention', to=settings.AUTH_USER_MODEL),
            ),
            migrations.CreateModel(
                name='Unsaved',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('screen', models.CharField(help_text="The path of the screen's address.", max_length=300)),
                    ('title', models.CharField(blank=True, help_text='What the screen is called.', max_length=200)),
                    ('typed', models.JSONField(default=list, help_text='The fields as they were sent: pairs of a name and a value.')),
                    ('opened_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('saved_at', models.DateTimeField(blank=True, help_text='Empty while nothing was typed.', null=True)),
                    ('seen_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), help_text='When the screen last said that it is open.')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unsaved', to=settings.AUTH_USER_MODEL)),
                ],
            ),
            migrations.AddIndex(
                model_name='mention',
                index=models.Index(condition=models.Q(('read_at', None)), fields=['user'], name='parley_mention_unread'),
            ),
            migrations.AddConstraint(
                model_name='mention',
                constraint=models.UniqueConstraint(fields=('comment', 'user'), name='parley_mention_once'),
            ),
            migrations.AddIndex(
                model_name='comment',
                index=models.Index(fields=['kind', 'key'], name='parley_comment_on_a_record'),
            ),
            migrations.AddIndex(
                model_name='unsaved',
                index=models.Index(fields=['screen', 'seen_at'], name='parley_unsaved_who_is_there'),
            ),
            migrations.AddConstraint(
                model_name='unsaved',
                constraint=models.UniqueConstraint(fields=('user', 'screen'), name='parley_unsaved_one_a_screen'),
            ),
        ),
        migrations.RunPython(give_each_a_key, migrations.RunPython.noop),
        migrations.RunSQL(ONLY_ADDED, NOT_ONLY_ADDED),
    ]
