"""What search engines learn from a page: structured data in the words of schema.org, as plain dictionaries.

Each function takes what its page has already loaded and asks the database nothing. ``absolute`` makes a full address of
a path on the site. Which properties search engines want: https://developers.google.com/search/docs/appearance/structured-data
"""

import json
from collections.abc import Callable, Iterable
from typing import Any

from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.models import Article, Quote
from civitas_cms.delivery.addresses import fast_reverse
from civitas_cms.library.models import Picture
from civitas_cms.pages.models import Page, SiteSettings
from civitas_cms.publishing.rich_text import plain_text
from events.models import Appearance, Conference, EventStatus, Organisation, PartnerRole, Project, Session, Speaker

Absolute = Callable[[str], str]

VOCABULARY_URL = "https://schema.org"
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
MAX_DESCRIPTION_LENGTH = 300  # characters of a description
# A reader of HTML must not take anything in the data for the end of it.
JSON_ESCAPES = {character: f"\\u{ord(character):04X}" for character in "<>&\u2028\u2029"}


def script(*things: dict) -> SafeString:
    """Return ``things`` as a data block for a page's head. It is data, not a script: nothing in it ever runs."""
    content = things[0] if len(things) == 1 else {"@graph": things}
    text = json.dumps({"@context": VOCABULARY_URL} | content, ensure_ascii=False, separators=(",", ":"))
    for character, escape in JSON_ESCAPES.items():  # ``str.translate`` takes thirty times as long for a long programme
        text = text.replace(character, escape)
    # Safe: all characters with a meaning in HTML are escaped.
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308


def thing(kind: str, **properties: Any) -> dict[str, Any]:
    """Return a schema.org thing of type ``kind`` without the properties that are empty."""
    return {"@type": kind} | {name: value for name, value in properties.items() if value not in (None, "", [], {})}


# The site ------------------------------------------------------------------------------------------------------------


def website(site: SiteSettings, absolute: Absolute) -> dict:
    """Return the site, with its search."""
    return thing(
        "WebSite",
        name=site.name,
        url=absolute("/"),
        description=site.introduction or site.tagline,
        inLanguage=get_language(),
        publisher=publisher(site, absolute),
        potentialAction={
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{absolute('/search/')}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    )


def publisher(site: SiteSettings, absolute: Absolute) -> dict:
    """Return the initiative that publishes the site."""
    return thing(
        "Organization",
        name=site.name,
        url=absolute("/"),
        logo=thing("ImageObject", url=absolute(static("img/icon-512.png")), width=512, height=512),
        email=site.contact_email,
        sameAs=[link.url for link in site.social_links.all()],
    )


def breadcrumbs(trail: Iterable[tuple[str, str]], absolute: Absolute) -> dict:
    """Return where a page lies; ``trail`` is pairs of name and path from below the home page to the page itself."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": str(name), "item": absolute(path)}
            for position, (name, path) in enumerate([(_("Home"), fast_reverse("home")), *trail], start=1)
        ],
    }


def web_page(page: Page, site: SiteSettings, absolute: Absolute) -> dict:
    """Return a plain page."""
    return thing(
        "WebPage",
        name=page.title,
        url=absolute(page.get_absolute_url()),
        description=page.summary,
        datePublished=page.publish_at and page.publish_at.isoformat(),
        dateModified=page.modified_at.isoformat(),
        inLanguage=get_language(),
        publisher=publisher(site, absolute),
    )


def image(picture: Picture | None, absolute: Absolute, shape: str = "landscape") -> dict | None:
    """Return the largest rendition of ``picture`` in ``shape``."""
    if not picture:
        return None
    width, height = picture.renditions.dimensions(shape)
    return thing(
        "ImageObject",
        url=absolute(picture.url(shape, {"landscape": 1600, "whole": 1600, "square": 384}[shape])),
        width=width,
        height=height,
        caption=picture.caption,
        creditText=picture.credit,
    )


# News ----------------------------------------------------------------------------------------------------------------


def news_article(article: Article, blocks: Iterable, site: SiteSettings, absolute: Absolute) -> dict:
    """Return an article ``with_relations()`` and, of its ``blocks``, the quotes."""
    address = absolute(article.get_absolute_url())
    authors = [person_reference(author, absolute) for author in article.authors.all()]
    if article.author_organisation:
        authors.append(organisation_reference(article.author_organisation, absolute))
    share_picture = absolute(fast_reverse("share-article", article.slug))
    return thing(
        "NewsArticle",
        headline=article.title,
        alternativeHeadline=article.strapline,
        description=article.summary or article.strapline,
        url=address,
        mainEntityOfPage=address,
        image=[picture for picture in (image(article.lead_picture, absolute), share_picture) if picture],
        datePublished=article.publish_at and article.publish_at.isoformat(),
        dateModified=article.modified_at.isoformat(),
        author=authors or [publisher(site, absolute)],
        publisher=publisher(site, absolute),
        articleSection=article.get_kind_display(),
        keywords=[tag.name for tag in article.tags.all()],
        inLanguage=get_language(),
        isAccessibleForFree=True,
        about=[conference_event(conference, absolute) for conference in article.conferences.all()],
        mentions=[project_reference(project, absolute) for project in article.projects.all()],
        hasPart=[quotation(block, block.speaker, absolute) for block in blocks if isinstance(block, Quote)],
    )


def quotation(quote: Quote, speaker: Speaker, absolute: Absolute, article: Article | None = None) -> dict:
    """Return what ``speaker`` said, as what they were then; ``article`` reported it, where the page is not its own."""
    person = person_reference(speaker, absolute) | thing(
        "Person",
        jobTitle=quote.position_then,
        affiliation=quote.organisation_then and organisation_reference(quote.organisation_then, absolute),
    )
    return thing(
        "Quotation",
        text=quote.words,
        url=absolute(quote.get_absolute_url()),
        creator=person,
        spokenByCharacter=person,
        isPartOf=article and thing("CreativeWork", name=article.title, url=absolute(article.get_absolute_url())),
    )


# Events --------------------------------------------------------------------------------------------------------------


def conference_event(conference: Conference, absolute: Absolute) -> dict:
    """Return a conference without its programme and partners, as other pages mention it."""
    address = absolute(conference.get_absolute_url())
    return thing(
        "Event",
        name=conference.title,
        description=conference.summary or conference.tagline or _plain(conference.description),
        url=address,
        startDate=conference.starts_on.isoformat(),
        endDate=conference.ends_on.isoformat(),
        eventStatus=EVENT_STATUS[conference.status],
        eventAttendanceMode=ATTENDANCE_MODE[conference.format],
        location=_locations(conference, absolute),
        image=[
            picture
            for picture in (
                image(conference.lead_picture, absolute),
                absolute(fast_reverse("share-conference", conference.slug)),
            )
            if picture
        ],
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
    venue = _venue(conference)
    return conference_event(conference, absolute) | thing(
        "Event",
        organizer=parts[PartnerRole.ORGANISER] or parts[PartnerRole.HOST] or [publisher(site, absolute)],
        contributor=[project_reference(part.project, absolute) for part in conference.project_roles.all()],
        sponsor=parts[PartnerRole.FUNDER],
        performer=list(people.values()),
        offers=_registration(conference),
        subEvent=[
            session_event(
                session,
                conference,
                [people[appearance.speaker_id] for appearance in session.appearances.all()],
                absolute,
                venue,
            )
            for _day, sessions in conference.programme
            for session in sessions
            if not session.is_break
        ],
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
    return thing(
        "Event",
        name=session.title,
        description=_plain(session.abstract),
        url=address,
        startDate=session.starts.isoformat(),
        endDate=session.ends.isoformat(),
        eventStatus=EVENT_STATUS[conference.status if cancelled else session.status],
        eventAttendanceMode=ATTENDANCE_MODE[conference.format],
        location=_locations(conference, absolute, session, venue),
        performer=people,
    )


def session_page(session: Session, appearances: Iterable[Appearance], absolute: Absolute) -> dict:
    """Return a session as its own page shows it, with the conference that it belongs to."""
    people = [person_reference(appearance.speaker, absolute) for appearance in appearances]
    return session_event(session, session.conference, people, absolute) | {
        "image": [absolute(fast_reverse("share-conference", session.conference.slug))],
        "inLanguage": get_language(),
        "superEvent": thing(
            "Event",
            name=session.conference.title,
            url=absolute(session.conference.get_absolute_url()),
            startDate=session.conference.starts_on.isoformat(),
            endDate=session.conference.ends_on.isoformat(),
            location=_locations(session.conference, absolute),
        ),
    }


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
            addressCountry=conference.country.code,
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
        if session and session.room:
            venue = venue | {"name": f"{session.room.name}, {venue['name']}"}
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


# People and partners -------------------------------------------------------------------------------------------------


def person_reference(speaker: Speaker, absolute: Absolute) -> dict:
    """Return who a person is, as other pages mention them."""
    return thing("Person", name=speaker.name, url=absolute(speaker.get_absolute_url()))


def person(speaker: Speaker, absolute: Absolute) -> dict:
    """Return a person as they are today."""
    return person_reference(speaker, absolute) | thing(
        "Person",
        givenName=speaker.given_name,
        familyName=speaker.family_name,
        honorificPrefix=speaker.academic_title,
        jobTitle=speaker.position,
        worksFor=speaker.organisation and organisation_reference(speaker.organisation, absolute),
        description=_plain(speaker.biography),
        image=image(speaker.portrait, absolute, "square"),
        sameAs=[address for _name, address in speaker.links()],
    )


def organisation_reference(organisation: Organisation, absolute: Absolute) -> dict:
    """Return which organisation it is, as other pages mention it."""
    return thing("Organization", name=organisation.name, url=absolute(organisation.get_absolute_url()))


def organisation(organisation: Organisation, absolute: Absolute) -> dict:
    """Return an organisation with its seat and the larger one that it belongs to."""
    return organisation_reference(organisation, absolute) | thing(
        "Organization",
        alternateName=organisation.full_name,
        description=_plain(organisation.description),
        logo=image(organisation.logo, absolute, "whole"),
        address=thing("PostalAddress", addressLocality=organisation.city, addressCountry=str(organisation.country))
        if organisation.city or organisation.country
        else None,
        parentOrganization=organisation.parent and organisation_reference(organisation.parent, absolute),
        sameAs=[organisation.website] if organisation.website else None,
    )


def project_reference(project: Project, absolute: Absolute) -> dict:
    """Return which project it is, as other pages mention it."""
    return thing(
        "Project",
        name=project.acronym,
        alternateName=project.full_name,
        url=absolute(project.get_absolute_url()),
    )


def project(project: Project, absolute: Absolute) -> dict:
    """Return a project with its coordinator and its grant."""
    return project_reference(project, absolute) | thing(
        "Project",
        description=project.summary or _plain(project.description),
        logo=image(project.logo, absolute, "whole"),
        foundingDate=project.starts_on and project.starts_on.isoformat(),
        dissolutionDate=project.ends_on and project.ends_on.isoformat(),
        parentOrganization=project.coordinator and organisation_reference(project.coordinator, absolute),
        funding=thing("Grant", identifier=project.grant_number, name=project.programme)
        if project.grant_number or project.programme
        else None,
        sameAs=[project.website] if project.website else None,
    )


def _plain(html):
    """Return the beginning of a rich text as plain words."""
    words = plain_text(html)
    return words if len(words) <= MAX_DESCRIPTION_LENGTH else f"{words[: MAX_DESCRIPTION_LENGTH - 1].rstrip()}…"
