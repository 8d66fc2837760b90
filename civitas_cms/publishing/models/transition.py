"""What was done with items on their way to the public."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _

from civitas_cms.delivery.contracts import NeverOnPages
from civitas_cms.publishing.plain_text import TextField


class TransitionQuerySet(models.QuerySet["Transition"]):
    """Questions asked of transitions."""

    def of(self, item: models.Model) -> Self:
        """Return the steps that ``item`` has taken, the latest first."""
        item_type = ContentType.objects.get_for_model(item)
        return self.filter(item_type=item_type, item_id=item.pk).order_by("-at", "-pk")

    def to_the_public(self) -> Self:
        """Return those by which an item was published or scheduled."""
        return self.filter(action__in=[Transition.Action.PUBLISH, Transition.Action.SCHEDULE])

    def last_public_slug(self) -> str | None:
        """Return the slug with which it was last published or scheduled, or None."""
        return self.to_the_public().values_list("slug", flat=True).first()


class Transition(NeverOnPages, models.Model):
    """A step that an item took on its way: who did what, when and why. Written once, never changed.

    It outlives the item, and the account of who did it.
    """

    class Action(models.TextChoices):
        """What can be done with an item; the labels are those of the buttons."""

        SUBMIT = "submit", _("Submit for review")
        REQUEST_CHANGES = "request_changes", _("Request changes")
        PUBLISH = "publish", _("Publish now")
        SCHEDULE = "schedule", _("Schedule")
        UNPUBLISH = "unpublish", _("Unpublish")
        ARCHIVE = "archive", _("Archive")
        RESTORE = "restore", _("Restore as a draft")

    #: What has been done, as the history and the item's page say it.
    DONE = {
        Action.SUBMIT: _("Submitted for review"),
        Action.REQUEST_CHANGES: _("Changes requested"),
        Action.PUBLISH: _("Published"),
        Action.SCHEDULE: _("Scheduled"),
        Action.UNPUBLISH: _("Unpublished"),
        Action.ARCHIVE: _("Archived"),
        Action.RESTORE: _("Restored as a draft"),
    }

    item_type = models.ForeignKey(ContentType, verbose_name=_("kind of item"), on_delete=models.CASCADE)
    item_id = models.BigIntegerField(_("key of the item"))
    item = GenericForeignKey("item_type", "item_id")
    action = models.CharField(_("action"), max_length=20, choices=Action)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    comment = TextField(_("comment"), blank=True, max_length=1000)
    publish_at = models.DateTimeField(
        _("publish at"), null=True, blank=True, help_text=_("Since when the item was to be public after this step.")
    )
    slug = models.SlugField(_("address"), max_length=200, help_text=_("The item's address at that time."))

    objects = TransitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("transition")
        verbose_name_plural = _("transitions")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["item_type", "item_id", "-at"], name="transition_of_an_item")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(action="request_changes") | ~Q(comment=""),
                name="requested_changes_are_explained",
                violation_error_message=_("Say what has to be changed."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.done}: {self.item_type} {self.item_id}"

    @property
    def done(self) -> str:
        """What has been done, in words."""
        return str(self.DONE[self.Action(self.action)])

    @property
    def ago(self) -> str:
        """How long ago, as in "2 minutes ago"."""
        if timezone.now() - self.at < timedelta(minutes=1):
            return str(_("just now"))
        return _("%(time)s ago") % {"time": timesince(self.at, depth=1)}
