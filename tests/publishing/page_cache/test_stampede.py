"""Many visitors at the same moment."""

import threading
import time

from django.core.handlers.wsgi import WSGIHandler
from django.db import connections

from tests.factories import ArticleFactory
from tests.publishing.page_cache.base import CacheTestCase


class StampedeTests(CacheTestCase):
    def at_once(self, number, **options):
        """Ask ``number`` times at once while rendering takes its time; return the responses."""
        django = self.django

        def slowly(environ, start_response):
            time.sleep(0.2)
            return django(environ, start_response)

        self.django = slowly
        responses = []

        def visit():
            responses.append(self.get("/news/", **options))
            connections.close_all()

        visitors = [threading.Thread(target=visit) for _ in range(number)]
        for visitor in visitors:
            visitor.start()
        for visitor in visitors:
            visitor.join()
        self.django = django
        return responses

    def test_one_thread_renders_and_the_others_wait(self):
        responses = self.at_once(8)
        self.assertEqual([response.status for response in responses], [200] * 8)
        self.assertEqual(len({response.body for response in responses}), 1)
        self.assertEqual(self.rendered, 1)

    def test_just_after_a_change_the_others_get_the_former_page(self):
        self.get("/news/")
        ArticleFactory(title="Brand new")
        self.look_again()
        responses = self.at_once(8)
        self.assertEqual(self.rendered, 2)
        self.assertEqual(sum(b"Brand new" in response.body for response in responses), 1)

    def test_when_the_one_that_renders_fails_the_others_try_themselves(self):
        def broken(environ, start_response):
            raise OSError("broken")

        self.django = broken
        with self.assertRaises(OSError):
            self.get("/news/")
        self.django = WSGIHandler()
        self.assertEqual(self.get("/news/").status, 200)
        self.assertEqual(self.cache._rendering, {})
