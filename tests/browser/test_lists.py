"""Filters and the calendar in a real browser: by keyboard, without scripts, and for everybody."""

from datetime import date

from tests.browser.base import LOOKS, WIDTHS, BrowserTestCase
from tests.factories import ArticleFactory, ConferenceFactory, ProjectFactory, QuoteFactory, TagFactory


class ListTests(BrowserTestCase):
    def setUp(self):
        super().setUp()
        trams, bikes = TagFactory(name="Trams", slug="trams"), TagFactory(name="Bikes", slug="bikes")
        forum = ConferenceFactory(title="Forum on the mobility of everybody in small communities", slug="forum")
        for number in range(25):
            tag = bikes if number % 5 else trams
            article = ArticleFactory(tags=[tag], projects=[ProjectFactory()], conferences=[forum] * (number % 2))
        QuoteFactory.create_batch(2, parent=article)
        ArticleFactory(kind="call", tags=[trams])

    def cards(self, page):
        return page.locator("main .card").count()

    def test_filters_are_chosen_and_taken_off_by_keyboard(self):
        self.page.goto("/news/")
        self.page.locator("summary", has_text="Kind").focus()
        self.page.keyboard.press("Tab")
        self.assertEqual(self.page.evaluate("() => document.activeElement.innerText"), "Subject")
        self.page.keyboard.press("Enter")
        self.page.get_by_role("link", name="Trams 6").wait_for()
        self.page.keyboard.press("Tab")
        self.page.keyboard.press("Tab")
        self.assertEqual(self.page.evaluate("() => document.activeElement.innerText.split(/\\s/)[0]"), "Trams")
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/news/?tag=trams")
        self.assertEqual(self.cards(self.page), 6)
        self.page.get_by_role("link", name="Remove the filter Trams").focus()
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/news/")
        self.assertEqual(self.cards(self.page), 20)

    def test_one_menu_is_open_at_a_time(self):
        self.page.goto("/news/")
        for name in ("Kind", "Subject", "Project"):
            self.page.locator("summary", has_text=name).click()
            self.assertEqual(self.page.locator("details.filter[open]").count(), 1)

    def test_it_works_without_scripts(self):
        page = self.open_profile(java_script_enabled=False)
        page.goto("/news/")
        page.locator("summary", has_text="Kind").click()
        page.get_by_role("link", name="Call 1").click()
        page.wait_for_url("**/news/?kind=call")
        self.assertEqual(self.cards(page), 1)

    def test_the_calendar_is_a_table_and_on_a_phone_a_list_of_events(self):
        self.page.goto("/events/calendar/2040/6/")
        self.assertTrue(self.page.get_by_role("columnheader", name="Mon").is_visible())
        self.assertEqual(self.page.locator(".calendar-days time:visible").count(), 30)
        phone = self.open_profile(viewport={"width": WIDTHS["phone"], "height": 800})
        phone.goto("/events/calendar/2040/6/")
        events = phone.locator("td:visible").all_inner_texts()
        self.assertEqual(
            [text.split("\n")[0] for text in events], ["Forum on the mobility of everybody in small communities"]
        )
        self.assertIn("12–13 June 2040", events[0])
        phone.locator("td:visible a").first.click()
        phone.wait_for_url("**/events/forum/")

    def test_no_problem_that_axe_knows_and_nothing_wider_than_the_screen(self):
        ConferenceFactory(starts_on=date(2024, 1, 1))
        for width, scheme in LOOKS:
            page = self.open_profile(color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True)
            for address in (
                "/news/",
                "/news/?tag=trams&kind=call",
                "/news/?kind=call&conference=forum",
                "/events/?period=2040",
                "/events/calendar/2040/6/",
                "/events/calendar/2039/6/",
                "/quotes/",
                "/search/?q=article",
            ):
                page.goto(address)
                menus = page.locator("details.filter summary")
                for number in [None, *range(menus.count())]:
                    with self.subTest(address, width=width, scheme=scheme, menu=number):
                        if number is not None:
                            menus.nth(number).click()
                        self.assert_no_problem(page)
                        self.assert_fits_the_screen(page)
