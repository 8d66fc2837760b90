"""The form of what is written: its two columns, its tabs on phones, where the focus is, and where errors are."""

from articles.models import Article
from civitas_cms.publishing.models import State
from tests.browser.base import BrowserTestCase
from tests.browser.newsroom import Newsroom
from tests.factories import (
    ArticleFactory,
    ConferenceFactory,
    DayFactory,
    LinkFactory,
    QuoteFactory,
    RichTextFactory,
    SpeakerFactory,
    UserFactory,
)


class ColumnsTestCase(BrowserTestCase):
    def setUp(self):
        super().setUp()
        UserFactory(username="editor", is_staff=True, is_superuser=True)
        self.article = ArticleFactory(title="Night trams", state=State.DRAFT, publish_at=None)
        RichTextFactory(parent=self.article, ordering=10)
        QuoteFactory(parent=self.article, ordering=20)
        LinkFactory(parent=self.article, ordering=30)
        self.address = f"articles/article/{self.article.pk}/change/"

    def open(self, address=None, width=1280, height=800, **options):
        newsroom = Newsroom(self.open_profile(viewport={"width": width, "height": height}, **options))
        newsroom.sign_in("editor")
        newsroom.open(address or self.address)
        return newsroom

    def assert_focus(self, page, selector):
        page.wait_for_function("selector => document.activeElement?.matches(selector)", arg=selector)


class TwoColumnsTests(ColumnsTestCase):
    def test_the_bodys_beginning_is_seen_on_the_first_form_without_scrolling(self):
        page = self.open("articles/article/add/").page
        for selector in ("#id_title", "#id_strapline", "#id_summary", ".order-machine-insert-target.last"):
            box = page.locator(selector).bounding_box()
            self.assertLess(box["y"] + box["height"], 800, selector)

    def test_a_new_item_begins_in_its_title_and_enter_leads_on(self):
        for address in ("articles/article/add/", "pages/page/add/", "events/conference/add/"):
            with self.subTest(address):
                self.assert_focus(self.open(address).page, "#id_title")
        page = self.open("articles/article/add/").page
        self.assert_focus(page, "#id_title")
        page.keyboard.type("Night trams")
        page.keyboard.press("Enter")
        self.assert_focus(page, "#id_strapline")
        page.keyboard.press("Enter")
        self.assert_focus(page, "#id_summary")
        self.assertEqual(page.locator("#id_title").input_value(), "Night trams")
        self.assertEqual(Article.objects.count(), 1)

    def test_a_long_title_is_seen_as_a_whole(self):
        newsroom = self.open()
        title = newsroom.page.locator("#id_title")
        before = title.bounding_box()["height"]
        title.fill("A title of many words " * 6)
        self.assertGreater(title.bounding_box()["height"], 1.5 * before)
        self.assertTrue(title.evaluate("field => field.scrollHeight < field.clientHeight + 10"))

    def test_the_panel_stays_in_sight_and_its_sections_remember_whether_they_are_open(self):
        newsroom = self.open(height=600)
        page = newsroom.page
        page.evaluate("() => window.scrollTo(0, 100_000)")
        box = page.locator(".submit-row .default").bounding_box()
        self.assertGreaterEqual(box["y"], 0)
        self.assertLess(box["y"], 600)
        section = page.locator("[data-section=lead-picture]")
        section.locator("summary").focus()
        page.keyboard.press("Enter")
        self.assertFalse(section.locator("#id_lead_caption").is_visible())
        newsroom.open(self.address)
        self.assertFalse(page.locator("#id_lead_caption").is_visible())
        self.assertTrue(page.locator("#id_kind").is_visible())

    def test_what_can_be_done_with_a_text_shows_when_somebody_comes_near(self):
        page = self.open().page
        head = page.locator(".order-machine > .inline-related:not(.empty-form) > h3").first
        opacity = "head => getComputedStyle(head).opacity"
        self.assertEqual(head.evaluate(opacity), "0")
        page.locator(".order-machine .ProseMirror").filter(visible=True).first.focus()
        self.assertEqual(head.evaluate(opacity), "1")
        self.assertEqual(page.locator(".order-machine .prose-menubar").filter(visible=True).count(), 1)

    def test_no_block_has_a_number_and_no_help_asks_to_hold_a_key(self):
        page = self.open().page
        text = page.get_by_role("main").inner_text()
        self.assertNotRegex(text, r"#\d")
        self.assertNotIn("Ctrl-Click", text)


class TabsTests(ColumnsTestCase):
    def test_on_a_phone_the_columns_are_tabs_for_the_keyboard_too(self):
        page = self.open(width=390).page
        text, about = page.get_by_role("tab", name="Text"), page.get_by_role("tab", name="About")
        self.assertEqual(text.get_attribute("aria-selected"), "true")
        self.assertTrue(page.get_by_role("tabpanel", name="Text").is_visible())
        self.assertFalse(page.locator("#id_slug").is_visible())
        text.press("ArrowRight")
        self.assert_focus(page, "#form-about-tab")
        self.assertTrue(page.locator("#id_slug").is_visible())
        self.assertFalse(page.locator("#id_title").is_visible())
        about.press("Home")
        self.assertTrue(page.locator("#id_title").is_visible())

    def test_on_a_phone_the_next_step_stays_in_sight_and_whoever_saves_stays_in_their_tab(self):
        newsroom = self.open(width=390)
        page = newsroom.page
        page.locator(".saving").get_by_role("button", name="Publish now").wait_for()
        page.get_by_role("tab", name="About").click()
        newsroom.save()
        self.assertTrue(page.locator("#id_slug").is_visible())
        self.assertFalse(page.locator("#id_title").is_visible())
        page.set_viewport_size({"width": 1280, "height": 800})
        page.locator(".transitions").get_by_role("button", name="Publish now").wait_for()
        page.locator(".saving").get_by_role("button", name="Save and continue editing").wait_for()

    def test_header_and_menu_leave_the_phones_screen_to_the_text(self):
        page = self.open(width=390).page
        self.assertLess(page.get_by_role("main").bounding_box()["y"], 100)

    def test_in_two_columns_there_are_no_tabs(self):
        page = self.open().page
        self.assertEqual(page.get_by_role("tab").count(), 0)
        self.assertEqual(page.get_by_role("tabpanel").count(), 0)

    def test_a_line_of_readiness_leads_from_one_tab_to_the_other(self):
        Article.objects.update(summary="")
        page = self.open(width=390).page
        page.get_by_role("tab", name="About").click()
        page.get_by_role("link", name="It has no summary.").click()
        self.assert_focus(page, "#id_summary")


class RefusedFormTests(ColumnsTestCase):
    def test_an_error_in_the_panel_opens_its_section_and_its_tab(self):
        for width in (390, 1280):
            with self.subTest(width):
                newsroom = self.open(width=width)
                page = newsroom.page
                if width == 390:
                    page.get_by_role("tab", name="About").click()
                page.locator("#id_slug").fill("not an address")
                page.locator("[data-section=kind-and-address] > summary").click()
                self.assertIn("because of one error: Address: ", newsroom.save())
                self.assert_focus(page, "#id_slug")

    def test_the_list_of_errors_leads_to_each_of_them(self):
        Article.objects.update(state=State.PUBLISHED, publish_at="2024-01-01T00:00Z")
        newsroom = self.open()
        page = newsroom.page
        newsroom.fill(title="")
        page.locator("[name='articles_quote_set-0-words']").fill("")
        newsroom.save()
        self.assert_focus(page, "#id_title")
        page.locator(".collapse-items").click()
        page.locator(".error-summary").get_by_role("link", name="Quote, Words").click()
        self.assert_focus(page, "[name='articles_quote_set-0-words']")


class LooksTests(ColumnsTestCase):
    def test_no_form_has_a_problem_that_axe_knows_or_is_wider_than_the_screen(self):
        conference = DayFactory(conference=ConferenceFactory()).conference
        forms = [
            "articles/article/add/",
            self.address,
            "pages/page/add/",
            f"events/conference/{conference.pk}/change/",
            f"events/speaker/{SpeakerFactory().pk}/change/",
        ]
        for width, scheme in ((390, "dark"), (390, "light"), (1280, "dark"), (1280, "light")):
            newsroom = self.open("", width=width, color_scheme=scheme, bypass_csp=True)
            page = newsroom.page
            for address in forms:
                newsroom.open(address)
                page.wait_for_load_state("networkidle")
                with self.subTest(address, width=width, scheme=scheme):
                    self.assert_no_problem(page)
                    if width == 390:
                        newsroom.show_about()
                        self.assert_no_problem(page)

    def test_at_320_px_nothing_scrolls_sideways_in_either_tab(self):
        newsroom = self.open(width=320)
        self.assert_fits_the_screen(newsroom.page)
        newsroom.page.get_by_role("tab", name="About").click()
        self.assert_fits_the_screen(newsroom.page)
