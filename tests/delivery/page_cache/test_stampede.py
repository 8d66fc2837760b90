"""Many visitors at the same moment."""

import threading
import time
from unittest import mock

from django.core.handlers.wsgi import WSGIHandler
from django.db import connections

from civitas_cms.delivery.page_cache import application
from tests.delivery.page_cache.base import CacheTestCase
from tests.factories import ArticleFactory


class StampedeTests(CacheTestCase):
    def test_one_thread_renders_and_the_others_wait(self):
        django = self.django
        responses = []

        def slowly(environ, start_response):
            time.sleep(0.2)
            return django(environ, start_response)

        def visit():
            responses.append(self.get("/news/"))
            connections.close_all()

        self.django = slowly
        visitors = [threading.Thread(target=visit) for _ in range(8)]
        for visitor in visitors:
            visitor.start()
        for visitor in visitors:
            visitor.join()
        self.assertEqual([response.status for response in responses], [200] * 8)
        self.assertEqual(len({response.body for response in responses}), 1)
        self.assertEqual(self.rendered, 1)

    def test_a_page_that_was_done_between_a_look_and_a_claim_is_not_rendered_again(self):
        get = self.cache.store.get
        looks = []

        def too_early(key):
            page = get(key)
            looks.append(page)
            if len(looks) == 1:
                self.get("/news/")
            return page

        with mock.patch.object(self.cache.store, "get", too_early):
            self.assertTrue(self.get("/news/").is_from_memory)
        self.assertIsNone(looks[0])
        self.assertEqual(self.rendered, 1)

    def test_just_after_a_change_the_others_get_the_former_page(self):
        former = self.get("/news/")
        ArticleFactory(title="Brand new")
        self.look_again()
        django = self.django
        renders, others_are_served = threading.Event(), threading.Event()
        responses = []

        def slowly(environ, start_response):
            renders.set()
            others_are_served.wait(10)
            return django(environ, start_response)

        def visit():
            responses.append(self.get("/news/"))
            connections.close_all()

        self.django = slowly
        with mock.patch.object(application, "STALE_GRACE_SECONDS", 60):
            renderer = threading.Thread(target=visit)
            renderer.start()
            renders.wait(10)
            others = [self.get("/news/").body for _ in range(3)]
            others_are_served.set()
            renderer.join()
        self.assertEqual(others, [former.body] * 3)
        self.assertIn(b"Brand new", responses[0].body)
        self.assertEqual(self.rendered, 2)

    def test_when_the_one_that_renders_fails_the_others_try_themselves(self):
        def broken(environ, start_response):
            raise OSError("broken")

        self.django = broken
        with self.assertRaises(OSError):
            self.get("/news/")
        self.django = WSGIHandler()
        self.assertEqual(self.get("/news/").status, 200)
        self.assertEqual(self.cache._rendering, {})
