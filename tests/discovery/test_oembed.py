"""Articles and quotes on other sites (https://oembed.com)."""

import html
import re
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from django.test import TestCase
from django.utils import timezone

from civitas_cms.publishing.models import State
from tests.factories import ArticleFactory, ConferenceFactory, PageFactory, QuoteFactory, SpeakerFactory

REQUIRED = {"type", "version"}  # of every answer
REQUIRED_OF_RICH = {"html", "width", "height"}
THUMBNAIL = {"thumbnail_url", "thumbnail_width", "thumbnail_height"}  # all or none


class OembedTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.article = ArticleFactory(
            slug="report",
            title="Trams & <streets>",
            summary="What was said. " * 10,
            authors=[SpeakerFactory(given_name="Ana", family_name="Lemaître")],
        )
        cls.quote = QuoteFactory(
            parent=cls.article, words='Streets are for people, not for <script>alert("cars")</script>'
        )

    def ask(self, item, **parameters):
        address = item if isinstance(item, str) else f"http://testserver{item.get_absolute_url()}"
        return self.client.get(f"/oembed/?{urlencode({'url': address} | parameters)}")

    def answer(self, item, **parameters):
        response = self.ask(item, **parameters)
        self.assertEqual((response.status_code, response["Content-Type"]), (200, "application/json"))
        return response.json()


class AnswerTests(OembedTestCase):
    def test_both_have_what_the_specification_asks_for(self):
        for item in (self.article, self.quote):
            answer = self.answer(item)
            self.assertGreaterEqual(answer.keys(), REQUIRED | REQUIRED_OF_RICH | THUMBNAIL | {"title"})
            self.assertEqual((answer["version"], answer["type"]), ("1.0", "rich"))
            for name in ("width", "height", "thumbnail_width", "thumbnail_height", "cache_age"):
                self.assertIsInstance(answer[name], int)
            for name in ("thumbnail_url", "provider_url", "author_url"):
                self.assertTrue(answer[name].startswith("http://testserver/"), answer[name])
            self.assertEqual(answer["html"].count("<blockquote"), 1)
            self.assertIn(f'href="http://testserver{item.get_absolute_url()}"', answer["html"])

    def test_what_is_embedded_is_text_that_runs_nothing(self):
        for item in (self.article, self.quote):
            markup = self.answer(item)["html"]
            self.assertLessEqual(set(re.findall(r"<(\w+)", markup)), {"blockquote", "p", "footer", "a", "strong"})
            self.assertNotRegex(markup, r"\son\w+=|style=|javascript:")
        self.assertIn("Trams &amp; &lt;streets&gt;", self.answer(self.article)["html"])
        self.assertIn("&lt;script&gt;", self.answer(self.quote)["html"])

    def test_its_picture_is_there(self):
        address = urlsplit(self.answer(self.article)["thumbnail_url"]).path
        self.assertEqual(self.client.get(address)["Content-Type"], "image/jpeg")

    def test_it_keeps_to_the_room_that_there_is(self):
        for width, height in ((600, 400), (1199, 2000), (300, 2000), (2000, 629), (400, 120), (100, 100), (1, 1)):
            for item in (self.article, self.quote):
                with self.subTest(width=width, height=height):
                    answer = self.answer(item, maxwidth=width, maxheight=height)
                    self.assertLessEqual(answer.get("width", 0), width)
                    self.assertLessEqual(answer.get("height", 0), height)
                    self.assertFalse(THUMBNAIL & answer.keys())
                    self.assertEqual(answer["type"] == "rich", answer.keys() >= REQUIRED_OF_RICH)
        self.assertEqual(self.answer(self.quote, maxwidth=400)["width"], 400)
        self.assertEqual(self.answer(self.quote, maxwidth=100)["type"], "link")

    def test_any_site_may_ask_from_a_browser(self):
        self.assertEqual(self.ask(self.quote)["Access-Control-Allow-Origin"], "*")

    def test_the_number_of_queries_is_small(self):
        for item in (self.article, self.quote):
            with self.assertNumQueries(3 if item is self.article else 2):
                self.ask(item)


class RefusalTests(OembedTestCase):
    def test_other_formats_are_not_offered(self):
        for name in ("xml", "XML", "yaml", "\x00"):
            self.assertEqual(self.ask(self.article, format=name).status_code, 501)
        self.assertEqual(self.ask(self.article, format="json").status_code, 200)

    def test_what_is_not_ours_or_cannot_be_embedded_is_not_found(self):
        for address in (
            "",
            "report",
            "/news/report/",
            "https://elsewhere.example/news/report/",
            "http://testserver@elsewhere.example/news/report/",
            "http://testserver.elsewhere.example/news/report/",
            "ftp://testserver/news/report/",
            "javascript://testserver/news/report/",
            "http://testserver/news/unknown/",
            "http://testserver/news/",
            "http://testserver/quotes/999999999999999999999999/",
            "http://testserver/admin/",
            "http://[testserver/news/report/",
            "http://testserver:99999999/news/report/",
            "http://testserver/news/%00/",
            "http://testserver/news/%ff/",
            "http://testserver" + PageFactory().get_absolute_url(),
            "http://testserver" + ConferenceFactory().get_absolute_url(),
        ):
            with self.subTest(address):
                self.assertEqual(self.ask(address).status_code, 404)
        self.assertEqual(self.client.get("/oembed/").status_code, 404)

    def test_what_is_not_public_is_not_found(self):
        for publication in (
            {"state": State.DRAFT},
            {"state": State.ARCHIVED},
            {"publish_at": timezone.now() + timedelta(days=1)},
            {"expire_at": timezone.now() - timedelta(days=1)},
        ):
            article = ArticleFactory(**publication)
            for item in (article, QuoteFactory(parent=article)):
                with self.subTest(**publication):
                    self.assertEqual(self.ask(item).status_code, 404)

    def test_room_that_is_no_number_is_refused(self):
        for size in ("0", "-1", "abc", "1e3", "٣", "9" * 5000, "1.5", "\x00"):
            for name in ("maxwidth", "maxheight"):
                with self.subTest(name, size=size[:9]):
                    self.assertEqual(self.ask(self.article, **{name: size}).status_code, 400)


class DiscoveryTests(OembedTestCase):
    def test_pages_say_where_to_ask(self):
        for item in (self.article, self.quote):
            page = self.client.get(item.get_absolute_url()).text
            (link,) = re.findall(r'<link rel="alternate"\s+type="application/json\+oembed"[^>]*href="([^"]*)"', page)
            answer = self.client.get(html.unescape(link)).json()
            self.assertEqual(answer["type"], "rich")
            self.assertIn(item.get_absolute_url(), answer["html"])
        self.assertNotContains(self.client.get("/news/"), "json+oembed")
