"""What the page for wrong addresses offers."""

from unittest import mock

from django.test import TestCase, TransactionTestCase

from civitas_cms.publishing.models import State
from civitas_cms.search import queries
from tests.factories import ArticleFactory, ConferenceFactory
from tests.html import links_in, parse


class LikelyMatchesTests(TestCase):
    def links(self, address):
        response = self.client.get(address)
        self.assertEqual(response.status_code, 404)
        return links_in(parse(response).find(".//main"))

    def test_what_the_visitor_may_have_meant_comes_first(self):
        article = ArticleFactory(title="Celebrating twenty years of trams", slug="twenty-years")
        conference = ConferenceFactory(title="Forum on trams", slug="forum")
        links = self.links("/news/celebratting-twenty-years-of-trams/")
        self.assertEqual(next(iter(links)), article.get_absolute_url())
        self.assertNotIn(conference.get_absolute_url(), links)
        self.assertIn(conference.get_absolute_url(), self.links("/forum_on_trams_2019/"))

    def test_what_is_not_public_is_not_offered(self):
        article = ArticleFactory(title="Celebrating trams", slug="secret", state=State.DRAFT)
        self.assertNotIn(article.get_absolute_url(), self.links("/news/celebrating-trams/"))

    def test_what_only_looks_a_little_alike_is_not_offered(self):
        ArticleFactory(title="Logo: City of Zagreb")
        ArticleFactory(title="Climate contracts in plain words")
        for address in ("/login/", "/contact/"):
            self.assertEqual(queries.likely(address), [])

    def test_what_is_no_title_is_not_looked_for(self):
        for address in ("/wp-login.php", "/news/2019/", "/x/", "/%00%01/"):
            with self.subTest(address), mock.patch.object(queries, "LIKELY", "no SQL"):
                self.assertEqual(queries.likely(address), [])


class PatienceTests(TransactionTestCase):
    def test_the_page_does_not_wait_for_them_long(self):
        slow = "SELECT pg_sleep(5), %(text)s, ''"
        with mock.patch.multiple(queries, STATEMENT_TIMEOUT="50ms", LIKELY=slow):
            self.assertContains(self.client.get("/news/celebrating-trams/"), "cannot find", status_code=404)
