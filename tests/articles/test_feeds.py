"""The news in feed readers."""

from datetime import UTC, datetime
from xml.etree import ElementTree

import time_machine
from django.core.exceptions import ValidationError
from django.test import TestCase

from civitas_cms.publishing.models import State
from tests.everything import make_everything
from tests.factories import (
    ArticleFactory,
    ConferenceFactory,
    LinkFactory,
    OrganisationFactory,
    PictureFactory,
    ProjectFactory,
    QuoteFactory,
    RichTextFactory,
    SiteSettingsFactory,
    SpeakerFactory,
    TableFactory,
    TagFactory,
    VideoFactory,
)

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
ATOM_FEEDS = [
    "/news/feed/",
    "/tags/mobility/feed.atom",
    "/projects/upper/feed.atom",
    "/events/forum/feed.atom",
    "/people/ana/feed.atom",
]
RSS_FEEDS = [address.replace("feed/", "feed.rss").replace(".atom", ".rss") for address in ATOM_FEEDS]
JSON_FEEDS = [address.replace("feed/", "feed.json").replace(".atom", ".json") for address in ATOM_FEEDS]


class EveryFeedTests(TestCase):
    number = 1

    @classmethod
    def setUpTestData(cls):
        make_everything(cls.number)

    def test_atom_has_what_RFC_4287_asks_for(self):
        for address in ATOM_FEEDS:
            with self.subTest(address):
                response = self.client.get(address)
                self.assertEqual(response["Content-Type"], "application/atom+xml; charset=utf-8")
                feed = ElementTree.fromstring(response.content)
                self.assertEqual(feed.tag, f"{ATOM}feed")
                entries = feed.findall(f"{ATOM}entry")
                self.assertTrue(entries)
                for element in (feed, *entries):
                    for name in ("id", "title", "updated"):
                        self.assertEqual(len(element.findall(f"{ATOM}{name}")), 1, name)
                    self.assertTrue(element.findtext(f"{ATOM}author/{ATOM}name"))
                    moment = datetime.fromisoformat(element.findtext(f"{ATOM}updated"))
                    self.assertIsNotNone(moment.tzinfo)
                for entry in entries:
                    self.assertEqual(entry.find(f"{ATOM}content").get("type"), "html")
                    self.assertTrue(entry.findtext(f"{ATOM}id").startswith("urn:uuid:"))
                self.assertEqual(len({entry.findtext(f"{ATOM}id") for entry in entries}), len(entries))
                (own,) = [link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
                self.assertEqual(own.get("href"), f"http://testserver{address}")

    def test_rss_has_what_version_2_0_asks_for(self):
        for address in RSS_FEEDS:
            with self.subTest(address):
                response = self.client.get(address)
                self.assertEqual(response["Content-Type"], "application/rss+xml; charset=utf-8")
                root = ElementTree.fromstring(response.content)
                self.assertEqual((root.tag, root.get("version")), ("rss", "2.0"))
                channel = root.find("channel")
                for name in ("title", "link", "description"):
                    self.assertTrue(channel.findtext(name), name)
                items = channel.findall("item")
                self.assertTrue(items)
                for item in items:
                    self.assertTrue(item.findtext("title"))
                    self.assertTrue(item.findtext("link").startswith("http://testserver/news/"))
                    self.assertTrue(item.findtext("guid"))
                    self.assertIsNotNone(item.find(CONTENT))

    def test_json_has_what_version_1_1_asks_for(self):
        for address in JSON_FEEDS:
            with self.subTest(address):
                response = self.client.get(address)
                self.assertEqual(response["Content-Type"], "application/feed+json; charset=utf-8")
                feed = response.json()
                self.assertEqual(feed["version"], "https://jsonfeed.org/version/1.1")
                self.assertEqual(feed["feed_url"], f"http://testserver{address}")
                self.assertTrue(feed["title"])
                self.assertTrue(feed["items"])
                for item in feed["items"]:
                    self.assertTrue(item["id"].startswith("urn:uuid:"))
                    self.assertTrue(item["url"].startswith("http://testserver/news/"))
                    self.assertIn("content_html", item)
                    self.assertIsNotNone(datetime.fromisoformat(item["date_published"]).tzinfo)

    def test_it_asks_the_database_a_fixed_number_of_times(self):
        for address in ATOM_FEEDS + RSS_FEEDS + JSON_FEEDS:
            with self.subTest(address), self.assertNumQueries(3 if address.startswith("/news/") else 4):
                self.client.get(address)

    def test_a_reader_who_has_it_already_gets_no_copy(self):
        for address in ATOM_FEEDS + RSS_FEEDS + JSON_FEEDS:
            with self.subTest(address):
                first = self.client.get(address)
                for header in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
                    again = self.client.get(address, headers=header)
                    self.assertEqual((again.status_code, again.content), (304, b""))

    def test_each_page_names_the_feeds_of_its_subject(self):
        pages = ["/about/", "/tags/mobility/", "/projects/upper/", "/events/forum/", "/people/ana/"]
        for page, *feeds in zip(pages, ATOM_FEEDS, RSS_FEEDS, JSON_FEEDS, strict=True):
            for feed in feeds:
                self.assertContains(self.client.get(page), f'href="{feed}"')


class ManyArticlesTests(EveryFeedTests):
    number = 8

    def test_it_has_the_newest_twenty(self):
        ArticleFactory.create_batch(20)
        ArticleFactory(title="Newest", publish_at="2025-01-01T00:00Z")
        feed = ElementTree.fromstring(self.client.get("/news/feed/").content)
        titles = [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")]
        self.assertEqual((titles[0], len(titles)), ("Newest", 20))


class FeedTests(TestCase):
    def entry(self):
        return ElementTree.fromstring(self.client.get("/news/feed/").content).find(f"{ATOM}entry")

    def test_it_has_the_full_content_with_addresses_in_full(self):
        article = ArticleFactory(slug="report", lead_picture=PictureFactory(), strapline="Two days")
        RichTextFactory(parent=article, text='<p>Words, <a href="/about/">about us</a></p>')
        QuoteFactory(parent=article, words="Walk & talk", speaker=SpeakerFactory(slug="ana"))
        LinkFactory(parent=article, url="https://netzerocities.example/")
        VideoFactory(parent=article)
        TableFactory(parent=article)
        html = self.entry().findtext(f"{ATOM}content")
        for words in (
            "Two days",
            'href="http://testserver/about/"',
            'src="http://testserver/media/',
            "“Walk &amp; talk”",
            'href="http://testserver/people/ana/"',
            'href="https://netzerocities.example/"',
            "Watch the video on YouTube",
            "<caption>Trams by city</caption>",
            '<th scope="col">City</th>',
        ):
            self.assertIn(words, html)
        for words in ("<script", "srcset", "class=", "Load video", 'href="/', 'src="/'):
            self.assertNotIn(words, html)

    def test_it_names_authors_and_subjects(self):
        ArticleFactory(
            authors=[SpeakerFactory(given_name="Ana", family_name="Lemaître")],
            author_organisation=OrganisationFactory(name="CIVITAS"),
            tags=[TagFactory(name="Walking")],
        )
        entry = self.entry()
        self.assertEqual([name.text for name in entry.iter(f"{ATOM}name")], ["Ana Lemaître", "CIVITAS"])
        self.assertEqual([tag.get("term") for tag in entry.findall(f"{ATOM}category")], ["News", "Walking"])
        rss = ElementTree.fromstring(self.client.get("/news/feed.rss").content)
        self.assertEqual([name.text for name in rss.iter(CREATOR)], ["Ana Lemaître", "CIVITAS"])

    def test_an_article_that_waited_for_its_time_counts_as_changed_then(self):
        with time_machine.travel(datetime(2026, 1, 1, tzinfo=UTC)):
            ArticleFactory(publish_at=datetime(2026, 2, 1, tzinfo=UTC))
        with time_machine.travel(datetime(2026, 3, 1, tzinfo=UTC)):
            self.assertEqual(self.entry().findtext(f"{ATOM}updated"), "2026-02-01T00:00:00+00:00")
            self.assertEqual(self.client.get("/news/feed/")["Last-Modified"], "Sun, 01 Feb 2026 00:00:00 GMT")

    def test_a_change_reaches_those_who_ask_again(self):
        article = ArticleFactory()
        before = self.client.get("/news/feed/")["ETag"]
        article.title = "A better title"
        article.save()
        self.assertEqual(self.client.get("/news/feed/", headers={"If-None-Match": before}).status_code, 200)

    def test_an_empty_feed_is_a_feed_and_stands_still(self):
        first = self.client.get("/news/feed/")
        ElementTree.fromstring(first.content)
        self.assertEqual(self.client.get("/news/feed/", headers={"If-None-Match": first["ETag"]}).status_code, 304)

    def test_signs_that_XML_does_not_know_break_nothing(self):
        ArticleFactory(title="Tab\x0b and <b>bell</b>\x07 & more", summary="\x1f")
        self.assertEqual(self.entry().findtext(f"{ATOM}title"), "Tab and <b>bell</b> & more")

    def test_a_summary_is_words_and_not_HTML(self):
        ArticleFactory(summary="Fewer cars < more <b>room</b>")
        self.assertEqual(self.entry().findtext(f"{ATOM}summary"), "Fewer cars &lt; more &lt;b&gt;room&lt;/b&gt;")

    def test_it_names_its_language(self):
        feed = ElementTree.fromstring(self.client.get("/news/feed/").content)
        self.assertEqual(feed.get("{http://www.w3.org/XML/1998/namespace}lang"), "en-gb")

    def test_it_is_named_after_the_site(self):
        SiteSettingsFactory(name="The initiative", tagline="For better streets")
        channel = ElementTree.fromstring(self.client.get("/news/feed.rss").content).find("channel")
        self.assertEqual(channel.findtext("title"), "News – The initiative")
        self.assertEqual(channel.findtext("description"), "For better streets")

    def test_there_is_none_for_what_is_not_there_or_not_public(self):
        ConferenceFactory(slug="secret", state=State.DRAFT)
        for address in (
            "/tags/no/feed.atom",
            "/projects/no/feed.rss",
            "/events/no/feed.atom",
            "/events/secret/feed.rss",
        ):
            with self.subTest(address):
                self.assertEqual(self.client.get(address).status_code, 404)

    def test_it_has_the_articles_of_its_subject_only(self):
        tag, project, conference = TagFactory(slug="t"), ProjectFactory(slug="p"), ConferenceFactory(slug="c")
        ArticleFactory(title="Other")
        ArticleFactory(title="Mine", tags=[tag], projects=[project], conferences=[conference])
        for address in ("/tags/t/feed.atom", "/projects/p/feed.rss", "/events/c/feed.atom"):
            with self.subTest(address):
                response = self.client.get(address)
                self.assertContains(response, "Mine")
                self.assertNotContains(response, "Other")

    def test_an_article_cannot_take_the_feeds_address(self):
        with self.assertRaisesMessage(ValidationError, "belongs to another part of the site"):
            ArticleFactory.build(slug="feed").full_clean()
