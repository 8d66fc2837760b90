"""Two editors change one article at the same time: both texts survive, and the page that asks is for everybody."""

from django.contrib.sessions.models import Session

from articles.models import Article
from civitas_cms.publishing.models import Revision
from tests.browser.base import LOOKS, BrowserTestCase
from tests.browser.newsroom import Newsroom
from tests.factories import PASSWORD, ArticleFactory, QuoteFactory, RichTextFactory, UserFactory


class CollisionTests(BrowserTestCase):
    def setUp(self):
        super().setUp()
        for name in ("ana", "ben"):
            UserFactory(username=name, first_name=name.title(), is_staff=True, is_superuser=True)
        self.article = ArticleFactory(title="Before", state="draft", publish_at=None)
        RichTextFactory(parent=self.article, text="<p>It began in spring.</p>")
        QuoteFactory(parent=self.article, words="We walked.")
        self.address = f"articles/article/{self.article.pk}/change/"

    def sign_in(self, name, **options):
        newsroom = Newsroom(self.open_profile(**options))
        newsroom.sign_in(name)
        # Here forms are saved by buttons only: what is saved as somebody writes has tests of its own.
        newsroom.save_by_buttons_only()
        newsroom.open(self.address)
        return newsroom

    def collide(self, **options):
        """Let Ben and Ana write at the same time, and Ana save first; return Ben's browser."""
        ben, ana = self.sign_in("ben", **options), self.sign_in("ana")
        ben.fill(title="By Ben", strapline="Two days by the river")
        ana.fill(title="By Ana", summary="Ana wrote this.")
        ana.save()
        return ben

    def press_save(self, newsroom):
        newsroom.page.get_by_role("button", name="Save and continue editing").click()
        newsroom.page.get_by_role("heading", name="Not saved yet: two versions").wait_for()

    def test_two_editors_collide_and_both_texts_survive(self):
        ben = self.collide()
        self.press_save(ben)
        ben.page.get_by_role("group", name="Title").get_by_label("Your version").check()
        ben.page.get_by_role("button", name="Save what is chosen").click()
        ben.page.get_by_text("Both versions are in the history").wait_for()
        article = Article.objects.get()
        self.assertEqual(
            (article.title, article.summary, article.strapline),
            ("By Ben", "Ana wrote this.", "Two days by the river"),
        )
        self.assertIn("By Ana", Revision.objects.of(article).values_list("title", flat=True))
        ben.wait_for_editors()
        self.assertFalse(ben.page.locator(".unsaved-offer").is_visible())

    def test_what_both_changed_has_to_be_chosen(self):
        ben = self.collide()
        self.press_save(ben)
        ben.page.get_by_role("button", name="Save what is chosen").click()
        self.assertEqual(ben.page.locator("input:invalid").first.get_attribute("name"), "_choice-title")
        ben.page.get_by_role("button", name="Back to my text in the form").click()
        ben.page.get_by_text("Your changes are back in the form.").wait_for()
        self.assertEqual(ben.page.locator("#id_title").input_value(), "By Ben")

    def test_a_session_that_expires_while_somebody_else_saves_loses_neither_text(self):
        ben = self.collide()
        Session.objects.all().delete()
        ben.page.get_by_role("button", name="Save and continue editing").click()
        ben.page.get_by_text("What you typed is still in this browser").wait_for()
        ben.page.get_by_label("Username").fill("ben")
        ben.page.get_by_label("Password").fill(PASSWORD)
        ben.page.get_by_role("button", name="Log in").click()
        ben.page.locator(".unsaved-offer").get_by_role("button", name="Bring my changes back").click()
        ben.page.get_by_text("Your changes are back in the form.").wait_for()
        ben.wait_for_editors()
        self.press_save(ben)
        ben.page.get_by_role("button", name="Keep all of mine").click()
        ben.page.get_by_text("Your version is saved.").wait_for()
        self.assertEqual(Article.objects.get().title, "By Ben")

    def test_no_grave_problem_that_axe_knows_and_nothing_wider_than_the_screen(self):
        ben = self.collide(bypass_csp=True)
        self.press_save(ben)
        self.examine(ben.page, "collision")
        ben.page.get_by_role("button", name="Keep all of mine").click()
        ben.page.get_by_text("Your version is saved.").wait_for()
        for address in ("history/", "history/compare/?from=2&to=4"):
            ben.page.goto(f"/admin/{self.address.removesuffix('change/')}{address}")
            self.examine(ben.page, address)

    def examine(self, page, name):
        for width, scheme in LOOKS:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 800})
            with self.subTest(name, scheme=scheme, width=width):
                self.assert_no_grave_problem(page)
                self.assert_fits_the_screen(page)
