"""Index and queries fold all words in one way; drafts are found too, in the newsroom; misspelt words are known.

The vectors are made anew at once, so that visitors go on finding what there is. What else is new is written at the end of
``migrate``: see ``indexing.rebuild_if_outdated``. The function ``search_plain`` stays for the former release.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.functions
from django.db import migrations, models

import civitas_cms.delivery.contracts
import civitas_cms.postgresql.folding
from civitas_cms.search.configuration import create_configurations

# Each word or phrase folded, in the syntax of `websearch_to_tsquery`. All are put in quotes: what folding takes apart, as
# in O’Neill or car-free, is a phrase.
FOLD_QUERY = r"""
CREATE FUNCTION search_fold_query(words text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (
        SELECT coalesce(string_agg(CASE WHEN lower(part[3]) = 'or' THEN 'or' ELSE part[1] || '"' || fold(coalesce(part[2], part[3])) || '"' END, ' ' ORDER BY number), '')
        FROM regexp_matches(translate(words, '“”„‟«»＂', repeat('"', 7)), '(-?)(?:"([^"]*)"?|([^\s"]+))', 'g')
            WITH ORDINALITY AS found(part, number)
        WHERE fold(coalesce(part[2], part[3])) <> ''
    );
"""
# What says nothing, such as “the” or “of”, need not be there, unless all words are of that kind.
TERMS = """
CREATE FUNCTION search_terms(words text) RETURNS tsquery
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN CASE WHEN numnode(websearch_to_tsquery('search_content', search_fold_query(words))) > 0
        THEN websearch_to_tsquery('search_content', search_fold_query(words))
        ELSE websearch_to_tsquery('search_stems', search_fold_query(words)) END;
"""
# A word that may be the beginning of another: empty for none.
BEGINNING = """
CREATE FUNCTION search_beginning(word text) RETURNS tsquery
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN coalesce(to_tsquery('search_words', replace(nullif(fold(word), ''), ' ', ' <-> ') || ':*'), ''::tsquery);
"""
QUERY = """
CREATE FUNCTION search_query(words text, head text, last text) RETURNS tsquery
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN search_terms(words) || (search_terms(head) && search_beginning(last));
"""


def set_up(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        create_configurations(cursor)


def vector(*texts):
    """Return the expression for a vector of folded texts: each with configuration and weight."""
    first, *others = (
        django.contrib.postgres.search.SearchVector(
            civitas_cms.postgresql.folding.Fold(text), config=configuration, weight=weight
        )
        for text, configuration, weight in texts
    )
    for other in others:
        first += other
    return first


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0003_public_periods"),
        ("postgresql", "0001_fold"),
    ]

    operations = [
        migrations.RunPython(set_up, migrations.RunPython.noop),
        migrations.RunSQL(FOLD_QUERY, "DROP FUNCTION search_fold_query(text)"),
        migrations.RunSQL(TERMS, "DROP FUNCTION search_terms(text)"),
        migrations.RunSQL(BEGINNING, "DROP FUNCTION search_beginning(text)"),
        migrations.RunSQL(QUERY, "DROP FUNCTION search_query(text, text, text)"),
        migrations.CreateModel(
            name="Word",
            fields=[
                ("folded", models.TextField(primary_key=True, serialize=False)),
                ("written", models.TextField()),
            ],
            options={
                "verbose_name": "word",
                "verbose_name_plural": "words",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("folded", name="gin_trgm_ops"),
                        name="search_word_similar",
                    )
                ],
            },
            bases=(civitas_cms.delivery.contracts.NeverOnPages, models.Model),
        ),
        migrations.RemoveIndex("indexentry", "index_entry_vector"),
        migrations.RemoveIndex("indexentry", "index_entry_words"),
        migrations.RemoveIndex("indexentry", "index_entry_similar_titles"),
        migrations.RemoveField("indexentry", "vector"),
        migrations.RemoveField("indexentry", "words"),
        migrations.AddField("indexentry", "names", models.TextField(blank=True, db_default="")),
        migrations.AlterField("indexentry", "public_from", models.DateTimeField(null=True)),
        migrations.AddField(
            "indexentry",
            "vector",
            models.GeneratedField(
                db_persist=True,
                expression=vector(
                    ("title", "search_stems", "A"),
                    ("title", "search_words", "A"),
                    ("summary", "search_stems", "B"),
                    (django.db.models.functions.Left("body", 300_000), "search_stems", "C"),
                    ("names", "search_stems", "D"),
                ),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddField(
            "indexentry",
            "folded_title",
            models.GeneratedField(
                db_persist=True,
                expression=civitas_cms.postgresql.folding.Fold("title"),
                output_field=models.TextField(),
            ),
        ),
        migrations.AddField(
            "indexentry",
            "words",
            models.GeneratedField(
                db_persist=True,
                expression=django.contrib.postgres.search.SearchVector(
                    civitas_cms.postgresql.folding.Fold("title"), config="search_words"
                ),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            "indexentry", django.contrib.postgres.indexes.GinIndex(fields=["vector"], name="index_entry_vector")
        ),
        migrations.AddIndex(
            "indexentry", django.contrib.postgres.indexes.GinIndex(fields=["words"], name="index_entry_words")
        ),
        migrations.AddIndex(
            "indexentry",
            django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass("folded_title", name="gin_trgm_ops"),
                name="index_entry_folded_title",
            ),
        ),
    ]
