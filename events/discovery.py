"""What conferences, people and partners add to the site as a whole."""

from collections.abc import Sequence
from operator import attrgetter

from django.contrib.sitemaps import Sitemap
from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from civitas_cms.publishing.kinds import (
    CardContent,
    HitDetails,
    Kind,
    ListPage,
    Navigation,
    Number,
    SearchKind,
    Section,
    register,
)
from civitas_cms.publishing.models import is_public

from . import schema_org
from .dates import written_period
from .directories import Places
from .models import Appearance, Conference, Day, EventStatus, Organisation, Project, Session, Speaker
from .month_calendar import Month


def conference_card(conference: Conference) -> CardContent:
    """Return what a conference's share card shows."""
    days = written_period(conference.starts_on, conference.ends_on)
    line = f"{days} · {conference.place or conference.get_format_display()}"
    kicker = conference.get_kind_display()
    if conference.status != EventStatus.AS_PLANNED:
        kicker = f"{kicker} · {conference.get_status_display()}"
    return CardContent(conference.title, kicker, line, conference.lead_picture)


def session_card(session: Session) -> CardContent:
    """Return what a session's share card shows: the picture is its conference's."""
    conference = session.conference
    day = date_format(session.day.date, "j F Y")
    line = " · ".join(
        filter(None, [f"{day}, {session.starts:%H:%M}–{session.ends:%H:%M}", conference.venue_name or conference.place])
    )
    return CardContent(session.title, conference.title, line, conference.lead_picture)


def session_hits(keys: Sequence[int]) -> dict[int, HitDetails]:
    """Return day, time and room of sessions; their conference is their summary already."""
    sessions = Session.objects.filter(pk__in=keys).with_rooms().select_related("conference", "day")
    details = {}
    for session in sessions:
        session.day.conference = session.conference
        times = f"{session.starts:%H:%M}–{session.ends:%H:%M}"
        day = f"{date_format(session.day.date, 'j F Y')}, {times}"
        details[session.pk] = HitDetails([*filter(None, [day, session.room_names])])
    return details


def person_hits(keys: Sequence[int]) -> dict[int, HitDetails]:
    """Return whom the portraits of people are of."""
    people = Speaker.objects.filter(pk__in=keys).select_related("portrait")
    return {person.pk: HitDetails(person=person) for person in people}


class Months(Sitemap):
    """The months of the calendar in which there are events."""

    def items(self) -> list[Month]:
        """Return them in their order."""
        periods = Conference.objects.public().values_list("starts_on", "ends_on")
        return sorted({month for first, last in periods for month in Month.between(first, last)})


register(
    Kind(
        Conference,
        list_page=ListPage("conference-list", _("Events")),
        picture="lead_picture",
        search=SearchKind("conference", _("Events")),
        sitemap="events",
        other_sitemaps={"months": Months},
        describe=schema_org.conference_with_programme,
        share_card=conference_card,
        navigation=Navigation(Section.EVENTS, quick_action=_("Add a conference")),
        numbers=[
            Number(_("events"), Conference.objects.public),
            Number(_("host cities"), Conference.objects.public, Count("city", distinct=True, filter=~Q(city=""))),
        ],
    )
)
register(
    Kind(
        Day,
        parent=attrgetter("conference"),
        public=lambda: Day.objects.filter(is_public(prefix="conference__")),
        sitemap="days",
        describe=schema_org.programme_day,
    )
)
register(
    Kind(
        Session,
        parent=attrgetter("conference"),
        public=lambda: (
            Session.objects.public()
            .exclude(kind=Session.Kind.BREAK)
            .select_related("conference__lead_picture", "day__conference")
        ),
        search=SearchKind("session", _("Sessions"), is_minor=True),
        hit_details=session_hits,
        describe=schema_org.session_page,
        share_card=session_card,
        navigation=Navigation(Section.EVENTS),
    )
)
register(
    Kind(
        Speaker,
        list_page=ListPage("speaker-list", _("People")),
        picture="portrait",
        search=SearchKind("person", _("People")),
        hit_details=person_hits,
        sitemap="people",
        describe=schema_org.person,
        navigation=Navigation(Section.EVENTS, name=_("People")),
        numbers=[
            Number(
                _("people who spoke"),
                lambda: Appearance.objects.filter(is_public(prefix="session__conference__")),
                Count("speaker", distinct=True),
            )
        ],
    )
)
register(
    Kind(
        Project,
        list_page=ListPage("project-list", _("Projects")),
        picture="logo",
        describe=schema_org.project,
        navigation=Navigation(Section.PARTNERS),
        numbers=[Number(_("projects"), Project.objects.public)],
    )
)
register(
    Kind(
        Organisation,
        list_page=ListPage("organisation-list", _("Organisations")),
        picture="logo",
        other_sitemaps={"places": Places},
        describe=schema_org.organisation,
        navigation=Navigation(Section.PARTNERS),
    )
)
