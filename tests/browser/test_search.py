"""Searching in a real browser: suggestions by keyboard, and the page for everybody."""

from tests.browser.base import WIDTHS, BrowserTestCase
from tests.factories import ArticleFactory, SpeakerFactory


class SearchTests(BrowserTestCase):
    def setUp(self):
        super().setUp()
        self.person = SpeakerFactory(given_name="Tramina", family_name="Lemaître")
        self.article = ArticleFactory(title="Trams for Ghent", summary="The tram is back.", authors=[self.person])
        self.field = self.page.get_by_role("combobox")

    def options(self):
        return self.page.get_by_role("option").all_inner_texts()

    def test_suggestions_are_chosen_by_keyboard(self):
        self.page.goto("/search/")
        self.field.press_sequentially("tram")
        self.page.get_by_role("option").first.wait_for()
        self.assertEqual(self.options(), ["Trams for Ghent News", "Tramina Lemaître People"])
        self.assertEqual(self.field.get_attribute("aria-expanded"), "true")
        self.field.press("ArrowDown")
        self.field.press("ArrowDown")
        chosen = self.page.get_by_role("option", selected=True)
        self.assertEqual(chosen.inner_text(), "Tramina Lemaître People")
        self.assertEqual(self.field.get_attribute("aria-activedescendant"), chosen.get_attribute("id"))
        self.field.press("Enter")
        self.page.wait_for_url(f"**{self.person.get_absolute_url()}")

    def test_escape_closes_the_suggestions_and_enter_searches_for_what_was_typed(self):
        self.page.goto("/search/")
        self.field.press_sequentially("tram")
        self.page.get_by_role("option").first.wait_for()
        self.field.press("Escape")
        self.assertEqual(self.page.get_by_role("option").count(), 0)
        self.assertEqual(self.field.input_value(), "tram")
        self.field.press("Enter")
        self.page.wait_for_url("**/search/?q=tram")
        self.assertEqual(self.page.locator(".hit").count(), 2)

    def test_suggestions_are_chosen_by_pointer(self):
        self.page.goto("/search/")
        self.field.press_sequentially("ghe")
        self.page.get_by_role("option").first.click()
        self.page.wait_for_url(f"**{self.article.get_absolute_url()}")

    def test_it_works_without_scripts(self):
        page = self.open_profile(java_script_enabled=False)
        page.goto("/search/")
        page.get_by_role("searchbox").fill("lemaitre")
        page.get_by_role("button", name="Search").click()
        self.assertEqual(page.locator(".hit a").all_inner_texts(), ["Tramina Lemaître", "Trams for Ghent"])

    def test_no_problem_that_axe_knows_and_nothing_wider_than_the_screen(self):
        for name, scheme in [("phone", "dark"), ("tablet", "light"), ("desktop", "dark")]:
            width = WIDTHS[name]
            viewport = {"width": width, "height": 800}
            page = self.open_profile(color_scheme=scheme, viewport=viewport, bypass_csp=True)
            for address in (
                "/search/",
                "/search/?q=tram&kind=article",
                "/search/?q=tramm",
                "/search/?q=" + "a" * 300,
            ):
                with self.subTest(address=address[:30], scheme=scheme, width=width):
                    page.goto(address)
                    if address == "/search/":
                        page.get_by_role("combobox").press_sequentially("tram")
                        page.get_by_role("option").first.wait_for()
                        page.keyboard.press("ArrowDown")
                    self.assert_no_problem(page)
                    self.assert_fits_the_screen(page)
