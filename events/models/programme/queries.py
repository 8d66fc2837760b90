"""What is asked of sessions and of what they consist of."""

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Min, OuterRef, Q

from civitas_cms.delivery.contracts import AwareDatetime
from civitas_cms.delivery.queries.json_prefetch import PrefetchingQuerySet
from civitas_cms.publishing.models import State, is_public, is_withdrawn

from .places import FurtherRoom

if TYPE_CHECKING:
    from .items import SessionItem  # noqa: F401 - named in a string
    from .sessions import Session  # noqa: F401 - named in a string


class SessionQuerySet(PrefetchingQuerySet["Session"]):
    """Questions asked of sessions."""

    def public(self, at: AwareDatetime | None = None) -> Self:
        """Return those of conferences that are public at the moment ``at``, as far as they have a place."""
        return self.filter(is_public(at, prefix="conference__"), is_unplaced=False)

    def with_rooms(self) -> Self:
        """Bring along the room, and the names of further ones, in the same query."""
        further = FurtherRoom.objects.filter(session=OuterRef("pk")).order_by("order", "pk").values("room__name")
        return self.select_related("room").annotate(further_room_names=ArraySubquery(further))

    def with_room_keys(self) -> Self:
        """Bring along the keys of further rooms, in the same query."""
        further = FurtherRoom.objects.filter(session=OuterRef("pk")).order_by("order", "pk").values("room")
        return self.annotate(further_room_keys=ArraySubquery(further))

    def withdrawn(self, at: AwareDatetime | None = None) -> Self:
        """Return those of conferences that were public before ``at``, and no longer are."""
        return self.filter(is_withdrawn(at, prefix="conference__"))

    def next_change(self, after: AwareDatetime) -> AwareDatetime | None:
        """Return the first instant after ``after`` at which one begins or ends: what is on now is shown."""
        near = self.filter(
            conference__state=State.PUBLISHED,
            conference__starts_on__lte=after.date() + timedelta(days=2),
            conference__ends_on__gte=after.date() - timedelta(days=2),
        )
        limits = near.order_by().aggregate(
            starts=Min("period__startswith", filter=Q(period__startswith__gt=after)),
            ends=Min("period__endswith", filter=Q(period__endswith__gt=after)),
        )
        return min(filter(None, limits.values()), default=None)


class SessionItemQuerySet(models.QuerySet["SessionItem"]):
    """Questions asked of items within sessions."""

    def public(self, at: AwareDatetime | None = None) -> Self:
        """Return those of sessions that are public at the moment ``at``."""
        return self.filter(is_public(at, prefix="conference__"), session__is_unplaced=False)
