"""Copies of generated articles, made by the database: a large site within minutes.

A copy has the original's blocks, relations and index entry, its own address, time and identity, and its number in the
title: a word that no other has.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import GeneratedField, Model, UUIDField
from taggit.models import TaggedItem

from articles.models import Article
from civitas_cms.search.models import IndexEntry

from .language import PREFIX

BATCH = 10_000  # copies to make at once
# The numbers of a second round of copies go on where those of the first end.
PLAN = """
    CREATE TEMPORARY TABLE article_copy ON COMMIT DROP AS
    SELECT id AS original, nextval(pg_get_serial_sequence('articles_article', 'id')) AS key, number,
        left(%(prefix)s || lpad(number::text, greatest(5, length(number::text)), '0') || rest, 200) AS slug,
        (number - 1) / %(originals)s * interval '7 minutes' AS earlier
    FROM (
        SELECT id, substring(slug FROM %(digits)s FOR 5)::integer AS place, substring(slug FROM %(digits)s + 5) AS rest
        FROM articles_article WHERE slug ~ ('^' || %(prefix)s || '[0-9]{5}-')
    ) AS article
    JOIN generate_series(%(first)s, %(last)s) AS number ON (number - 1) %% %(originals)s + 1 = place
"""


def highest_number() -> int:
    """Return the highest number that a generated article has."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(max(substring(slug FROM %(digits)s)::integer), 0) FROM articles_article"
            " WHERE slug ~ %(digits)s",
            {"digits": f"^{PREFIX}([0-9]+)-"},
        )
        return cursor.fetchone()[0]


def copy_articles(first: int, last: int, originals: int) -> None:
    """Make the articles with the numbers ``first`` to ``last`` of those with the numbers up to ``originals``."""
    for start in range(first, last + 1, BATCH):
        _copy(start, min(start + BATCH - 1, last), originals)


def _copy(first, last, originals):
    numbers = {"first": first, "last": last, "originals": originals}
    of_type = f"original.content_type_id = {ContentType.objects.get_for_model(Article).pk}"
    title, earlier = "original.title || ' ' || copy.number", "original.{} - copy.earlier"
    own = {"slug": "copy.slug", "title": title}
    own |= {name: earlier.format(name) for name in ("publish_at", "expire_at")}
    entry = {"title": title, "url": "regexp_replace(original.url, '[^/]+/$', copy.slug || '/')"}
    parts = [
        (relation.related_model, relation.field.column)
        for relation in Article._meta.related_objects
        if relation.one_to_many and relation.related_model is not Article
    ]
    parts += [
        (field.remote_field.through, field.m2m_column_name())
        for field in Article._meta.many_to_many
        if field.remote_field.through is not TaggedItem
    ]
    statements = [
        _statement(Article, "id", own),
        *(_statement(model, key) for model, key in parts),
        _statement(TaggedItem, "object_id", condition=of_type),
        _statement(IndexEntry, "object_id", entry, condition=of_type),
    ]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS article_copy")
        cursor.execute(PLAN, numbers | {"prefix": PREFIX, "digits": len(PREFIX) + 1})
        cursor.execute("ANALYZE article_copy")
        for statement in statements:
            cursor.execute(statement)


def _statement(model: type[Model], key: str, own: Mapping[str, str] | None = None, condition: str = "true") -> str:
    """Return the statement that copies the rows of ``model`` whose column ``key`` names an original.

    ``own``: expressions for the columns in which a copy differs from its original.
    """
    fields: Any = model._meta.concrete_fields  # all of them have columns
    differing: dict[str, str] = {field.column: "gen_random_uuid()" for field in fields if isinstance(field, UUIDField)}
    differing |= {key: "copy.key"} | dict(own or {})
    values = {
        field.column: differing.get(field.column, f"original.{field.column}")
        for field in fields
        if not isinstance(field, GeneratedField) and (not field.primary_key or field.column == key)
    }
    table = model._meta.db_table
    return (
        f"INSERT INTO {table} ({', '.join(values)}) SELECT {', '.join(values.values())}"  # noqa: S608 - names of ours
        f" FROM {table} AS original JOIN article_copy AS copy ON copy.original = original.{key} WHERE {condition}"
    )
