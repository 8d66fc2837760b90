"""Calendars for programs that add or subscribe to them: of all events, of a conference and its parts, and of people."""

import re
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import conditional_page
from icalendar import Calendar
from typing_extensions import override

from civitas_cms.delivery.views import public_page
from civitas_cms.lists.views import PublicDetailView
from civitas_cms.pages.models import SiteSettings

from .calendars import conference_calendar, conferences_calendar, sessions_calendar
from .models import Conference, ConferenceProject, Project, Session, Speaker
from .places import find_place
from .programme_views import ProgrammeView
from .views import SessionView

MAX_CONFERENCES_IN_CALENDAR = 500  # how many conferences the calendar of those to come has at most
MAX_SESSIONS_OF_PERSON = 200  # how many sessions, the latest ones, the calendar of a person has at most
#: The keys of chosen sessions, as a query has them. A page's address has 1,000 characters at most.
CHOSEN_PATTERN = re.compile(r"[1-9][0-9]{0,17}(?:,[1-9][0-9]{0,17})*")


@method_decorator(conditional_page, "dispatch")
class CalendarView(PublicDetailView):
    """Something as a calendar file (RFC 5545), which programs that have it already need not load again."""

    #: What the file is called, without its ending; by default as the item in the URL.
    filename = ""

    def calendar(self) -> Calendar:
        """Return the calendar."""
        raise NotImplementedError

    @override
    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Return the calendar as a file."""
        return calendar_file(self.calendar(), self.filename or self.object.slug)


class ConferenceCalendar(CalendarView):
    """A conference and its sessions."""

    @override
    def get_queryset(self) -> QuerySet[Any]:
        return Conference.objects.public().with_programme()

    @override
    def calendar(self) -> Calendar:
        return conference_calendar(self.object, self.request.build_absolute_uri)


class PartCalendar(CalendarView, ProgrammeView):
    """The sessions of a part of a conference, which are on offer."""

    is_on_offer = True

    def part(self) -> tuple[str, Sequence[Session]]:
        """Return what the part is called, and its sessions. Raises Http404 if there is no such part."""
        raise NotImplementedError

    @override
    def calendar(self) -> Calendar:
        name, sessions = self.part()
        name = f"{name} – {self.object.title}"
        return sessions_calendar(name, sessions, self.request.build_absolute_uri, is_on_offer=self.is_on_offer)


class DayCalendar(PartCalendar):
    """A day of a conference."""

    @override
    def part(self) -> tuple[str, Sequence[Session]]:
        self.filename = f"{self.object.slug}-{self.kwargs['date']}"
        for day, sessions in self.object.programme:
            if day.date.isoformat() == self.kwargs["date"]:
                return date_format(day.date, "l j F Y"), sessions
        raise Http404


class RoomCalendar(PartCalendar):
    """A room of a conference."""

    @override
    def part(self) -> tuple[str, Sequence[Session]]:
        room = get_object_or_404(self.object.rooms, pk=self.kwargs["pk"])
        self.filename = f"{self.object.slug}-room-{room.pk}"
        return room.name, [session for session in self.sessions if room in session.taken_rooms]


class TrackCalendar(PartCalendar):
    """A track of a conference."""

    @override
    def part(self) -> tuple[str, Sequence[Session]]:
        track = get_object_or_404(self.object.tracks, pk=self.kwargs["pk"])
        self.filename = f"{self.object.slug}-track-{track.pk}"
        return track.name, [session for session in self.sessions if session.track_id == track.pk]


class ChosenCalendar(PartCalendar):
    """The sessions that the address names: what a visitor has starred, and lets a calendar program know of.

    Those that are no longer there are left out: a program that has subscribed goes on.
    """

    query_parameters = ("sessions",)
    is_on_offer = False

    @override
    def part(self) -> tuple[str, Sequence[Session]]:
        self.filename = f"{self.object.slug}-my-programme"
        value = self.request.GET.get("sessions", "")
        if value and not CHOSEN_PATTERN.fullmatch(value):
            raise Http404
        chosen = {int(key) for key in value.split(",") if key}
        return gettext("My programme"), [session for session in self.sessions if session.pk in chosen]


class SessionCalendar(CalendarView, SessionView):
    """A session."""

    @override
    def calendar(self) -> Calendar:
        sessions = [self.object]
        return sessions_calendar(self.object.title, sessions, self.request.build_absolute_uri, is_on_offer=False)


class SpeakerCalendar(CalendarView):
    """The sessions in which a person appears."""

    @override
    def get_queryset(self) -> QuerySet[Any]:
        return Speaker.objects.public()

    @override
    def calendar(self) -> Calendar:
        sessions = (
            Session.objects.public()
            .filter(pk__in=self.object.appearances.filter(is_withdrawn=False).values("session"))
            .with_rooms()
            .select_related("conference", "day", "track")
            .prefetch_together("appearances__speaker", "appearances__organisation_then", "items")
            .order_by("-period")[:MAX_SESSIONS_OF_PERSON]
        )
        in_order = list(reversed(sessions))
        return sessions_calendar(str(self.object.name), in_order, self.request.build_absolute_uri, is_on_offer=False)


class ProjectCalendar(CalendarView):
    """The conferences of a project that are going on or still to come."""

    @override
    def get_queryset(self) -> QuerySet[Any]:
        return Project.objects.public()

    @override
    def calendar(self) -> Calendar:
        parts = ConferenceProject.objects.filter(project=self.object).values("conference")
        conferences = Conference.objects.public().upcoming().filter(pk__in=parts)[:MAX_CONFERENCES_IN_CALENDAR]
        name = gettext("Events with %(project)s") % {"project": self.object}
        return conferences_calendar(name, conferences, self.request.build_absolute_uri)


class CalendarsOfConference(ProgrammeView):
    """All calendars of a conference, to subscribe to and to add."""

    template_name = "events/conference_calendars.html"

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add rooms and tracks in which there is something, in their order."""
        sessions = [session for session in self.sessions if not session.is_break]
        rooms = {room for session in sessions for room in session.taken_rooms}
        tracks = {session.track for session in sessions if session.track}
        return super().get_context_data(**kwargs) | {
            "days": [day for day, of_day in self.object.programme if of_day],
            "rooms": sorted(rooms, key=lambda room: (room.order, room.name)),
            "tracks": sorted(tracks, key=lambda track: (track.order, track.name)),
        }


@public_page()
@conditional_page
def upcoming_calendar(request: HttpRequest) -> HttpResponse:
    """Answer with all conferences that are going on or still to come, for calendars that subscribe to them."""
    conferences = Conference.objects.public().upcoming()[:MAX_CONFERENCES_IN_CALENDAR]
    name = gettext("%(site)s events") % {"site": SiteSettings.current().name}
    return calendar_file(conferences_calendar(name, conferences, request.build_absolute_uri), "calendar")


@public_page()
@conditional_page
def place_calendar(request: HttpRequest, country: str, city: str = "") -> HttpResponse:
    """Answer with the conferences in a country or a city to come, or going on; 404 if nothing ever was."""
    place = find_place(f"{country}-{city}" if city else country)
    if place is None:
        raise Http404
    conferences = Conference.objects.public().upcoming().filter(**place.fields())[:MAX_CONFERENCES_IN_CALENDAR]
    name = gettext("Events in %(place)s") % {"place": place.name}
    return calendar_file(conferences_calendar(name, conferences, request.build_absolute_uri), place.value)


def calendar_file(calendar: Calendar, name: str) -> HttpResponse:
    """Return the answer that has ``calendar`` as a file of this ``name``."""
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response
