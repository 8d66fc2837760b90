"""What search engines and social networks learn from the pages."""

import json
import re
from datetime import date, time
from io import BytesIO

from django.test import TestCase
from PIL import Image

from civitas_cms.publishing.models import State
from events.models import Conference, EventStatus, PartnerRole, Session
from tests.everything import PAGES, make_everything
from tests.factories import (
    AppearanceFactory,
    ArticleFactory,
    ConferenceFactory,
    ConferenceOrganisationFactory,
    DayFactory,
    OrganisationFactory,
    PageFactory,
    PictureFactory,
    ProjectFactory,
    QuoteFactory,
    RoomFactory,
    SessionFactory,
    SiteSettingsFactory,
    SpeakerFactory,
    TagFactory,
)
from tests.html import parse

ORIGIN = "http://testserver"
# What Google asks for and recommends, as far as the site knows it:
# https://developers.google.com/search/docs/appearance/structured-data
PROPERTIES = {
    "NewsArticle": {"headline", "image", "datePublished", "dateModified", "author", "publisher", "mainEntityOfPage"},
    "Event": {"name", "startDate", "endDate", "location", "eventStatus", "eventAttendanceMode", "url"},
    "Person": {"name", "url"},
    "Organization": {"name", "url"},
    "Project": {"name", "url"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
    "WebSite": {"name", "url", "potentialAction"},
    "WebPage": {"name", "url"},
    "Quotation": {"text", "creator", "spokenByCharacter"},
    "Place": {"name", "address"},
    "VirtualLocation": {"url"},
    "ImageObject": {"url", "width", "height"},
    "Offer": {"url", "availability", "validFrom"},
}


class StructuredDataTestCase(TestCase):
    def things(self, address):
        """Return the things that the page describes, by their types."""
        texts = [
            script.text
            for script in parse(self.client.get(address)).iter("script")
            if script.get("type") == "application/ld+json"
        ]
        data = [json.loads(text) for text in texts]
        for block in data:
            self.assertEqual(block["@context"], "https://schema.org")
        return {thing["@type"]: thing for block in data for thing in block.get("@graph", [block])}

    def check(self, value):
        """Fail if a thing in ``value``, however deep, lacks a property or has a relative address."""
        if isinstance(value, list):
            for element in value:
                self.check(element)
        elif isinstance(value, dict):
            wanted = PROPERTIES.get(value.get("@type"), set())
            if "superEvent" not in value and value.get("@type") == "Event" and "eventStatus" not in value:
                wanted = {"name", "startDate", "location"}  # the conference around a session
            if value.get("@type") == "PostalAddress":
                self.assertTrue(value.keys() <= {"@type", "streetAddress", "addressLocality", "addressCountry"})
            self.assertLessEqual(wanted, value.keys(), value.get("name"))
            for name, part in value.items():
                if name in ("url", "item", "mainEntityOfPage"):
                    self.assertRegex(part, r"^https?://")
                self.assertNotIn(part, (None, "", []))
                self.check(part)


class EveryPageTests(StructuredDataTestCase):
    @classmethod
    def setUpTestData(cls):
        make_everything(2)

    def test_each_page_has_its_things_with_what_they_need(self):
        wanted = {
            "/": {"WebSite"},
            "/news/report/": {"NewsArticle", "BreadcrumbList"},
            "/events/forum/": {"Event", "BreadcrumbList"},
            "/events/forum/opening/": {"Event", "BreadcrumbList"},
            "/people/ana/": {"Person", "Quotation", "BreadcrumbList"},
            "/projects/upper/": {"Project", "BreadcrumbList"},
            "/organisations/ghent/": {"Organization", "BreadcrumbList"},
            "/about/": {"WebPage", "BreadcrumbList"},
            "/search/": set(),
        }
        for address in PAGES:
            with self.subTest(address):
                things = self.things(address)
                self.assertEqual(set(things), wanted.get(address, {"BreadcrumbList"}))
                self.check(list(things.values()))

    def test_each_page_has_a_card_with_a_picture(self):
        for address in PAGES:
            with self.subTest(address):
                head = parse(self.client.get(address)).find("head")
                said = {meta.get("property") or meta.get("name"): meta.get("content") for meta in head.iter("meta")}
                for name in ("og:title", "og:type", "og:url", "og:image", "og:image:alt", "twitter:card"):
                    self.assertTrue(said.get(name), name)
                picture = self.client.get(said["og:image"].removeprefix(ORIGIN))
                content = b"".join(picture) if picture.streaming else picture.content
                with Image.open(BytesIO(content)) as image:
                    size = (int(said["og:image:width"]), int(said["og:image:height"]))
                    self.assertEqual(image.size, size)


class ThingsTests(StructuredDataTestCase):
    def test_nothing_in_a_title_ends_the_data(self):
        title = "</script><script>alert(1)</script><!-- & \u2028"
        ArticleFactory(slug="report", title=title)
        response = self.client.get("/news/report/")
        self.assertNotContains(response, "<script>alert")
        self.assertEqual(self.things("/news/report/")["NewsArticle"]["headline"], title)
        (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', response.content.decode())
        self.assertNotRegex(data, "[<>&\u2028]")

    def test_the_site_has_a_search(self):
        SiteSettingsFactory(name="The initiative")
        site = self.things("/")["WebSite"]
        self.assertEqual(site["name"], "The initiative")
        self.assertEqual(site["potentialAction"]["target"]["urlTemplate"], f"{ORIGIN}/search/?q={{search_term_string}}")

    def test_an_article_says_who_wrote_it_and_what_about(self):
        article = ArticleFactory(
            slug="report",
            authors=[SpeakerFactory(given_name="Ana", family_name="Lemaître")],
            author_organisation=OrganisationFactory(name="CIVITAS"),
            tags=[TagFactory(name="Walking")],
            conferences=[ConferenceFactory(title="Forum"), ConferenceFactory(title="Secret", state=State.DRAFT)],
            projects=[ProjectFactory(acronym="UPPER")],
            lead_picture=PictureFactory(),
        )
        QuoteFactory(parent=article, words="Walk!", position_then="Mayor", speaker__family_name="Mayer")
        said = self.things("/news/report/")["NewsArticle"]
        self.assertEqual([author["name"] for author in said["author"]], ["Ana Lemaître", "CIVITAS"])
        self.assertEqual([event["name"] for event in said["about"]], ["Forum"])
        self.assertEqual([project["name"] for project in said["mentions"]], ["UPPER"])
        self.assertEqual(said["keywords"], ["Walking"])
        self.assertEqual(said["datePublished"], "2024-01-01T00:00:00+00:00")
        (quote,) = said["hasPart"]
        self.assertEqual((quote["text"], quote["creator"]["jobTitle"]), ("Walk!", "Mayor"))

    def test_a_conference_says_where_it_is_and_who_is_there(self):
        conference = ConferenceFactory(
            slug="forum",
            starts_on=date(2040, 6, 12),
            format=Conference.Format.HYBRID,
            venue_name="De Krook",
            city="Ghent",
            country="BE",
            latitude="51.05",
            longitude="3.72",
            registration_url="https://register.example/",
            livestream_url="https://live.example/",
        )
        ConferenceOrganisationFactory(conference=conference, organisation__name="Ghent", role=PartnerRole.ORGANISER)
        day = DayFactory(conference=conference)
        room = RoomFactory(conference=conference, name="Blue room")
        opening = SessionFactory(day=day, title="Opening", starts_at=time(9), ends_at=time(10), room=room)
        SessionFactory(day=day, title="Coffee", kind=Session.Kind.BREAK, starts_at=time(10), ends_at=time(11))
        AppearanceFactory(session=opening, speaker__family_name="Mayer")
        event = self.things("/events/forum/")["Event"]
        self.assertEqual((event["startDate"], event["endDate"]), ("2040-06-12", "2040-06-13"))
        self.assertTrue(event["eventAttendanceMode"].endswith("/MixedEventAttendanceMode"))
        place, online = event["location"]
        self.assertEqual(place["address"]["addressCountry"], "BE")
        self.assertEqual((place["geo"]["latitude"], online["url"]), (51.05, "https://live.example/"))
        self.assertEqual([organiser["name"] for organiser in event["organizer"]], ["Ghent"])
        self.assertTrue(event["offers"]["availability"].endswith("/InStock"))
        (session,) = event["subEvent"]
        self.assertEqual((session["name"], session["startDate"]), ("Opening", "2040-06-12T09:00:00+02:00"))
        self.assertEqual(session["location"][0]["name"], "Blue room, De Krook")
        self.assertEqual([person["name"] for person in event["performer"]], ["Ana Mayer"])
        self.assertEqual(session["performer"], event["performer"])

    def test_what_does_not_take_place_says_so(self):
        for status, name in [
            (EventStatus.AS_PLANNED, "EventScheduled"),
            (EventStatus.FULL, "EventScheduled"),
            (EventStatus.CANCELLED, "EventCancelled"),
            (EventStatus.POSTPONED, "EventPostponed"),
        ]:
            with self.subTest(status):
                conference = ConferenceFactory(status=status)
                SessionFactory(day=DayFactory(conference=conference))
                event = self.things(conference.get_absolute_url())["Event"]
                self.assertEqual(event["eventStatus"], f"https://schema.org/{name}")
                self.assertEqual(event["subEvent"][0]["eventStatus"], event["eventStatus"])

    def test_the_trail_leads_from_the_home_page_to_the_page(self):
        session = SessionFactory(day__conference__title="Forum", title="Opening")
        trail = self.things(session.get_absolute_url())["BreadcrumbList"]["itemListElement"]
        self.assertEqual([step["name"] for step in trail], ["Home", "Events", "Forum", "Opening"])
        self.assertEqual([step["position"] for step in trail], [1, 2, 3, 4])
        self.assertEqual(trail[-1]["item"], ORIGIN + session.get_absolute_url())

    def test_a_quote_says_who_said_it_as_what_and_who_reported_it(self):
        quote = QuoteFactory(words="Walk!", position_then="Mayor", parent__title="Report")
        things = self.things(quote.get_absolute_url())
        self.check(list(things.values()))
        said = things["Quotation"]
        self.assertEqual((said["text"], said["creator"]["jobTitle"]), ("Walk!", "Mayor"))
        self.assertEqual(said["isPartOf"]["name"], "Report")
        self.assertContains(self.client.get(quote.get_absolute_url()), f"{ORIGIN}/share/quote/{quote.pk}.jpg")

    def test_a_page_without_any_description_has_the_sites(self):
        SiteSettingsFactory(tagline="For better streets")
        PageFactory(slug="bare", summary="")
        self.assertContains(self.client.get("/bare/"), '<meta name="description" content="For better streets">')
