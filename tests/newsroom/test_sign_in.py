"""The door of the newsroom: who guesses has to wait, nobody is locked out from elsewhere, and the logs say who came."""

from datetime import timedelta

import time_machine
from django.test import RequestFactory, TestCase, override_settings
from django.utils import timezone

from civitas_cms.newsroom.models import FailedSignIn
from civitas_cms.newsroom.sign_in import (
    MAX_FAILURES_AT_ADDRESS,
    MAX_FAILURES_OF_ACCOUNT,
    MAX_FAILURES_OF_ACCOUNT_AT_ADDRESS,
    client_address,
)
from civitas_cms.roles import EDITOR
from tests.factories import staff
from tests.html import parse, text_of

PASSWORD = "correct horse battery staple"
LOGIN = "/admin/login/"


class SignInTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.ana = staff(EDITOR, username="Ana")

    def sign_in(self, password=PASSWORD, account="Ana", address="192.0.2.1", client=None, **fields):
        """Try it from an address, in a new browser unless ``client`` is one."""
        client = client or self.client_class()
        return client.post(LOGIN, {"username": account, "password": password} | fields, REMOTE_ADDR=address)

    def assert_in(self, response):
        self.assertEqual(response.status_code, 302)

    def assert_refused(self, response):
        self.assertEqual(response.status_code, 429)
        self.assertGreater(int(response.headers["Retry-After"]), 0)


class BrakeTests(SignInTestCase):
    def guess(self, times, **where):
        for _ in range(times):
            response = self.sign_in("wrong", **where)
        return response

    def test_after_some_wrong_tries_the_right_password_has_to_wait_too(self):
        self.assertEqual(self.guess(MAX_FAILURES_OF_ACCOUNT_AT_ADDRESS).status_code, 200)
        response = self.sign_in()
        self.assert_refused(response)
        words = text_of(parse(response).find(".//*[@class='errornote']"))
        self.assertRegex(words, r"Please try again in 1[45] minutes, at \d\d:\d\d\.")
        with time_machine.travel(timezone.now() + timedelta(minutes=16)):
            self.assert_in(self.sign_in())

    def test_whoever_goes_on_guessing_makes_nobody_wait_longer(self):
        self.guess(MAX_FAILURES_OF_ACCOUNT_AT_ADDRESS)
        with time_machine.travel(timezone.now() + timedelta(minutes=14)):
            self.assert_refused(self.guess(20))
        with time_machine.travel(timezone.now() + timedelta(minutes=16)):
            self.assert_in(self.sign_in())

    def test_upper_and_lower_case_are_one_account(self):
        for account in ("Ana", "ana", "ANA", "aNA", "anA"):
            self.sign_in("wrong", account)
        self.assert_refused(self.sign_in())

    def test_nobody_is_locked_out_from_elsewhere(self):
        self.guess(30, address="198.51.100.7")
        self.assert_in(self.sign_in(address="192.0.2.1"))

    def test_an_address_that_tries_many_accounts_has_to_wait(self):
        for number in range(MAX_FAILURES_AT_ADDRESS):
            self.sign_in("wrong", f"account-{number}")
        self.assert_refused(self.sign_in())
        self.assert_in(self.sign_in(address="192.0.2.2"))

    def test_who_has_signed_in_in_a_browser_before_gets_in_whatever_others_try_from_everywhere(self):
        browser = self.client_class()
        self.assert_in(self.sign_in(client=browser))
        browser.post("/admin/logout/")
        for number in range(MAX_FAILURES_OF_ACCOUNT):
            self.sign_in("wrong", address=f"198.51.100.{number}")
        self.assert_refused(self.sign_in(address="203.0.113.9"))
        self.assert_in(self.sign_in(address="203.0.113.9", client=browser))

    def test_a_known_browser_may_guess_no_more_often(self):
        browser = self.client_class()
        self.assert_in(self.sign_in(client=browser))
        browser.post("/admin/logout/")
        for number in range(MAX_FAILURES_OF_ACCOUNT_AT_ADDRESS):
            self.sign_in("wrong", client=browser, address=f"198.51.100.{number}")
        self.assert_refused(self.sign_in(client=browser))
        self.sign_in("wrong", "Ben", client=browser)
        self.assertEqual(FailedSignIn.objects.filter(account="ben", device=None).count(), 1)

    def test_a_made_up_browser_is_not_known(self):
        self.guess(MAX_FAILURES_OF_ACCOUNT_AT_ADDRESS)
        for cookie in ("", "x", "eyJ9:1:2"):
            browser = self.client_class()
            browser.cookies["known-device"] = cookie
            self.assert_refused(self.sign_in(client=browser))

    def test_a_try_without_a_password_makes_good_for_nothing(self):
        self.guess(MAX_FAILURES_OF_ACCOUNT_AT_ADDRESS)
        self.assertEqual(self.guess(1, account="").status_code, 200)
        self.assertEqual(self.sign_in("").status_code, 200)
        self.assert_refused(self.sign_in())

    def test_the_right_password_makes_good_for_wrong_ones(self):
        self.guess(MAX_FAILURES_OF_ACCOUNT_AT_ADDRESS - 1)
        self.assert_in(self.sign_in())
        self.assertFalse(FailedSignIn.objects.exists())

    def test_the_old_password_can_be_guessed_no_more_often(self):
        self.client.force_login(self.ana)
        fields = {"old_password": "wrong", "new_password1": "four words are enough", "new_password2": "x"}
        for _ in range(MAX_FAILURES_OF_ACCOUNT_AT_ADDRESS):
            self.client.post("/admin/password_change/", fields)
        response = self.client.post("/admin/password_change/", fields | {"old_password": PASSWORD})
        self.assertContains(response, "too many tries")


class AddressTests(TestCase):
    def address(self, **meta):
        return client_address(RequestFactory().get("/", **meta))

    def test_without_a_proxy_no_header_is_believed(self):
        meta = {"REMOTE_ADDR": "192.0.2.1", "HTTP_X_FORWARDED_FOR": "198.51.100.7"}
        self.assertEqual(self.address(**meta), "192.0.2.1")

    @override_settings(BEHIND_PROXY=True)
    def test_of_what_a_proxy_sends_only_its_own_word_is_believed(self):
        for header, address in {
            "198.51.100.7": "198.51.100.7",
            "203.0.113.1, 198.51.100.7": "198.51.100.7",
            "made up, 203.0.113.1,198.51.100.7": "198.51.100.7",
            "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::",
            "::ffff:192.0.2.1": "192.0.2.1",
            "made up": None,
        }.items():
            with self.subTest(header):
                self.assertEqual(self.address(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=header), address)
        self.assertEqual(self.address(REMOTE_ADDR="127.0.0.1"), "127.0.0.1")


class LogTests(SignInTestCase):
    def logged(self, act):
        with self.assertLogs("civitas_cms.sign_in", "INFO") as logs:
            act()
        for line in logs.output:
            self.assertNotIn(PASSWORD, line)
            self.assertNotIn("\n", line)
        return logs.output

    def test_who_comes_fails_and_goes_is_one_line_each(self):
        prefix = "civitas_cms.sign_in:"
        browser = self.client_class()
        self.assertEqual(
            self.logged(lambda: self.sign_in("wrong")),
            [f"WARNING:{prefix}wrong password: account='ana' address=192.0.2.1"],
        )
        self.assertEqual(
            self.logged(lambda: self.sign_in(client=browser)),
            [f"INFO:{prefix}signed in: account='Ana' address=192.0.2.1"],
        )
        self.assertEqual(
            self.logged(lambda: browser.post("/admin/logout/")),
            [f"INFO:{prefix}signed out: account='Ana' address=127.0.0.1"],
        )

    def test_a_name_with_a_line_break_makes_no_second_line(self):
        self.logged(lambda: self.sign_in("wrong", "Ana\nINFO signed in"))

    def test_who_is_refused_and_who_changes_the_password_is_logged_too(self):
        for _ in range(MAX_FAILURES_OF_ACCOUNT_AT_ADDRESS):
            self.sign_in("wrong")
        self.assertIn("refused", self.logged(self.sign_in)[0])
        self.client.force_login(self.ana)
        new = {"new_password1": "four words are enough", "new_password2": "four words are enough"}
        lines = self.logged(lambda: self.client.post("/admin/password_change/", {"old_password": PASSWORD} | new))
        self.assertIn("changed the password", lines[0])
        self.assertNotIn("four words", "".join(lines))


class WhereToTests(SignInTestCase):
    def test_who_comes_with_an_address_elsewhere_gets_to_the_desk(self):
        for address in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", "/\\elsewhere"):
            with self.subTest(address):
                response = self.client.post(
                    f"{LOGIN}?next={address}", {"username": "Ana", "password": PASSWORD, "next": address}
                )
                self.assertRedirects(response, "/admin/")
                self.client.logout()

    def test_who_comes_with_an_address_of_ours_gets_there(self):
        response = self.sign_in(next="/admin/articles/article/")
        self.assertEqual(response["Location"], "/admin/articles/article/")
