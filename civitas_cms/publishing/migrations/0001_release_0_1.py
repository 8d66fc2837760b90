"""The tables as they were in release 0.1, with all that made them so.

A note of every transaction that changes content, so that the page cache knows when pages may look different.

Each such transaction adds one row of its own: transactions never wait for one another, and others see the row at the
very moment they see the change. What is read is how many rows there are and the highest number among them, which no two
states have in common. Old rows go now and then; ``SKIP LOCKED`` keeps two transactions from clearing the same ones.

Triggers call the function, not Django's signals: they also notice ``update()``, bulk inserts and work done in psql.
``content_version.install_triggers`` puts them on the tables after each migration.
"""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


CREATE = """
CREATE TABLE publishing_content_change (number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);

CREATE FUNCTION note_content_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    transaction_number text := pg_current_xact_id()::text;
    change bigint;
BEGIN
    -- Once in each transaction; a savepoint that is rolled back takes both the row and this setting back.
    IF current_setting('civitas_cms.content_changed_in', true) IS DISTINCT FROM transaction_number THEN
        PERFORM set_config('civitas_cms.content_changed_in', transaction_number, true);
        INSERT INTO publishing_content_change DEFAULT VALUES RETURNING number INTO change;
        IF change % 100 = 0 THEN
            DELETE FROM publishing_content_change WHERE number IN (
                SELECT number FROM publishing_content_change WHERE number < change - 100 FOR UPDATE SKIP LOCKED
            );
        END IF;
    END IF;
    RETURN NULL;
END
$$;
"""

DROP = """
DROP FUNCTION note_content_change CASCADE;
DROP TABLE publishing_content_change;
"""


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ('publishing', '0001_content_changes'),
        ('publishing', '0002_redirects'),
        ('publishing', '0003_presence'),
        ('publishing', '0004_transition'),
        ('publishing', '0005_revision'),
        ('publishing', '0006_share_link'),
        ('publishing', '0007_redirect_without_control_characters'),
    ]

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(CREATE, DROP),
        migrations.CreateModel(
            name='Redirect',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('old_path', models.CharField(error_messages={'unique': 'There is a redirect from this address already. Change that one.'}, help_text="What comes after the site's name, as in /news/old-title/. What is below it leads on too.", max_length=500, unique=True, verbose_name='old address')),
                ('new_path', models.CharField(help_text='An address on this site, as in /news/new-title/.', max_length=500, verbose_name='new address')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
            ],
            options={
                'verbose_name': 'redirect',
                'verbose_name_plural': 'redirects',
                'ordering': ['old_path'],
                'indexes': [models.Index(fields=['new_path'], name='redirect_by_new_path')],
                'constraints': [models.CheckConstraint(condition=models.Q(('new_path__regex', '^/([^/\\\\\\u0001-\\u001f\\u007f-\\u009f][^\\\\\\u0001-\\u001f\\u007f-\\u009f]*)?$'), ('old_path__regex', '^/([^/\\\\\\u0001-\\u001f\\u007f-\\u009f][^\\\\\\u0001-\\u001f\\u007f-\\u009f]*)?$')), name='redirect_stays_on_this_site', violation_error_message='Addresses begin with one slash, as in /news/title/.'), models.CheckConstraint(condition=models.Q(models.Q(('old_path', models.F('new_path')), _negated=True), models.Q(('new_path__startswith', models.F('old_path')), ('old_path__endswith', '/'), _negated=True)), name='redirect_leads_elsewhere', violation_error_message='An address cannot lead to itself or to something below it.')],
            },
        ),
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('object_id', models.PositiveBigIntegerField()),
                ('window', models.CharField(max_length=32)),
                ('is_editing', models.BooleanField(default=False, verbose_name='has unsaved changes')),
                ('opened_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField(db_index=True)),
                ('content_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contenttypes.contenttype')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('content_type', 'object_id', 'user', 'window'), name='one_presence_per_window')],
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('object_id', models.BigIntegerField()),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('title', models.CharField(max_length=250, verbose_name='title')),
                ('state', models.CharField(max_length=20, verbose_name='state')),
                ('snapshot', models.JSONField(verbose_name='what it looked like')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='when')),
                ('happened', models.CharField(choices=[('found', 'As it was found'), ('created', 'Created'), ('changed', 'Changed'), ('working_copy_made', 'Working copy made'), ('merged', 'Newer changes of the live version taken over'), ('changes_published', 'Changes published'), ('detached', 'Made a draft of its own'), ('submit', 'Submitted for review'), ('request_changes', 'Changes requested'), ('publish', 'Published'), ('schedule', 'Scheduled'), ('unpublish', 'Unpublished'), ('archive', 'Archived'), ('restore', 'Restored as a draft'), ('reverted', 'An older version restored'), ('deleted', 'Deleted'), ('discarded', 'Discarded'), ('recovered', 'Recovered')], max_length=30, verbose_name='what happened')),
                ('comment', models.TextField(blank=True, verbose_name='comment')),
                ('content_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contenttypes.contenttype')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
            ],
            options={
                'verbose_name': 'revision',
                'verbose_name_plural': 'revisions',
                'ordering': ['-made_at', '-pk'],
                'indexes': [models.Index(fields=['content_type', '-made_at'], name='revision_latest_of_a_kind')],
                'constraints': [models.UniqueConstraint(fields=('content_type', 'object_id', 'number'), name='one_revision_per_number')],
            },
        ),
        migrations.CreateModel(
            name='ShareLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item_id', models.BigIntegerField(verbose_name='key of the item')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='made')),
                ('expires_at', models.DateTimeField(verbose_name='valid until')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked')),
                ('item_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='contenttypes.contenttype', verbose_name='kind of item')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
            ],
            options={
                'verbose_name': 'share link',
                'verbose_name_plural': 'share links',
                'ordering': ['-made_at', '-pk'],
                'indexes': [models.Index(fields=['item_type', 'item_id'], name='share_link_of_an_item')],
                'constraints': [models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('made_at'))), name='share_link_expires_after_it_is_made')],
            },
        ),
        migrations.CreateModel(
            name='Transition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item_id', models.BigIntegerField(verbose_name='key of the item')),
                ('action', models.CharField(choices=[('submit', 'Submit for review'), ('request_changes', 'Request changes'), ('publish', 'Publish now'), ('schedule', 'Schedule'), ('unpublish', 'Unpublish'), ('archive', 'Archive'), ('restore', 'Restore as a draft')], max_length=20, verbose_name='action')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='at')),
                ('comment', models.TextField(blank=True, max_length=1000, verbose_name='comment')),
                ('publish_at', models.DateTimeField(blank=True, help_text='Since when the item was to be public after this step.', null=True, verbose_name='publish at')),
                ('slug', models.SlugField(help_text="The item's address at that time.", max_length=200, verbose_name='address')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('item_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='contenttypes.contenttype', verbose_name='kind of item')),
            ],
            options={
                'verbose_name': 'transition',
                'verbose_name_plural': 'transitions',
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(fields=['item_type', 'item_id', '-at'], name='transition_of_an_item')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('action', 'request_changes'), _negated=True), models.Q(('comment', ''), _negated=True), _connector='OR'), name='requested_changes_are_explained', violation_error_message='Say what has to be changed.')],
            },
        ),
    ]
