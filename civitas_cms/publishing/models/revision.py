"""What an item looked like after each save, with all that belongs to it."""

import re
from typing import Self

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, Model, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civitas_cms.delivery.contracts import NeverOnPages


class RevisionEvent(models.TextChoices):
    """What made a revision."""

    FOUND = "found", _("As it was found")
    CREATED = "created", _("Created")
    CHANGED = "changed", _("Changed")
    SAVED_AS_WRITTEN = "saved_as_written", _("Saved as you wrote")
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


#: What the ``version`` of a revision looks like.
VERSION_PATTERN = re.compile(r"\d{1,9}(\.\d{1,9})?")
#: After these, the item is no more.
DELETION_EVENTS = (RevisionEvent.DELETED, RevisionEvent.DISCARDED)


class RevisionQuerySet(models.QuerySet["Revision"]):
    """Questions asked of revisions."""

    def of(self, item: Model) -> Self:
        """Return those of ``item``, the latest first."""
        content_type = ContentType.objects.get_for_model(item)
        return self.filter(content_type=content_type, object_id=item.pk).order_by("-number")

    def at(self, version: str) -> "Revision | None":
        """Return the one whose ``version`` is this text; None if there is none (any more). They are those of an item.

        A number alone means that revision as it is now, and 0 the first: there was none when a form was opened.
        """
        number, _dot, rewrites = version.partition(".")
        found = self.filter(number=max(1, int(number)), **({"rewrites": int(rewrites)} if rewrites else {}))
        return found.first()

    def deleted(self, model: type[Model]) -> Self:
        """Return the last revisions of those items of ``model`` that were deleted, the latest deletion first."""
        there = model._base_manager.filter(pk=OuterRef("object_id"))
        later = Revision.objects.filter(
            content_type=OuterRef("content_type"), object_id=OuterRef("object_id"), number__gt=OuterRef("number")
        )
        return (
            self.filter(~Exists(there), ~Exists(later), content_type=ContentType.objects.get_for_model(model))
            .filter(event__in=DELETION_EVENTS)
            .order_by("-made_at", "-pk")
        )


class Revision(NeverOnPages, models.Model):
    """What an item was like after something had happened to it. Revisions are only ever added and, when old, pruned.

    The one exception is what is saved while somebody writes: it takes the place of what they had written just before.

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
    event = models.CharField(_("what happened"), max_length=30, choices=RevisionEvent, db_column="happened")
    comment = models.TextField(_("comment"), blank=True)
    #: How often it was replaced by what the same person wrote next.
    rewrites = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id", "number"], name="one_revision_per_number"),
        ]
        indexes = [models.Index(fields=["content_type", "-made_at"], name="revision_latest_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @property
    def version(self) -> str:
        """What names exactly this content: the number, and how often that was written anew."""
        return f"{self.number}.{self.rewrites}"
