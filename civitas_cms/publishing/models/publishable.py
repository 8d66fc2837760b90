"""What every published thing has in common."""

from typing import Any, Self, TypeVar, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import NoReverseMatch, Resolver404, resolve
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from civitas_cms.delivery.choices import ChoiceField
from civitas_cms.delivery.contracts import AwareDatetime, HasUnlistedFields, MayBeHidden
from civitas_cms.delivery.redirects import OwnsAddress
from civitas_cms.publishing.contracts import PartOfItem, Snapshotted
from civitas_cms.publishing.plain_text import LineField, TextField
from civitas_cms.publishing.slugs import SlugField

from .identified import Identified
from .plausible import plausible_instants, validate_plausible_date
from .revision import Revision
from .schedule import Scheduled, ScheduledQuerySet, State

Item = TypeVar("Item", bound="Publishable")


class PublishableQuerySet(ScheduledQuerySet[Item]):
    """Questions asked of publishable items."""

    def originals(self) -> Self:
        """Return them without working copies, which are beside something that is in the list already."""
        return self.filter(working_copy_of=None)


class Publishable(Scheduled, MayBeHidden, HasUnlistedFields, Snapshotted, Identified, OwnsAddress):
    """Anything with a URL of its own that goes from a draft to the public.

    When it is public follows from ``state``, ``publish_at`` and ``expire_at``: see ``schedule.py``.
    """

    title = LineField(_("title"), max_length=250)
    slug = SlugField(
        _("address"),
        unique=True,
        help_text=_("The last part of the page's web address. Filled in from the title; avoid changing it later."),
        error_messages={"unique": _("Another page already has this address. Change a word to make it different.")},
    )
    summary = TextField(
        _("summary"),
        blank=True,
        max_length=500,
        help_text=_("One to three sentences for lists, search engines and social media. At most 500 characters."),
    )
    state = ChoiceField(
        _("state"),
        choices=State,
        default=State.DRAFT,
        help_text=_("Visitors see an item when it is published and its publication time has come."),
    )
    publish_at = models.DateTimeField(
        _("publish at"),
        null=True,
        blank=True,
        validators=[validate_plausible_date],
        help_text=_("Leave empty to publish at once. With a future time, the item appears then by itself."),
    )
    expire_at = models.DateTimeField(
        _("expire at"),
        null=True,
        blank=True,
        validators=[validate_plausible_date],
        help_text=_("From this time on, visitors no longer see the item. Leave empty to keep it for good."),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)
    #: When its content changed last while it was public; visitors read it as "updated".
    revised_at = models.DateTimeField(_("revised"), null=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("last changed by"),
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )

    working_copy_of = models.OneToOneField(
        "self",
        verbose_name=_("working copy of"),
        on_delete=models.SET_NULL,  # it becomes a draft of its own
        null=True,
        editable=False,
        related_name="working_copy",
    )
    working_copy_of_id: int | None  # mypy does not find it in an abstract model
    #: What its original looked like when it was made, or when it last took over newer changes of it.
    working_copy_basis = models.ForeignKey(
        Revision, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    #: By model, the keys of its parts and those of the original's to which they correspond: ``snapshots.Keys``.
    working_copy_keys = models.JSONField(default=dict, editable=False)

    unlisted_fields = ("title", "summary", "updated_at", "updated_by", "revised_at")

    #: Whether it has ever been published or scheduled, where that was found out for many at once.
    was_made_public: bool | None = None

    objects = PublishableQuerySet.as_manager()

    class Meta:
        abstract = True
        default_permissions = ("add", "change", "delete", "view", "publish")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED) | Q(publish_at__isnull=False),
                name="%(app_label)s_%(class)s_published_at_some_time",
                violation_error_message=_("A published item needs the time since when it is public."),
            ),
            models.CheckConstraint(
                condition=Q(expire_at__isnull=True) | Q(publish_at__isnull=True) | Q(expire_at__gt=F("publish_at")),
                name="%(app_label)s_%(class)s_expires_after_it_is_published",
                violation_error_message=_("An item cannot expire before it is published."),
            ),
            models.CheckConstraint(
                condition=Q(working_copy_of__isnull=True)
                | Q(state__in=[State.DRAFT, State.IN_REVIEW]) & ~Q(working_copy_of=F("pk")),
                name="%(app_label)s_%(class)s_working_copy_is_never_public",
                violation_error_message=_("A working copy is not published itself: publish its changes."),
            ),
            plausible_instants("%(app_label)s_%(class)s_times_are_plausible", "publish_at", "expire_at"),
        ]

    @classmethod
    @override
    def hidden_rows(cls, prefix: str = "") -> Q:
        return Q((f"{prefix}state__in", [State.DRAFT, State.IN_REVIEW]))

    def __str__(self) -> str:
        return self.title

    @override
    def clean(self) -> None:
        """Let a published item without a time be public from now on; refuse a URL that leads elsewhere."""
        super().clean()
        self._publish_now_unless_scheduled()
        self.slug = self.slug or cast("SlugField", self._meta.get_field("slug")).make_free(self)
        if not self._url_is_free():
            raise ValidationError({"slug": _("This address belongs to another part of the site. Choose another.")})

    @override
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a published item without a time is public from now on."""
        for name in ("publish_at", "expire_at"):  # perhaps written as text, by an import or a script
            field = cast("models.DateTimeField[Any, Any]", self._meta.get_field(name))
            setattr(self, name, field.to_python(getattr(self, name)))
        self._publish_now_unless_scheduled()
        super().save(*args, **kwargs)

    @property
    def modified_at(self) -> AwareDatetime:
        """The instant since when a published item is as visitors see it."""
        return max(filter(None, [self.publish_at, self.revised_at]))

    def note_revision(self, before: dict[str, Any], after: dict[str, Any], at: AwareDatetime) -> None:
        """Note that visitors see other content since ``at`` (aware): the snapshots ``before`` and ``after`` differ."""
        self.revised_at = at
        type(self)._base_manager.filter(pk=self.pk).update(revised_at=at)

    @property
    def is_revised(self) -> bool:
        """Whether it has changed on a later day than that on which it became public, in the site's time zone."""
        return bool(self.revised_at) and localdate(self.revised_at) > localdate(self.publish_at)

    def _url_is_free(self) -> bool:
        """Tell whether the URL leads to items of this kind, and not to a page like ``/news/feed/``."""
        try:
            return resolve(self.get_absolute_url()).kwargs == {"slug": self.slug}
        except (NoReverseMatch, Resolver404):
            return False

    def _publish_now_unless_scheduled(self) -> None:
        if self.state == State.PUBLISHED and self.publish_at is None:
            self.publish_at = timezone.now().replace(second=0, microsecond=0)  # as editors see and enter it


def item_of(row: models.Model) -> Publishable | None:
    """Return the item that ``row`` is or belongs to, whose revisions have it; None if it is no part of one."""
    if isinstance(row, Publishable):
        return row
    return getattr(row, row.publishable) if isinstance(row, PartOfItem) else None
