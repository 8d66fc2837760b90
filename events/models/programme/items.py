"""What a session consists of: posters side by side, short talks one after the other."""

from collections.abc import Iterable
from datetime import UTC, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from sortedm2m.fields import SortedManyToManyField
from typing_extensions import override

from civitas_cms.delivery.contracts import AwareDatetime, HasVisibility
from civitas_cms.library.models import Document
from civitas_cms.publishing.contracts import HasSearchDependents, PartOfItem
from civitas_cms.publishing.models import Identified
from civitas_cms.publishing.plain_text import LineField
from civitas_cms.publishing.rich_text import RichTextField

from ..conference import Conference
from .queries import SessionItemQuerySet
from .sessions import Session


class SessionItem(HasSearchDependents, PartOfItem, HasVisibility, Identified):
    """A contribution within a session, such as a poster or a short talk, with people and materials of its own.

    It begins ``starts_after`` so many minutes after its session and lasts ``minutes``; either may be open.
    ``conference`` is its session's: the database fills it in.
    """

    conference = models.ForeignKey(
        Conference, on_delete=models.CASCADE, related_name="+", editable=False, verbose_name=_("conference")
    )
    session = models.ForeignKey(Session, verbose_name=_("session"), on_delete=models.CASCADE, related_name="items")
    title = LineField(_("title"), max_length=250)
    abstract = RichTextField(_("abstract"), blank=True)
    starts_after = models.PositiveSmallIntegerField(
        _("starts after"), null=True, blank=True, help_text=_("Minutes from the beginning of the session.")
    )
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True, help_text=_("How long it lasts."))
    materials = SortedManyToManyField(
        Document,
        verbose_name=_("materials"),
        blank=True,
        related_name="session_items",
        help_text=_("Slides and papers to download, in the order in which you choose them."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("Lower numbers come first."))

    objects = SessionItemQuerySet.as_manager()
    publishable = "conference"

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_after=None) | Q(starts_after__lt=24 * 60),
                name="item_starts_within_a_day",
                violation_error_message=_("A session lasts 24 hours at most."),
            ),
            models.CheckConstraint(
                condition=Q(minutes=None) | Q(minutes__range=(1, 24 * 60)),
                name="item_lasts_a_day_at_most",
                violation_error_message=_("It lasts from one minute to 24 hours."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @override
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the item as one of its session's conference."""
        self.conference_id = self.session.conference_id
        super().save(*args, **kwargs)

    @override
    def is_public(self, at: AwareDatetime | None = None) -> bool:
        return self.session.is_public(at)

    @override
    def has_been_public(self, at: AwareDatetime | None = None) -> bool:
        return self.session.has_been_public(at)

    dependents_are_linked = True

    @override
    def search_dependents(self) -> Iterable[tuple[type[models.Model], Iterable[int]]]:
        """Return the documents that the item offers."""
        return self.search_dependents_of([self])

    @classmethod
    @override
    def search_dependents_of(cls, rows: Iterable[Any]) -> Iterable[tuple[type[models.Model], Iterable[int]]]:
        """Return the documents that the items offer."""
        offered = Document.objects.filter(session_items__in=[row.pk for row in rows])
        return [(Document, offered.order_by().values_list("pk", flat=True))]

    @property
    def anchor(self) -> str:
        """The identifier of the link to it on its session's page."""
        return f"item-{self.pk}"

    @property
    def starts(self) -> AwareDatetime | None:
        """The instant at which it starts, in the conference's time zone, if that is known."""
        return None if self.starts_after is None else self._after(self.starts_after)

    @property
    def ends(self) -> AwareDatetime | None:
        """The instant at which it ends, if that is known."""
        is_known = self.starts_after is not None and self.minutes is not None
        return self._after((self.starts_after or 0) + (self.minutes or 0)) if is_known else None

    def _after(self, minutes: int) -> AwareDatetime:
        starts = self.session.starts
        return (starts.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(starts.tzinfo)

    @property
    def people(self) -> list[Any]:
        """Who appears in it, among those whom the session has brought along."""
        return [each for each in self.session.appearances.all() if each.item_id == self.pk]

    @property
    def taking_part(self) -> list[Any]:
        """Those of its ``people`` who are there, of whom visitors may learn."""
        return [each for each in self.people if each.takes_part()]

    @property
    def written_out(self) -> str:
        """Its title with who is in it, for programs that know sessions alone: "Silent mills (Ada Mill)"."""
        names = ", ".join(each.speaker.name for each in self.taking_part)
        return f"{self.title} ({names})" if names else self.title
