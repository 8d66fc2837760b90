"""Going back: to an older version of an item, and to an item that was deleted. What visitors see is never touched."""

from typing import Any, cast

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from civitas_cms.delivery.unit_of_work import unit_of_work
from civitas_cms.publishing.models import Publishable, Revision, RevisionEvent, State
from civitas_cms.publishing.slugs import free_slug
from civitas_cms.publishing.workflow.permissions import has_permission, may_change

from . import saving, snapshots, working_copies
from .writing import WriteResult, write_snapshot


def restore(revision: Revision, item: Publishable, by: User) -> tuple[Publishable, WriteResult]:
    """Make the content of ``item`` what it was in ``revision``, one of its own; that becomes its latest revision.

    If ``item`` is published, its working copy gets that content instead (and keeps, as a revision, what it had);
    visitors notice nothing until its changes are published. State, URL and times stay as they are.

    Returns what was written to, and what came of it. Raises PermissionDenied if ``by`` may not change it.
    """
    is_into_copy = working_copies.can_have_working_copy(item)
    if not (has_permission(by, "change", item) if is_into_copy else may_change(by, item)):
        raise PermissionDenied
    with unit_of_work():
        if is_into_copy:
            item = working_copies.make_working_copy(item, by)
        snapshots.lock([item])
        saving.save_state_as_found(item)
        item.updated_by = by
        write = working_copies.write_to_copy if is_into_copy else write_snapshot
        written = write(revision.snapshot, item)
        words = {"number": revision.number, "date": date_format(timezone.localtime(revision.made_at))}
        comment = _("Version %(number)s of %(date)s") % words
        saving.save_revision(item, by, RevisionEvent.REVERTED, comment)
    return item, written


def recover(revision: Revision, by: User) -> tuple[Publishable, WriteResult]:
    """Bring back, as a draft, an item that was deleted and of which ``revision`` is the last.

    It gets its key, its parts theirs, and its URL if nothing else has that now. A discarded working copy is one
    again if its original has no other. Returns the item, and what came of it; nothing is done if it is there already.
    Raises PermissionDenied if ``by`` may not add items of this kind.
    """
    model = cast("type[Publishable]", revision.content_type.model_class())
    item = model(state=State.DRAFT, created_by=by, updated_by=by)
    item.pk = revision.object_id
    item.uuid = snapshots.free_identity(revision.snapshot, model, item.pk) or item.uuid
    if not has_permission(by, "add", item):
        raise PermissionDenied
    with unit_of_work():
        snapshots.lock([revision])
        if there := model._base_manager.filter(pk=revision.object_id).first():
            return there, WriteResult()
        item.slug = free_slug(model._base_manager.all(), revision.snapshot["life"]["slug"])
        _tie_to_original(item, revision.snapshot["working_copy"])
        written = write_snapshot(revision.snapshot, item)
        saving.save_revision(item, by, RevisionEvent.RECOVERED)
    return item, written


def _tie_to_original(item: Publishable, working_copy: dict[str, Any] | None) -> None:
    if not working_copy:
        return
    original = type(item)._base_manager.filter(pk=working_copy["of"], state=State.PUBLISHED).first()
    basis = Revision.objects.filter(pk=working_copy["basis"]).first()
    if original and basis and not working_copies.working_copy_of(original):
        item.working_copy_of, item.working_copy_basis = original, basis
        item.working_copy_keys = working_copy["keys"]
