"""Filters of the newsroom's lists: menus that say what is chosen."""

from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

from articles.models import Article
from tests.factories import ArticleFactory
from tests.newsroom.base import AdminTestCase


class ListFilterTests(AdminTestCase):
    def page(self, **chosen):
        ArticleFactory(kind=Article.Kind.NEWS)
        return LexborHTMLParser(self.client.get(reverse("admin:articles_article_changelist"), chosen).text)

    def test_each_says_what_is_chosen_and_all_can_be_cleared(self):
        page = self.page(kind__exact="news")
        words = [" ".join(each.text().split()) for each in page.css(".list-filter > summary")]
        self.assertEqual(words, ["State", "Whose", "Kind: News"])
        self.assertTrue(page.css_first("a.list-filters-clear"))
        self.assertEqual(page.css_first(".list-filter [aria-current]").text(strip=True), "All")

    def test_where_nothing_is_chosen_there_is_nothing_to_clear(self):
        page = self.page()
        self.assertFalse(page.css("a.list-filters-clear"))
        self.assertFalse(page.css(".list-filter[open]"))
