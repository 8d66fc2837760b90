"""Site map, robots.txt and the other small files for machines."""

import json
from datetime import UTC, date, datetime, timedelta
from unittest import mock
from xml.etree import ElementTree

import time_machine
from django.contrib.staticfiles import finders
from django.test import TestCase
from icalendar import Calendar
from PIL import Image

from civitas_cms.discovery import sitemaps
from civitas_cms.publishing.models import State
from events.models import EventStatus
from tests.everything import PAGES, make_everything
from tests.factories import (
    ArticleFactory,
    ConferenceFactory,
    DayFactory,
    PictureFactory,
    QuoteFactory,
    SessionFactory,
    SiteSettingsFactory,
    TagFactory,
)
from tests.html import parse

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
IMAGE = "{http://www.google.com/schemas/sitemap-image/1.1}"
ORIGIN = "http://testserver"


class SitemapTestCase(TestCase):
    def read(self, address):
        response = self.client.get(address)
        self.assertEqual((response.status_code, response["Content-Type"]), (200, "application/xml"))
        return ElementTree.fromstring(response.content)

    def parts(self):
        return [location.text.removeprefix(ORIGIN) for location in self.read("/sitemap.xml").iter(f"{MAP}loc")]

    def addresses(self):
        return [
            location.text.removeprefix(ORIGIN)
            for part in self.parts()
            for location in self.read(part).iter(f"{MAP}loc")
        ]


class SitemapTests(SitemapTestCase):
    def test_it_has_every_public_page_once(self):
        make_everything(3)
        addresses = self.addresses()
        self.assertEqual(len(addresses), len(set(addresses)))
        below = ("my-programme/", "programme/calendars/", "programme/changes/", "programme/print/")
        not_listed = {"/search/", *(f"/events/forum/{page}" for page in below)}
        self.assertGreaterEqual(set(addresses), {page for page in PAGES if "?" not in page} - not_listed)
        for address in addresses:
            self.assertEqual(self.client.get(address).status_code, 200, address)

    def test_what_is_not_public_is_not_in_it(self):
        tag = TagFactory(slug="hidden")
        for state in (State.DRAFT, State.IN_REVIEW, State.ARCHIVED):
            QuoteFactory(parent=ArticleFactory(state=state, slug=f"hidden-{state}", tags=[tag]))
            conference = ConferenceFactory(state=state, slug=f"hidden-conference-{state}")
            SessionFactory(day=DayFactory(conference=conference))
        ArticleFactory(publish_at="2099-01-01T00:00Z", slug="hidden-yet", tags=[tag])
        addresses = [address for address in self.addresses() if not address.startswith("/people/speaker")]
        lists = ["news", "quotes", "tags", "events", "people", "projects", "organisations", "places"]
        self.assertEqual(addresses, ["/", *(f"/{name}/" for name in lists)])

    def test_it_says_when_what_changed_and_where_its_picture_is(self):
        with time_machine.travel(datetime(2026, 1, 1, tzinfo=UTC)):
            article = ArticleFactory(lead_picture=PictureFactory(), publish_at=datetime(2026, 2, 1, tzinfo=UTC))
        with time_machine.travel(datetime(2026, 3, 1, tzinfo=UTC)):
            entry = self.read("/sitemap-news.xml").find(f"{MAP}url")
            self.assertEqual(entry.findtext(f"{MAP}loc"), ORIGIN + article.get_absolute_url())
            moment = datetime.fromisoformat(entry.findtext(f"{MAP}lastmod"))
            self.assertEqual(moment, datetime(2026, 2, 1, tzinfo=UTC))
            picture = entry.findtext(f"{IMAGE}image/{IMAGE}loc")
            self.assertTrue(picture.startswith(f"{ORIGIN}/media/"))
            index = {part.findtext(f"{MAP}loc"): part.findtext(f"{MAP}lastmod") for part in self.read("/sitemap.xml")}
            self.assertEqual(datetime.fromisoformat(index[f"{ORIGIN}/sitemap-news.xml"]), moment)

    def test_it_has_the_months_of_the_calendar_in_which_there_are_events(self):
        ConferenceFactory(starts_on=date(2025, 12, 31), ends_on=date(2026, 1, 2))
        ConferenceFactory(starts_on=date(2026, 1, 5), ends_on=date(2026, 1, 5))
        ConferenceFactory(starts_on=date(2026, 3, 5), ends_on=date(2026, 3, 5), state=State.DRAFT)
        months = [address for address in self.addresses() if "calendar" in address]
        self.assertEqual(months, ["/events/calendar/2025/12/", "/events/calendar/2026/1/"])

    def test_long_sections_come_in_pages(self):
        ArticleFactory.create_batch(5)
        with mock.patch.object(sitemaps.Section, "limit", 2):
            parts = [part for part in self.parts() if "news" in part]
            self.assertEqual(parts, ["/sitemap-news.xml", "/sitemap-news.xml?p=2", "/sitemap-news.xml?p=3"])
            self.assertEqual([len(self.read(part)) for part in parts], [2, 2, 1])
        self.assertEqual(sitemaps.Section.limit, 5_000)

    def test_what_is_not_a_part_of_it_answers_404(self):
        for address in ("/sitemap-nothing.xml", "/sitemap-news.xml?p=2", "/sitemap-news.xml?p=abc"):
            with self.subTest(address):
                self.assertEqual(self.client.get(address).status_code, 404)


class SitemapQueriesTests(SitemapTestCase):
    number = 1

    def test_it_asks_the_database_a_fixed_number_of_times(self):
        make_everything(self.number)
        with self.assertNumQueries(18):
            parts = self.parts()
        for part in parts:
            with self.subTest(part), self.assertNumQueries({"lists": 0, "months": 1, "places": 1}.get(part[9:-4], 2)):
                self.read(part)


class ManySitemapQueriesTests(SitemapQueriesTests):
    number = 8


class RobotsTests(TestCase):
    def test_search_engines_may_read_everything_but_the_admin(self):
        response = self.client.get("/robots.txt")
        self.assertEqual(response["Content-Type"], "text/plain; charset=utf-8")
        self.assertEqual(
            response.content.decode(), "User-agent: *\nDisallow: /admin/\n\nSitemap: http://testserver/sitemap.xml\n"
        )

    def test_canonical_addresses_have_no_parameters_of_others(self):
        ConferenceFactory(slug="forum")
        ArticleFactory.create_batch(21)
        for address, canonical in [
            ("/?utm_source=mail", "/"),
            ("/news/?page=2&utm_source=mail", "/news/?page=2"),
            ("/events/forum/?fbclid=1", "/events/forum/"),
            ("/events/?period=past&x=1", "/events/?period=past"),
        ]:
            with self.subTest(address):
                link = parse(self.client.get(address)).find("head/link[@rel='canonical']")
                self.assertEqual(link.get("href"), ORIGIN + canonical)


class SecurityTests(TestCase):
    def fields(self):
        response = self.client.get("/.well-known/security.txt")
        self.assertEqual(response["Content-Type"], "text/plain; charset=utf-8")
        return dict(line.split(": ", 1) for line in response.content.decode().splitlines())

    def test_it_names_the_contact_and_is_good_for_a_year_at_most(self):
        SiteSettingsFactory(contact_email="hello@initiative.example")
        fields = self.fields()
        self.assertEqual(fields["Contact"], "mailto:hello@initiative.example")
        self.assertEqual(fields["Canonical"], "http://testserver/.well-known/security.txt")
        left = datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)
        self.assertTrue(timedelta(days=300) < left < timedelta(days=365))

    def test_without_a_contact_there_is_none(self):
        self.assertEqual(self.client.get("/.well-known/security.txt").status_code, 404)


class ManifestTests(TestCase):
    def test_the_site_can_be_put_on_a_home_screen(self):
        SiteSettingsFactory(name="The initiative")
        response = self.client.get("/manifest.webmanifest")
        self.assertEqual(response["Content-Type"], "application/manifest+json")
        manifest = json.loads(response.content)
        self.assertEqual((manifest["name"], manifest["start_url"]), ("The initiative", "/"))
        self.assertGreaterEqual({icon["sizes"] for icon in manifest["icons"]}, {"192x192", "512x512"})
        for icon in manifest["icons"]:
            path = finders.find(icon["src"].removeprefix("/static/"))
            self.assertIsNotNone(path, icon)
            if icon["type"] == "image/png":
                with open(path, "rb") as file:  # noqa: PTH123
                    content = file.read()
                self.assertLess(len(content), 30_000)
                with Image.open(path) as image:
                    self.assertEqual(f"{image.width}x{image.height}", icon["sizes"])

    def test_every_page_leads_to_it(self):
        head = parse(self.client.get("/")).find("head")
        self.assertEqual(head.find("link[@rel='manifest']").get("href"), "/manifest.webmanifest")
        self.assertIsNotNone(finders.find(head.find("link[@rel='apple-touch-icon']").get("href").split("/", 2)[2]))
        self.assertEqual(len(head.findall("meta[@name='theme-color']")), 2)


class CalendarTests(TestCase):
    def events(self):
        response = self.client.get("/events/calendar.ics")
        self.assertEqual(response["Content-Type"], "text/calendar; charset=utf-8")
        return {str(event["SUMMARY"]): event for event in Calendar.from_ical(response.content).walk("VEVENT")}

    def test_it_has_all_public_conferences_to_come_as_whole_days(self):
        ConferenceFactory(title="Forum", starts_on=date(2040, 6, 12), ends_on=date(2040, 6, 13), slug="forum")
        ConferenceFactory(title="Cancelled", status=EventStatus.CANCELLED)
        ConferenceFactory(title="Past", starts_on=date(2024, 6, 12))
        ConferenceFactory(title="Draft", state=State.DRAFT)
        events = self.events()
        self.assertEqual(set(events), {"Forum", "Cancelled: Cancelled"})
        forum = events["Forum"]
        self.assertEqual((forum["DTSTART"].dt, forum["DTEND"].dt), (date(2040, 6, 12), date(2040, 6, 14)))
        self.assertEqual(forum["URL"], "http://testserver/events/forum/")
        self.assertEqual(events["Cancelled: Cancelled"]["STATUS"], "CANCELLED")

    def test_it_asks_the_database_twice_and_those_who_have_it_get_no_copy(self):
        ConferenceFactory.create_batch(10)
        with self.assertNumQueries(2):
            first = self.client.get("/events/calendar.ics")
        again = self.client.get("/events/calendar.ics", headers={"If-None-Match": first["ETag"]})
        self.assertEqual(again.status_code, 304)

    def test_the_list_of_events_leads_to_it(self):
        self.assertContains(self.client.get("/events/"), 'href="/events/calendar.ics"')
