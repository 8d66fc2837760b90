"""While the database does not answer."""

from datetime import timedelta
from http import HTTPStatus
from unittest import mock

import psycopg2
import time_machine
from django.db import connection
from django.utils import timezone

from civitas_cms.delivery.page_cache.page import STALE_IF_ERROR_SECONDS
from tests.delivery.page_cache.base import CacheTestCase
from tests.factories import ArticleFactory


class DatabaseDownTests(CacheTestCase):
    def take_database_down(self):
        self.cache.poller.close()
        refused = mock.patch("psycopg2.connect", side_effect=psycopg2.OperationalError("connection refused"))
        self.connect = refused.start()
        self.addCleanup(refused.stop)

        def broken(environ, start_response):
            start_response("500 Internal Server Error", [("Content-Type", "text/html")])
            return [b"broken"]

        self.django, django = broken, self.django

        def bring_back():
            refused.stop()
            self.django = django
            self.cache.poller.look()

        return bring_back

    def test_known_pages_are_served_marked_stale_until_it_is_back(self):
        ArticleFactory(title="Trams return")
        known = self.get("/news/")
        bring_back = self.take_database_down()
        stale = self.get("/news/")
        self.assertEqual((stale.status, stale.body), (200, known.body))
        self.assertIn("111", stale.headers["warning"])
        self.assertIn("stale", stale.headers["cache-status"])
        self.assertIn("age", stale.headers)
        self.assertIn("s-maxage=1,", stale.headers["cache-control"])
        self.assertEqual(self.get("/news/", if_none_match=known.headers["etag"]).status, 304)
        self.assertEqual(self.get("/events/").status, HTTPStatus.INTERNAL_SERVER_ERROR)
        bring_back()
        fresh = self.get("/news/")
        self.assertTrue(fresh.is_from_memory)
        self.assertNotIn("warning", fresh.headers)

    def test_it_is_not_asked_again_at_every_request(self):
        self.get("/news/")
        self.take_database_down()
        for _ in range(20):
            self.get("/news/")
        self.assertEqual(self.connect.call_count, 1)

    def test_a_page_that_fails_while_the_database_goes_down_is_served_stale(self):
        self.get("/news/")
        ArticleFactory()
        self.look_again()
        self.take_database_down()
        with mock.patch.object(self.cache.poller, "current", return_value=self.cache.poller._content_version):
            self.assertIn("warning", self.get("/news/").headers)

    def test_a_page_that_takes_the_database_too_long_is_served_stale(self):
        known = self.get("/news/")
        ArticleFactory()
        self.look_again()

        def too_slow(environ, start_response):
            start_response("503 Service Unavailable", [("Content-Type", "text/html")])
            return [b"too slow"]

        self.django = too_slow
        stale = self.get("/news/")
        self.assertEqual((stale.status, stale.body), (200, known.body))
        self.assertIn("warning", stale.headers)
        self.assertEqual(self.get("/events/").status, 503)

    def test_an_error_of_ours_is_not_hidden_behind_an_old_page(self):
        self.get("/news/")
        ArticleFactory()
        self.look_again()

        def broken(environ, start_response):
            start_response("500 Internal Server Error", [("Content-Type", "text/html")])
            return [b"broken"]

        self.django = broken
        self.assertEqual(self.get("/news/").status, 500)

    def test_a_connection_that_was_closed_meanwhile_is_opened_again(self):
        content_version = self.cache.poller.look()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        self.assertIs(self.cache.poller.look(), content_version)

    def test_the_last_known_page_is_not_served_for_ever(self):
        self.get("/news/")
        self.take_database_down()
        with time_machine.travel(timezone.now() + timedelta(seconds=STALE_IF_ERROR_SECONDS + 60)):
            self.assertEqual(self.get("/news/").status, 500)
