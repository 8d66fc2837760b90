"""What holds for every public page."""

import re

from csp.constants import NONE, SELF
from django.test import TestCase

from tests.everything import PAGES, make_everything
from tests.factories import ArticleFactory, ConferenceFactory, ProjectFactory, TagFactory
from tests.html import parse, text_of

MISSING = [
    "/nothing/",
    "/news/nothing/",
    "/tags/nothing/",
    "/events/nothing/",
    "/events/nothing.ics",
    "/events/forum/nothing/",
    "/events/nothing/opening/",
    "/events/?period=someday",
    "/people/nothing/",
    "/projects/nothing/",
    "/organisations/nothing/",
    "/media/nothing.jpg",
]


class EveryPageTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_everything()

    def each_page(self):
        """Yield each page's address, response and root element, and those of a page that is not there."""
        for address in [*PAGES, "/nothing/"]:
            response = self.client.get(address)
            yield address, response, parse(response)

    def test_it_is_there(self):
        for address, response, _root in self.each_page():
            with self.subTest(address):
                self.assertEqual(response.status_code, 404 if address == "/nothing/" else 200)

    def test_what_is_not_there_answers_404_with_ways_to_go_on(self):
        for address in MISSING:
            with self.subTest(address):
                response = self.client.get(address)
                self.assertContains(response, "We cannot find this page", status_code=404)
                self.assertContains(response, 'href="/news/"', status_code=404)

    def test_it_sets_no_cookie_and_is_the_same_for_everybody(self):
        for address, response, _root in self.each_page():
            with self.subTest(address):
                self.assertFalse(response.cookies)
                self.assertNotIn("Cookie", response.get("Vary", ""))

    def test_its_policy_allows_scripts_and_styles_from_our_own_files_only(self):
        for address, response, _root in self.each_page():
            with self.subTest(address):
                directives = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
                self.assertEqual(directives["default-src"], NONE)
                self.assertEqual(directives["script-src"], SELF)
                self.assertEqual(directives["style-src"], SELF)
                self.assertNotIn("unsafe", response["Content-Security-Policy"])

    def test_it_keeps_to_its_policy(self):
        for address, _response, root in self.each_page():
            with self.subTest(address):
                for element in root.iter():
                    self.assertNotIn("style", element.keys())
                    self.assertFalse([name for name in element.keys() if name.startswith("on")])  # noqa: SIM118
                self.assertIsNone(root.find(".//style"))
                for script in root.iter("script"):
                    if script.get("type") != "application/ld+json":  # which is data, and never runs
                        self.assertFalse(script.text)

    def test_it_loads_nothing_from_elsewhere(self):
        for address, _response, root in self.each_page():
            with self.subTest(address):
                loaded = [element.get("src") for element in root.iter() if element.get("src")]
                loaded += [link.get("href") for link in root.iter("link") if link.get("rel") in ("stylesheet", "icon")]
                loaded += [offer for source in root.iter("source") for offer in source.get("srcset").split(", ")]
                self.assertTrue(loaded)
                for source in loaded:
                    self.assertRegex(source, r"^/(static|media)/")
                self.assertIsNone(root.find(".//iframe"))

    def test_it_has_a_title_one_main_heading_and_a_language(self):
        titles = set()
        for address, _response, root in self.each_page():
            with self.subTest(address):
                self.assertEqual(root.get("lang"), "en-gb")
                self.assertEqual(len(list(root.iter("h1"))), 1)
                self.assertTrue(text_of(root.find(".//h1")))
                titles.add(text_of(root.find("head/title")))
        self.assertEqual(len(titles), len(PAGES) + 1)

    def test_its_headings_skip_no_level(self):
        for address, _response, root in self.each_page():
            with self.subTest(address):
                levels = [
                    int(element.tag[1])
                    for element in root.find(".//main").iter()
                    if re.match(r"h\d$", str(element.tag))
                ]
                for before, level in zip([0, *levels], levels, strict=False):
                    self.assertLessEqual(level, before + 1)

    def test_every_picture_says_what_it_shows_or_that_it_says_nothing(self):
        for address, _response, root in self.each_page():
            with self.subTest(address):
                for image in root.iter("img"):
                    self.assertIsNotNone(image.get("alt"))
                    self.assertTrue(image.get("width") and image.get("height"))

    def test_no_identifier_is_used_twice(self):
        for address, _response, root in self.each_page():
            with self.subTest(address):
                identifiers = [element.get("id") for element in root.iter() if element.get("id")]
                self.assertEqual(len(identifiers), len(set(identifiers)))


class EmptySiteTests(TestCase):
    def test_a_new_site_has_pages_to_begin_with(self):
        for address in ["/", "/news/", "/events/", "/events/?period=past", "/projects/"]:
            with self.subTest(address):
                self.assertEqual(self.client.get(address).status_code, 200)


class PaginationTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        tag = TagFactory(slug="mobility")
        for number in range(45):
            ArticleFactory(title=f"Article {number:02}", publish_at=f"2025-01-01T00:{number:02}Z", tags=[tag])
            ConferenceFactory()
            ConferenceFactory(starts_on="2024-01-01", ends_on="2024-01-02")
            ProjectFactory()

    lists = ("/news/?", "/tags/mobility/?", "/events/?", "/events/?period=past&", "/projects/?")

    def test_a_page_that_is_not_there_answers_404(self):
        for address in self.lists:
            for page in ("0", "-1", "99", "abc", "1.5", "9" * 30, "2'"):
                with self.subTest(address, page=page):
                    self.assertEqual(self.client.get(f"{address}page={page}").status_code, 404)

    def test_visitors_page_to_the_end(self):
        for address in self.lists:
            with self.subTest(address):
                here, seen = f"{address}page=1", 1
                while (following := parse(self.client.get(here)).find(".//a[@rel='next']")) is not None:
                    here, seen = following.get("href"), seen + 1
                    if "period" in address:
                        self.assertIn("period=past", here)
                self.assertEqual(seen, 2 if "projects" in address else 3)

    def test_each_item_is_on_one_page_and_the_newest_comes_first(self):
        seen = [
            text_of(heading)
            for page in (1, 2, 3)
            for heading in parse(self.client.get(f"/news/?page={page}")).find(".//main").iter("h2")
        ]
        self.assertEqual(seen, [f"Article {number:02}" for number in reversed(range(45))])

    def test_search_engines_are_told_which_page_it_is(self):
        for address, canonical in [
            ("/news/?page=2", "http://testserver/news/?page=2"),
            ("/news/?page=1", "http://testserver/news/"),
            ("/events/?period=past&page=2", "http://testserver/events/?period=past&page=2"),
        ]:
            with self.subTest(address):
                link = parse(self.client.get(address)).find("head/link[@rel='canonical']")
                self.assertEqual(link.get("href"), canonical)
