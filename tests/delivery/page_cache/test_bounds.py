"""How much the page cache keeps, and what goes first."""

import secrets

from django.test import SimpleTestCase, override_settings

from civitas_cms.delivery.page_cache import with_page_cache
from tests.delivery.page_cache.base import CacheTestCase
from tests.factories import ArticleFactory


class BoundTests(CacheTestCase):
    capacity = 200_000

    def test_the_cache_stays_within_its_bound_and_drops_what_was_not_asked_for_the_longest(self):
        for number in range(40):
            ArticleFactory(slug=f"article-{number}")
        self.get("/news/article-0/")
        for number in range(40):
            self.get(f"/news/article-{number}/", accept_encoding="br")
            self.get(f"/news/article-{number}/", accept_encoding="gzip")
            self.assertLessEqual(self.cache.store.size, self.capacity)
            self.assertTrue(self.get("/news/article-0/").is_from_memory)
        self.assertLess(len(self.cache.store), 40)
        self.assertFalse(self.get("/news/article-1/").is_from_memory)

    def test_the_counted_size_is_what_the_pages_take(self):
        for path in ("/news/", "/events/", "/projects/"):
            for encoding in ("br", "gzip", "identity"):
                self.get(path, accept_encoding=encoding)
        kept = self.cache.store.own._pages.values()
        self.assertEqual(self.cache.store.size, sum(page.size for page, _ in kept))
        for path in ("/news/", "/events/", "/projects/"):
            self.cache.store.discard(
                self.cache.key(
                    {"REQUEST_METHOD": "GET", "HTTP_HOST": "localhost", "PATH_INFO": path, "wsgi.url_scheme": "http"}
                )
            )
        self.assertEqual((self.cache.store.size, len(self.cache.store)), (0, 0))

    def test_a_page_that_is_too_large_is_sent_but_not_kept(self):
        body = secrets.token_bytes(self.capacity)

        def large(environ, start_response):
            start_response("200 OK", [("Content-Type", "text/plain")])
            return [body]

        self.django = large
        self.assertEqual(self.get("/news/").body, body)
        self.assertEqual(len(self.cache.store), 0)


class MadeUpTests(CacheTestCase):
    capacity = 1_500_000

    def test_nothing_that_visitors_make_up_pushes_the_pages_of_the_site_out(self):
        ArticleFactory(slug="trams")
        own = ["/", "/news/", "/news/trams/", "/events/"]
        for path in own:
            self.get(path)
        for number in range(40):
            for path, query in (
                ("/search/", f"q=words{number}"),
                ("/search/suggestions/", f"q=words{number}"),
                (f"/news/wrong-{number}/", ""),
                ("/news/", f"page={number + 2}"),
            ):
                self.get(path, query)
            self.get("/news/", host=f"localhost:{number}")
        self.assertLessEqual(self.cache.store.size, self.capacity)
        self.assertLessEqual(self.cache.store.made_up.size, self.capacity / 4)
        self.assertGreater(len(self.cache.store.made_up), 5)
        self.assertFalse(self.get("/search/", "q=words0").is_from_memory)  # it was pushed out by the others
        for path in own:
            self.assertTrue(self.get(path).is_from_memory, path)

    def test_a_search_is_kept_for_whoever_searches_the_same(self):
        ArticleFactory(title="Trams return")
        self.get("/search/", "q=trams")
        again = self.get("/search/", "utm=1&q=trams")
        self.assertTrue(again.is_from_memory)
        self.assertEqual(self.get("/search/", "q=trams", if_none_match=again.headers["etag"]).status, 304)


class SettingTests(SimpleTestCase):
    def test_the_cache_can_be_switched_off(self):
        application = object()
        with override_settings(PAGE_CACHE_SIZE=0):
            self.assertIs(with_page_cache(application), application)
        with override_settings(PAGE_CACHE_SIZE=1_000):
            self.assertEqual(with_page_cache(application).application, application)
