"""What one worker counts for all: the others take it while it is true, and count themselves where they cannot."""

import threading
from datetime import UTC, datetime, timedelta
from unittest import mock

import time_machine
from django.db import connection
from django.test import TransactionTestCase, override_settings

from articles.models import Article
from civitas_cms.delivery.content_cache import ContentCache
from civitas_cms.delivery.content_keys import reading
from civitas_cms.delivery.content_version import poller
from civitas_cms.delivery.site_fingerprint import site_fingerprint
from civitas_cms.lists import selection
from tests.factories import ArticleFactory, TagFactory
from tests.html import links_in, parse

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


@override_settings(PAGE_CACHE_SIZE=1)
class SharedValueTests(TransactionTestCase):
    """A ContentCache of its own makes a worker of each call."""

    def setUp(self):
        self.addCleanup(poller.close)
        self.made = 0
        self.forget()

    def forget(self):
        """Forget what is shared, and return how many values that were."""
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM publishing_shared_value")
            return cursor.rowcount

    def number(self):
        """Return the number of public articles as a worker says that has kept nothing itself."""

        def count(keys):
            self.made += 1
            return {key: [Article.objects.public().count()] for key in keys}

        return ContentCache(1).get_or_make(["number"], count, shared=["number"])["number"][0]

    def test_one_worker_counts_for_all_until_a_change_touches_what_was_counted(self):
        article = ArticleFactory()
        self.assertEqual([self.number() for _ in range(3)], [1, 1, 1])
        article.title = "Corrected"
        article.save()
        self.assertEqual(self.number(), 1)
        self.assertEqual(self.made, 1)
        ArticleFactory()
        self.assertEqual([self.number() for _ in range(3)], [2, 2, 2])
        self.assertEqual(self.made, 2)

    def test_what_is_taken_from_another_worker_has_its_keys(self):
        self.number()
        with reading() as noted:
            self.number()
        self.assertEqual((self.made, noted.keys), (1, {"articles_article:list"}))

    def test_the_clock_makes_it_untrue(self):
        ArticleFactory(publish_at=NOON, expire_at=NOON + timedelta(hours=1))
        for minutes, number in [(-1, 0), (0, 1), (59, 1), (60, 0), (30, 1)]:
            with self.subTest(minutes), time_machine.travel(NOON + timedelta(minutes=minutes)):
                self.assertEqual(self.number(), number)

    def test_a_worker_waits_for_the_one_that_counts_and_takes_its_number(self):
        ArticleFactory()
        poller.look()
        numbers, waiting = [], threading.Event()

        def other_worker():
            numbers.append(self.number())
            connection.close()

        thread = threading.Thread(target=other_worker)

        def count(keys):
            thread.start()
            while not waiting.is_set():
                with connection.cursor() as cursor:
                    cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
                    if cursor.fetchone()[0]:
                        waiting.set()
            return {key: [7] for key in keys}

        ContentCache(1).get_or_make(["number"], count, shared=["number"])
        thread.join()
        self.assertEqual((numbers, self.made), ([7], 0))

    def test_another_release_counts_itself(self):
        self.number()
        self.addCleanup(site_fingerprint.cache_clear)
        site_fingerprint.cache_clear()
        with override_settings(SECRET_KEY="another"):
            self.number()
        self.assertEqual(self.made, 2)

    def test_who_may_not_write_counts_all_the_same(self):
        ArticleFactory()
        poller.look()  # which may open the connection anew
        with connection.cursor() as cursor:
            cursor.execute("SET default_transaction_read_only = on")
        self.addCleanup(connection.close)
        with self.assertLogs("civitas_cms.delivery.shared_values", "WARNING"):
            self.assertEqual(self.number(), 1)
        self.assertEqual(self.made, 1)

    def test_the_numbers_of_a_list_are_counted_once_but_not_those_of_choices_that_visitors_make_up(self):
        ArticleFactory(kind="call", tags=[TagFactory(name="Trams", slug="trams")])
        for address, names in [("/news/", 8), ("/news/?kind=call&tag=trams", 0), ("/tags/", 4)]:
            with self.subTest(address):
                shown = []
                for _worker in range(2):
                    with mock.patch.object(selection, "counts", ContentCache(selection.MAX_COUNTS_KEPT)):
                        shown.append(links_in(parse(self.client.get(address))))
                self.assertEqual(shown[0], shown[1])
                self.assertEqual(self.forget(), names)
