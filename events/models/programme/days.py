"""Days of a conference."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from civitas_cms.delivery.addresses import fast_reverse
from civitas_cms.delivery.contracts import AwareDatetime, HasVisibility
from civitas_cms.postgresql.folding import folded_index
from civitas_cms.publishing.contracts import HasNamesakes, PartOfItem
from civitas_cms.publishing.models import Identified
from civitas_cms.publishing.plain_text import LineField, TextField

from ..conference import Conference


class Day(PartOfItem, HasNamesakes, HasVisibility, Identified):
    """A day of a conference. ``date`` is local to the conference and lies within its dates.

    The database holds that rule with a trigger at the end of each transaction, because it involves two tables.
    """

    conference = models.ForeignKey(
        Conference, verbose_name=_("conference"), on_delete=models.CASCADE, related_name="days"
    )
    date = models.DateField(_("date"))
    title = LineField(_("title"), max_length=200, blank=True, help_text=_("The day's theme."))
    audience = LineField(
        _("who it is for"), max_length=200, blank=True, help_text=_("As in “mayors and city practitioners”.")
    )
    summary = TextField(_("summary"), blank=True, max_length=500)

    publishable = "conference"

    class Meta:
        verbose_name = _("day")
        verbose_name_plural = _("days")
        ordering = ["date"]
        indexes = [folded_index("title", name="day_by_folded_title")]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "date"],
                name="one_day_per_date",
                deferrable=models.Deferrable.IMMEDIATE,  # so that days can change places
                violation_error_message=_("The conference already has a day on this date."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.date:%-d %B %Y}" + (f": {self.title}" if self.title else "")

    distinguished_by = ("conference",)

    @override
    def distinction(self) -> str:
        """Return the conference."""
        return self.conference.title

    def get_absolute_url(self) -> str:
        """Return the day's address below its conference's."""
        return fast_reverse("day", self.conference.slug, self.date.isoformat())

    @override
    def is_public(self, at: AwareDatetime | None = None) -> bool:
        return self.conference.is_public(at)

    @override
    def has_been_public(self, at: AwareDatetime | None = None) -> bool:
        return self.conference.has_been_public(at)

    @property
    def anchor(self) -> str:
        """The identifier of the link to the day on the conference's page."""
        return f"day-{self.date:%Y-%m-%d}"

    @override
    def clean(self) -> None:
        """Refuse a date outside of the conference."""
        super().clean()
        if self.date and hasattr(self, "conference"):
            first, last = self.conference.starts_on, self.conference.ends_on
            if first and last and not first <= self.date <= last:
                message = _("The conference takes place from %(first)s to %(last)s; this date is outside.")
                raise ValidationError({"date": message % {"first": f"{first:%-d %B %Y}", "last": f"{last:%-d %B %Y}"}})
