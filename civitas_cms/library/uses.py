"""What refers to pictures and documents, whatever rows of whatever models that are."""

from collections.abc import Collection
from typing import Any

from django.db.models import Count, F, Model

from civitas_cms.newsroom.usage import relations_to, texts_with_links_to
from civitas_cms.publishing.contracts import LinkedInTexts
from civitas_cms.publishing.rich_text import texts_of


def rows_that_use(row: Model, limit: int) -> list[Model]:
    """Return rows that refer to ``row``, or whose texts lead to it, of each model at most ``limit``."""
    return texts_with_links_to([row], limit) + [
        user
        for relation in relations_to(type(row))
        for user in relation.related_model._base_manager.filter(**{relation.field.name: row}).order_by("-pk")[:limit]
    ]


def numbers_of_uses(model: type[Model], keys: Collection[int]) -> dict[int, int]:
    """Return how many rows refer to each row of ``model`` with one of the ``keys``; none is left out.

    That is one query, and one for each kind of text where texts may lead to such rows.
    """
    numbers = [
        relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": keys})
        .order_by()
        .values_list(F(relation.field.name))
        .annotate(Count("pk"))
        for relation in relations_to(model)
    ]
    found = dict.fromkeys(keys, 0)
    if keys and numbers:
        for key, number in numbers[0].union(*numbers[1:], all=True):
            found[key] += number
    if keys and issubclass(model, LinkedInTexts):
        rows: list[Any] = list(model._default_manager.filter(pk__in=keys))
        texts = [text for found_text in texts_with_links_to(rows) for text in texts_of(found_text)]
        for row in rows:
            found[row.pk] += sum(row.links_in_texts()[-1] in text for text in texts)
    return found
