"""A quote on a phone: how far away it is to copy, cite or share it."""

from tests.browser.base import BrowserTestCase
from tests.factories import ArticleFactory, QuoteFactory, SpeakerFactory


class PassingOnTests(BrowserTestCase):
    def test_a_quote_is_copied_with_who_said_it_in_two_taps(self):
        article = ArticleFactory(slug="report")
        QuoteFactory(
            parent=article,
            speaker=SpeakerFactory(given_name="Ana", family_name="Berg"),
            words="Streets are for people.",
            position_then="Mayor",
        )
        page = self.open_profile(
            viewport={"width": 360, "height": 740}, bypass_csp=True, permissions=["clipboard-read", "clipboard-write"]
        )
        page.goto("/news/report/")
        page.get_by_role("link", name="Share or cite this quote").click()
        page.get_by_role("button", name="Copy").first.click()
        page.get_by_text("Copied").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        self.assertRegex(copied, r"^“Streets are for people\.” — Ana Berg, Mayor\. http://\S+/quotes/\d+/$")
        self.assert_fits_the_screen(page)
        self.assert_no_problem(page)
