"""The programme of a conference for visitors: its days, what is on now, and what they choose of it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from typing_extensions import override

from civitas_cms.delivery.contracts import AwareDatetime
from civitas_cms.delivery.queries.precompiled import precompiled
from civitas_cms.lists.filters import UnknownValueError
from civitas_cms.lists.views import PublicDetailView

from .models import Conference, ProgrammeChange, Session
from .models.changes import MARKED_FOR, marks
from .programme_filters import FILTER_NAMES, YES, ProgrammeSelection
from .timetable import NowAndNext, now_and_next, split_timetable, timetable

MAX_SESSIONS_AT_A_TIME = 100  # of how many sessions the home page looks for what is on


@precompiled
def public_conference(slug: str, now: AwareDatetime) -> QuerySet[Conference]:
    """Return the conference with this URL, with all that its page shows."""
    return Conference.objects.public(now).with_programme().filter(slug=slug)


class ProgrammeView(PublicDetailView):
    """A page about a conference with its programme, at a URL below the conference's own."""

    context_object_name = "conference"
    find = staticmethod(public_conference)

    @override
    def get_queryset(self) -> QuerySet[Any]:
        return Conference.objects.public().with_programme()

    @override
    def withdrawn(self) -> QuerySet[Any]:
        return Conference.objects.withdrawn().filter(slug=self.kwargs["slug"])

    @property
    def sessions(self) -> list[Session]:
        """All sessions of the conference in their order."""
        return [session for _day, sessions in self.object.programme for session in sessions]

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is on now, while the conference runs."""
        return super().get_context_data(**kwargs) | {"now_and_next": what_is_on(self.object, self.sessions)}


def what_is_on(conference: Conference, sessions: Iterable[Session]) -> NowAndNext:
    """Return which of ``sessions`` are on now and which come next; nothing before and after the conference."""
    return now_and_next(sessions if conference.is_running else [], timezone.now())


@precompiled
def sessions_today(now: AwareDatetime) -> QuerySet[Session]:
    """Return the sessions of the conferences that go on today, as far as they are not over."""
    running = Conference.objects.public(now).running(now).order_by()
    sessions = Session.objects.filter(conference__in=running, period__endswith__gt=now, is_unplaced=False)
    sessions = sessions.with_rooms().select_related("conference", "day")
    return sessions.order_by("period", "pk")[:MAX_SESSIONS_AT_A_TIME]


def running_conferences(conferences: Iterable[Conference]) -> list[tuple[Conference, NowAndNext]]:
    """Return those of ``conferences`` that take place today, each with what is on and what comes next there.

    It asks the database only if there are any.
    """
    running = [conference for conference in conferences if conference.is_running]
    sessions = sessions_today(timezone.now()) if running else []
    for session in sessions:
        session.day.conference = session.conference
    return [
        (
            conference,
            what_is_on(conference, [session for session in sessions if session.conference_id == conference.pk]),
        )
        for conference in running
    ]


@precompiled
def changes_since(conference: int, instant: AwareDatetime) -> QuerySet[ProgrammeChange]:
    """Return what has changed of the programme of the conference with this primary key, the latest first."""
    return ProgrammeChange.objects.filter(conference=conference, made_at__gt=instant)


class OtherDateError(Exception):
    """Raised for a date on which the conference has no day."""


def parses_as_date(text: str) -> bool:
    """Return whether ``text`` is a date as URLs have it: 2027-04-28."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


class DayDetail(ProgrammeView):
    """A day of a conference: a table of times and rooms, which visitors narrow. What is over today is folded."""

    template_name = "events/day_detail.html"
    query_parameters = FILTER_NAMES

    @override
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the day, or lead to the programme from a date that is none of its days."""
        try:
            return super().get(request, *args, **kwargs)
        except OtherDateError:
            return HttpResponseRedirect(f"{self.object.get_absolute_url()}#programme")

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the day, its neighbours, and its sessions as far as they are selected."""
        programme = self.object.programme
        dates = [day.date.isoformat() for day, _sessions in programme]
        if self.kwargs["date"] not in dates:
            raise OtherDateError if dates and parses_as_date(self.kwargs["date"]) else Http404
        position = dates.index(self.kwargs["date"])
        day, sessions = programme[position]
        try:
            selection = ProgrammeSelection(sessions, self.sessions, self.request.GET, day.get_absolute_url())
        except UnknownValueError as error:
            raise Http404 from error
        is_today = self.object.is_running and day.date == self.object.today
        over, rest = None, timetable(selection.sessions)
        if is_today:
            over, rest = split_timetable(selection.sessions, timezone.now())
        changes = changes_since(self.object.pk, timezone.now() - MARKED_FOR)
        return super().get_context_data(**kwargs) | {
            "day": day,
            "days": [day for day, _sessions in programme],
            "is_today": is_today,
            "is_over": day.date < self.object.today,
            "selection": selection,
            "facets": selection.facets(),
            "over": over,
            "timetable": rest,
            "marks": marks(changes),
            "has_changed": bool(changes),
        }


class PrintedProgramme(ProgrammeView):
    """All days of a conference as compact tables: on paper one below the other, or two on a sheet to be folded."""

    template_name = "events/programme_print.html"
    query_parameters = ("fold",)

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        fold = self.request.GET.get("fold", "")
        if fold not in ("", YES):
            raise Http404
        return super().get_context_data(**kwargs) | {"is_folded": fold == YES}


class PeopleOfConference(ProgrammeView):
    """Everybody in the programme of a conference."""

    template_name = "events/conference_people.html"

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not self.object.speakers:
            raise Http404
        return super().get_context_data(**kwargs)


class MyProgramme(ProgrammeView):
    """What a visitor has chosen of a conference. Only their browser knows: the page is the same for everybody."""

    template_name = "events/my_programme.html"

    @override
    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Answer with the page, unless there is nothing to choose from."""
        if not self.sessions:
            raise Http404
        return super().render_to_response(context, **kwargs)
