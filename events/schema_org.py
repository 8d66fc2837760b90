"""Conferences, people and partners in the words of schema.org (see ``civitas_cms.discovery.schema_org``)."""

from collections.abc import Iterable

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from civitas_cms.discovery.schema_org import VOCABULARY_URL, Absolute, excerpt, identified, image, publisher, thing
from civitas_cms.pages.models import SiteSettings
from civitas_cms.publishing.kinds import share_card_path

from .models import Appearance, Conference, Day, EventStatus, Organisation, PartnerRole, Project, Session, Speaker

MAX_SESSIONS_IN_CONFERENCE = 40  # up to how many sessions a conference describes; of more, the days' pages do
MAX_PERFORMERS = 60  # how many people a conference names

EVENT_STATUS: dict[str, str] = {
    EventStatus.AS_PLANNED: f"{VOCABULARY_URL}/EventScheduled",
    EventStatus.FULL: f"{VOCABULARY_URL}/EventScheduled",
    EventStatus.CANCELLED: f"{VOCABULARY_URL}/EventCancelled",
    EventStatus.POSTPONED: f"{VOCABULARY_URL}/EventPostponed",
}
ATTENDANCE_MODE: dict[str, str] = {
    Conference.Format.ON_SITE: f"{VOCABULARY_URL}/OfflineEventAttendanceMode",
    Conference.Format.ONLINE: f"{VOCABULARY_URL}/OnlineEventAttendanceMode",
    Conference.Format.HYBRID: f"{VOCABULARY_URL}/MixedEventAttendanceMode",
}


def conference_event(conference: Conference, absolute: Absolute) -> dict:
    """Return a conference without its programme and partners, as other pages mention it."""
    address = absolute(conference.get_absolute_url())
    return identified(
        "Event",
        conference,
        name=conference.title,
        description=" ".join(
            filter(
                None,
                [conference.announcement, conference.summary or conference.tagline or excerpt(conference.description)],
            )
        ),
        url=address,
        startDate=conference.starts_on.isoformat(),
        endDate=conference.ends_on.isoformat(),
        eventStatus=EVENT_STATUS[conference.status],
        eventAttendanceMode=ATTENDANCE_MODE[conference.format],
        location=_locations(conference, absolute),
        image=[*filter(None, [image(conference.lead_picture, absolute)]), absolute(share_card_path(conference))],
        inLanguage=get_language(),
    )


def conference_with_programme(conference: Conference, site: SiteSettings, absolute: Absolute) -> dict:
    """Return a conference ``with_programme()``: with its sessions, speakers, partners and registration."""
    roles = conference.organisation_roles.all()
    parts = {
        role: [organisation_reference(part.organisation, absolute) for part in roles if part.role == role]
        for role in PartnerRole
    }
    people = {
        appearance.speaker_id: person_reference(appearance.speaker, absolute) for appearance in conference.speakers
    }
    sessions = [session for _day, sessions in conference.programme for session in sessions if not session.is_break]
    if len(sessions) > MAX_SESSIONS_IN_CONFERENCE:
        parts_of_it = [{"@id": day.identity.urn} for day, _sessions in conference.programme]
    else:
        venue = _venue(conference)
        parts_of_it = [
            session_event(
                session,
                conference,
                [people[speaker.pk] for speaker in session.people],
                absolute,
                venue,
            )
            for session in sessions
        ]
    return conference_event(conference, absolute) | thing(
        "Event",
        organizer=parts[PartnerRole.ORGANISER] or parts[PartnerRole.HOST] or [publisher(site, absolute)],
        contributor=[project_reference(part.project, absolute) for part in conference.project_roles.all()],
        sponsor=parts[PartnerRole.FUNDER],
        performer=list(people.values())[:MAX_PERFORMERS],
        offers=_registration(conference),
        subEvent=parts_of_it,
    )


def programme_day(day: Day, _site: SiteSettings, absolute: Absolute, sessions: Iterable[Session]) -> dict:
    """Return a day of a conference with its ``sessions``, which their own pages describe."""
    conference, date = day.conference, day.date.isoformat()
    venue = _locations(conference, absolute)
    return identified(
        "Event",
        day,
        name=day.title or f"{conference.title}, {day.date:%-d %B %Y}",
        description=day.summary,
        url=absolute(day.get_absolute_url()),
        startDate=date,
        endDate=date,
        eventStatus=EVENT_STATUS[conference.status],
        eventAttendanceMode=ATTENDANCE_MODE[conference.format],
        location=venue,
        image=[absolute(share_card_path(conference))],
        inLanguage=get_language(),
        superEvent=identified(
            "Event",
            conference,
            name=conference.title,
            url=absolute(conference.get_absolute_url()),
            startDate=conference.starts_on.isoformat(),
            endDate=conference.ends_on.isoformat(),
            location=venue,
        ),
        subEvent=[{"@id": session.identity.urn} for session in sessions if not session.is_break],
    )


def session_event(
    session: Session,
    conference: Conference,
    people: list[dict],
    absolute: Absolute,
    venue: dict | None = None,
) -> dict:
    """Return a session of ``conference`` with ``people`` in it. Needs its day and room; ``venue`` if it is known."""
    address = absolute(session.get_absolute_url())
    # A session cannot take place when its conference does not.
    cancelled = conference.status in (EventStatus.CANCELLED, EventStatus.POSTPONED)
    return identified(
        "Event",
        session,
        name=session.title,
        description=excerpt(session.abstract),
        url=address,
        startDate=session.starts.isoformat(),
        endDate=session.ends.isoformat(),
        eventStatus=EVENT_STATUS[conference.status if cancelled else session.status],
        eventAttendanceMode=ATTENDANCE_MODE[conference.format],
        location=_locations(conference, absolute, session, venue),
        performer=people,
    )


def session_page(session: Session, _site: SiteSettings, absolute: Absolute, appearances: Iterable[Appearance]) -> dict:
    """Return a session as its own page shows it, with the conference that it belongs to."""
    present = dict.fromkeys(each.speaker for each in appearances if each.takes_part())
    people = [person_reference(speaker, absolute) for speaker in present]
    pictures = [image(session.picture, absolute), absolute(share_card_path(session.conference))]
    items = [_item_event(item, absolute) for item in session.items.all()]
    return session_event(session, session.conference, people, absolute) | {
        "image": [*filter(None, pictures)],
        **({"subEvent": items} if items else {}),
        "inLanguage": get_language(),
        "superEvent": identified(
            "Event",
            session.conference,
            name=session.conference.title,
            url=absolute(session.conference.get_absolute_url()),
            startDate=session.conference.starts_on.isoformat(),
            endDate=session.conference.ends_on.isoformat(),
            location=_locations(session.conference, absolute),
        ),
    }


def _item_event(item, absolute):
    """Return an item of a session, which its session's page describes; it is where and when that is."""
    session = item.session
    return identified(
        "Event",
        item,
        name=item.title,
        description=excerpt(item.abstract),
        url=absolute(session.get_absolute_url()) + f"#{item.anchor}",
        startDate=(item.starts or session.starts).isoformat(),
        endDate=(item.ends or session.ends).isoformat(),
        location=_locations(session.conference, absolute, session),
        performer=[person_reference(each.speaker, absolute) for each in item.taking_part],
    )


def _venue(conference):
    """Return where a conference takes place."""
    coordinates = conference.latitude is not None and conference.longitude is not None
    return thing(
        "Place",
        name=conference.venue_name or conference.place or _("To be announced"),
        address=thing(
            "PostalAddress",
            streetAddress=conference.venue_address,
            addressLocality=conference.city,
            addressCountry=str(conference.country),
        ),
        geo=thing("GeoCoordinates", latitude=float(conference.latitude), longitude=float(conference.longitude))
        if coordinates
        else None,
    )


def _locations(conference, absolute, session=None, venue=None):
    """Return where people take part: at the venue, online, or both."""
    places = []
    if conference.format != Conference.Format.ONLINE:
        venue = venue or _venue(conference)
        if session and session.room_names:
            venue = venue | {"name": f"{session.room_names}, {venue['name']}"}
        places.append(venue)
    if conference.format != Conference.Format.ON_SITE:
        stream = (session and session.livestream_url) or conference.livestream_url
        page = (session or conference).get_absolute_url()
        places.append(thing("VirtualLocation", url=stream or conference.registration_url or absolute(page)))
    return places[0] if len(places) == 1 else places


def _registration(conference):
    if not conference.registration_url:
        return None
    available = {True: "InStock", False: "SoldOut"}[conference.is_registration_open]
    closes = conference.registration_closes_on
    return thing(
        "Offer",
        name=_("Registration"),
        url=conference.registration_url,
        availability=f"{VOCABULARY_URL}/{available}",
        availabilityEnds=closes and closes.isoformat(),
        validFrom=conference.publish_at.isoformat(),
    )


def person_reference(speaker: Speaker, absolute: Absolute) -> dict:
    """Return who a person is, as other pages mention them."""
    return identified("Person", speaker, name=speaker.name, url=absolute(speaker.get_absolute_url()))


def person(speaker: Speaker, _site: SiteSettings, absolute: Absolute) -> dict:
    """Return a person as they are today."""
    return person_reference(speaker, absolute) | thing(
        "Person",
        givenName=speaker.given_name,
        familyName=speaker.family_name,
        honorificPrefix=speaker.academic_title,
        jobTitle=speaker.position,
        worksFor=speaker.public_organisation and organisation_reference(speaker.public_organisation, absolute),
        description=excerpt(speaker.biography),
        image=image(speaker.portrait, absolute, "square"),
        sameAs=[address for _name, address in speaker.links()],
    )


def organisation_reference(organisation: Organisation, absolute: Absolute) -> dict:
    """Return which organisation it is, as other pages mention it."""
    return identified(
        "Organization", organisation, name=organisation.name, url=absolute(organisation.get_absolute_url())
    )


def organisation(organisation: Organisation, _site: SiteSettings, absolute: Absolute) -> dict:
    """Return an organisation with its seat and the larger one that it belongs to."""
    return organisation_reference(organisation, absolute) | thing(
        "Organization",
        alternateName=organisation.full_name,
        description=excerpt(organisation.description),
        logo=image(organisation.logo, absolute, "whole"),
        address=thing("PostalAddress", addressLocality=organisation.city, addressCountry=str(organisation.country))
        if organisation.city or organisation.country
        else None,
        parentOrganization=organisation.public_parent and organisation_reference(organisation.public_parent, absolute),
        sameAs=[organisation.website] if organisation.website else None,
    )


def project_reference(project: Project, absolute: Absolute) -> dict:
    """Return which project it is, as other pages mention it."""
    return identified(
        "Project",
        project,
        name=project.acronym,
        alternateName=project.full_name,
        url=absolute(project.get_absolute_url()),
    )


def project(project: Project, _site: SiteSettings, absolute: Absolute) -> dict:
    """Return a project with its coordinator and its grant."""
    return project_reference(project, absolute) | thing(
        "Project",
        description=project.summary or excerpt(project.description),
        logo=image(project.logo, absolute, "whole"),
        foundingDate=project.starts_on and project.starts_on.isoformat(),
        dissolutionDate=project.ends_on and project.ends_on.isoformat(),
        parentOrganization=project.public_coordinator and organisation_reference(project.public_coordinator, absolute),
        funding=thing("Grant", identifier=project.grant_number, name=project.programme)
        if project.grant_number or project.programme
        else None,
        sameAs=[project.website] if project.website else None,
    )
