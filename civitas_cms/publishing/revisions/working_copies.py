"""Working copies: changing a published item without anybody seeing it before it is done.

A working copy is an item of its own, of the same model, with parts of its own, so that the same form edits it. It is
never public. Publishing its changes writes its content to the original, part by part: what visitors know stays at its
URL.
"""

import copy as copying
import hashlib
import json

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.dispatch import Signal
from django.utils.translation import gettext as _

from civitas_cms.delivery.garbage_collection import garbage_collection_paused
from civitas_cms.delivery.unit_of_work import unit_of_work
from civitas_cms.publishing.models import Publishable, Revision, RevisionEvent, State
from civitas_cms.publishing.slugs import free_slug
from civitas_cms.publishing.workflow.permissions import has_permission
from civitas_cms.publishing.workflow.transitions import require_ready

from . import saving, snapshots
from .many_rows import delete_rows
from .snapshots import Keys, Snapshot
from .three_way_merge import Merged, merge
from .writing import WriteResult, write_snapshot

#: Sent in the transaction in which a working copy's changes are published, before the ``copy`` goes: with its
#: ``original``, ``by`` whom, and ``created``: by model the keys of parts that are new there, by their keys in the copy.
changes_published = Signal()


class ChangedMeanwhile(Exception):  # noqa: N818 - it says what happened, not what is wrong
    """The original or the working copy is not what the person has seen who wants to publish or merge."""


class OriginalGone(Exception):  # noqa: N818
    """There is no original whose changes could be published: the working copy is a draft of its own."""


def can_have_working_copy(item: Publishable) -> bool:
    """Tell whether changes of ``item`` are made in a working copy: it is published, now or at a time to come."""
    return item.state == State.PUBLISHED and item.working_copy_of_id is None


def working_copy_of(item: Publishable) -> Publishable | None:
    """Return the working copy of ``item``, or None if it has none."""
    # Here and below a Q, because the types of an abstract model lack its relations to itself.
    return type(item)._base_manager.filter(Q(working_copy_of=item.pk)).first() if item.pk else None


@garbage_collection_paused()
def make_working_copy(item: Publishable, by: User) -> Publishable:
    """Return the working copy of ``item``; it is made if there is none, with all that belongs to the item.

    Raises PermissionDenied if ``by`` may not change items of this kind, or ``item`` is not one that has working copies.
    """
    _require(by, "change", item)
    with unit_of_work():
        snapshots.lock([item])  # a double click makes one
        item.refresh_from_db()
        if copy := working_copy_of(item):
            return copy
        if not can_have_working_copy(item):
            raise PermissionDenied(_("Only what is published has a working copy; change the item itself."))
        basis = saving.save_state_as_found(item)
        copy = type(item)(
            slug=free_slug(type(item)._base_manager.all(), f"{item.slug[:180]}-changes"),
            working_copy_basis=basis,
            created_by=by,
            updated_by=by,
        )
        copy.working_copy_of = item
        written = write_snapshot(snapshots.rekeyed(basis.snapshot, {}), copy)
        _set_keys(copy, written.created)
        saving.save_revision(copy, by, RevisionEvent.WORKING_COPY_MADE)
    return copy


def proposed(copy: Publishable) -> Snapshot:
    """Return the snapshot of ``copy`` as one of its original, so that the two can be compared."""
    return snapshots.rekeyed(snapshots.snapshot_of(copy), copy.working_copy_keys)


def changed_since(copy: Publishable) -> bool:
    """Tell whether the original's content has changed since ``copy`` was made or last took over its changes."""
    return bool(snapshots.snapshot_of(_original(copy))["content"] != _basis(copy)["content"])


def fingerprint(copy: Publishable) -> str:
    """Return what stands for the exact content of ``copy`` and its original, to be sent along by who has seen them."""
    return _fingerprint(snapshots.snapshot_of(copy), snapshots.snapshot_of(_original(copy)))


@garbage_collection_paused()
def publish_working_copy(
    copy: Publishable, by: User, seen: str | None = None, comment: str = ""
) -> tuple[Publishable, WriteResult]:
    """Make the content of ``copy`` that of its original, at the same URL, and drop the copy; in one transaction.

    Returns the original, and what came of it. ``seen`` is the ``fingerprint`` of what ``by`` has seen; without it, the
    original must be as it was when the copy was made.

    Raises PermissionDenied if ``by`` may not publish, OriginalGone, NotReady if a readiness check finds an error in
    what would be public, and ChangedMeanwhile if the original (or with ``seen``, either of them) has changed meanwhile.
    """
    _require(by, "change", copy)
    _require(by, "publish", copy)
    with unit_of_work():
        copy, original = _locked(copy)
        as_found = copying.copy(original)
        proposal, present = snapshots.snapshot_of_row(copy), snapshots.snapshot_of_row(as_found)
        latest = Revision.objects.of(original).first()
        if seen is None and present["content"] != _basis(copy, latest)["content"]:
            raise ChangedMeanwhile
        if seen is not None and seen != _fingerprint(proposal, present):
            raise ChangedMeanwhile
        if original.state == State.PUBLISHED:
            require_ready(copy)
        latest = saving.save_state_as_found(original, present, latest)
        original.updated_by = by
        written = write_snapshot(snapshots.rekeyed(proposal, copy.working_copy_keys), original, as_found)
        saving.save_revision(original, by, RevisionEvent.CHANGES_PUBLISHED, comment, latest=latest)
        created = snapshots.inverse(written.created)
        changes_published.send(type(copy), copy=copy, original=original, by=by, created=created)
        for label, keys in created.items():  # whoever looks after what is said of the copy finds the new parts, too
            copy.working_copy_keys.setdefault(label, {}).update(keys)
        delete_rows([copy], have_parts=True)
    return original, written


@garbage_collection_paused()
def discard_working_copy(copy: Publishable, by: User) -> None:
    """Drop ``copy``. Its words are kept among what was deleted. Raises PermissionDenied, and OriginalGone."""
    _require(by, "change", copy)
    with unit_of_work():
        copy, _original = _locked(copy)
        saving.save_revision(copy, by, RevisionEvent.DISCARDED, snapshot=snapshots.snapshot_of_row(copy))
        delete_rows([copy], have_parts=True)


def detach_working_copy(copy: Publishable, by: User) -> Publishable:
    """Make ``copy`` a draft of its own, with nothing to do with its original any more; return it."""
    _require(by, "change", copy)
    with unit_of_work():
        copy, _original = _locked(copy)
        copy.working_copy_of, copy.working_copy_basis, copy.working_copy_keys = None, None, {}
        copy.updated_by = by
        copy.save()
        saving.save_revision(copy, by, RevisionEvent.DETACHED)
    return copy


@garbage_collection_paused()
def merge_from_original(copy: Publishable, by: User, seen: str) -> Merged:
    """Take over into ``copy`` what has changed in its original meanwhile, and return what came of it.

    Where both have changed the same words, the copy's stay; they are among the ``conflicts``. Raises PermissionDenied,
    OriginalGone, and ChangedMeanwhile if ``seen`` is not the ``fingerprint`` of what is there now.
    """
    _require(by, "change", copy)
    with unit_of_work():
        copy, original = _locked(copy)
        as_found = copying.copy(copy)
        mine, theirs = snapshots.snapshot_of_row(as_found), snapshots.snapshot_of_row(original)
        if seen != _fingerprint(mine, theirs):
            raise ChangedMeanwhile
        latest = Revision.objects.of(original).first()
        former_basis = _basis(copy, latest)
        basis = saving.save_state_as_found(original, theirs, latest)
        mine = snapshots.rekeyed(mine, copy.working_copy_keys)
        merged = merge(former_basis, mine, theirs)
        copy.updated_by = by
        copy.working_copy_basis = basis
        write_to_copy(merged.snapshot, copy, as_found)
        saving.save_revision(copy, by, RevisionEvent.MERGED)
    return merged


def write_to_copy(snapshot: Snapshot, copy: Publishable, as_found: Publishable | None = None) -> WriteResult:
    """Make the content of ``copy`` that of ``snapshot``, which is one of its original; as in ``write_snapshot``."""
    keys = snapshots.inverse(copy.working_copy_keys)
    written = write_snapshot(snapshots.rekeyed(snapshot, keys), copy, as_found)
    _set_keys(copy, written.created)
    return written


def _require(user: User, action: str, item: Publishable) -> None:
    if not has_permission(user, action, item):
        raise PermissionDenied


def _original(copy: Publishable) -> Publishable:
    """Return the original of ``copy``; raises OriginalGone."""
    if copy.working_copy_of is None:
        raise OriginalGone
    return copy.working_copy_of


def _basis(copy: Publishable, latest: Revision | None = None) -> Snapshot:
    """Return what the original was like when ``copy`` was made or last took over its changes; raises OriginalGone.

    Mostly that is the ``latest`` revision of the original, which need not be read twice.
    """
    if latest and latest.pk == copy.working_copy_basis_id:
        copy.working_copy_basis = latest
    if copy.working_copy_basis is None:
        raise OriginalGone
    snapshot: Snapshot = copy.working_copy_basis.snapshot
    return snapshot


def _locked(copy: Publishable) -> tuple[Publishable, Publishable]:
    """Return ``copy`` and its original as they are now, and keep others from changing them; raises OriginalGone."""
    model = type(copy)
    both = model._base_manager.filter(Q(pk=copy.pk) | Q(pk__in=model._base_manager.filter(Q(working_copy=copy.pk))))
    items = {item.pk: item for item in both.select_for_update(no_key=True, of=("self",)).order_by("pk")}
    present = items.get(copy.pk)
    original = present and items.get(present.working_copy_of_id)
    if present is None or original is None:
        raise OriginalGone
    return present, original


def _set_keys(copy: Publishable, created: Keys) -> None:
    """Remember which parts of the original the ``created`` parts of ``copy`` correspond to."""
    for label, keys in created.items():
        copy.working_copy_keys.setdefault(label, {}).update(keys)
    copy.save(update_fields=["working_copy_keys"])


def _fingerprint(*several: Snapshot) -> str:
    contents = [snapshot["content"] for snapshot in several]
    return hashlib.sha256(json.dumps(contents, sort_keys=True).encode()).hexdigest()
