"""What is somebody's own: what they have added, such as a person or a picture, until others rely on it.

Who has added something, the admin's log knows. They may change it until something public uses it that somebody else has
made, or an editor has released it; they may delete it while nothing uses it at all. *Public* is here what is published,
perhaps for a time to come: that was decided. All functions ask one question for many rows.
"""

from collections.abc import Collection
from functools import cache, reduce
from operator import or_
from typing import Any

from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, ForeignKey, ManyToOneRel, OuterRef, Q
from django.db.models.functions import Cast

from civitas_cms.publishing.models import Named, Released, State
from civitas_cms.publishing.models.naming import path_to_item

from .permissions import has_permission

Keys = Collection[int]


def create_as(user: User, row: models.Model) -> None:
    """Save a new ``row`` that is valid, and log that ``user`` has added it: so it is their own.

    What visitors would see by itself waits until somebody releases it who may change all of its kind.
    """
    if isinstance(row, Released):
        row.is_released = has_permission(user, "change", row)
    row.save()
    LogEntry.objects.log_actions(user.pk, [row], ADDITION, [{"added": {}}], single_object=True)


def keys_added_by(user: User, model: type[models.Model], keys: Keys) -> set[int]:
    """Return those of the ``keys`` of ``model`` whose rows ``user`` has added."""
    found = _additions(user, model).filter(object_id__in=[str(key) for key in keys])
    return {int(key) for key in found.values_list("object_id", flat=True) if key}


def rows_added_by(user: User, model: type[models.Model]) -> models.QuerySet[Any]:
    """Return all rows of ``model`` that ``user`` has added."""
    rows = model._base_manager.annotate(key_text=Cast("pk", models.CharField())).order_by()
    return rows.filter(key_text__in=_additions(user, model).values("object_id"))


def _additions(user: User, model: type[models.Model]) -> models.QuerySet[LogEntry]:
    content_type = ContentType.objects.get_for_model(model)
    return LogEntry.objects.filter(user=user.pk, content_type=content_type, action_flag=ADDITION)


def keys_others_rely_on(user: User, model: type[models.Model], keys: Keys) -> set[int]:
    """Return those of the ``keys`` of ``model`` that are released, or used in something public of somebody else."""
    conditions = [_is_relied_on(user, model, relation) for relation in _relations(model)]
    if issubclass(model, Released):
        conditions.append(Q(is_released=True))
    return _keys_with(model, keys, conditions)


def keys_in_use(model: type[models.Model], keys: Keys) -> set[int]:
    """Return those of the ``keys`` of ``model`` that anything refers to."""
    return _keys_with(model, keys, [Q(_referring(relation)) for relation in _relations(model)])


def _keys_with(model: type[models.Model], keys: Keys, conditions: list[Q]) -> set[int]:
    if not keys or not conditions:
        return set()
    rows = model._base_manager.order_by().filter(reduce(or_, conditions), pk__in=keys)
    return set(rows.values_list("pk", flat=True))


@cache
def _relations(model: type[models.Model]) -> list["ForeignKey[Any, Any]"]:
    """Return all foreign keys to ``model``, those of many-to-many relations too."""
    relations = model._meta.get_fields(include_hidden=True)
    return [relation.field for relation in relations if isinstance(relation, ManyToOneRel)]


def _referring(field: "ForeignKey[Any, Any]", *conditions: Q, **lookups: Any) -> Exists:
    """Return whether a row that meets the conditions refers to the outer one by ``field``."""
    return Exists(field.model._base_manager.filter(*conditions, **{field.name: OuterRef("pk")} | lookups))


def _is_relied_on(user: User, model: type[models.Model], field: "ForeignKey[Any, Any]") -> Q:
    holder = field.model
    path = path_to_item(holder, model)
    if path is not None:
        item = "".join(f"{step.name}__" for step in path)
        return Q(_referring(field, ~Q(**{f"{item}created_by": user.pk}), **{f"{item}state": State.PUBLISHED}))
    if not issubclass(holder, Named):
        return Q(_referring(field))  # such as a badge at the foot of each page
    if issubclass(model, Named):
        return Q(pk__in=[])  # a person makes no organisation public
    is_public = ~Q(public_periods=())
    return Q(_referring(field, is_public | Q(is_released=True) if issubclass(holder, Released) else is_public))
