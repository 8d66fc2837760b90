"""Conferences, sessions, people and partners for visitors."""

from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page

from civitas_cms.pages.models import SiteSettings
from civitas_cms.publishing.models import is_public
from civitas_cms.publishing.prepared import prepared
from civitas_cms.publishing.views import PublicDetailView, PublicListView, public_page

from .calendars import conference_calendar, conferences_calendar
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

RECENT = 12  # how many cards a page shows of what goes on elsewhere
#: Of what was said at a conference, its page shows so many quotes.
SAID = 4
IN_CALENDAR = 500  # how many conferences the calendar of those to come has at most


class ConferenceList(PublicListView):
    """Events: those to come, the next one first; with ``?period=past`` those that are over, the latest first."""

    template_name = "events/conference_list.html"
    query_parameters = ("page", "period")

    def get_queryset(self):
        """Return the conferences of the chosen period; 404 for a period that we do not know."""
        conferences = Conference.objects.public().for_cards()
        period = self.request.GET.get("period", "upcoming")
        if period not in ("upcoming", "past"):
            raise Http404
        return conferences.past() if period == "past" else conferences.upcoming()

    def get_context_data(self, **kwargs):
        """Add which period is shown and, below the first page of events to come, the latest past ones."""
        context = super().get_context_data(**kwargs)
        shows_past = self.request.GET.get("period") == "past"
        latest_past = Conference.objects.none()
        if not shows_past and context["page_obj"].number == 1:
            latest_past = Conference.objects.public().for_cards().past()[:6]
        return context | {"shows_past": shows_past, "latest_past": latest_past}


class ConferenceDetail(PublicDetailView):
    """A conference with its programme, speakers, partners, and the articles that report on it."""

    template_name = "events/conference_detail.html"

    def get_queryset(self):
        """Return what is public at the moment of the request."""
        return Conference.objects.public().with_programme()

    def get_context_data(self, **kwargs):
        """Add the reports on the conference, and some of what was said there."""
        conference, now = self.object.pk, timezone.now()
        return super().get_context_data(**kwargs) | {
            "quotes": said_at(conference, now),
            "reports": reports_on(conference, now),
        }


@prepared
def said_at(conference, now):
    """Return some of what was said at the conference with this primary key."""
    return Conference(pk=conference).quotes(now).with_source()[:SAID]


@prepared
def reports_on(conference, now):
    """Return the newest articles on the conference with this primary key."""
    return Conference(pk=conference).articles.public(now).for_cards()[:RECENT]


class ConferenceCalendar(PublicDetailView):
    """A conference and its sessions as a calendar file (RFC 5545)."""

    def get_queryset(self):
        """Return what is public at the moment of the request."""
        return Conference.objects.public().with_programme()

    def render_to_response(self, context, **kwargs):
        """Return the calendar."""
        return _calendar_file(conference_calendar(self.object, self.request.build_absolute_uri), self.object.slug)


@public_page()
@conditional_page
def upcoming_calendar(request):
    """Answer with all conferences that are going on or still to come, for calendars that subscribe to them."""
    conferences = Conference.objects.public().upcoming()[:IN_CALENDAR]
    name = _("%(site)s events") % {"site": SiteSettings.current().name}
    return _calendar_file(conferences_calendar(name, conferences, request.build_absolute_uri), "calendar")


def _calendar_file(calendar, name):
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response


class SessionDetail(PublicDetailView):
    """A session with the people in it, its materials, and what was said there."""

    template_name = "events/session_detail.html"

    def get_queryset(self):
        """Return the sessions of that conference, if it is public."""
        sessions = Session.objects.public().filter(conference__slug=self.kwargs["conference__slug"])
        return sessions.exclude(kind=Session.Kind.BREAK).select_related("conference", "day", "room", "track")

    def get_context_data(self, **kwargs):
        """Add the people in the session and the quotes from it."""
        appearances = self.object.appearances.select_related("speaker__portrait", "organisation_then")
        quotes = self.object.quotes.public().with_source()
        return super().get_context_data(**kwargs) | {"appearances": appearances, "quotes": quotes[:RECENT]}


class SpeakerList(PublicListView):
    """People, sorted by name."""

    template_name = "events/speaker_list.html"
    queryset = Speaker.objects.select_related("organisation", "portrait")
    paginate_by = 48


class SpeakerDetail(PublicDetailView):
    """A person: biography, appearances, quotes and articles."""

    template_name = "events/speaker_detail.html"
    queryset = Speaker.objects.select_related("organisation", "portrait")

    def get_context_data(self, **kwargs):
        """Add what is public of the person's appearances (the latest first), quotes and articles."""
        appearances = (
            Appearance.objects.filter(is_public(prefix="session__conference__"), speaker=self.object)
            .select_related("session__conference", "session__day", "organisation_then")
            .order_by("-session__day__date", "-session__starts_at")
        )
        quotes = self.object.quotes.public().with_source()
        return super().get_context_data(**kwargs) | {
            "appearances": appearances[:100],
            "quotes": quotes[:RECENT],
            "articles": self.object.authored_articles.public().for_cards()[:RECENT],
        }


class ProjectList(PublicListView):
    """Projects, sorted by acronym."""

    template_name = "events/project_list.html"
    queryset = Project.objects.select_related("logo")
    paginate_by = 24


class ProjectDetail(PublicDetailView):
    """A project with its news and the conferences it takes part in."""

    template_name = "events/project_detail.html"
    queryset = Project.objects.select_related("logo", "coordinator")

    def get_context_data(self, **kwargs):
        """Add the project's part in public conferences (the latest first), and its news."""
        roles = ConferenceProject.objects.filter(is_public(prefix="conference__"), project=self.object)
        return super().get_context_data(**kwargs) | {
            "conference_roles": _latest_first(roles),
            "articles": self.object.articles.public().for_cards()[:RECENT],
        }


class OrganisationDetail(PublicDetailView):
    """An organisation with its people, projects, conferences and articles."""

    template_name = "events/organisation_detail.html"
    queryset = Organisation.objects.select_related("logo", "parent").prefetch_related(
        "parts",
        Prefetch("people", Speaker.objects.select_related("portrait")),
        Prefetch("coordinated_projects", Project.objects.select_related("logo")),
    )

    def get_context_data(self, **kwargs):
        """Add the organisation's part in public conferences (the latest first), and its articles."""
        roles = ConferenceOrganisation.objects.filter(is_public(prefix="conference__"), organisation=self.object)
        return super().get_context_data(**kwargs) | {
            "conference_roles": _latest_first(roles),
            "articles": self.object.articles.public().for_cards()[:RECENT],
        }


def _latest_first(roles):
    return roles.select_related("conference__lead_picture").order_by("-conference__starts_on", "-pk")[:RECENT]
