"""Who has an item open in the newsroom right now.

Each open window says every few seconds that it is still there; who has been silent for a while has left.
"""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civitas_cms.delivery.contracts import NeverOnPages

#: After this silence a window counts as closed. Windows speak every 15 seconds, so that one word may be lost.
SILENCE_UNTIL_CLOSED = timedelta(seconds=45)


class PresenceQuerySet(models.QuerySet["Presence"]):
    """Questions asked of open windows."""

    def beside(self, item: models.Model, user: User, window: str) -> Self:
        """Return the other windows that have ``item`` open now, the longest open first."""
        return (
            self.filter(content_type=ContentType.objects.get_for_model(item), object_id=item.pk)
            .filter(seen_at__gt=timezone.now() - SILENCE_UNTIL_CLOSED)
            .exclude(user=user, window=window)
            .select_related("user")
            .order_by("opened_at", "pk")
        )

    def note(self, item: models.Model, user: User, window: str, *, is_editing: bool, place: str = "") -> None:
        """Note that ``user`` has ``item`` open in ``window``, and forget the windows that have been silent for long.

        ``place`` is where in the form they are.
        """
        now = timezone.now()
        self.filter(seen_at__lte=now - SILENCE_UNTIL_CLOSED).delete()
        here = self.model(
            user=user,
            content_type=ContentType.objects.get_for_model(item),
            object_id=item.pk,
            window=window,
            is_editing=is_editing,
            place=place,
            opened_at=now,
            seen_at=now,
        )
        self.bulk_create(
            [here],
            update_conflicts=True,
            unique_fields=["content_type", "object_id", "user", "window"],
            update_fields=["is_editing", "place", "seen_at"],
        )

    def leave(self, item: models.Model, user: User, window: str) -> None:
        """Note that ``user`` has closed ``window``."""
        content_type = ContentType.objects.get_for_model(item)
        self.filter(content_type=content_type, object_id=item.pk, user=user, window=window).delete()


class Presence(NeverOnPages, models.Model):
    """A window of a browser in which somebody has an item open. ``window`` is a word that the window has chosen."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    window = models.CharField(max_length=32)
    is_editing = models.BooleanField(_("is writing, or has unsaved changes"), default=False)
    #: Where the focus is: the name of a field, or of a kind of block with the key of one.
    place = models.CharField(max_length=100, blank=True, default="", db_default="")
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        app_label = "publishing"  # where its table has always been
        default_permissions = ()  # who may see an item may be seen there
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "user", "window"], name="one_presence_per_window"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.content_type} {self.object_id}"


MAX_ACCOUNT_LENGTH = 150  # as Django's names of accounts


def account_key(name: str) -> str:
    """Return what the account called ``name``, as it was typed, is counted under."""
    return name.casefold()[:MAX_ACCOUNT_LENGTH]


class FailedSignIn(NeverOnPages, models.Model):
    """A wrong try to sign in, or one that is not yet known to be right: see ``sign_in.py``.

    ``account`` is the ``account_key`` of what was typed. It is forgotten after a few minutes.
    """

    account = models.CharField(max_length=MAX_ACCOUNT_LENGTH)
    address = models.GenericIPAddressField(null=True)
    device = models.UUIDField(null=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["account", "id"], name="failed_sign_in_by_account"),
            models.Index(fields=["address", "id"], name="failed_sign_in_by_address"),
        ]

    def __str__(self) -> str:
        return f"{self.account}, {self.address}, {self.at}"


class LogAction(models.IntegerChoices):
    """What the newsroom's log has: Django's own three, and what people do with their accounts."""

    ADDED = 1, _("Added")
    CHANGED = 2, _("Changed")
    DELETED = 3, _("Deleted")
    SIGNED_IN = 11, _("Signed in")
    SIGNED_OUT = 12, _("Signed out")
