"""Which entry of the menu a page marks as its own."""

from django.test import TestCase

from tests.factories import ArticleFactory, MenuItemFactory, TagFactory
from tests.html import parse


class MarkedEntryTests(TestCase):
    def as_diff(self, address):
        root = parse(self.client.get(address))
        return {link.get("href"): link.get("aria-current") for link in root.iter("a") if link.get("aria-current")}

    def test_it_is_the_one_that_leads_there_or_above(self):
        MenuItemFactory(address="/")
        MenuItemFactory(address="/news/")
        TagFactory(slug="news")
        article = ArticleFactory()
        self.assertEqual(self.as_diff("/news/"), {"/news/": "page"})
        self.assertEqual(self.as_diff(article.get_absolute_url()), {"/news/": "true"})
        self.assertEqual(self.as_diff("/tags/news/"), {})
