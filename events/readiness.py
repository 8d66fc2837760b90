"""Readiness checks of conferences."""

from collections.abc import Iterator

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from civitas_cms.library.readiness import lead_picture
from civitas_cms.pages.readiness import heading_levels, link_texts
from civitas_cms.publishing.workflow.readiness import Finding, advice, check, error

from .models import Appearance, Conference, Speaker

check(Conference)(lead_picture)


@check(Conference)
def place(conference: Conference) -> Iterator[Finding]:
    """Find that nothing says where people take part."""
    if conference.format != Conference.Format.ONLINE and not (conference.city or conference.venue_name):
        yield error(_("People come together somewhere: say in which city, or that it is online."), "city")
    ways_in = [conference.livestream_url, conference.registration_url, conference.website]
    if conference.format != Conference.Format.ON_SITE and not conference.is_over and not any(ways_in):
        yield advice(
            _("Nothing says how to take part online: add the livestream or the registration."), "livestream_url"
        )


@check(Conference)
def programme(conference: Conference) -> Iterator[Finding]:
    """Find that there are no sessions, while people still may want to come, and those that have no place."""
    counted = conference.sessions.aggregate(all=Count("pk"), unplaced=Count("pk", filter=Q(is_unplaced=True)))
    if not conference.is_over and not counted["all"]:
        yield advice(_("It has no programme yet: add its days, and then their sessions."))
    if unplaced := counted["unplaced"]:
        text = ngettext(
            "%(count)s session has no place in the programme yet: visitors do not see it.",
            "%(count)s sessions have no place in the programme yet: visitors do not see them.",
            unplaced,
        )
        yield advice(text % {"count": unplaced})


@check(Conference)
def consent_to_recordings(conference: Conference) -> Iterator[Finding]:
    """Find who has refused to be recorded, and is in a session with a recording or a livestream."""
    refusing = Appearance.objects.filter(
        Q(session__livestream_url__gt="") | Q(session__recording_url__gt=""),
        session__conference=conference,
        is_withdrawn=False,
        speaker__recording_consent=Speaker.Consent.REFUSED,
    )
    for appearance in refusing.select_related("speaker", "session"):
        text = _("%(speaker)s has refused recordings, but “%(session)s” has a recording or a livestream.")
        yield advice(text % {"speaker": appearance.speaker, "session": appearance.session})


@check(Conference)
def called_off(conference: Conference) -> Iterator[Finding]:
    """Find that nothing says why it does not take place."""
    if not conference.takes_place and not conference.status_note:
        text = _("It does not take place as announced, but nothing says why, or what people should do.")
        yield advice(text, "status_note")


@check(Conference)
def description(conference: Conference) -> Iterator[Finding]:
    """Examine headings and links in the description."""
    for finding in heading_levels([(conference.description, None)]):
        yield Finding(finding.message, "description")
    yield from link_texts(conference.description, field="description")
