"""What the desk says about conferences and their programmes."""

from datetime import timedelta

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from civitas_cms.newsroom.desk import ENTRIES_PER_PANEL, Entry, Panel, Place, change_url, panel

from .models import Conference, Organisation, Project, Session

#: Kinds of session in which nobody needs to speak.
WITHOUT_SPEAKERS = [
    Session.Kind.BREAK,
    Session.Kind.NETWORKING,
    Session.Kind.VISIT,
    Session.Kind.CEREMONY,
    Session.Kind.WORLD_CAFE,
]


def _may_see(request, site, model):
    return model in site._registry and site._registry[model].has_view_permission(request)


@panel(Place.SCHEDULE)
def coming_up(request: HttpRequest, site: AdminSite) -> Panel | None:
    """List the conferences that go on or come next, drafts included, with how far away they are."""
    if not _may_see(request, site, Conference):
        return None
    entries = [
        Entry(
            title=conference.title,
            url=change_url("events.conference", conference.pk),
            kind=conference.get_kind_display(),
            note=" · ".join(filter(None, [conference.place, _state(conference), _how_far(conference)])),
            moment=conference.starts_on,
        )
        for conference in Conference.objects.upcoming()[: ENTRIES_PER_PANEL + 1]
    ]
    return Panel(
        _("Conferences coming up"),
        entries,
        _("No conference lies ahead."),
        more=reverse("admin:events_conference_changelist"),
    )


def _state(conference):
    return "" if conference.is_public() else conference.get_state_display()


def _how_far(conference):
    days = (conference.starts_on - conference.today).days
    if days <= 0:
        return _("going on, until %(date)s") % {"date": date_format(conference.ends_on, "j F")}
    return ngettext("tomorrow", "in %(days)s days", days) % {"days": days}


@panel(Place.CARE)
def sessions_without_speakers(request: HttpRequest, site: AdminSite) -> Panel | None:
    """List the sessions of conferences that are not over, in which somebody should speak but nobody is named."""
    if not _may_see(request, site, Session):
        return None
    yesterday = timezone.localdate() - timedelta(days=1)  # in every time zone the conference may still go on
    sessions = (
        Session.objects.filter(conference__ends_on__gte=yesterday)
        .exclude(appearances__is_withdrawn=False)
        .exclude(kind__in=WITHOUT_SPEAKERS)
        .select_related("conference", "day")
        .order_by("day__date", "starts_at", "pk")
    )
    entries = [
        Entry(
            title=session.title,
            url=change_url("events.session", session.pk),
            kind=session.get_kind_display(),
            note=session.conference.title,
            moment=session.day.date,
        )
        for session in sessions[: ENTRIES_PER_PANEL + 1]
    ]
    return Panel(_("Sessions without speakers"), entries)


@panel(Place.MY_WORK)
def partners_to_release(request: HttpRequest, site: AdminSite) -> Panel | None:
    """List the organisations and projects that others have added, for those who may release them."""
    models = [model for model in (Organisation, Project) if site._registry[model].has_change_permission(request)]
    if not models:
        return None
    entries = [
        Entry(
            title=str(partner),
            url=change_url(model._meta.label_lower, partner.pk),
            kind=capfirst(str(model._meta.verbose_name)),
            note=partner.full_name,
        )
        for model in models
        for partner in model.objects.filter(is_released=False).order_by("-pk")[: ENTRIES_PER_PANEL + 1]
    ]
    return Panel(_("Partners to release"), entries) if entries else None
