"""Revisions: what an item looked like after each save, with all that belongs to it."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Exists, Max, Model, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import snapshots


class Happened(models.TextChoices):
    """What made a revision."""

    FOUND = "found", _("As it was found")
    CREATED = "created", _("Created")
    CHANGED = "changed", _("Changed")
    WORKING_COPY_MADE = "working_copy_made", _("Working copy made")
    MERGED = "merged", _("Newer changes of the live version taken over")
    CHANGES_PUBLISHED = "changes_published", _("Changes published")
    DETACHED = "detached", _("Made a draft of its own")
    SUBMITTED = "submit", _("Submitted for review")
    CHANGES_REQUESTED = "request_changes", _("Changes requested")
    PUBLISHED = "publish", _("Published")
    SCHEDULED = "schedule", _("Scheduled")
    UNPUBLISHED = "unpublish", _("Unpublished")
    ARCHIVED = "archive", _("Archived")
    RESTORED = "restore", _("Restored as a draft")
    REVERTED = "reverted", _("An older version restored")
    DELETED = "deleted", _("Deleted")
    DISCARDED = "discarded", _("Discarded")
    RECOVERED = "recovered", _("Recovered")


#: After these, the item is no more.
GONE = (Happened.DELETED, Happened.DISCARDED)


def item_of(row: Model) -> Model | None:
    """Return the item that ``row`` is or belongs to, whose revisions have it; None if it is no part of one."""
    if hasattr(row, "working_copy_of_id"):
        return row
    owner = getattr(row, "publishable", "")
    return getattr(row, owner) if owner else None


class RevisionQuerySet(models.QuerySet):
    """Questions asked of revisions."""

    def of(self, item: Model):
        """Return those of ``item``, the latest first."""
        content_type = ContentType.objects.get_for_model(item)
        return self.filter(content_type=content_type, object_id=item.pk).order_by("-number")

    def deleted(self, model: type[Model]):
        """Return the last revisions of those items of ``model`` that were deleted, the latest deletion first."""
        there = model._base_manager.filter(pk=OuterRef("object_id"))
        later = Revision.objects.filter(
            content_type=OuterRef("content_type"), object_id=OuterRef("object_id"), number__gt=OuterRef("number")
        )
        return (
            self.filter(~Exists(there), ~Exists(later), content_type=ContentType.objects.get_for_model(model))
            .filter(happened__in=GONE)
            .order_by("-made_at", "-pk")
        )


class Revision(models.Model):
    """What an item was like after something had happened to it. Revisions are only ever added and, when old, pruned.

    An item's revisions are numbered from 1. They stay when it is deleted, so that it can be recovered. ``made_at`` is
    an instant; ``made_by`` is empty where nobody knows, as for what was there before revisions were kept.
    """

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=250)
    state = models.CharField(_("state"), max_length=20)
    snapshot = models.JSONField(_("what it looked like"))
    made_at = models.DateTimeField(_("when"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    happened = models.CharField(_("what happened"), max_length=30, choices=Happened)
    comment = models.TextField(_("comment"), blank=True)

    objects = RevisionQuerySet.as_manager()
    #: Visitors see items, not their past.
    affects_public_pages = False

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id", "number"], name="one_revision_per_number"),
        ]
        indexes = [models.Index(fields=["content_type", "-made_at"], name="revision_latest_of_a_kind")]

    def __str__(self):
        return f"{self.title} ({self.number})"


@transaction.atomic
def keep(
    item: Model,
    by: AbstractBaseUser | None,
    happened: str = Happened.CHANGED,
    comment: str = "",
    before: dict | None = None,
) -> Revision:
    """Keep what ``item`` looks like now as its latest revision, and return that.

    ``by`` is who did it, None if nobody knows. If nothing has changed since the latest revision and there is no
    ``comment`` to keep either, that one is returned and no other is made. If the content of something public has
    changed, visitors read when. ``before`` is what it was like, if that is not the latest revision. Call it in the
    transaction that has changed the item.
    """
    snapshots.lock([item])  # two revisions of one item get their numbers one after the other
    latest = Revision.objects.of(item).first()
    snapshot = snapshots.take(item)
    is_news = happened in (*GONE, Happened.RECOVERED) or (comment and happened != Happened.REVERTED)
    if latest and not is_news and snapshots.is_same(latest.snapshot, snapshot):
        return latest
    before = before or (latest and latest.snapshot)
    if before and item.is_public() and before["content"] != snapshot["content"]:
        type(item)._base_manager.filter(pk=item.pk).update(revised_at=timezone.now())
    return _add(latest, item, by, snapshot, happened, comment)


def set_aside(item: Model, by: AbstractBaseUser, snapshot: dict, comment: str) -> None:
    """Keep ``snapshot``, which ``by`` has typed for ``item`` but not made it, so that it can be found and restored.

    Call it before what ``item`` has become is kept, which is then the latest revision.
    """
    snapshots.lock([item])
    _add(Revision.objects.of(item).first(), item, by, snapshot, Happened.CHANGED, comment)


def _add(latest, item, by, snapshot, happened, comment):
    """Add a revision after the ``latest`` of the item, if there is any."""
    return Revision.objects.create(
        content_type=ContentType.objects.get_for_model(item),
        object_id=item.pk,
        number=latest.number + 1 if latest else 1,
        title=snapshot["content"]["fields"]["title"],
        state=snapshot["life"]["state"],
        snapshot=snapshot,
        made_by=by,
        happened=happened,
        comment=comment,
    )


def keep_what_is_there(item: Model) -> Revision:
    """Keep what ``item`` looks like before it is changed, unless its latest revision has that already.

    So nothing is lost of what was there before revisions were kept, or of what a program has changed.
    """
    return keep(item, None, Happened.FOUND)


def prune(before=None) -> int:
    """Delete what need not be kept any longer of revisions older than ``before`` (aware), and return how many.

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


def _to_stay(model, content_type):
    """Return the condition that a revision of an item of ``model`` stays however old it is."""
    there = Q(object_id__in=model._base_manager.values("pk"))
    latest = Revision.objects.filter(content_type=content_type).values("object_id").annotate(last=Max("pk"))
    bases = model._base_manager.filter(working_copy_basis__isnull=False).values("working_copy_basis")
    return there & (Q(state="published") | Q(pk__in=latest.values("last")) | Q(pk__in=bases))
