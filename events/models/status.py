"""Whether what was announced takes place."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from civitas_cms.delivery.choices import ChoiceField


class EventStatus(models.TextChoices):
    """Whether a conference or a session takes place as announced (compare schema.org/EventStatusType)."""

    AS_PLANNED = "as_planned", _("As planned")
    CANCELLED = "cancelled", _("Cancelled")
    POSTPONED = "postponed", _("Postponed")
    FULL = "full", _("Fully booked")


class TakesPlace(models.Model):
    """Something announced that may be called off."""

    status = ChoiceField(_("status"), choices=EventStatus, default=EventStatus.AS_PLANNED)

    class Meta:
        abstract = True

    @property
    def takes_place(self) -> bool:
        """Whether it is neither cancelled nor postponed."""
        return self.status not in (EventStatus.CANCELLED, EventStatus.POSTPONED)
