"""What every published thing has in common."""

from typing import Any, Self, TypeVar, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.urls import NoReverseMatch, Resolver404, resolve
from django.utils import timezone
from django.utils.timesince import timeuntil
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from civitas_cms.delivery.choices import ChoiceField
from civitas_cms.delivery.contracts import AwareDatetime
from civitas_cms.delivery.queries.json_prefetch import PrefetchingQuerySet
from civitas_cms.delivery.redirects import OwnsAddress
from civitas_cms.publishing.contracts import PartOfItem, PublicPeriod, Snapshotted
from civitas_cms.publishing.plain_text import LineField, TextField
from civitas_cms.publishing.slugs import SlugField

from .identified import Identified
from .plausible import plausible_instants, validate_plausible_date
from .revision import Revision

Item = TypeVar("Item", bound="Publishable")


class State(models.TextChoices):
    """Where an item is on its way to the public.

    *Scheduled* and *expired* are not states: they follow from ``publish_at``, ``expire_at`` and the clock.
    """

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    PUBLISHED = "published", _("Published")
    ARCHIVED = "archived", _("Archived")


#: What the clock has no say in: the condition of indexes that public lists use.
IS_PUBLISHED = Q(state=State.PUBLISHED)


class EffectiveState(models.TextChoices):
    """How an item stands at a moment: its state, seen together with the clock."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    SCHEDULED = "scheduled", _("Scheduled")
    PUBLISHED = "published", _("Published")
    EXPIRED = "expired", _("Expired")
    ARCHIVED = "archived", _("Archived")


def is_public(at: AwareDatetime | None = None, prefix: str = "") -> Q:
    """Return the condition that an item is public at the moment ``at``.

    ``prefix`` leads to the item from another model's query, as in
    ``Session.objects.filter(is_public(prefix="conference__"))``.
    """
    at = at or timezone.now()
    return Q(
        (f"{prefix}state", State.PUBLISHED),
        (f"{prefix}publish_at__lte", at),
        Q((f"{prefix}expire_at__isnull", True)) | Q((f"{prefix}expire_at__gt", at)),
    )


def is_withdrawn(at: AwareDatetime | None = None, prefix: str = "") -> Q:
    """Return the condition that an item was public before ``at``, and no longer is.

    That is, it has expired or was archived. ``prefix`` is as in ``is_public``.
    """
    at = at or timezone.now()
    archived = Q((f"{prefix}state", State.ARCHIVED), (f"{prefix}publish_at__lte", at))
    return archived | Q((f"{prefix}state", State.PUBLISHED), (f"{prefix}expire_at__lte", at))


def when_modified(prefix: str = "") -> Greatest:
    """Return the expression for ``modified_at``; ``prefix`` is as in ``is_public``."""
    return Greatest(f"{prefix}publish_at", f"{prefix}revised_at")  # PostgreSQL leaves out what is NULL


class PublishableQuerySet(PrefetchingQuerySet[Item]):
    """Questions asked of publishable items."""

    def public(self, at: AwareDatetime | None = None) -> Self:
        """Return what visitors may see at the moment ``at``."""
        return self.filter(is_public(at))

    def originals(self) -> Self:
        """Return them without working copies, which are beside something that is in the list already."""
        return self.filter(working_copy_of=None)

    def withdrawn(self, at: AwareDatetime | None = None) -> Self:
        """Return what visitors could see before ``at``, and no longer can."""
        return self.filter(is_withdrawn(at))

    def in_effective_state(self, effective_state: EffectiveState, at: AwareDatetime | None = None) -> Self:
        """Return those that stand so at the moment ``at``."""
        at = at or timezone.now()
        match effective_state:
            case EffectiveState.SCHEDULED:
                return self.filter(state=State.PUBLISHED, publish_at__gt=at)
            case EffectiveState.EXPIRED:
                return self.filter(state=State.PUBLISHED, expire_at__lte=at)
            case EffectiveState.PUBLISHED:
                return self.public(at)
        return self.filter(state=effective_state)

    def next_change(self, after: AwareDatetime) -> AwareDatetime | None:
        """Return the first instant after ``after`` at which one of them appears or disappears, or None."""
        published = self.filter(state=State.PUBLISHED).order_by()
        instants = [
            published.filter((f"{field}__gt", after)).aggregate(first=models.Min(field))["first"]
            for field in ("publish_at", "expire_at")
        ]
        return min(filter(None, instants), default=None)


class Publishable(Snapshotted, Identified, OwnsAddress):
    """Anything with a URL of its own that goes from a draft to the public.

    ``publish_at`` and ``expire_at`` are instants: a published item is public from the first and until the second.
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

    def effective_state(self, at: AwareDatetime | None = None) -> EffectiveState:
        """Return how the item stands at the moment ``at``."""
        at = at or timezone.now()
        if self.state == State.PUBLISHED:
            if self.publish_at and self.publish_at > at:
                return EffectiveState.SCHEDULED
            if self.expire_at and self.expire_at <= at:
                return EffectiveState.EXPIRED
        return EffectiveState(self.state)

    def countdown(self, at: AwareDatetime | None = None) -> str:
        """Say what time will do with the item from ``at`` on, as in "goes live in 3 hours"; empty if nothing."""
        at = at or timezone.now()
        match self.effective_state(at):
            case EffectiveState.SCHEDULED if self.publish_at:
                return _("goes live in %(time)s") % {"time": timeuntil(self.publish_at, at, depth=1)}
            case EffectiveState.PUBLISHED if self.expire_at:
                return _("expires in %(time)s") % {"time": timeuntil(self.expire_at, at, depth=1)}
        return ""

    @override
    def is_public(self, at: AwareDatetime | None = None) -> bool:
        at = at or timezone.now()
        return (
            self.state == State.PUBLISHED
            and self.publish_at is not None
            and self.publish_at <= at
            and (self.expire_at is None or at < self.expire_at)
        )

    def public_period(self) -> PublicPeriod:
        """Return when visitors see it, as it stands."""
        begins = self.publish_at if self.state == State.PUBLISHED else None
        return {"public_from": begins, "public_until": self.expire_at}

    @override
    def has_been_public(self, at: AwareDatetime | None = None) -> bool:
        at = at or timezone.now()
        return self.state in (State.PUBLISHED, State.ARCHIVED) and self.publish_at is not None and self.publish_at <= at


def item_of(row: models.Model) -> Publishable | None:
    """Return the item that ``row`` is or belongs to, whose revisions have it; None if it is no part of one."""
    if isinstance(row, Publishable):
        return row
    return getattr(row, row.publishable) if isinstance(row, PartOfItem) else None
