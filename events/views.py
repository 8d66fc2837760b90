"""Conferences, sessions, people and partners for visitors."""

from collections.abc import Callable
from datetime import date
from operator import attrgetter
from typing import Any

from django.db.models import Max, Min, Prefetch, QuerySet
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import conditional_page
from django.views.generic import TemplateView
from typing_extensions import override

from civitas_cms.delivery.contracts import AwareDatetime
from civitas_cms.delivery.queries.json_prefetch import prefetch_in_one_query
from civitas_cms.delivery.queries.precompiled import precompiled
from civitas_cms.delivery.views import PublicView
from civitas_cms.lists.directory import LinkFilter
from civitas_cms.lists.filters import ChoiceFilter
from civitas_cms.lists.views import PublicDetailView, PublicListView
from civitas_cms.publishing.models import is_public

from .directories import SpeakerList
from .exchange.schedules import schedule_json, schedule_xml
from .filters import PeriodFilter, separate_periods
from .models import (
    Appearance,
    Conference,
    ConferenceOrganisation,
    ConferenceProject,
    Organisation,
    Project,
    Session,
    Speaker,
)
from .models.changes import MARKED_FOR, marks
from .month_calendar import Month
from .places import PlaceFilter
from .programme_views import ProgrammeView, changes_since
from .timetable import neighbours_of, now_and_next

PEOPLE_PER_SECTION = 12  # how many people the page of a project or an organisation shows
QUOTES_PER_SECTION = 4
CARDS_PER_SECTION = 12  # how many cards a page shows of what goes on elsewhere
#: Of what was said at a conference, its page shows so many quotes.
QUOTES_ON_CONFERENCE_PAGE = 4
PEOPLE_ON_CONFERENCE_PAGE = 12  # how many people it shows; the others are on a page of their own
MAX_APPEARANCES_ON_PAGE = 100  # how many appearances, the latest, a person's page shows
MATERIALS_ON_CONFERENCE_PAGE = 12  # how many documents it shows


class ConferenceList(PublicListView):
    """Events: those to come unless another period is chosen."""

    template_name = "events/conference_list.html"
    filters = (
        PeriodFilter("period", _("When")),
        ChoiceFilter("kind", _("Kind"), Conference.Kind),
        PlaceFilter("place", _("Place")),
        LinkFilter(
            "project",
            _("Project"),
            ConferenceProject.objects.all,
            "conference",
            "project",
            Project.objects.public,
            "acronym",
            is_offered=False,
        ),
        LinkFilter(
            "organisation",
            _("Organisation"),
            ConferenceOrganisation.objects.all,
            "conference",
            "organisation",
            Organisation.objects.public,
            "name",
            is_offered=False,
        ),
    )

    @override
    def get_queryset(self) -> QuerySet[Any]:
        return Conference.objects.public().for_cards()

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the periods and years apart, and below the first page of all events to come the latest past ones."""
        context = super().get_context_data(**kwargs)
        periods, facets = separate_periods(context["facets"])
        latest_past = Conference.objects.none()
        if not self.selection.values and context["page_obj"].number == 1:
            latest_past = Conference.objects.public().for_cards().past()[:6]
        return context | {"periods": periods, "facets": facets, "latest_past": latest_past}


class CalendarMonth(PublicView, TemplateView):
    """The events of a month, day by day: of this one unless the URL names another.

    There are months from that of the first event to that of the last one.
    """

    template_name = "events/calendar_month.html"

    @override
    def get_context_data(self, year: Any = None, month: Any = None, **kwargs: Any) -> dict[str, Any]:
        """Add the month's weeks, and the months before and after it."""
        today = timezone.localdate()
        this = Month.of(today)
        month = Month(date(int(year), int(month), 1)) if year else this
        public = Conference.objects.public()
        months = public.aggregate(first=Min("starts_on"), last=Max("ends_on"))
        first, last = (Month.of(day or today) for day in months.values())
        first, last = min(first, this), max(last, this)
        if not first <= month <= last:
            raise Http404
        conferences = public.between(month.first, month.last)
        return super().get_context_data(**kwargs) | {
            "month": month,
            "this_month": this,
            "weekdays": month.weekdays(),
            "weeks": month.weeks(conferences, today),
            "is_empty": not conferences,
            "next_busy": _next_busy(public, month) if not conferences else None,
            "previous": month.previous if first < month else None,
            "next": month.next if month < last else None,
        }


def _next_busy(conferences, month):
    """Return the next month after ``month`` in which one of ``conferences`` begins; None if there is none."""
    day = conferences.filter(starts_on__gt=month.last).aggregate(first=Min("starts_on"))["first"]
    return day and Month.of(day)


class ConferenceDetail(ProgrammeView):
    """A conference: before it, while it runs and afterwards, with the articles that report on it."""

    template_name = "events/conference_detail.html"

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the reports on the conference, and some of what was said there."""
        conference, now = self.object.pk, timezone.now()
        return super().get_context_data(**kwargs) | {
            "people": self.object.speakers[:PEOPLE_ON_CONFERENCE_PAGE],
            "materials": self.object.materials()[:MATERIALS_ON_CONFERENCE_PAGE],
            "recordings": [session for session in self.sessions if session.recording_url],
            "quotes": said_at(conference, now),
            "reports": reports_on(conference, now),
            "has_changed": self.object.is_running and bool(changes_since(conference, now - MARKED_FOR)),
        }


@precompiled
def said_at(conference: int, now: AwareDatetime) -> QuerySet[Any]:
    """Return some of what was said at the conference with this primary key."""
    return Conference(pk=conference).quotes(now).with_source()[:QUOTES_ON_CONFERENCE_PAGE]


@precompiled
def reports_on(conference: int, now: AwareDatetime) -> QuerySet[Any]:
    """Return the newest articles on the conference with this primary key."""
    return Conference(pk=conference).articles.public(now).for_cards()[:CARDS_PER_SECTION]


@method_decorator(conditional_page, "dispatch")
class ConferenceSchedule(PublicDetailView):
    """A conference's programme for apps, displays and other programs; with ``write`` in which form."""

    write: Callable[[Conference, Callable[[str], str]], bytes] = staticmethod(schedule_json)
    content_type = "application/json"

    @override
    def get_queryset(self) -> QuerySet[Any]:
        return Conference.objects.public().for_export()

    @override
    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Return the programme; other sites may read it too, as it is."""
        content = self.write(self.object, self.request.build_absolute_uri)
        return HttpResponse(content, content_type=self.content_type, headers={"Access-Control-Allow-Origin": "*"})


class ConferenceScheduleXML(ConferenceSchedule):
    """The same as XML."""

    write = staticmethod(schedule_xml)
    content_type = "application/xml"


class SessionView(PublicDetailView):
    """A page about a session of a public conference."""

    @override
    def get_queryset(self) -> QuerySet[Any]:
        """Return the sessions of that conference, if it is public."""
        sessions = Session.objects.public().filter(conference__slug=self.kwargs["conference__slug"])
        return sessions.exclude(kind=Session.Kind.BREAK).select_related("conference", "day", "room", "track")

    @override
    def get_object(self, queryset: QuerySet[Any] | None = None) -> Any:
        """Return the session with the people in it, its items, rooms and materials."""
        session = super().get_object(queryset)
        prefetch_in_one_query(
            [session],
            *("appearances__speaker__portrait", "appearances__organisation_then", "materials"),
            *("further_rooms__room", "items__materials", "links", "picture"),
            only={"appearances": Appearance.is_shown},
        )
        return session


class SessionDetail(SessionView):
    """A session with the people in it, its materials, what was said there, and the sessions around it."""

    template_name = "events/session_detail.html"

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the quotes from the session, whether it is on, and its neighbours."""
        session, now = self.object, timezone.now()
        session.day.conference = session.conference
        of_day = list(session.day.sessions.filter(is_unplaced=False).defer("abstract").with_rooms())
        for other in of_day:
            other.day, other.conference = session.day, session.conference
        of_day.sort(key=attrgetter("starts_at", "place_in_order"))
        return super().get_context_data(**kwargs) | {
            "quotes": session.quotes.public().with_source()[:CARDS_PER_SECTION],
            "is_on": bool(now_and_next([session], now).now),
            "is_over": session.ends <= now,
            "neighbours": neighbours_of(session, of_day),
            "mark": marks(session.changes.filter(made_at__gt=now - MARKED_FOR)).get(session.pk),
        }


class SpeakerDetail(PublicDetailView):
    """A person: biography, appearances, quotes and articles."""

    template_name = "events/speaker_detail.html"

    @override
    def get_queryset(self) -> QuerySet[Any]:
        return Speaker.objects.public().select_related("organisation", "portrait")

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is public of the person's appearances (the latest first), quotes and articles."""
        appearances = (
            Appearance.objects.filter(is_public(prefix="session__conference__"), speaker=self.object)
            .select_related("session__conference", "session__day", "item", "organisation_then")
            .order_by("-session__day__date", "-session__starts_at", "-pk")
        )
        quotes = self.object.quotes.public().with_source()
        latest = list(appearances[:MAX_APPEARANCES_ON_PAGE])
        return super().get_context_data(**kwargs) | {
            "appearances": latest,
            "appears_again": any(
                not (appearance.is_withdrawn or appearance.session.conference.is_over) for appearance in latest
            ),
            "quotes": quotes[:CARDS_PER_SECTION],
            "articles": self.object.authored_articles.public().for_cards()[:CARDS_PER_SECTION],
        }


class ProjectDetail(PublicDetailView):
    """A project with its news and the conferences it takes part in."""

    template_name = "events/project_detail.html"

    @override
    def get_queryset(self) -> QuerySet[Any]:
        return Project.objects.public().select_related("logo", "coordinator")

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the project's part in public conferences (the latest first), its news, and who says what about it."""
        roles = ConferenceProject.objects.filter(is_public(prefix="conference__"), project=self.object)
        return super().get_context_data(**kwargs) | {
            "conference_roles": _latest_first(roles),
            "articles": self.object.articles.public().for_cards()[:CARDS_PER_SECTION],
            "people": people_of_project(self.object)[:PEOPLE_PER_SECTION],
            "quotes": quotes_on_project(self.object)[:QUOTES_PER_SECTION],
        }


def people_of_project(project: Project) -> QuerySet[Any]:
    """Return the people whom public articles on the project quote, or who have written one."""
    (only_project,) = [each for each in SpeakerList.filters if each.name == "project"]
    people = Speaker.objects.public().select_related("organisation", "portrait")
    return only_project.narrow(people, project.slug)


def quotes_on_project(project: Project) -> QuerySet[Any]:
    """Return the quotes in public articles on the project, the latest first."""
    # People know their quotes by name: this room does not know the model.
    quotes: Any = Speaker._meta.get_field("quotes").related_model
    return quotes.objects.public().filter(parent__projects=project).with_source()


class OrganisationDetail(PublicDetailView):
    """An organisation with its people, projects, conferences and articles."""

    template_name = "events/organisation_detail.html"

    @override
    def get_queryset(self) -> QuerySet[Any]:
        """Return those that are public, each with what is public of what belongs to it."""
        now = timezone.now()
        belonging: list[Any] = [
            Prefetch("parts", Organisation.objects.public(now)),
            Prefetch("coordinated_projects", Project.objects.public(now).select_related("logo")),
        ]
        return Organisation.objects.public(now).select_related("logo", "parent").prefetch_related(*belonging)

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the organisation's part in public conferences (the latest first), and its articles."""
        roles = ConferenceOrganisation.objects.filter(is_public(prefix="conference__"), organisation=self.object)
        return super().get_context_data(**kwargs) | {
            "conference_roles": _latest_first(roles),
            "articles": self.object.articles.public().for_cards()[:CARDS_PER_SECTION],
            # One more than are shown tells whether there are others.
            "people": Speaker.objects.public()
            .filter(organisation=self.object)
            .select_related("portrait")[: PEOPLE_PER_SECTION + 1],
            "people_shown": PEOPLE_PER_SECTION,
        }


def _latest_first(roles):
    return roles.select_related("conference__lead_picture").order_by("-conference__starts_on", "-pk")[
        :CARDS_PER_SECTION
    ]
