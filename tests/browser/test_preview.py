"""The preview beside the form, and a link that shows a draft to somebody without an account."""

from articles.models import Article
from civitas_cms.publishing.models import Revision, ShareLink, State
from civitas_cms.roles import CONTRIBUTOR
from tests.browser.base import LOOKS, BrowserTestCase
from tests.browser.newsroom import Newsroom
from tests.factories import ArticleFactory, RichTextFactory, staff

SHOWN = "() => /As the form is now/.test(document.querySelector('.preview-state').textContent)"


class PreviewTests(BrowserTestCase):
    # That the sign-in page cannot stand in a frame is one of the tests.
    known_messages = (*BrowserTestCase.known_messages, "Framing '")

    def setUp(self):
        super().setUp()
        staff(CONTRIBUTOR, username="writer")
        self.draft = ArticleFactory(state=State.DRAFT, publish_at=None, title="Stored title")
        RichTextFactory(parent=self.draft, text="<p>Stored words</p>")
        self.address = f"articles/article/{self.draft.pk}/change/"

    def open(self, page, address=None):
        """Sign in and open the form in ``page``."""
        newsroom = Newsroom(page)
        newsroom.sign_in("writer")
        newsroom.open(address or self.address)
        return newsroom

    def shown(self, page):
        """Return the frame with the page, as soon as it shows the form as it is."""
        page.wait_for_function(SHOWN)
        return page.frame_locator(".preview-window iframe:not(.waiting)")

    def test_unsaved_words_are_shown_at_three_widths_and_nothing_is_stored(self):
        page = self.page
        self.open(page)
        page.locator("#id_title").fill("Typed title")
        page.locator(".ProseMirror", has_text="Stored words").fill("Typed words")
        page.get_by_role("button", name="Preview", exact=True).click()
        frame = self.shown(page)
        for name, width in (("Tablet", 768), ("Desktop", 1280), ("Phone", 360)):
            button = page.get_by_role("button", name=name, exact=True)
            button.click()
            self.assertEqual(button.get_attribute("aria-pressed"), "true")
            frame.get_by_role("heading", name="Typed title", level=1).wait_for()
            frame.get_by_text("Typed words").wait_for()
            inner = page.evaluate("() => document.querySelector('.preview-window iframe').contentWindow.innerWidth")
            self.assertEqual(inner, width)
        self.draft.refresh_from_db()
        self.assertEqual((self.draft.title, self.draft.state), ("Stored title", State.DRAFT))
        self.assertEqual(Revision.objects.count(), 0)
        self.assertEqual(page.locator("#id_title").input_value(), "Typed title")

    def test_it_follows_the_form_and_says_what_keeps_it_from_being_shown(self):
        page = self.page
        self.open(page)
        page.keyboard.press("Control+p")
        frame = self.shown(page)
        page.locator("#id_title").fill("")
        frame.get_by_text("This field is required.").wait_for()
        page.locator("#id_title").fill("A better title")
        frame.get_by_role("heading", name="A better title", level=1).wait_for()
        page.get_by_role("button", name="Close", exact=True).click()
        self.assertFalse(page.locator("#preview").is_visible())
        self.assertEqual(page.evaluate("() => document.activeElement.name"), "_preview")

    def test_a_new_article_is_shown_and_then_saved_once(self):
        newsroom = self.open(self.page, "articles/article/add/")
        self.page.locator("#id_title").press_sequentially("Night buses")
        self.page.get_by_role("button", name="Preview", exact=True).click()
        self.shown(self.page).get_by_role("heading", name="Night buses", level=1).wait_for()
        self.page.get_by_role("button", name="Close", exact=True).click()
        self.assertIn("successfully", newsroom.save())  # it may have been made by itself before
        self.assertEqual(Article.objects.filter(slug="night-buses").count(), 1)

    def test_links_do_not_lead_the_frame_away(self):
        page = self.page
        self.open(page)
        page.get_by_role("button", name="Preview", exact=True).click()
        frame = self.shown(page)
        with page.context.expect_page() as opened:
            frame.get_by_role("link", name="News", exact=True).first.click()
        self.assertTrue(opened.value.url.endswith("/news/"))
        frame.get_by_role("heading", name="Stored title", level=1).wait_for()

    def test_who_is_signed_out_meanwhile_is_told_and_loses_nothing(self):
        page = self.page
        self.open(page)
        page.locator("#id_title").fill("Typed title")
        page.context.clear_cookies(name="sessionid")
        page.get_by_role("button", name="Preview", exact=True).click()
        page.wait_for_function("() => /could not be shown/.test(document.querySelector('.preview-state').textContent)")
        self.assertEqual(page.locator("#id_title").input_value(), "Typed title")

    def test_a_share_link_is_made_copied_followed_and_revoked(self):
        page = self.page
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.open(page)
        page.get_by_label("Valid for").select_option(label="1 day")
        page.get_by_role("button", name="Make a link").click()
        page.get_by_role("button", name="Copy", exact=True).click()
        page.get_by_role("button", name="Copied").wait_for()
        link = page.evaluate("() => navigator.clipboard.readText()")
        self.assertTrue(link.endswith(ShareLink.objects.get().get_absolute_url()))
        visitor = self.open_profile()
        self.assertEqual(visitor.goto(link).status, 200)
        self.assertIn("Preview of a draft", visitor.locator(".preview-banner").inner_text())
        visitor.get_by_text("Stored words").wait_for()
        with page.expect_navigation():
            page.get_by_role("button", name="Revoke").click()
        self.assertEqual(visitor.goto(link).status, 410)

    def test_no_problem_that_axe_knows_and_nothing_wider_than_the_screen(self):
        for width, scheme in LOOKS:
            page = self.open_profile(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
            newsroom = self.open(page)
            newsroom.show_about()
            if not ShareLink.objects.exists():
                page.get_by_role("button", name="Make a link").click()
                newsroom.wait_for_editors()
            page.get_by_role("button", name="Preview", exact=True).click()
            self.shown(page)
            with self.subTest(scheme=scheme, width=width):
                self.assert_no_grave_problem(page, within=[".preview-bar", "#share-links"])
                self.assert_fits_the_screen(page)
