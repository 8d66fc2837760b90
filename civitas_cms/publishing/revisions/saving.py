"""Saving revisions, and deleting those that need not be kept."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Max, Model, Q
from django.dispatch import receiver
from django.utils import timezone

from civitas_cms.delivery.contracts import AwareDatetime
from civitas_cms.publishing.models import DELETION_EVENTS, Publishable, Revision, RevisionEvent, Transition
from civitas_cms.publishing.workflow.transitions import about_to_change, changed

from . import snapshots
from .snapshots import Snapshot

PAUSE_BETWEEN_SITTINGS = timedelta(minutes=30)  # without a word


@dataclass
class Changes:
    """What was written of an item: as ``snapshots.updated`` takes it."""

    relations: list[str] = field(default_factory=list)
    parts: dict[str, list[Model]] = field(default_factory=dict)
    gone: dict[str, set[int]] = field(default_factory=dict)


class AsFound:
    """Items that a unit of work has locked and not changed yet: their latest revisions and their snapshots.

    Who reads them to decide whether to save, notes them, and who saves need not read them once more.
    """

    def __init__(self) -> None:
        self._items: dict[Publishable, tuple[Revision | None, Snapshot]] = {}

    def note(self, item: Publishable, latest: Revision | None, snapshot: Snapshot) -> None:
        """Remember the ``latest`` revision and the ``snapshot`` of ``item``, until somebody is about to change it."""
        self._items[item] = latest, snapshot

    def take(self, item: Publishable) -> tuple[Revision | None, Snapshot | None]:
        """Return what was noted of ``item``, if it was, and forget it: now it changes."""
        return self._items.pop(item, (None, None))

    def finish(self) -> None:
        """Do nothing: it was all for others."""


@transaction.atomic(savepoint=False)
def save_revision(
    item: Publishable,
    by: User | None,
    event: str = RevisionEvent.CHANGED,
    comment: str = "",
    before: Snapshot | None = None,
    snapshot: Snapshot | None = None,
    latest: Revision | None = None,
) -> Revision:
    """Keep what ``item`` looks like now as its latest revision, and return that.

    ``by`` is who did it, None if nobody knows. If nothing has changed since the latest revision and there is no
    ``comment`` to keep either, that one is returned and no other is made. If the content of something public has
    changed, visitors read when. ``before`` is what it was like, if that is not the latest revision, and
    ``snapshot`` what it is like, if that has been read already; ``latest`` is the latest revision, if that is known
    since the item was locked. Call it in the transaction that has changed the item.
    """
    if latest is None:
        snapshots.lock([item])  # two revisions of one item get their numbers one after the other
        latest = Revision.objects.of(item).first()
    snapshot = snapshot or snapshots.snapshot_of(item)
    is_news = event in (*DELETION_EVENTS, RevisionEvent.RECOVERED) or (comment and event != RevisionEvent.REVERTED)
    if latest and not is_news and snapshots.is_same(latest.snapshot, snapshot):
        return latest
    before = before or (latest.snapshot if latest else None)
    if before and item.is_public() and before["content"] != snapshot["content"]:
        item.note_revision(before, snapshot, timezone.now())
    return _add(latest, item, by, snapshot, event, comment)


def save_as_written(latest: Revision, item: Publishable, by: User, changes: Changes, *, is_needed: bool) -> Revision:
    """Keep what ``item`` looks like after some ``changes``, which were saved while ``by`` was writing.

    The ``latest`` revision is of what the item was before. What one person writes in one sitting is one revision: that
    takes up the changes if it is of the same sitting, unless it ``is_needed`` as it is, because somebody has begun with
    it. Call it in the transaction that has changed the item.
    """
    now = timezone.now()
    snapshot = snapshots.updated(latest.snapshot, item, changes.relations, changes.parts, changes.gone)
    is_same_sitting = (
        latest.event == RevisionEvent.SAVED_AS_WRITTEN
        and latest.made_by_id == by.pk
        and latest.made_at > now - PAUSE_BETWEEN_SITTINGS
    )
    if is_needed or not is_same_sitting:
        return _add(latest, item, by, snapshot, RevisionEvent.SAVED_AS_WRITTEN, "")
    latest.title, latest.state = snapshot["content"]["fields"]["title"], snapshot["life"]["state"]
    latest.snapshot, latest.made_at, latest.rewrites = snapshot, now, latest.rewrites + 1
    latest.save(update_fields=["title", "state", "snapshot", "made_at", "rewrites"])
    return latest


def end_sitting(latest: Revision) -> None:
    """Let what was saved as somebody wrote count as saved by them: they have pressed a button to say so.

    ``latest`` is the latest revision of an item that is locked.
    """
    if latest.event == RevisionEvent.SAVED_AS_WRITTEN:
        latest.event = RevisionEvent.CHANGED
        latest.save(update_fields=["event"])


def set_aside(item: Publishable, by: User, snapshot: Snapshot, comment: str) -> None:
    """Keep ``snapshot``, which ``by`` has typed for ``item`` but not made it, so that it can be found and restored.

    Call it before what ``item`` has become is kept, which is then the latest revision.
    """
    snapshots.lock([item])
    _add(Revision.objects.of(item).first(), item, by, snapshot, RevisionEvent.CHANGED, comment)


def _add(
    latest: Revision | None, item: Publishable, by: User | None, snapshot: Snapshot, event: str, comment: str
) -> Revision:
    """Add a revision after the ``latest`` of the item, if there is any."""
    return Revision.objects.create(
        content_type=ContentType.objects.get_for_model(item),
        object_id=item.pk,
        number=latest.number + 1 if latest else 1,
        title=snapshot["content"]["fields"]["title"],
        state=snapshot["life"]["state"],
        snapshot=snapshot,
        made_by=by,
        event=event,
        comment=comment,
    )


def save_state_as_found(
    item: Publishable, snapshot: Snapshot | None = None, latest: Revision | None = None
) -> Revision:
    """Keep what ``item`` looks like before it is changed, unless its latest revision has that already.

    ``snapshot`` is that, and ``latest`` that revision, if they have been read already, while the item was locked. So
    nothing is lost of what was there before revisions were kept, or of what a program has changed.
    """
    return save_revision(item, None, RevisionEvent.FOUND, snapshot=snapshot, latest=latest)


@receiver(about_to_change)
def keep_before_step(item: Publishable, **kwargs: Any) -> None:
    """Keep what ``item`` looks like before a step of the workflow changes it."""
    save_state_as_found(item)


@receiver(changed)
def keep_after_step(item: Publishable, by: User, action: Transition.Action, comment: str, **kwargs: Any) -> None:
    """Keep what ``item`` looks like after a step of the workflow."""
    save_revision(item, by, action, comment)


def prune(before: AwareDatetime | None = None) -> int:
    """Delete what need not be kept any longer of revisions older than ``before``, and return how many.

    Without ``before``, they are those older than ``settings.REVISIONS_KEPT_DAYS`` (None: never). Of items that are
    still there, the latest revision stays, those that were published, and those that working copies started from.
    """
    if before is None:
        if settings.REVISIONS_KEPT_DAYS is None:
            return 0
        before = timezone.now() - timedelta(days=settings.REVISIONS_KEPT_DAYS)
    old = Revision.objects.filter(made_at__lt=before)
    number = 0
    for content_type in ContentType.objects.filter(pk__in=old.values("content_type").distinct()):
        model = content_type.model_class()
        superfluous = old.filter(content_type=content_type)
        if model is not None:
            superfluous = superfluous.exclude(_to_stay(model, content_type))
        number += superfluous.delete()[0]
    return number


def _to_stay(model: type[Any], content_type: ContentType) -> Q:
    """Return the condition that a revision of an item of ``model`` stays however old it is."""
    there = Q(object_id__in=model._base_manager.values("pk"))
    latest = Revision.objects.filter(content_type=content_type).values("object_id").annotate(last=Max("pk"))
    bases = model._base_manager.filter(working_copy_basis__isnull=False).values("working_copy_basis")
    return there & (Q(state="published") | Q(pk__in=latest.values("last")) | Q(pk__in=bases))
