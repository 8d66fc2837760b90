"""What a transaction reports is seen from outside while it is open, and nothing of it stays."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from django.db import connection, transaction
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from civitas_cms.postgresql.progress import Progress, progress_of, reporting


def seen_from_outside(key):
    """Return what another connection sees."""

    def look():
        try:
            return progress_of(key)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as executor:
        return executor.submit(look).result()


class ProgressTests(TestCase):
    def test_others_see_it_at_once_until_it_is_done(self):
        key = uuid4()
        with reporting(key) as report:
            report("comparing", 10_000, 10_000)
            self.assertEqual(seen_from_outside(key), Progress("comparing", 10_000, 10_000))
            self.assertIsNone(seen_from_outside(uuid4()))
        self.assertIsNone(seen_from_outside(key))

    def test_nothing_is_left_of_work_that_fails(self):
        key = uuid4()
        with self.assertRaises(ZeroDivisionError), reporting(key) as report:
            report("reading", 0, 0)
            with transaction.atomic():
                report("writing", 1, 2)
                raise ZeroDivisionError
        self.assertIsNone(seen_from_outside(key))

    def test_many_reports_are_few_statements(self):
        with reporting(uuid4()) as report, CaptureQueriesContext(connection) as queries:
            for done in range(1000):
                report("reading", done, 1000)
        self.assertLess(len(queries), 20)
