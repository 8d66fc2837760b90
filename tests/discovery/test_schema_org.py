"""What search engines and social networks learn from the pages."""

import re
from io import BytesIO

from PIL import Image

from civitas_cms.discovery.schema_org import script
from tests.discovery.base import ORIGIN, StructuredDataTestCase
from tests.everything import PAGES, make_everything
from tests.factories import (
    ArticleFactory,
    PageFactory,
    SessionFactory,
    SiteSettingsFactory,
)
from tests.html import parse


class EveryPageTests(StructuredDataTestCase):
    @classmethod
    def setUpTestData(cls):
        make_everything(2)

    def test_each_page_has_its_things_with_what_they_need(self):
        wanted = {
            "/": {"WebSite"},
            "/news/report/": {"NewsArticle", "BreadcrumbList"},
            "/events/forum/": {"Event", "BreadcrumbList"},
            "/events/forum/programme/2040-06-12/": {"Event", "BreadcrumbList"},
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
        title = "</script><script>alert(1)</script><!-- &"
        ArticleFactory(slug="report", title=title)
        response = self.client.get("/news/report/")
        self.assertNotContains(response, "<script>alert")
        self.assertEqual(self.things("/news/report/")["NewsArticle"]["headline"], title)
        (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', response.content.decode())
        self.assertNotRegex(data, "[<>&]")
        self.assertNotIn("\u2028", script({"headline": "\u2028"}))

    def test_the_site_has_a_search(self):
        SiteSettingsFactory(name="The initiative")
        site = self.things("/")["WebSite"]
        self.assertEqual(site["name"], "The initiative")
        self.assertEqual(site["potentialAction"]["target"]["urlTemplate"], f"{ORIGIN}/search/?q={{search_term_string}}")

    def test_the_trail_leads_from_the_home_page_to_the_page(self):
        session = SessionFactory(day__conference__title="Forum", title="Opening")
        trail = self.things(session.get_absolute_url())["BreadcrumbList"]["itemListElement"]
        self.assertEqual([step["name"] for step in trail], ["Home", "Events", "Forum", "Opening"])
        self.assertEqual([step["position"] for step in trail], [1, 2, 3, 4])
        self.assertEqual(trail[-1]["item"], ORIGIN + session.get_absolute_url())

    def test_a_page_without_any_description_has_the_sites(self):
        SiteSettingsFactory(tagline="For better streets")
        PageFactory(slug="bare", summary="")
        self.assertContains(self.client.get("/bare/"), '<meta name="description" content="For better streets">')
