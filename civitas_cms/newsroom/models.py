"""What the newsroom keeps of the work on an item: who has it open, what people say about it, and whom that concerns.

Each open window says every few seconds that it is still there; who has been silent for a while has left.
"""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civitas_cms.delivery.contracts import NeverOnPages
from civitas_cms.publishing.plain_text import TextField

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


# Comments ------------------------------------------------------------------------------------------------------------

MAX_COMMENT_LENGTH = 2000  # characters
MAX_PASSAGE_LENGTH = 500  # characters


class CommentThreadQuerySet(models.QuerySet["CommentThread"]):
    """Questions asked of threads of comments."""

    def of(self, *items: models.Model) -> Self:
        """Return those about ``items``, all of one model, the earliest first."""
        content_type = ContentType.objects.get_for_model(items[0])
        keys = [item.pk for item in items]
        return self.filter(item_type=content_type, item_id__in=keys).order_by("started_at", "pk")

    def unresolved(self) -> Self:
        """Return those that somebody still has to see to."""
        return self.filter(resolved_at=None)


class CommentThread(NeverOnPages, models.Model):
    """What people say to each other about an item, about one of its blocks, or about a passage.

    ``passage`` are the words that were marked, as plain text, in the block or without one in the item's own fields. It
    outlives the block and the item: what is brought back has its old key.
    """

    item_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    item_id = models.BigIntegerField()
    item = GenericForeignKey("item_type", "item_id")
    block_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, null=True, related_name="+")
    block_id = models.BigIntegerField(null=True)
    passage = TextField(blank=True, max_length=MAX_PASSAGE_LENGTH)
    started_at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )

    objects = CommentThreadQuerySet.as_manager()

    class Meta:
        default_permissions = ()  # who may see the item may comment on it
        indexes = [
            models.Index(fields=["item_type", "item_id"], name="comment_thread_of_an_item"),
            models.Index(fields=["-started_at"], condition=Q(resolved_at=None), name="comment_thread_unresolved"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(block_type__isnull=True, block_id__isnull=True)
                | Q(block_type__isnull=False, block_id__isnull=False),
                name="comment_thread_names_a_block_or_none",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_type} {self.item_id}"


class Comment(NeverOnPages, models.Model):
    """What somebody says in a thread. Written once; only the name of an account that ends is replaced in it."""

    thread = models.ForeignKey(CommentThread, on_delete=models.CASCADE, related_name="comments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    text = TextField(_("comment"), max_length=MAX_COMMENT_LENGTH)
    #: Whether it came with an item that was given back to its author.
    requests_changes = models.BooleanField(default=False, db_default=False)

    class Meta:
        default_permissions = ()
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="comment_says_something")]

    def __str__(self) -> str:
        return self.text


# Notifications -------------------------------------------------------------------------------------------------------


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Questions asked of notifications."""

    def for_user(self, user: User) -> Self:
        """Return those for ``user``: first what they have not seen, then the latest."""
        return self.filter(user=user).order_by(models.F("seen_at").desc(nulls_first=True), "-at", "-pk")

    def about(self, item: models.Model) -> Self:
        """Return those about ``item``."""
        return self.filter(item_type=ContentType.objects.get_for_model(item), item_id=item.pk)

    def note_seen(self) -> int:
        """Note that they were seen just now, and return how many had not been."""
        return self.filter(seen_at=None).update(seen_at=timezone.now())


class Notification(NeverOnPages, models.Model):
    """That something about an item concerns a person: ``user``. ``mailed_at`` is when a mail server has taken it."""

    class Kind(models.TextChoices):
        """What it is; the labels are followed by the item's title."""

        REVIEW = "review", _("Review asked")
        CHANGES = "changes", _("Changes requested")
        PUBLISHED = "published", _("Published")
        MENTION = "mention", _("You are mentioned")
        ANSWER = "answer", _("Comment answered")
        COMMENT = "comment", _("Comment on yours")

    SENTENCES = {
        Kind.REVIEW: _("%(who)s asks for a review of “%(title)s”"),
        Kind.CHANGES: _("%(who)s asks for changes to “%(title)s”"),
        Kind.PUBLISHED: _("%(who)s has published “%(title)s”"),
        Kind.MENTION: _("%(who)s mentions you in a comment on “%(title)s”"),
        Kind.ANSWER: _("%(who)s has answered a comment on “%(title)s”"),
        Kind.COMMENT: _("%(who)s has commented on “%(title)s”"),
    }
    SCHEDULED = _("%(who)s has scheduled “%(title)s”")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=20, choices=Kind)
    item_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+", db_index=False)
    item_id = models.BigIntegerField()
    item = GenericForeignKey("item_type", "item_id")
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, null=True, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["user", "-at"], name="notification_of_a_person"),
            models.Index(fields=["item_type", "item_id"], name="notification_about_an_item"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_kind_display()}"

    @property
    def sentence(self) -> str:
        """What has happened, in one line. The ``item`` must be there."""
        words = self.SENTENCES[self.Kind(self.kind)]
        publish_at = getattr(self.item, "publish_at", None)
        if self.kind == self.Kind.PUBLISHED and publish_at and publish_at > self.at:
            words = self.SCHEDULED
        who = (self.by.get_full_name() or self.by.get_username()) if self.by else _("Somebody")
        return words % {"who": who, "title": self.item}


class MailChoice(models.TextChoices):
    """When somebody wants to be told by e-mail."""

    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("In one message a day")
    NEVER = "never", _("Never: the desk is enough")


class MailPreference(NeverOnPages, models.Model):
    """When a person wants to be told by e-mail what the desk says at once; without a row, at once."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="mail_preference"
    )
    choice = models.CharField(
        _("E-mail"), max_length=10, choices=MailChoice, default=MailChoice.AT_ONCE, db_default=MailChoice.AT_ONCE
    )

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user}: {self.get_choice_display()}"
