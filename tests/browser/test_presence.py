"""Two people open the same article: each sees the other."""

from tests.browser.base import BrowserTestCase
from tests.browser.newsroom import Newsroom
from tests.factories import ArticleFactory, UserFactory


class PresenceTests(BrowserTestCase):
    def setUp(self):
        super().setUp()
        for username, first_name in {"ana": "Ana", "ben": "Ben"}.items():
            UserFactory(username=username, first_name=first_name, is_staff=True, is_superuser=True)
        self.address = f"articles/article/{ArticleFactory().pk}/change/"

    def sign_in(self, username):
        """Let somebody sign in, whose clock ``let_time_pass`` can put forward."""
        newsroom = Newsroom(self.open_profile())
        newsroom.page.clock.install()
        newsroom.sign_in(username)
        return newsroom

    def let_time_pass(self, *people):
        for person in people:
            with person.page.expect_response("**/presence/"):
                person.page.clock.fast_forward("00:15")

    def test_two_editors_see_each_other_and_who_is_typing(self):
        ana, ben = self.sign_in("ana"), self.sign_in("ben")
        ana.open(self.address)
        ben.open(self.address)
        ben.page.get_by_text("Ana has this open, too.").wait_for()  # at once
        ana.page.locator("#id_title").press_sequentially("!")
        self.let_time_pass(ana, ben)
        ana.page.get_by_text("Ben has this open, too.").wait_for()  # while editing
        ben.page.get_by_text("Ana is changing this at the moment.").wait_for()

        ana.page.on("dialog", lambda dialog: dialog.accept())
        ana.page.goto("/admin/")
        self.let_time_pass(ben)
        ben.page.locator(".presence").wait_for(state="hidden")

    def test_who_else_is_there_is_said_without_a_grave_accessibility_problem(self):
        page = self.open_profile(bypass_csp=True)
        newsroom = Newsroom(page)
        newsroom.sign_in("ana")
        ben = self.sign_in("ben")
        ben.open(self.address)
        newsroom.open(self.address)
        page.get_by_text("Ben has this open, too.").wait_for()
        self.assert_no_grave_problem(page, within=[".presence"])

    def test_who_is_alone_sees_nothing(self):
        ana = self.sign_in("ana")
        with ana.page.expect_response("**/presence/"):
            ana.open(self.address)
        self.assertFalse(ana.page.locator(".presence").is_visible())
