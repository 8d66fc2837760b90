"""One item like another: a draft of its own, with the same content."""

from collections.abc import Callable

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from civitas_cms.delivery.unit_of_work import unit_of_work
from civitas_cms.publishing.models import Publishable, RevisionEvent
from civitas_cms.publishing.slugs import free_slug
from civitas_cms.publishing.workflow.permissions import has_permission

from . import saving, snapshots
from .snapshots import Snapshot
from .writing import write_snapshot


def duplicate(
    item: Publishable,
    by: User,
    *,
    title: str = "",
    slug: str = "",
    adapt: Callable[[Snapshot], None] | None = None,
) -> Publishable:
    """Return a new draft with the content of ``item`` as it is saved, and with parts and a URL of its own.

    Without a ``title``, its says that it is a copy, so that the two can be told apart. ``adapt`` changes in place what
    is written. Raises PermissionDenied if ``by`` may not add items of this kind.
    """
    model = type(item)
    if not has_permission(by, "add", item):
        raise PermissionDenied
    with unit_of_work():
        copy = model(slug=free_slug(model._base_manager.all(), slug or item.slug), created_by=by, updated_by=by)
        snapshot = snapshots.rekeyed(snapshots.snapshot_of(item), {})
        snapshot["content"]["fields"]["title"] = (title or _("Copy of %s") % item.title)[
            : model._meta.get_field("title").max_length
        ]
        if adapt:
            adapt(snapshot)
        write_snapshot(snapshot, copy)
        saving.save_revision(copy, by, RevisionEvent.CREATED, _("Made like “%s”") % item)
    return copy
