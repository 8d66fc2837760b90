"""Where something is used: all that refers to a picture, a document, a person, a partner or a tag.

What refers to it may be a part of something that has a page, such as a quote of an article: then that is named.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, ForeignObjectRel, Q, Value

from civitas_cms.publishing.contracts import LinkedInTexts
from civitas_cms.publishing.rich_text import rich_text_fields

from .autocompletes import for_options


@dataclass(frozen=True)
class Path:
    """From what is used to what has a page: the ``field`` of ``model`` refers to it, ``owner`` is what that belongs to.

    ``way`` is the lookup from ``model`` to its owner; for one that may belong to anything, ``owner`` is None.
    Where the ``field`` is a text, it refers to what its links lead to.
    """

    model: type[models.Model]
    field: str
    owner: type[models.Model] | None
    way: str
    is_text: bool = False

    def leading_to(self, row: Any) -> Q:
        """Return the condition that a row of ``model`` refers to ``row``."""
        return _has_link(self.field, row) if self.is_text else Q((self.field, row.pk))


def _has_link(field: str, row: LinkedInTexts) -> Q:
    return Q(*[(f"{field}__contains", part) for part in row.links_in_texts()])


def relations_to(model: type[models.Model]) -> Iterator[ForeignObjectRel]:
    """Yield the relations by which rows of other models refer to rows of ``model``: keys, and relations of many."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and not relation.related_model._meta.auto_created:
            yield relation


@cache
def paths_to(model: type[models.Model], site: AdminSite) -> tuple[Path, ...]:
    """Return all paths on which something with a page in the newsroom may use rows of ``model``."""
    paths = [_path(relation.related_model, relation.field.name, site) for relation in relations_to(model)]
    if issubclass(model, LinkedInTexts):
        paths += [_path(text, field, site, is_text=True) for text, field in rich_text_fields()]
    return tuple(dict.fromkeys(path for path in paths if path))


def _path(model: type[models.Model], field: str, site: AdminSite, is_text: bool = False) -> Path | None:
    """Return the path that begins with ``field`` of ``model``; None if nothing with a page is at its end."""
    if any(isinstance(each, GenericForeignKey) for each in model._meta.private_fields):
        return Path(model, field, None, "object_id")  # a tag's connection
    owner, way = model, ["pk"]
    while not site.is_registered(owner):
        links = [
            each
            for each in owner._meta.concrete_fields
            if isinstance(each, models.ForeignKey)
            and each.remote_field.on_delete is models.CASCADE
            and each.name != field
        ]
        if not links:
            return None
        owner = links[0].related_model
        way = [*way[:-1], links[0].name, "pk"]
    return Path(model, field, owner, "__".join(way), is_text)


def texts_with_links_to(rows: Collection[models.Model], limit: int | None = None) -> list[models.Model]:
    """Return the rows whose texts lead to any of ``rows``, which are of one model: of each model at most ``limit``."""
    linked = [row for row in rows if isinstance(row, LinkedInTexts)]
    return [
        text
        for model, field in rich_text_fields()
        if linked
        for text in model._base_manager.filter(Q(*[_has_link(field, row) for row in linked], _connector=Q.OR)).order_by(
            "-pk"
        )[:limit]
    ]


def uses(row: models.Model, site: AdminSite, models_wanted: Collection[type[models.Model]]) -> models.QuerySet[Any]:
    """Return what uses ``row``, of these models: content types and keys, each once, the newest of each kind first."""
    types = {model: ContentType.objects.get_for_model(model).pk for model in models_wanted}
    queries = []
    for path in paths_to(type(row), site):
        rows = path.model._base_manager.order_by().filter(path.leading_to(row), **{f"{path.way}__isnull": False})
        if path.owner is None:
            rows = rows.filter(content_type__in=types.values()).annotate(used_in=F("content_type_id"))
        elif path.owner in types:
            rows = rows.annotate(used_in=Value(types[path.owner], output_field=models.IntegerField()))
        else:
            continue
        queries.append(rows.annotate(used_by=F(path.way)).values_list("used_in", "used_by"))
    if not queries:
        return ContentType.objects.none().values_list("pk", "pk")
    first, *others = queries
    found = first.union(*others) if others else first.distinct()
    return found.order_by("used_in", "-used_by")


def with_rows(found: Collection[tuple[int, int]]) -> list[models.Model]:
    """Return the rows that ``found`` names by content types and keys, in that order: one query for each kind."""
    rows: dict[tuple[int, int], models.Model] = {}
    for content_type in {kind for kind, _key in found}:
        model = ContentType.objects.get_for_id(content_type).model_class()
        if model is None:
            continue
        keys = [key for kind, key in found if kind == content_type]
        rows |= {(content_type, row.pk): row for row in for_options(model._base_manager.filter(pk__in=keys))}
    return [rows[place] for place in found if place in rows]
