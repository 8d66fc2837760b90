"""Who may do what with publishable items, beyond what Django's permissions say of a whole model.

Who may publish may change everything. Who may only change may change what is not public business yet: drafts, and what
waits for review. They delete their own drafts only, until one has been made public. What else they have added, such as
people and pictures, is in ``ownership.py``.
"""

from collections.abc import Collection
from typing import TypeAlias

from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.contenttypes.models import ContentType
from django.db import models

from civitas_cms.publishing.models import Publishable, State, Transition

AnyUser: TypeAlias = User | AnonymousUser

#: The states in which an item may be changed by people who may not publish it.
STATES_OPEN_TO_CONTRIBUTORS = frozenset({State.DRAFT, State.IN_REVIEW})


def has_permission(user: AnyUser, action: str, model: type[models.Model] | models.Model) -> bool:
    """Tell whether ``user`` has the permission ``action`` ("add", "change", "publish" …) on the model."""
    options = model._meta
    return user.has_perm(f"{options.app_label}.{get_permission_codename(action, options)}")


def may_publish(user: AnyUser, model: type[Publishable] | Publishable) -> bool:
    """Tell whether ``user`` decides what visitors see of the model's items."""
    return has_permission(user, "change", model) and has_permission(user, "publish", model)


def may_change(user: AnyUser, item: Publishable) -> bool:
    """Tell whether ``user`` may change ``item`` itself, as it is now."""
    return has_permission(user, "change", item) and is_open(user, item)


def is_open(user: AnyUser, item: Publishable) -> bool:
    """Tell whether ``user`` may change what they may change otherwise, now that it is, or belongs to, ``item``."""
    return item.state in STATES_OPEN_TO_CONTRIBUTORS or has_permission(user, "publish", item)


def may_delete(user: AnyUser, item: Publishable) -> bool:
    """Tell whether ``user`` may delete ``item``, as it is now."""
    if not has_permission(user, "delete", item) or not may_change(user, item):
        return False
    return has_permission(user, "publish", item) or is_own_draft(user, item)


def is_own_draft(user: AnyUser, item: Publishable) -> bool:
    """Tell whether ``item`` is a draft that ``user`` has begun, and that nobody has made public since."""
    if item.state != State.DRAFT or item.created_by_id != user.pk:
        return False
    if item.was_made_public is not None:
        return not item.was_made_public
    return not Transition.objects.of(item).to_the_public().exists()


def note_what_was_public(items: Collection[Publishable]) -> None:
    """Find out for all ``items``, which are of one kind, whether they have been made public before."""
    if items:
        item_type = ContentType.objects.get_for_model(next(iter(items)))
        steps = Transition.objects.filter(item_type=item_type, item_id__in=[item.pk for item in items])
        made_public = set(steps.to_the_public().values_list("item_id", flat=True))
        for item in items:
            item.was_made_public = item.pk in made_public
