"""What search engines learn from the pages, and what is shown where somebody shares a link."""

import re
from datetime import UTC, datetime
from io import BytesIO

from django.core.files.storage import default_storage
from django.test import TestCase
from PIL import Image

from civitas_cms.discovery.share_cards.lettering import can_write, fit, line_height, width_of
from civitas_cms.publishing.models import State
from tests.discovery.base import ORIGIN, StructuredDataTestCase
from tests.everything import PAGES, make_everything
from tests.factories import (
    ArticleFactory,
    ConferenceFactory,
    PageFactory,
    PictureFactory,
    QuoteFactory,
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


class SharePictureTests(TestCase):
    def picture(self, address):
        response = self.client.get(address)
        self.assertEqual((response.status_code, response["Content-Type"]), (200, "image/jpeg"))
        self.assertLess(len(response.content), 300_000)
        with Image.open(BytesIO(response.content)) as image:
            self.assertEqual((image.format, image.size), ("JPEG", (1200, 630)))
        return response

    def test_there_is_one_for_each_article_conference_page_and_quote_and_for_the_site(self):
        ArticleFactory(slug="report", lead_picture=PictureFactory())
        ConferenceFactory(slug="forum", city="Łódź")
        PageFactory(slug="about")
        quote = QuoteFactory(words="Long words. " * 80, speaker__portrait=PictureFactory())
        for address in (
            "/share/site.jpg",
            "/share/article/report.jpg",
            "/share/conference/forum.jpg",
            "/share/page/about.jpg",
            f"/share/quote/{quote.pk}.jpg",
        ):
            with self.subTest(address):
                first = self.picture(address)
                self.assertIn("max-age", first["Cache-Control"])
                again = self.client.get(address, headers={"If-None-Match": first["ETag"]})
                self.assertEqual((again.status_code, again.content), (304, b""))
                self.assertEqual(self.client.post(address).status_code, 405)

    def test_what_is_not_public_has_none(self):
        for state in (State.DRAFT, State.IN_REVIEW, State.ARCHIVED):
            article = ArticleFactory(state=state)
            conference = ConferenceFactory(state=state)
            for address in (
                f"/share/article/{article.slug}.jpg",
                f"/share/conference/{conference.slug}.jpg",
                f"/share/quote/{QuoteFactory(parent=article).pk}.jpg",
            ):
                with self.subTest(address):
                    self.assertEqual(self.client.get(address).status_code, 404)
        ArticleFactory(slug="later", publish_at=datetime(2999, 1, 1, tzinfo=UTC))
        self.assertEqual(self.client.get("/share/article/later.jpg").status_code, 404)

    def test_it_is_kept_and_drawn_anew_when_what_it_shows_changes(self):
        article = ArticleFactory(slug="report", title="First")
        folder = f"share/article-{article.pk}"
        first = self.picture("/share/article/report.jpg")
        (kept,) = default_storage.listdir(folder)[1]
        default_storage.delete(f"{folder}/{kept}")
        self.assertEqual(self.picture("/share/article/report.jpg").content, first.content)
        for change in ({"title": "Second"}, {"lead_picture": PictureFactory()}):
            before = self.picture("/share/article/report.jpg")
            for name, value in change.items():
                setattr(article, name, value)
            article.save()
            self.assertNotEqual(self.picture("/share/article/report.jpg")["ETag"], before["ETag"])
            self.assertEqual(len(default_storage.listdir(folder)[1]), 1)  # the old one is gone

    def test_a_picture_whose_file_is_gone_breaks_nothing(self):
        article = ArticleFactory(slug="report", lead_picture=PictureFactory())
        picture = article.lead_picture.image
        for name in (picture.process("whole_960"), picture.name):
            default_storage.delete(name)
        self.picture("/share/article/report.jpg")

    def test_names_keep_their_accents_and_other_alphabets_are_left_out(self):
        self.assertTrue(can_write("Łódź, Győr, Timișoara, São Paulo, Malmö – “Žižek” d’Århus"))
        for text in ("Αθήνα", "София", "東京"):
            self.assertFalse(can_write(text))
            ArticleFactory(slug="other", title=text) if text == "Αθήνα" else None
        self.picture("/share/article/other.jpg")

    def test_titles_of_any_length_fit(self):
        for title in ("Short", "Word " * 50, "Unbreakable" * 22, "x"):
            size, lines = fit(title, (78, 54, 38), 600, 320)
            self.assertTrue(lines)
            self.assertLessEqual(len(lines) * line_height(size), 320)
            for line in lines:
                self.assertLessEqual(width_of(line, size), 600)
