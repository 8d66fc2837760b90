"""A shared cache before the site is told which pages have changed."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.error import HTTPError

from django.db import connection
from django.test import override_settings

from articles.models import Article
from civitas_cms.delivery.purging import pass_on_changes
from tests.delivery.page_cache.base import CacheTestCase
from tests.factories import ArticleFactory, PageFactory


class SharedCache(HTTPServer):
    """Receives purges: ``received`` are sets of keys, ``status`` is what it answers."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Receiver)
        self.received, self.tokens, self.status = [], [], 200


class Receiver(BaseHTTPRequestHandler):
    def do_PURGE(self):
        self.server.received.append(set(self.headers["Surrogate-Key"].split()))
        self.server.tokens.append(self.headers["Authorization"])
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *args):
        pass


@contextmanager
def shared_cache():
    """Run a shared cache that the site knows."""
    with SharedCache() as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        try:
            with override_settings(PURGE_URL=f"http://127.0.0.1:{server.server_port}/", PURGE_TOKEN="secret"):
                yield server
        finally:
            server.shutdown()
            thread.join()


class PurgingTests(CacheTestCase):
    def setUp(self):
        super().setUp()
        self.article = ArticleFactory(slug="report")
        PageFactory(slug="about")
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM publishing_content_change")

    def test_pages_name_their_keys_and_a_change_those_of_the_pages_that_show_it(self):
        with shared_cache() as cache:
            report, about = (
                set(self.get(path).headers["surrogate-key"].split()) for path in ("/news/report/", "/about/")
            )
            Article.objects.filter(pk=self.article.pk).update(title="Another")
            pass_on_changes()
            self.assertEqual(len(cache.received), 1)
            self.assertTrue(cache.received[0] & report)
            self.assertFalse(cache.received[0] & about)
            self.assertEqual(cache.tokens, ["Bearer secret"])

    def test_it_is_told_twice_because_a_worker_may_have_answered_it_with_the_former_page_meanwhile(self):
        with shared_cache() as cache, connection.cursor() as cursor:
            self.article.save()
            self.assertEqual([pass_on_changes() for _ in range(2)], [1, 0])
            cursor.execute("UPDATE publishing_content_change SET purged_at = purged_at - interval '1 minute'")
            self.assertEqual([pass_on_changes() for _ in range(2)], [1, 0])
            self.assertEqual(len(cache.received), 2)

    def test_what_it_does_not_take_is_sent_again(self):
        with shared_cache() as cache:
            cache.status = 503
            self.article.save()
            with self.assertRaises(HTTPError):
                pass_on_changes()
            cache.status = 200
            self.assertEqual(pass_on_changes(), 1)

    def test_what_touches_everything_purges_everything(self):
        with shared_cache() as cache, connection.cursor() as cursor:
            cursor.execute("TRUNCATE pages_menuitem CASCADE")
            pass_on_changes()
            self.assertEqual(cache.received, [{"site"}])
            self.assertIn("site", self.get("/about/").headers["surrogate-key"].split())

    def test_a_shared_cache_that_is_told_may_keep_pages_until_the_clock_changes_them(self):
        self.assertIn("s-maxage=60,", self.get("/about/").headers["cache-control"])
        self.assertNotIn("surrogate-key", self.get("/about/").headers)
        with shared_cache():
            age = self.get("/about/").headers["cache-control"].partition("s-maxage=")[2].partition(",")[0]
            self.assertTrue(60 < int(age) <= 86_400)
