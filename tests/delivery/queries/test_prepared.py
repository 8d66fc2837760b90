"""Statements that PostgreSQL plans once for each connection."""

from datetime import UTC, datetime, timedelta
from unittest import mock

from django.db import connection, transaction
from django.test import TransactionTestCase
from django.test.utils import CaptureQueriesContext

from articles.views import public_article
from civitas_cms.delivery.queries import prepared
from civitas_cms.library.models import Picture
from tests.everything import PAGES, make_everything
from tests.factories import ArticleFactory, TagFactory

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


class PreparedTests(TransactionTestCase):
    def setUp(self):
        for patch in (
            mock.patch.dict(connection.settings_dict, CONN_MAX_AGE=60),
            mock.patch.object(prepared, "_is_given_up", False),
        ):
            patch.start()
            self.addCleanup(patch.stop)
        self.addCleanup(connection.close)
        connection.close()
        for slug in ("one", "two"):
            ArticleFactory(slug=slug, title=f"100% {slug}", tags=[TagFactory(name=slug)], publish_at=NOON)

    def ask(self, slug, at=NOON):
        """Return the titles of the article and its tags, and what the database was asked."""
        with CaptureQueriesContext(connection) as queries:
            found = public_article(slug, at)
        return [(item.title, str(item.tags.all()[0])) for item in found], [query["sql"] for query in queries]

    def check(self):
        for slug in ("one", "two"):
            self.assertEqual(self.ask(slug)[0], [(f"100% {slug}", slug)])
            self.assertEqual(self.ask(slug, NOON - timedelta(seconds=1))[0], [])
        self.assertEqual(self.ask("o'three")[0], [])

    def test_each_call_finds_what_fits_and_is_planned_once(self):
        self.check()
        _found, asked = self.ask("one")
        self.assertEqual([sql.split()[0] for sql in asked], ["EXECUTE", "EXECUTE"])
        connection.close()
        self.check()

    def test_the_planner_knows_what_never_changes(self):
        _found, asked = self.ask("one")
        plans = [sql for sql in asked if sql.startswith("PREPARE")]
        self.assertIn("'published'", plans[0])
        self.assertNotIn("one", plans[0].split())
        with connection.cursor() as cursor:
            cursor.execute("SELECT sum(generic_plans), sum(custom_plans) FROM pg_prepared_statements")
            self.assertEqual(cursor.fetchone(), (2, 0))

    def test_every_public_page_is_the_same(self):
        make_everything()
        for address in [*PAGES, Picture.objects.latest("pk").url("landscape", 1600)]:
            with self.subTest(address):
                pages = [self.client.get(address).getvalue() for _ in range(2)]
                with self.settings(PREPARED_STATEMENTS=False):
                    self.assertEqual(pages, [self.client.get(address).getvalue()] * 2)
        self.assertFalse(prepared._is_given_up)

    def test_where_a_pooler_gives_another_connection_it_finds_the_same_and_gives_up(self):
        self.check()
        with connection.cursor() as cursor:
            cursor.execute("DEALLOCATE ALL")  # as it seems then
        with self.assertLogs(prepared.logger, "WARNING") as logs:
            self.check()
        self.assertIn("PREPARED_STATEMENTS=false", logs.output[0])
        self.assertFalse([sql for sql in self.ask("one")[1] if "EXECUTE" in sql])

    def test_not_in_a_transaction_nor_where_it_is_switched_off(self):
        with transaction.atomic():
            self.assertFalse([sql for sql in self.ask("one")[1] if "EXECUTE" in sql])
        with self.settings(PREPARED_STATEMENTS=False):
            self.check()
            self.assertFalse([sql for sql in self.ask("one")[1] if "EXECUTE" in sql])
