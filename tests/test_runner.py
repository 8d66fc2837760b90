"""A run of tests in parallel reports each failure, by name and in words."""

import subprocess
import sys

from django.conf import settings
from django.test import SimpleTestCase


class ParallelRunTests(SimpleTestCase):
    def test_every_failure_is_reported_whatever_hangs_on_it(self):
        finished = subprocess.run(
            [sys.executable, "manage.py", "test", "tests.failures_of_every_kind", "--parallel", "2"],
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        said = finished.stderr
        self.assertEqual(finished.returncode, 1, said)
        self.assertIn("Ran 4 tests", said)
        self.assertIn("FAILED (failures=2, errors=2)", said)
        for name, word in [
            ("OneTests.test_in_a_subtest) [/news/]", "not the home page"),
            ("OneTests.test_in_a_subtest) [/events/]", "'/events/' != '/'"),
            ("OneTests.test_with_an_error_of_a_library)", "waited for a button in vain"),
            ("OtherTests.test_in_a_subtest_with_an_error_of_a_library) (width=320)", "the window was closed"),
        ]:
            with self.subTest(name):
                self.assertIn(name, said)
                self.assertIn(word, said)
