"""Who may do what with publishable items, beyond what Django's permissions say of a whole model.

Who may publish may change everything. Who may only change may change what is not public business yet: drafts, and what
waits for review.
"""

from typing import TypeAlias

from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import AnonymousUser, User
from django.db import models

from civitas_cms.publishing.models import Publishable, State

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
