"""Tests that fail on purpose: the test of the runner runs them, and nothing else finds them by their name."""

import threading

from django.test import SimpleTestCase


class LibraryError(Exception):
    """Cannot be sent to another process: it holds what cannot be, and is made of two arguments."""

    def __init__(self, message, page):
        super().__init__(message)
        self.page = page


class OneTests(SimpleTestCase):
    def setUp(self):
        self.page = threading.Lock()  # as a browser's page, it cannot be sent

    def test_in_a_subtest(self):
        for address in ("/news/", "/events/"):
            with self.subTest(address, page=self.page):
                self.assertEqual(address, "/", "not the home page")

    def test_with_an_error_of_a_library(self):
        raise LibraryError("waited for a button in vain", self.page)


class OtherTests(SimpleTestCase):
    """A second class, without which nothing runs in parallel."""

    def test_in_a_subtest_with_an_error_of_a_library(self):
        with self.subTest(width=320):
            raise LibraryError("the window was closed", threading.Lock())

    def test_that_passes(self):
        pass
