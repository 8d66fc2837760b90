"""An editor starts from a text that somebody sent."""

import re
from pathlib import Path
from time import monotonic

from articles.intake.plain_text import as_html
from articles.models import Article, Quote
from tests.browser.base import BrowserTestCase
from tests.browser.newsroom import Newsroom
from tests.browser.test_paste import PASTE
from tests.factories import UserFactory

INTERVIEW = Path(__file__).parent.parent / "articles/intake/texts/interview_eight.txt"


class FromTextTests(BrowserTestCase):
    def setUp(self):
        super().setUp()
        UserFactory(username="editor", is_staff=True, is_superuser=True)
        self.page.close()
        self.page = self.open_profile(bypass_csp=True)
        self.newsroom = Newsroom(self.page)
        self.newsroom.sign_in("editor")

    def read(self):
        self.newsroom.open("articles/article/from-text/")
        text = INTERVIEW.read_text("utf-8")
        with self.page.expect_navigation():
            self.page.get_by_label("Paste the text").evaluate(PASTE, [as_html(text), text])

    def test_an_interview_of_eight_becomes_a_draft_with_one_paste_and_one_click(self):
        loads, started = [], monotonic()
        self.page.on("domcontentloaded", lambda page: loads.append(page.url))
        self.read()
        self.newsroom.go("Make a draft")
        self.page.wait_for_url(re.compile(r"/articles/article/\d+/change/"))
        print(f"From a text: 1 click, {len(loads)} page loads, {monotonic() - started:.1f} s")
        self.assertEqual(Quote.objects.filter(parent=Article.objects.get()).values("speaker").distinct().count(), 8)

    def test_no_problem_that_axe_knows_and_nothing_wider_than_the_screen(self):
        self.newsroom.open("articles/article/from-text/")
        self.assert_no_problem(self.page)
        self.read()
        for width in (1280, 390):
            for scheme in ("light", "dark"):
                self.page.set_viewport_size({"width": width, "height": 900})
                self.page.emulate_media(color_scheme=scheme)
                self.assert_no_problem(self.page)
            self.assert_fits_the_screen(self.page)
