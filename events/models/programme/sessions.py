"""Sessions: the parts of a day's programme."""

import re
from collections.abc import Iterable, Sequence
from datetime import time
from operator import methodcaller
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F, Q
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from sortedm2m.fields import SortedManyToManyField
from typing_extensions import override

from civitas_cms.delivery.addresses import fast_reverse
from civitas_cms.delivery.choices import ChoiceField
from civitas_cms.delivery.contracts import AwareDatetime
from civitas_cms.delivery.redirects import OwnsAddress
from civitas_cms.library.models import Document, Picture
from civitas_cms.publishing.contracts import (
    HasNamesakes,
    HasSearchDependents,
    PartOfItem,
    Searchable,
    SearchDocument,
    Snapshotted,
    joined,
)
from civitas_cms.publishing.models import Identified, is_ambiguous
from civitas_cms.publishing.plain_text import LineField
from civitas_cms.publishing.rich_text import RichTextField, plain_text
from civitas_cms.publishing.slugs import SlugField
from civitas_cms.publishing.web_addresses import URLField

from ..conference import Conference
from ..origin import FromElsewhere
from ..people import Speaker
from ..status import EventStatus, TakesPlace
from .days import Day
from .places import PlaceInOrder, Room, Track
from .queries import SessionQuerySet
from .taking_rooms import TakesRooms
from .times import HasTimes

if TYPE_CHECKING:
    from .appearances import Appearance

#: Below a conference, what is no session's address: a page of its own is there.
RESERVED_SLUGS = ("my-programme",)


class Session(
    FromElsewhere,
    Searchable,
    HasNamesakes,
    HasSearchDependents,
    Snapshotted,
    PartOfItem,
    Identified,
    OwnsAddress,
    HasTimes,
    TakesRooms,
    TakesPlace,
):
    """A part of a day's programme.

    ``starts_at`` and ``ends_at`` are wall-clock times in the conference's time zone. One that starts after midnight and
    still belongs to the evening before says so with ``starts_next_day``; each session does, rather than a boundary of
    the day, which would take sessions to another date when somebody moves it. With ``ends_next_day`` there is a
    midnight between start and end, so that a session lasts 24 hours at most: what lasts longer is several sessions, as
    a workshop of three days is. So each of its days says when people have to be there, and may have another room, and
    other people; a calendar, an app or a printed day needs not know of anything else.
    Of a time that clocks show twice the first is meant, or the second with ``start_fold`` and ``end_fold`` (PEP 495).
    ``period`` is from the one instant to the other; the database works it out, and does
    so anew when the day or the time zone changes. ``conference`` repeats the day's conference, so that the database can
    hold together what belongs together: composite foreign keys keep day, room and track within one conference.

    It takes its ``room``, its ``further_rooms``, or, ``in_all_rooms``, each that the conference has or will have; then
    ``room`` may say where people go, while the others stay free. ``RoomUse`` has all of them, so that the database
    refuses two sessions in one. Within a session may be several items, such as posters, each with its own people.

    One that ``is_unplaced`` has no room and is not part of the programme (yet): visitors do not see it. It keeps the
    day and the times that it had, or is thought for, so that its length is known.
    """

    class Kind(models.TextChoices):
        """What happens in it."""

        PLENARY = "plenary", _("Plenary")
        KEYNOTE = "keynote", _("Keynote")
        PANEL = "panel", _("Panel discussion")
        TALK = "talk", _("Talk")
        WORKSHOP = "workshop", _("Workshop")
        WORLD_CAFE = "world_cafe", _("World café")
        VISIT = "visit", _("Site visit")
        CEREMONY = "ceremony", _("Ceremony")
        NETWORKING = "networking", _("Networking")
        BREAK = "break", _("Break")

    conference = models.ForeignKey(
        Conference, on_delete=models.CASCADE, related_name="sessions", editable=False, verbose_name=_("conference")
    )
    day = models.ForeignKey(Day, verbose_name=_("day"), on_delete=models.CASCADE, related_name="sessions")
    title = LineField(_("title"), max_length=250)
    subtitle = LineField(_("subtitle"), max_length=250, blank=True, default="", db_default="")
    slug = SlugField(
        _("address"),
        unique_within="conference",
        reserved=RESERVED_SLUGS,
        help_text=_("The last part of the page's web address. Left empty, it is made from the title."),
    )
    kind = ChoiceField(_("kind"), choices=Kind, default=Kind.TALK)
    starts_at = models.TimeField(_("start"), help_text=_("In the conference's time zone."))
    ends_at = models.TimeField(_("end"))
    starts_next_day = models.BooleanField(
        _("starts after midnight"),
        default=False,
        db_default=False,
        help_text=_("In the night that follows the day: it stands at the end of that day."),
    )
    ends_next_day = models.BooleanField(_("ends after midnight"), default=False)
    start_fold = models.BooleanField(_("starts in the second of two hours alike"), default=False, db_default=False)
    end_fold = models.BooleanField(_("ends in the second of two hours alike"), default=False, db_default=False)
    room = models.ForeignKey(
        Room, verbose_name=_("room"), on_delete=models.RESTRICT, null=True, blank=True, related_name="sessions"
    )
    in_all_rooms = models.BooleanField(
        _("takes all rooms"),
        default=False,
        db_default=False,
        help_text=_("A plenary: while it lasts, nothing else can be in any room."),
    )
    is_unplaced = models.BooleanField(
        _("without a place"),
        default=False,
        db_default=False,
        help_text=_("It waits beside the board for its place in the programme, and visitors do not see it."),
    )
    track = models.ForeignKey(
        Track, verbose_name=_("track"), on_delete=models.RESTRICT, null=True, blank=True, related_name="sessions"
    )
    languages = LineField(
        _("languages"),
        max_length=50,
        blank=True,
        default="",
        db_default="",
        help_text=_("Codes of those in which it is held, as in “en” or “de, en”."),
    )
    abstract = RichTextField(_("abstract"), blank=True)
    no_recording = models.BooleanField(
        _("must not be recorded"),
        default=False,
        db_default=False,
        help_text=_("The people in it do not agree to pictures and recordings. The page says so."),
    )
    licence = LineField(
        _("licence"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=_("Of recording and materials, as in CC BY 4.0."),
    )
    picture = models.ForeignKey(
        Picture, verbose_name=_("picture"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    livestream_url = URLField(_("livestream"), blank=True)
    recording_url = URLField(_("recording"), blank=True)
    materials = SortedManyToManyField(
        Document,
        verbose_name=_("materials"),
        blank=True,
        related_name="sessions",
        help_text=_("Slides and papers to download, in the order in which you choose them."),
    )
    speakers = models.ManyToManyField(Speaker, through="Appearance", related_name="sessions")
    period = DateTimeRangeField(null=True, editable=False)
    #: When visitors last saw a change of it, and how many they have seen; the conference's revisions keep them.
    revised_at = models.DateTimeField(null=True, editable=False)
    revision_count = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    objects = SessionQuerySet.as_manager()
    publishable = "conference"

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["starts_next_day", "starts_at", "ends_next_day", "ends_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_unplaced=False) | Q(room__isnull=True),
                name="unplaced_session_has_no_room",
                violation_error_message=_("A session that has no place yet has no room either."),
            ),
            models.UniqueConstraint(
                fields=["conference", "slug"],
                name="one_session_per_address",
                deferrable=models.Deferrable.IMMEDIATE,  # so that sessions can change addresses
                violation_error_message=_("Another session of this conference already has this address."),
            ),
            models.CheckConstraint(
                condition=~Q(slug__in=RESERVED_SLUGS),
                name="session_is_at_an_address_of_its_own",
                violation_error_message=_("Another page of the conference has this address."),
            ),
            models.CheckConstraint(
                condition=Q(ends_next_day=False, ends_at__gt=F("starts_at"))
                | Q(ends_next_day=True, ends_at__lte=F("starts_at"))
                | Q(ends_next_day=False, start_fold=False, end_fold=True),
                name="session_ends_after_it_starts",
                violation_error_message=_(
                    "A session ends after it starts. If it ends after midnight, say so with the tick box."
                ),
            ),
            ExclusionConstraint(
                name="one_session_at_a_time_in_a_room",
                expressions=[
                    ("room", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=~Q(status__in=[EventStatus.CANCELLED, EventStatus.POSTPONED]),
                deferrable=models.Deferrable.IMMEDIATE,  # so that sessions can change places
                violation_error_message=_("Another session is in this room at that time."),
            ),
            ExclusionConstraint(  # what a unique constraint cannot be: for some rows only, and deferrable
                name="one_session_per_origin",
                expressions=[
                    ("conference", RangeOperators.EQUAL),
                    ("source", RangeOperators.EQUAL),
                    ("source_id", RangeOperators.EQUAL),
                ],
                condition=~Q(source_id=""),
                deferrable=models.Deferrable.IMMEDIATE,
                violation_error_message=_("Another session of this conference is the same one elsewhere."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @override
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the session as one of its day's conference."""
        self.conference_id = self.day.conference_id
        super().save(*args, **kwargs)

    distinguished_by = ("conference", "day")

    @override
    def distinction(self) -> str:
        """Return conference and date."""
        return f"{self.conference.title}, {self.day.date:%-d %B %Y}"

    @override
    def get_absolute_url(self) -> str:
        """Return the session's address below its conference's."""
        return fast_reverse("session", self.conference.slug, self.slug)

    @classmethod
    @override
    def search_sources(cls) -> Sequence[str]:
        """Return the lookups to what is named, and to what decides when it is public."""
        return [
            *("conference", "day", "room", "further_rooms__room", "items"),
            *("appearances__speaker", "appearances__organisation_then"),
        ]

    @classmethod
    @override
    def search_items(cls, keys: Iterable[int]) -> Any:
        """Return sessions with their conferences and rooms, their items, and who appears in them."""
        sessions = cls.objects.filter(pk__in=keys).select_related("conference", "day", "room")
        return sessions.prefetch_together(
            *("appearances__speaker", "appearances__organisation_then", "further_rooms__room", "items"),
            only={"appearances": methodcaller("takes_part")},
        )

    @override
    def search_document(self) -> SearchDocument | None:
        """Return what is found of the session; visitors find nothing of breaks. Needs ``search_items``."""
        period = self.conference.public_period()
        return SearchDocument(
            title=self.title,
            summary=self.conference.title,
            body=joined(
                plain_text(self.abstract),
                *(joined(item.title, plain_text(item.abstract)) for item in self.items.all()),
            ),
            names=joined(
                self.room,
                *self.further_room_names,
                *(
                    joined(appearance.speaker, appearance.position_then, appearance.organisation_then)
                    for appearance in self.appearances.all()
                ),
            ),
            url=self.get_absolute_url(),
            date=self.day.date,
            public_from=None if self.is_break or self.is_unplaced else period["public_from"],
            public_until=period["public_until"],
        )

    dependents_are_linked = True

    @override
    def search_dependents(self) -> Iterable[tuple[type[models.Model], Iterable[int]]]:
        """Return the documents that the session and its items offer."""
        return self.search_dependents_of([self])

    @classmethod
    @override
    def search_dependents_of(cls, rows: Iterable[Any]) -> Iterable[tuple[type[models.Model], Iterable[int]]]:
        """Return the documents that the sessions and their items offer."""
        keys = [row.pk for row in rows]
        offered = Document.objects.filter(Q(sessions__in=keys) | Q(session_items__session__in=keys))
        return [(Document, offered.order_by().values_list("pk", flat=True))]

    @classmethod
    @override
    def snapshot_parts(cls) -> Sequence[str]:
        """Return the ways to its further rooms, its items, the people in it and in these, and its links."""
        return ["further_rooms", "items", "appearances", "links"]

    @override
    def clean(self) -> None:
        """Refuse an end before the start, times that do not exist, and rooms and tracks of other conferences."""
        super().clean()
        self.is_unplaced = self.is_unplaced and not self.room_id  # whoever gives it a room gives it its place
        if self.day_id and self.starts_at and self.ends_at:
            self.conference = self.day.conference
            self.start_fold = self.start_fold and is_ambiguous(self.starts)
            self.end_fold = self.end_fold and is_ambiguous(self.ends)
        if self.no_recording and self.recording_url:
            raise ValidationError({"recording_url": _("It must not be recorded, so it cannot have a recording.")})
        if not self.ends_after_it_starts():
            constraints = {constraint.name: constraint for constraint in self._meta.constraints}
            message = constraints["session_ends_after_it_starts"].violation_error_message
            raise ValidationError({"ends_at": message})
        if not self.day_id:
            return
        self.conference = self.day.conference
        if self.starts_at and self.ends_at:
            self.refuse_impossible_times()
            self.period = DateTimeTZRange(self.starts, self.ends)
        for field in ("room", "track"):
            place = getattr(self, field)
            if place and place.conference_id != self.day.conference_id:
                raise ValidationError({field: _("This belongs to another conference.")})

    @property
    def modified_at(self) -> AwareDatetime:
        """The instant since when it is as visitors see it; its conference is published."""
        return max(filter(None, [self.conference.publish_at, self.revised_at]))

    @override
    def is_public(self, at: AwareDatetime | None = None) -> bool:
        return not self.is_unplaced and self.conference.is_public(at)

    @override
    def has_been_public(self, at: AwareDatetime | None = None) -> bool:
        return self.conference.has_been_public(at)

    @property
    def own_appearances(self) -> list["Appearance"]:
        """Who is in the session as a whole, and not only in an item of it."""
        return [appearance for appearance in self.appearances.all() if appearance.item_id is None]

    @property
    def people(self) -> list[Speaker]:
        """Who is in the session or an item of it, each once, of whom visitors may learn."""
        return list(dict.fromkeys(appearance.speaker for appearance in self.taking_part))

    @property
    def recordings(self) -> list[tuple[str, str]]:
        """Its recordings, as pairs of what each is called (empty for the first) and its address."""
        first = [("", self.recording_url)] if self.recording_url else []
        return first + [(str(link), link.url) for link in self.links.all() if link.is_recording]

    @property
    def place_in_programme(self) -> "tuple[bool, time, bool, PlaceInOrder]":
        """What the sessions of a day are sorted by: their start, those after midnight last, then their rooms."""
        return (self.starts_next_day, self.starts_at, self.start_fold, self.place_in_order)

    @property
    def language_pairs(self) -> list[tuple[str, str]]:
        """The languages in which it is held, each once: its code in lower case, and its name."""
        codes = dict.fromkeys(re.findall(r"[^\s,;/|]+", self.languages.lower()))
        return [(code, language_name(code)) for code in codes]

    @property
    def can_be_watched_live(self) -> bool:
        """Whether there is, or will be, a livestream to watch."""
        conference = self.conference
        return bool(self.livestream_url and self.takes_place and conference.takes_place and not conference.is_over)

    @property
    def taking_part(self) -> "list[Appearance]":
        """The appearances of those who are there, of whom visitors may learn; where withdrawn ones are known too."""
        return [appearance for appearance in self.appearances.all() if appearance.takes_part()]

    @property
    def is_break(self) -> bool:
        """Whether it is a pause in the programme, which needs no page of its own."""
        return self.kind == self.Kind.BREAK


def language_name(code: str) -> str:
    """Return what the language with this code is called in the language of the page; the code where nobody knows."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
