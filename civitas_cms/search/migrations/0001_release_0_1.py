"""The tables as they were in release 0.1, with all that made them so."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations, models

from civitas_cms.search.configuration import create_configurations, drop_configurations


# `unaccent` itself is not immutable, because its dictionary could be changed; named explicitly, and not changed by us,
# it may serve in an index.
CREATE_PLAIN = """
CREATE FUNCTION search_plain(words text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN lower(unaccent('unaccent'::regdictionary, words));
"""


def create(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        create_configurations(cursor)


def drop(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        drop_configurations(cursor)


class PlainText(models.Func):
    function = "search_plain"
    output_field = models.TextField()


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ('search', '0001_text_search'),
        ('search', '0002_index_entry'),
        ('search', '0003_topics'),
    ]

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        migrations.RunSQL(CREATE_PLAIN, 'DROP FUNCTION search_plain(text)'),
        migrations.RunPython(create, drop),
        migrations.CreateModel(
            name='IndexEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('object_id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('article', 'News'), ('conference', 'Events'), ('session', 'Sessions'), ('person', 'People'), ('project', 'Projects'), ('organisation', 'Organisations'), ('page', 'Pages'), ('document', 'Documents')], max_length=20)),
                ('title', models.TextField()),
                ('summary', models.TextField(blank=True)),
                ('body', models.TextField(blank=True)),
                ('url', models.TextField()),
                ('date', models.DateField(null=True)),
                ('tags', models.JSONField(default=dict)),
                ('projects', models.JSONField(default=dict)),
                ('public_from', models.DateTimeField()),
                ('public_until', models.DateTimeField(null=True)),
                ('vector', models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.SearchVector('title', config='search_stems', weight='A'), '||', django.contrib.postgres.search.SearchVector('title', config='search_words', weight='A'), django.contrib.postgres.search.SearchConfig('search_stems')), '||', django.contrib.postgres.search.SearchVector('summary', config='search_stems', weight='B'), django.contrib.postgres.search.SearchConfig('search_stems')), '||', django.contrib.postgres.search.SearchVector('body', config='search_stems', weight='C'), django.contrib.postgres.search.SearchConfig('search_stems')), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('words', models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.SearchVector('title', config='search_words'), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('content_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contenttypes.contenttype')),
            ],
            options={
                'verbose_name': 'index entry',
                'verbose_name_plural': 'index entries',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['vector'], name='index_entry_vector'), django.contrib.postgres.indexes.GinIndex(fields=['words'], name='index_entry_words'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(PlainText('title'), name='gin_trgm_ops'), name='index_entry_similar_titles')],
                'constraints': [models.UniqueConstraint(fields=('content_type', 'object_id'), name='one_index_entry_per_item')],
            },
        ),
    ]
