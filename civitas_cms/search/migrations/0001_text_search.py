"""The database functions and text search configurations that the index is made with."""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

from civitas_cms.search.configuration import create_configurations
from civitas_cms.search.models import STEMS, WORDS

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
    for name in (STEMS, WORDS):
        schema_editor.execute(f"DROP TEXT SEARCH CONFIGURATION {name}")


class Migration(migrations.Migration):
    initial = True

    # Extensions are shared; PostgreSQL creates each only where it is not there yet.
    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        migrations.RunSQL(CREATE_PLAIN, "DROP FUNCTION search_plain(text)"),
        migrations.RunPython(create, drop),
    ]
