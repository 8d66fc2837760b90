"""Whether the site is well: what load balancers and containers ask."""

from django.db import DatabaseError, connection
from django.test import TransactionTestCase, override_settings


class HealthTests(TransactionTestCase):
    @override_settings(DEBUG=False)
    def test_the_site_says_that_it_is_well(self):
        with self.assertNumQueries(1):
            response = self.client.get("/healthz/")
        self.assertEqual((response.status_code, response.content), (200, b"ok\n"))
        self.assertIn("no-cache", response["Cache-Control"])

    def test_it_is_not_well_while_the_database_does_not_answer(self):
        self.addCleanup(connection.close)
        with self.assertRaises(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        self.assertEqual(self.client.get("/healthz/").status_code, 503)
