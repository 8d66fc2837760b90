"""Conferences: gatherings with dates and a place."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property
from operator import methodcaller
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from timezone_field import TimeZoneField
from typing_extensions import override

from civitas_cms.delivery.addresses import fast_reverse
from civitas_cms.delivery.choices import ChoiceField
from civitas_cms.delivery.contracts import AwareDatetime
from civitas_cms.library.models import Document, Picture
from civitas_cms.postgresql.folding import folded_index
from civitas_cms.publishing.contracts import HasNamesakes, HasSearchDependents, Searchable, SearchDocument, joined
from civitas_cms.publishing.models import (
    IS_PUBLISHED,
    Publishable,
    PublishableQuerySet,
    State,
    plausible_dates,
    validate_plausible_date,
)
from civitas_cms.publishing.plain_text import LineField
from civitas_cms.publishing.rich_text import RichTextField, plain_text
from civitas_cms.publishing.web_addresses import EmailField, URLField

from .changes import note_programme_changes
from .partners import Organisation, PartnerRole, Project, country_name
from .status import EventStatus, TakesPlace


class ConferenceQuerySet(PublishableQuerySet):
    """Questions asked of conferences.

    Whether one is over is decided by its own calendar: "today" is the date in its time zone.
    """

    def upcoming(self, at: AwareDatetime | None = None) -> Self:
        """Return those that are going on or still to come at ``at``, the next one first."""
        at = at or timezone.now()
        # Nowhere is it an earlier date than a day before that of UTC: what is the same for all, an index can find.
        yesterday = models.Func(
            models.Value(at, output_field=models.DateTimeField()),
            template="((%(expressions)s AT TIME ZONE 'UTC')::date - 1)",
            output_field=models.DateField(),
        )
        recent = self.filter(ends_on__gte=yesterday)
        return recent.with_today(at).filter(ends_on__gte=F("today")).chronological()

    def running(self, at: AwareDatetime | None = None) -> Self:
        """Return those that are going on at ``at``, the one that began first first."""
        return self.upcoming(at).filter(starts_on__lte=F("today"))

    def past(self, at: AwareDatetime | None = None) -> Self:
        """Return those that are over at ``at``, the latest first."""
        return self.with_today(at).filter(ends_on__lt=F("today")).chronological().reverse()

    def chronological(self) -> Self:
        """Return them in the order in which they begin."""
        return self.order_by("starts_on", "ends_on", "pk")

    def in_year(self, year: int) -> Self:
        """Return those that begin in the year, the first one first."""
        return self.filter(starts_on__year=year).chronological()

    def between(self, first: date, last: date) -> Self:
        """Return those that take place on any of the days from the date ``first`` to ``last``, the first one first."""
        return self.filter(starts_on__lte=last, ends_on__gte=first).chronological()

    @override
    def next_change(self, after: AwareDatetime) -> AwareDatetime | None:
        """Return the first instant after ``after`` at which one changes for visitors, or None.

        One changes at the midnights, in its own time zone, with which it begins, ends or closes its registration. Where
        any is near, the calendar changes at the site's midnight, because it marks the day.
        """
        near = self.filter(state=State.PUBLISHED, ends_on__gte=after.date() - timedelta(days=2)).order_by()
        periods = list(near.values_list("starts_on", "ends_on", "registration_closes_on", "timezone"))
        midnights = [
            datetime.combine(date, time.min, conference_timezone)
            for starts_on, ends_on, closes_on, conference_timezone in periods
            for date in (starts_on, ends_on + timedelta(days=1), closes_on and closes_on + timedelta(days=1))
            if date
        ]
        if periods:
            tomorrow = timezone.localdate(after) + timedelta(days=1)
            midnights.append(datetime.combine(tomorrow, time.min, timezone.get_current_timezone()))
        instants = [super().next_change(after), *(midnight for midnight in midnights if midnight > after)]
        return min(filter(None, instants), default=None)

    def with_today(self, at: AwareDatetime | None = None) -> Self:
        """Let queries ask for ``today``: the date in the conference's time zone at ``at``."""
        at = at or timezone.now()
        today = models.Func(
            F("timezone"),
            models.Value(at, output_field=models.DateTimeField()),
            function="timezone",
            output_field=models.DateTimeField(),
            template="(%(function)s(%(expressions)s))::date",
        )
        return self.alias(today=models.ExpressionWrapper(today, output_field=models.DateField()))

    def for_cards(self) -> Self:
        """Bring along what a card shows."""
        return self.select_related("lead_picture")

    def with_programme(self) -> Self:
        """Bring along all that a conference's page shows."""
        return self.prefetch_together(
            "lead_picture",
            "days",
            "rooms",
            "sessions__day",
            "sessions__room",
            "sessions__further_rooms__room",
            "sessions__items",
            "sessions__track",
            "sessions__appearances__speaker__portrait",
            "sessions__appearances__organisation_then",
            "sessions__materials",
            "organisation_roles__organisation__logo",
            "project_roles__project__logo",
            only={"sessions__appearances": methodcaller("takes_part")},
        )

    def for_export(self) -> Self:
        """Bring along what other programs learn of a programme."""
        return self.prefetch_together(
            "days",
            "rooms",
            "tracks",
            "sessions__day",
            "sessions__room",
            "sessions__further_rooms__room",
            "sessions__items__materials",
            "sessions__track",
            "sessions__appearances__speaker",
            "sessions__appearances__organisation_then",
            "sessions__materials",
            "sessions__links",
            only={"sessions__appearances": methodcaller("takes_part")},
        )


class Conference(Searchable, HasNamesakes, HasSearchDependents, TakesPlace, Publishable):
    """A gathering with dates, a place and a programme of days and sessions.

    ``starts_on`` and ``ends_on`` are local dates in ``timezone`` (an IANA name), as are all times of its programme.
    """

    class Kind(models.TextChoices):
        """What kind of gathering it is."""

        CONFERENCE = "conference", _("Conference")
        FORUM = "forum", _("Forum")
        WORKSHOP = "workshop", _("Workshop")
        WEBINAR = "webinar", _("Webinar")
        TRAINING = "training", _("Training")
        MEETING = "meeting", _("Meeting")
        OTHER = "other", _("Event")

    class Format(models.TextChoices):
        """Where people take part (compare schema.org/EventAttendanceModeEnumeration)."""

        ON_SITE = "on_site", _("On site")
        ONLINE = "online", _("Online")
        HYBRID = "hybrid", _("On site and online")

    kind = ChoiceField(_("kind"), choices=Kind, default=Kind.CONFERENCE)
    tagline = LineField(
        _("theme"), max_length=200, blank=True, help_text=_("Its motto, as in “Small communities, big ideas”.")
    )
    description = RichTextField(_("description"), blank=True, headings=True)
    lead_picture = models.ForeignKey(
        Picture, verbose_name=_("lead picture"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    starts_on = models.DateField(
        _("first day"),
        validators=[validate_plausible_date],
        help_text=_("Move it, and the days of the programme move with it, each with its sessions."),
    )
    ends_on = models.DateField(_("last day"), validators=[validate_plausible_date])
    timezone = TimeZoneField(
        _("time zone"),
        default="Europe/Brussels",
        choices_display="WITH_GMT_OFFSET",
        help_text=_("Session times are entered and shown in this zone."),
    )
    format = ChoiceField(_("format"), choices=Format, default=Format.ON_SITE)
    status_note = LineField(
        _("note to the public"),
        max_length=250,
        blank=True,
        help_text=_("Shown beside the status: the reason, the new date, what to do."),
    )
    venue_name = LineField(_("venue"), max_length=200, blank=True)
    venue_address = LineField(_("street address"), max_length=250, blank=True)
    city = LineField(_("city"), max_length=100, blank=True)
    country = CountryField(_("country"), blank=True)
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("In degrees, as in 50.866049. With both coordinates, the page links to a map."),
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text=_("In degrees, as in 4.350311."),
    )
    website = URLField(_("website"), blank=True)
    livestream_url = URLField(_("livestream"), blank=True)
    registration_url = URLField(_("registration"), blank=True)
    registration_closes_on = models.DateField(
        _("registration closes on"),
        null=True,
        blank=True,
        validators=[validate_plausible_date],
        help_text=_("The last day on which people can register."),
    )
    hashtag = LineField(
        _("hashtag"),
        max_length=50,
        blank=True,
        validators=[RegexValidator(r"^#?\w+\Z", _("A hashtag is one word of letters, digits and underscores."))],
    )
    contact_email = EmailField(_("contact e-mail"), blank=True)
    organisations = models.ManyToManyField(
        Organisation, through="ConferenceOrganisation", related_name="conferences", verbose_name=_("organisations")
    )
    projects = models.ManyToManyField(
        Project, through="ConferenceProject", related_name="conferences", verbose_name=_("projects")
    )

    #: How many changes of it visitors have seen.
    revision_count = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    objects = ConferenceQuerySet.as_manager()  # type: ignore[misc] # the plugin makes of it no ClassVar

    class Meta(Publishable.Meta):
        verbose_name = _("conference")
        verbose_name_plural = _("conferences")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(slug="calendar"),
                name="conference_is_not_at_the_address_of_the_calendar",
                violation_error_message=_("The address “calendar” belongs to the calendar of all events."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="conference_ends_after_it_starts",
                violation_error_message=_("The last day cannot come before the first."),
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False)
                & Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="conference_coordinates_are_a_place_on_earth",
                violation_error_message=_("Give both latitude and longitude, or neither."),
            ),
            plausible_dates("conference_dates_are_plausible", "starts_on", "ends_on", "registration_closes_on"),
        ]
        indexes = [
            folded_index("title", name="conference_by_folded_title"),
            models.Index(fields=["-starts_on", "-id"], name="conference_latest_first"),
            # With all that public lists ask for, so that they find and count their rows in the index alone.
            models.Index(
                fields=["starts_on", "ends_on", "id"],
                include=["kind", "timezone", "publish_at", "expire_at"],
                condition=IS_PUBLISHED,
                name="conference_public_by_date",
            ),
            models.Index(fields=["ends_on"], condition=IS_PUBLISHED, name="conference_ends"),
            models.Index(fields=["publish_at"], condition=IS_PUBLISHED, name="conference_appears"),
            models.Index(
                fields=["expire_at"], condition=IS_PUBLISHED & Q(expire_at__isnull=False), name="conference_expires"
            ),
        ]

    @override
    def get_absolute_url(self) -> str:
        """Return the conference's address."""
        return fast_reverse("conference", self.slug)

    @classmethod
    @override
    def search_sources(cls) -> Sequence[str]:
        """Return the lookups to what is named: days, partners, and who appears."""
        return ["days", "organisation_roles__organisation", "project_roles__project", "sessions__appearances__speaker"]

    @override
    def distinction(self) -> str:
        """Return year and place."""
        return ", ".join(filter(None, [str(self.starts_on.year), self.place]))

    @classmethod
    @override
    def search_items(cls, keys: Iterable[int]) -> Any:
        """Return conferences with their days, partners and speakers."""
        conferences = cls.objects.filter(pk__in=keys)
        return conferences.prefetch_together("days", "organisations", "projects", "sessions__appearances__speaker")

    @classmethod
    @override
    def snapshot_parts(cls) -> Sequence[str]:
        """Return the lookups to the programme and the partners; sessions come after where and when they can be."""
        return ["rooms", "tracks", "days", "sessions", "organisation_roles", "project_roles"]

    @override
    def search_document(self) -> SearchDocument | None:
        """Return what is found of the conference. Needs ``search_items``."""
        sessions = self.sessions.all()
        speakers = {appearance.speaker.name for session in sessions for appearance in session.taking_part}
        return SearchDocument(
            title=self.title,
            summary=joined(self.tagline, self.summary),
            body=joined(plain_text(self.description), *(joined(day.title, day.summary) for day in self.days.all())),
            names=joined(
                self.venue_name,
                self.place,
                self.hashtag,
                *self.organisations.all(),
                *self.projects.all(),
                *sorted(speakers),
            ),
            url=self.get_absolute_url(),
            date=self.starts_on,
            projects={project.slug: project.acronym for project in self.projects.all()},
            **self.public_period(),
        )

    @override
    def search_dependents(self) -> Iterable[tuple[type[models.Model], Iterable[int]]]:
        """Return the documents that the sessions and their items offer: they are public with the conference."""
        return [
            (Document, self.sessions.filter(**{f"{name}__isnull": False}).values_list(name, flat=True))
            for name in ("materials", "items__materials")
        ]

    @override
    def note_revision(self, before: dict[str, Any], after: dict[str, Any], at: AwareDatetime) -> None:
        """Count the change too, and with it those of the sessions that look different now."""
        super().note_revision(before, after, at)
        self.revision_count += 1
        type(self)._base_manager.filter(pk=self.pk).update(revision_count=F("revision_count") + 1)
        then, now = _sessions_as_seen(before), _sessions_as_seen(after)
        changed = [key for key in now if key in then and now[key] != then[key]]
        self.sessions.filter(pk__in=changed).update(revised_at=at, revision_count=F("revision_count") + 1)
        note_programme_changes(self, before, after, at)

    @override
    def clean(self) -> None:
        """Keep the hashtag without its sign, which pages add."""
        super().clean()
        self.hashtag = self.hashtag.removeprefix("#")

    @property
    def today(self) -> date:
        """The date that it is now in the conference's time zone."""
        return timezone.localdate(timezone=self.timezone)

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed."""
        return self.ends_on < self.today

    @property
    def is_running(self) -> bool:
        """Whether it takes place today."""
        return self.takes_place and self.starts_on <= self.today <= self.ends_on

    @property
    def announcement(self) -> str:
        """That it does not take place as planned, and why: "Postponed: A storm"; empty if it does."""
        if self.status == EventStatus.AS_PLANNED:
            return ""
        return ": ".join(filter(None, [str(self.get_status_display()), self.status_note]))

    @property
    def is_registration_open(self) -> bool:
        """Whether people can still register."""
        return bool(
            self.registration_url
            and not self.is_over
            and self.status == EventStatus.AS_PLANNED
            and (self.registration_closes_on is None or self.registration_closes_on >= self.today)
        )

    @property
    def place(self) -> str:
        """City and country, as far as they are known."""
        return ", ".join(filter(None, [self.city, country_name(str(self.country), get_language())]))

    @property
    def has_track_colours(self) -> bool:
        """Whether a session's track has a colour of its own. Needs ``with_programme()``."""
        return any(session.track and session.track.colour for session in self.sessions.all())

    @cached_property
    def programme(self) -> list[tuple[Any, list[Any]]]:
        """The days in order, each as a pair with the list of its sessions. Needs ``with_programme()``.

        What has no place yet is left out.
        Sessions that begin at one time come in the order of their rooms; first what has none, such as a pause.
        """
        sessions = defaultdict(list)
        for session in sorted(self.sessions.all(), key=lambda session: session.place_in_programme):
            if not session.is_unplaced:
                sessions[session.day_id].append(session)
        return [(day, sessions[day.pk]) for day in self.days.all()]

    def materials(self) -> list[Any]:
        """Return the documents of all sessions in the order of the programme, each once, as pairs with its session.

        Needs ``with_programme()``.
        """
        first_sessions: dict[Document, Any] = {}
        for _day, sessions in self.programme:
            for session in sessions:
                for document in session.materials.all():
                    first_sessions.setdefault(document, session)
        return list(first_sessions.items())

    def quotes(self, at: AwareDatetime | None = None) -> Any:
        """Return the quotes from its sessions that are public at ``at``, the latest first."""
        # The other way round, quotes know sessions: this room does not know the model.
        quotes: Any = self.sessions.model._meta.get_field("quotes").related_model
        return quotes.objects.public(at).filter(session__conference=self)

    def organisations_by_role(self) -> list[tuple[Promise, list[Any]]]:
        """Return the organisations' parts as pairs of a role and those that have it, the closest role first.

        Needs ``with_programme()``.
        """
        parts = self.organisation_roles.all()
        groups = [(role.label, [part for part in parts if part.role == role]) for role in PartnerRole]
        return [(role, parts) for role, parts in groups if parts]

    @cached_property
    def speakers(self) -> list[Any]:
        """Everybody in the programme, sorted by name, each once: as their first appearance, with what they were.
        Needs ``with_programme()``.
        """
        first_appearances: dict[int, Any] = {}
        for _day, sessions in self.programme:
            for session in sessions:
                for appearance in session.appearances.all():
                    first_appearances.setdefault(appearance.speaker_id, appearance)
        return sorted(first_appearances.values(), key=lambda appearance: appearance.speaker.sort_name)


#: Of the conference itself, what all of its sessions show.
SHOWN_BY_SESSIONS = ["title", "status", "timezone", "venue_name", "venue_address", "city", "country"]


def _sessions_as_seen(snapshot):
    """Return what visitors see of each session of a conference, by its key: with day, rooms, track, and the place."""
    content = snapshot["content"]
    shared = [content["fields"].get(name) for name in SHOWN_BY_SESSIONS]
    parts = {
        name: {part["key"]: part["fields"] for part in content["parts"].get(f"{name}s", [])}
        for name in ("day", "room", "track")
    }
    return {
        session["key"]: (
            shared,
            session,
            *(parts[name].get(session["fields"].get(name)) for name in parts),
            [parts["room"].get(each["fields"]["room"]) for each in session["parts"].get("further_rooms", [])],
        )
        for session in content["parts"].get("sessions", [])
    }
