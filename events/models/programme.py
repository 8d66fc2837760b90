"""The programme of a conference: its days, rooms, tracks and sessions, and who appears in them."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F, Min, Q
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from sortedm2m.fields import SortedManyToManyField
from typing_extensions import override

from civitas_cms.delivery.addresses import fast_reverse
from civitas_cms.delivery.choices import ChoiceField
from civitas_cms.delivery.contracts import AwareDatetime, HasVisibility, HiddenWith
from civitas_cms.delivery.queries.json_prefetch import PrefetchingQuerySet
from civitas_cms.delivery.redirects import OwnsAddress
from civitas_cms.library.models import Document
from civitas_cms.postgresql.folding import folded_index
from civitas_cms.publishing.contracts import (
    HasNamesakes,
    HasSearchDependents,
    PartOfItem,
    Searchable,
    SearchDocument,
    Snapshotted,
    joined,
)
from civitas_cms.publishing.models import Identified, State, is_ambiguous, is_public, is_withdrawn, refuse_skipped
from civitas_cms.publishing.plain_text import LineField, TextField
from civitas_cms.publishing.rich_text import RichTextField, plain_text
from civitas_cms.publishing.slugs import SlugField
from civitas_cms.publishing.web_addresses import URLField

from .conference import Conference
from .origin import FromElsewhere
from .people import AffiliationThen, Speaker
from .status import EventStatus, TakesPlace


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


class PlaceInConference(PartOfItem, models.Model):
    """Something named that sessions of one conference share."""

    name = LineField(_("name"), max_length=100)
    order = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("Lower numbers come first."))

    publishable = "conference"

    class Meta:
        abstract = True
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class Room(PlaceInConference):
    """A room at the venue, or an online one."""

    conference = models.ForeignKey(
        Conference, verbose_name=_("conference"), on_delete=models.CASCADE, related_name="rooms"
    )
    capacity = models.PositiveIntegerField(
        _("capacity"), null=True, blank=True, help_text=_("How many people it has room for.")
    )

    class Meta(PlaceInConference.Meta):
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        indexes = [folded_index("name", name="room_by_folded_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "name"],
                name="one_room_per_name",
                deferrable=models.Deferrable.IMMEDIATE,  # so that rooms can change names
                violation_error_message=_("The conference already has a room with this name."),
            )
        ]


class Track(PlaceInConference):
    """A thread of sessions for one audience or subject."""

    conference = models.ForeignKey(
        Conference, verbose_name=_("conference"), on_delete=models.CASCADE, related_name="tracks"
    )
    colour = LineField(
        _("colour"),
        max_length=7,
        blank=True,
        default="",
        db_default="",
        validators=[RegexValidator(r"\A#[0-9A-Fa-f]{6}\Z", _("A colour is written as in #0b6e4f."))],
        help_text=_("As in #0b6e4f."),
    )

    class Meta(PlaceInConference.Meta):
        verbose_name = _("track")
        verbose_name_plural = _("tracks")
        indexes = [folded_index("name", name="track_by_folded_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "name"],
                name="one_track_per_name",
                deferrable=models.Deferrable.IMMEDIATE,  # so that tracks can change names
                violation_error_message=_("The conference already has a track with this name."),
            )
        ]


#: Below a conference, what is no session's address: a page of its own is there.
RESERVED_SLUGS = ("my-programme",)


class SessionQuerySet(PrefetchingQuerySet["Session"]):
    """Questions asked of sessions."""

    def public(self, at: AwareDatetime | None = None) -> Self:
        """Return those of conferences that are public at the moment ``at``, as far as they have a place."""
        return self.filter(is_public(at, prefix="conference__"), is_unplaced=False)

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


class Session(
    FromElsewhere,
    Searchable,
    HasNamesakes,
    HasSearchDependents,
    Snapshotted,
    PartOfItem,
    Identified,
    OwnsAddress,
    TakesPlace,
):
    """A part of a day's programme.

    ``starts_at`` and ``ends_at`` are wall-clock times in the conference's time zone. One that starts after midnight and
    still belongs to the evening before says so with ``starts_next_day``; each session does, rather than a boundary of
    the day, which would take sessions to another date when somebody moves it. With ``ends_next_day`` there is a
    midnight between start and end, so that a session lasts 24 hours at most: what lasts longer is several sessions.
    Of a time that clocks show twice the first is meant, or the second with ``start_fold`` and ``end_fold`` (PEP 495).
    ``period`` is from the one instant to the other; the database works it out, and does
    so anew when the day or the time zone changes. ``conference`` repeats the day's conference, so that the database can
    hold together what belongs together: composite foreign keys keep day, room and track within one conference.

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
        return ["conference", "day", "room", "appearances__speaker", "appearances__organisation_then"]

    @classmethod
    @override
    def search_items(cls, keys: Iterable[int]) -> Any:
        """Return sessions with their conferences and rooms, and who appears in them."""
        sessions = cls.objects.filter(pk__in=keys).select_related("conference", "day", "room")
        return sessions.prefetch_together(
            "appearances__speaker", "appearances__organisation_then", only={"appearances": Appearance.takes_part}
        )

    @override
    def search_document(self) -> SearchDocument | None:
        """Return what is found of the session; visitors find nothing of breaks. Needs ``search_items``."""
        period = self.conference.public_period()
        return SearchDocument(
            title=self.title,
            summary=self.conference.title,
            body=plain_text(self.abstract),
            names=joined(
                self.room,
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

    @override
    def search_dependents(self) -> Iterable[tuple[type[models.Model], Iterable[int]]]:
        """Return the documents that the session offers."""
        return self.search_dependents_of([self])

    @classmethod
    @override
    def search_dependents_of(cls, rows: Iterable[Any]) -> Iterable[tuple[type[models.Model], Iterable[int]]]:
        """Return the documents that the sessions offer."""
        offered = Document.objects.filter(sessions__in=[row.pk for row in rows])
        return [(Document, offered.order_by().values_list("pk", flat=True))]

    @classmethod
    @override
    def snapshot_parts(cls) -> Sequence[str]:
        """Return the ways to the people in it, and to its links."""
        return ["appearances", "links"]

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
        if not self._ends_after_it_starts():
            constraints = {constraint.name: constraint for constraint in self._meta.constraints}
            message = constraints["session_ends_after_it_starts"].violation_error_message
            raise ValidationError({"ends_at": message})
        if not self.day_id:
            return
        self.conference = self.day.conference
        if self.starts_at and self.ends_at:
            for field, instant in (("starts_at", self.starts), ("ends_at", self.ends)):
                try:
                    refuse_skipped(instant)
                except ValidationError as error:
                    raise ValidationError({field: error}) from error
            self.period = DateTimeTZRange(self.starts, self.ends)
        for field in ("room", "track"):
            place = getattr(self, field)
            if place and place.conference_id != self.day.conference_id:
                raise ValidationError({field: _("This belongs to another conference.")})

    def _ends_after_it_starts(self):
        """Tell whether start, end and midnight agree, as the database asks."""
        if not (self.starts_at and self.ends_at):
            return True
        is_second_hour = self.end_fold and not self.start_fold and not self.ends_next_day
        return is_second_hour or self.ends_next_day == (self.ends_at <= self.starts_at)

    @property
    def ambiguous_times(self) -> list[AwareDatetime]:
        """Those of its times that come twice, because clocks go back, where the first of them is meant."""
        return [instant for instant in (self.starts, self.ends) if is_ambiguous(instant) and not instant.fold]

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
    def starts(self) -> AwareDatetime:
        """The instant at which it starts, in the conference's time zone."""
        date = self.day.date + timedelta(days=self.starts_next_day)
        instant = datetime.combine(date, self.starts_at, tzinfo=self.conference.timezone)
        return instant.replace(fold=self.start_fold)

    @property
    def ends(self) -> AwareDatetime:
        """The instant at which it ends, in the conference's time zone."""
        date = self.day.date + timedelta(days=self.starts_next_day + self.ends_next_day)
        instant = datetime.combine(date, self.ends_at, tzinfo=self.conference.timezone)
        return instant.replace(fold=self.end_fold)

    @property
    def place_in_order(self) -> tuple[int, list[tuple[bool, int | str]]]:
        """What sessions at one time are sorted by: the order of rooms, "Room 2" before "Room 10"."""
        if self.room is None:
            return (-1, [])
        parts = re.split(r"(\d+)", self.room.name.casefold())
        return (self.room.order, [(part.isdigit(), int(part) if part.isdigit() else part) for part in parts])

    @property
    def place_in_programme(self) -> tuple[bool, time, bool, tuple[int, list[tuple[bool, int | str]]]]:
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

    def overlaps(self, other: "Session") -> bool:
        """Tell whether this session and ``other`` share some time; both need day, start and end."""
        # As instants: what has the same time zone, Python compares by the hands of its clock.
        starts, ends, other_starts, other_ends = (
            instant.astimezone(UTC) for instant in (self.starts, self.ends, other.starts, other.ends)
        )
        return starts < other_ends and other_starts < ends


def language_name(code: str) -> str:
    """Return what the language with this code is called in the language of the page; the code where nobody knows."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


class AppearanceQuerySet(models.QuerySet["Appearance"]):
    """Questions asked of appearances."""

    def shown(self) -> Self:
        """Return those that visitors may learn of, withdrawn ones too."""
        return self.filter(speaker__hidden="")

    def taking_part(self) -> Self:
        """Return those that visitors may learn of, of people who are there."""
        return self.shown().filter(is_withdrawn=False)


class Appearance(HiddenWith, AffiliationThen):
    """A speaker in a session, with the position and organisation that they had then."""

    hidden_with = "session"

    class Role(models.TextChoices):
        """What the person does in the session."""

        SPEAKER = "speaker", _("Speaker")
        MODERATOR = "moderator", _("Moderator")
        PANELLIST = "panellist", _("Panellist")
        HOST = "host", _("Host")

    session = models.ForeignKey(
        Session, verbose_name=_("session"), on_delete=models.CASCADE, related_name="appearances"
    )
    speaker = models.ForeignKey(
        Speaker, verbose_name=_("speaker"), on_delete=models.PROTECT, related_name="appearances"
    )
    role = ChoiceField(_("role"), choices=Role, default=Role.SPEAKER)
    order = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("Lower numbers come first."))
    is_withdrawn = models.BooleanField(
        _("withdrawn"),
        default=False,
        db_default=False,
        help_text=_("They cannot come after all. The session's page says so; nothing else names them any more."),
    )

    objects = AppearanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("appearance")
        verbose_name_plural = _("appearances")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "speaker", "role"],
                name="one_appearance_per_session_and_role",
                deferrable=models.Deferrable.IMMEDIATE,  # so that people can change places
                violation_error_message=_("This person already appears in this session in this role."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.speaker} ({self.get_role_display()})"

    def is_shown(self) -> bool:
        """Tell whether visitors may learn of it: not of somebody who is hidden at their request."""
        return self.speaker.is_shown()

    def takes_part(self) -> bool:
        """Tell whether visitors may learn of it, and the person is there."""
        return self.is_shown() and not self.is_withdrawn


class SessionLink(HiddenWith, models.Model):
    """A page elsewhere that belongs to a session, such as its slides or its notes."""

    hidden_with = "session"

    session = models.ForeignKey(Session, verbose_name=_("session"), on_delete=models.CASCADE, related_name="links")
    title = LineField(
        _("title"), max_length=200, blank=True, help_text=_("What the link says. Left empty, it is the address.")
    )
    url = URLField(_("address"))
    order = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("Lower numbers come first."))

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title or self.url
