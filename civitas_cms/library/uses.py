"""What refers to pictures and documents, whatever rows of whatever models that are."""

from collections.abc import Collection

from django.db.models import Count, F, Model

from civitas_cms.newsroom.usage import relations_to


def rows_that_use(row: Model, limit: int) -> list[Model]:
    """Return rows that refer to ``row``, of each model at most ``limit``."""
    return [
        user
        for relation in relations_to(type(row))
        for user in relation.related_model._base_manager.filter(**{relation.field.name: row}).order_by("-pk")[:limit]
    ]


def numbers_of_uses(model: type[Model], keys: Collection[int]) -> dict[int, int]:
    """Return how many rows refer to each row of ``model`` with one of the ``keys``, in one query; none is left out."""
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
    return found
