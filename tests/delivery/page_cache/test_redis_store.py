"""Workers that share their pages through Redis."""

import socket
import threading
import time
from unittest import mock

import redis
import time_machine
from django.db import connections
from django.test import SimpleTestCase, override_settings
from django.utils import timezone

from civitas_cms.delivery.page_cache import application, with_page_cache
from civitas_cms.delivery.page_cache import redis_store as shared
from civitas_cms.delivery.page_cache.redis_store import RedisPages
from civitas_cms.delivery.site_fingerprint import site_fingerprint
from tests.delivery.page_cache.base import CacheTestCase, Response
from tests.factories import ArticleFactory, SpeakerFactory, TagFactory
from tests.redis import RedisServer


class SharedCacheTestCase(CacheTestCase):
    """``self.cache`` and ``self.other`` are two workers with the same Redis."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.redis_server = RedisServer()
        cls.addClassCleanup(cls.redis_server.close)

    def setUp(self):
        self.redis_server.start()
        self.addCleanup(self.redis_server.stop)
        self.redis = redis.Redis.from_url(self.redis_server.url)
        self.addCleanup(self.redis.close)
        super().setUp()
        self.other = self.worker()

    def worker(self, *args):
        worker = super().worker(*args, shared=RedisPages(self.redis_server.url))
        self.addCleanup(worker.shared._redis.close)
        return worker


class SharingTests(SharedCacheTestCase):
    def test_what_one_worker_has_rendered_the_others_have(self):
        ArticleFactory.create_batch(3)
        rendered = self.get("/news/", accept_encoding="br")
        shared_page = Response(self.other, "/news/", accept_encoding="br")
        self.assertEqual(self.rendered, 1)
        self.assertIn("detail=shared", shared_page.headers["cache-status"])
        for header in ("etag", "content-type", "content-encoding", "content-security-policy", "vary", "cache-control"):
            self.assertEqual(shared_page.headers[header], rendered.headers[header])
        self.assertEqual(shared_page.body, rendered.body)
        self.assertEqual(Response(self.other, "/news/").body, self.get("/news/").body)

    def test_what_a_worker_has_had_once_is_in_its_own_memory(self):
        self.get("/news/")
        Response(self.other, "/news/")
        self.redis_server.stop()
        with mock.patch.object(self.other.shared, "_ask", side_effect=AssertionError("asked Redis")):
            self.assertTrue(Response(self.other, "/news/").is_from_memory)

    def test_a_change_is_seen_by_all(self):
        self.get("/news/")
        ArticleFactory(title="Brand new")
        for worker in (self.cache, self.other):
            worker.poller.look()
            self.assertIn("Brand new", Response(worker, "/news/").body.decode())
        self.assertEqual(self.rendered, 2)

    def test_a_worker_that_knows_of_a_change_does_not_take_the_page_from_before(self):
        self.get("/news/")
        TagFactory()
        self.other.poller.look()
        self.assertIn("fwd=miss", Response(self.other, "/news/").headers["cache-status"])

    def test_a_page_that_a_change_did_not_touch_is_still_shared(self):
        ArticleFactory(slug="trams")
        self.get("/news/trams/")
        SpeakerFactory()
        self.other.poller.look()
        self.assertIn("detail=shared", Response(self.other, "/news/trams/").headers["cache-status"])
        # Nor where the other worker has yet to hear of changes that the first one knew.
        ArticleFactory(slug="buses")
        self.look_again()
        self.get("/news/buses/")
        self.assertIn("detail=shared", Response(self.other, "/news/buses/").headers["cache-status"])

    def test_a_page_that_is_over_by_the_clock_is_not_taken(self):
        now = timezone.now()
        ArticleFactory(title="Scheduled", publish_at=now + timezone.timedelta(minutes=5))
        self.get("/news/")
        with time_machine.travel(now + timezone.timedelta(minutes=6)):
            self.assertIn("Scheduled", Response(self.other, "/news/").body.decode())

    def test_what_visitors_make_up_does_not_fill_it(self):
        for path, query in (("/search/", "q=a"), ("/news/", "page=1"), ("/news/wrong/", ""), ("/nothing/at/all/", "")):
            self.get(path, query)
        self.get("/news/", host="localhost:81")
        self.get("/news/", cookie="sessionid=abc")
        self.assertEqual(self.redis.dbsize(), 0)
        self.get("/news/")
        self.assertEqual(self.redis.dbsize(), 1)

    def test_nothing_stays_for_ever(self):
        self.get("/news/")
        self.assertTrue(all(0 < self.redis.ttl(name) <= 86_400 for name in self.redis.scan_iter()))

    def test_another_site_or_another_version_of_the_code_does_not_see_it(self):
        self.get("/news/")
        with mock.patch.object(shared, "site_fingerprint", return_value="another"):
            self.assertIn("fwd=miss", Response(self.other, "/news/").headers["cache-status"])
        self.addCleanup(site_fingerprint.cache_clear)
        fingerprints = set()
        for setting in ({}, {"SECRET_KEY": "another"}, {"TIME_ZONE": "Pacific/Auckland"}):
            site_fingerprint.cache_clear()
            with override_settings(**setting):
                fingerprints.add(site_fingerprint())
        self.assertEqual(len(fingerprints), 3)

    def test_what_is_no_page_is_not_taken_for_one(self):
        self.get("/news/")
        (name,) = self.redis.keys()
        for value in (b"", b"\x80nonsense", b"{}", b"[]\n", b'{"encoding": "br"}\nnonsense', b"null\nbody"):
            self.redis.set(name, value)
            self.assertEqual(Response(self.worker(), "/news/").status, 200, value)
        self.redis.delete(name)
        self.redis.lpush(name, "a list")
        self.assertEqual(Response(self.worker(), "/news/").status, 200)


class StampedeTests(SharedCacheTestCase):
    def setUp(self):
        # On a busy machine a moment is longer: whoever lost patience would rightly render too.
        self.enterContext(mock.patch.object(shared, "TIMEOUT_SECONDS", 10))
        self.enterContext(mock.patch.object(application, "OTHER_WORKER_WAIT_SECONDS", 30))
        super().setUp()

    def test_one_worker_renders_and_the_others_wait(self):
        django = self.django

        def slowly(environ, start_response):
            time.sleep(0.2)
            return django(environ, start_response)

        self.django = slowly
        bodies = []

        def visit(worker):
            bodies.append(Response(worker, "/news/").body)
            connections.close_all()

        workers = [self.worker() for _ in range(4)]
        for worker in workers:
            worker.poller.look()
        visitors = [threading.Thread(target=visit, args=[worker]) for worker in workers]
        for visitor in visitors:
            visitor.start()
        for visitor in visitors:
            visitor.join()
        self.assertEqual((self.rendered, len(bodies), len(set(bodies))), (1, 4, 1))

    def test_a_page_left_between_a_look_and_a_claim_is_not_rendered_again(self):
        claim = self.other.shared.claim

        def too_late(key):
            self.get("/news/")
            return claim(key)

        with mock.patch.object(self.other.shared, "claim", too_late):
            self.assertIn("detail=shared", Response(self.other, "/news/").headers["cache-status"])
        self.assertEqual(self.rendered, 1)
        self.assertTrue(claim(self.cache.key(environ_of("/news/"))), "the claim was given back")

    def test_a_worker_that_dies_while_it_renders_holds_nobody_up_for_long(self):
        self.assertTrue(self.other.shared.claim(self.cache.key(environ_of("/news/"))))
        with mock.patch.object(application, "OTHER_WORKER_WAIT_SECONDS", 0.1):
            self.assertEqual(self.get("/news/").status, 200)
        self.assertEqual(self.rendered, 1)

    def test_what_may_not_be_shared_holds_nobody_up(self):
        self.get("/news/wrong/")
        self.assertTrue(self.other.shared.claim(self.cache.key(environ_of("/news/wrong/"))))


class RedisDownTests(SharedCacheTestCase):
    def test_without_it_the_site_goes_on_and_with_it_again_pages_are_shared_again(self):
        self.redis_server.stop()
        with self.assertLogs("civitas_cms.delivery.page_cache.redis_store", "WARNING") as logs:
            for path in ("/", "/news/", "/events/", "/projects/"):
                self.assertEqual(self.get(path).status, 200)
        self.assertEqual(len(logs.output), 1)  # it was asked once, and then left in peace
        self.redis_server.start()
        with mock.patch.object(shared, "RETRY_SECONDS", 0):
            self.cache.shared._ask_again = 0
            self.get("/quotes/")
        self.assertIn("detail=shared", Response(self.other, "/quotes/").headers["cache-status"])

    def test_a_restart_of_it_is_not_noticed(self):
        self.get("/news/")
        self.redis_server.stop()
        self.redis_server.start()
        with self.assertNoLogs("civitas_cms.delivery.page_cache.redis_store", "WARNING"):
            self.assertEqual(self.get("/events/").status, 200)
        self.assertEqual(self.redis.dbsize(), 1)

    def test_one_that_takes_the_question_and_never_answers_costs_a_moment_only(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            self.cache.shared = RedisPages(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
            with self.assertLogs("civitas_cms.delivery.page_cache.redis_store", "WARNING") as logs:
                for path in ("/news/", "/events/", "/projects/"):
                    self.assertEqual(self.get(path).status, 200)
        self.assertEqual(len(logs.output), 1)  # the first page only has waited for it

    def test_when_the_database_is_down_a_new_worker_has_the_last_known_pages(self):
        known = self.get("/news/")
        worker = self.worker()
        with mock.patch.object(worker.poller, "current", return_value=None):
            stale = Response(worker, "/news/")
        self.assertEqual((stale.status, stale.body), (200, known.body))
        self.assertIn("detail=stale", stale.headers["cache-status"])
        self.assertIn("warning", stale.headers)


class SettingTests(SimpleTestCase):
    def test_the_setting_names_the_redis(self):
        with override_settings(PAGE_CACHE_SIZE=1_000, CACHE_URL=""):
            self.assertIsNone(with_page_cache(object()).shared)
        with override_settings(PAGE_CACHE_SIZE=1_000, CACHE_URL="redis://cache:6379/1"):
            self.assertIsInstance(with_page_cache(object()).shared, RedisPages)


def environ_of(path):
    return {"REQUEST_METHOD": "GET", "HTTP_HOST": "localhost", "PATH_INFO": path, "wsgi.url_scheme": "http"}
