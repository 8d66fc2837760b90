"""The schedule of publication: what is public when, by its state, two instants and the clock.

Nothing has to run at these instants: each question asks the clock.
"""

from typing import Self, TypeVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.timesince import timeuntil
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from civitas_cms.delivery.contracts import AwareDatetime, HasVisibility
from civitas_cms.delivery.queries.json_prefetch import PrefetchingQuerySet
from civitas_cms.publishing.contracts import PublicPeriod

Item = TypeVar("Item", bound=models.Model)


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


class ScheduledQuerySet(PrefetchingQuerySet[Item]):
    """Questions asked of the clock."""

    def public(self, at: AwareDatetime | None = None) -> Self:
        """Return what visitors may see at the moment ``at``."""
        return self.filter(is_public(at))

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


class Scheduled(HasVisibility):
    """Has a ``state`` and, once published, is public from the instant ``publish_at`` and until ``expire_at``."""

    state: str
    publish_at: AwareDatetime | None
    expire_at: AwareDatetime | None

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
