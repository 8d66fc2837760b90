"""An editor writes, and presses nothing: what was written is on the site."""

from articles.models import Article, Quote
from tests.browser.base import BrowserTestCase
from tests.browser.newsroom import Newsroom
from tests.factories import ArticleFactory, QuoteFactory, RichTextFactory, UserFactory


class SavingAsYouWriteTests(BrowserTestCase):
    def setUp(self):
        super().setUp()
        UserFactory(username="ben", first_name="Ben", is_staff=True, is_superuser=True)
        self.article = ArticleFactory(title="Before", state="draft", publish_at=None)
        RichTextFactory(parent=self.article, text="<p>It began in spring.</p>", ordering=10)
        QuoteFactory(parent=self.article, words="We walked.", ordering=20)
        self.address = f"articles/article/{self.article.pk}/change/"
        self.newsroom = Newsroom(self.page)
        self.newsroom.sign_in("ben")

    def saved(self, path="**/autosave/", page=None):
        """Wait for the next request that saves."""
        return (page or self.page).expect_response(path)

    def wait_until_saved(self, page=None):
        (page or self.page).locator(".saving-state[data-kind=saved]").wait_for()

    def texts(self):
        blocks = Article.objects.get(pk=self.article.pk).articles_richtext_set.order_by("ordering")
        return [block.text for block in blocks]

    def test_what_was_written_is_there_after_a_reload_that_asks_nothing(self):
        self.newsroom.open(self.address)
        with self.saved():
            self.newsroom.fill(title="After")
            self.newsroom.write("Forty towns met by the river.")
        self.wait_until_saved()
        self.assertRegex(self.page.locator("p.saving-state").inner_text(), r"^Saved \d\d:\d\d$")
        self.page.reload()
        self.newsroom.wait_for_editors()
        self.assertEqual(self.page.locator("#id_title").input_value(), "After")
        self.assertFalse(self.page.locator(".unsaved-offer").is_visible())
        self.assertEqual(self.texts(), ["<p>It began in spring.</p>", "<p>Forty towns met by the river.</p>"])

    def test_a_new_block_is_not_doubled_and_what_is_removed_comes_back_by_undo(self):
        self.newsroom.open(self.address)
        with self.saved():
            self.newsroom.write("Forty towns met.")
        self.wait_until_saved()
        with self.saved():
            self.page.locator(".dynamic-articles_richtext_set .inline-deletelink").last.press("Enter")
        self.wait_until_saved()
        self.assertEqual(self.texts(), ["<p>It began in spring.</p>"])
        with self.saved():
            self.page.locator(".undo-bar .undo").press("Enter")
        self.wait_until_saved()
        self.assertEqual(self.texts(), ["<p>It began in spring.</p>", "<p>Forty towns met.</p>"])
        self.assertIn("was changed successfully", self.newsroom.save())
        self.assertEqual(len(self.texts()), 2)

    def test_a_new_article_is_there_as_soon_as_it_has_a_title(self):
        self.newsroom.open("articles/article/add/")
        self.newsroom.write("Forty towns met by the river.")
        self.page.locator(".saving-state", has_text="Saved as soon as it has a title").wait_for()
        with self.saved("**/add/autosave/"):
            self.page.locator("#id_title").press_sequentially("Forty towns")
        self.page.wait_for_url("**/change/")
        self.wait_until_saved()
        with self.saved():
            self.page.locator("#id_title").press_sequentially(" by the river")
        self.wait_until_saved()
        self.page.wait_for_function("() => document.getElementById('id_slug').value === 'forty-towns-by-the-river'")
        self.newsroom.add_block("Quote").locator("textarea[id$='-words']").fill("A street for everybody.")
        self.assertIn("was changed successfully", self.newsroom.save())
        article = Article.objects.exclude(pk=self.article.pk).get()
        self.assertEqual((article.title, article.slug), ("Forty towns by the river", "forty-towns-by-the-river"))
        self.assertEqual(article.articles_richtext_set.get().text, "<p>Forty towns met by the river.</p>")
        self.assertEqual(article.articles_quote_set.get().words, "A street for everybody.")

    def test_a_field_with_an_error_is_named_with_the_way_to_it_and_all_else_is_saved(self):
        self.newsroom.open(self.address)
        with self.saved():
            self.newsroom.fill(title="", strapline="Two days by the river")
        self.page.locator(".saving-state").get_by_role("link", name="Title – This field is required.").click()
        self.assertEqual(self.page.evaluate("() => document.activeElement.id"), "id_title")
        article = Article.objects.get()
        self.assertEqual((article.title, article.strapline), ("Before", "Two days by the river"))

    def test_without_a_connection_it_is_kept_and_sent_when_there_is_one(self):
        self.newsroom.open(self.address)
        self.page.context.set_offline(True)
        self.newsroom.fill(title="After")
        self.page.locator(".saving-state", has_text="There is no connection. Your browser keeps").wait_for()
        with self.saved():
            self.page.context.set_offline(False)
        self.wait_until_saved()
        self.assertEqual(Article.objects.get().title, "After")

    def open_as_ana(self):
        UserFactory(username="ana", first_name="Ana", is_staff=True, is_superuser=True)
        ana = Newsroom(self.open_profile())
        ana.sign_in("ana")
        ana.open(self.address)
        return ana

    def ask_who_is_here(self, page):
        with page.expect_response("**/presence/"):
            page.evaluate("() => { document.dispatchEvent(new Event('visibilitychange')); }")

    def test_what_somebody_else_has_saved_is_told_and_taken_over_without_losing_a_word(self):
        self.newsroom.open(self.address)
        ana = self.open_as_ana()
        with self.saved(page=ana.page):
            ana.fill(summary="Ana wrote this.")
        self.wait_until_saved(ana.page)
        self.ask_who_is_here(self.page)
        notice = self.page.locator(".newer-version")
        notice.get_by_text("Ana has saved this, 0 minutes ago.").wait_for()
        comparison = self.page.request.get(notice.get_by_role("link", name="See what changed").get_attribute("href"))
        self.assertIn("Ana wrote this.", comparison.text())
        self.newsroom.fill(title="By Ben")
        with self.page.expect_navigation():
            notice.get_by_role("button", name="Take it over").click()
        self.newsroom.wait_for_editors()
        self.assertEqual(self.page.locator("#id_title").input_value(), "By Ben")
        self.assertEqual(self.page.locator("#id_summary").input_value(), "Ana wrote this.")
        self.assertFalse(notice.is_visible())
        self.assertFalse(self.page.locator(".unsaved-offer").is_visible())

    def test_the_name_of_who_is_in_a_block_stands_at_it(self):
        self.newsroom.open(self.address)
        ana = self.open_as_ana()
        words = ana.page.locator("#id_articles_quote_set-0-words")
        with ana.page.expect_response("**/presence/"):
            words.focus()
        words.press_sequentially("!")
        self.ask_who_is_here(ana.page)
        self.ask_who_is_here(self.page)
        self.page.get_by_text("Ana is changing this at the moment. At: Quote – We walked.").wait_for()
        self.assertEqual(self.page.locator("#articles_quote_set-0 .present-here").inner_text(), "Ana")
        self.assertEqual(self.page.locator(".present-here").count(), 1)

    def test_two_people_write_in_one_article_and_neither_loses_a_word(self):
        ana = self.open_as_ana()
        self.newsroom.open(self.address)
        with self.saved():
            self.newsroom.rewrite("It began", "It began in winter.")
        self.wait_until_saved()
        with self.saved(page=ana.page):
            ana.fill(title="By Ana", summary="Ana wrote this.")
        self.wait_until_saved(ana.page)
        with self.saved():
            self.newsroom.fill(title="By Ben", strapline="Ben wrote this.")
        notice = self.page.locator(".saving-as-you-write")
        notice.get_by_role("button", name="See both versions").click()
        self.page.get_by_role("heading", name="Not saved yet: two versions").wait_for()
        self.page.get_by_role("group", name="Title").get_by_label("Your version").check()
        self.page.get_by_role("button", name="Save what is chosen").click()
        self.page.get_by_text("Both versions are in the history").wait_for()
        article = Article.objects.get()
        self.assertEqual(
            (article.title, article.summary, article.strapline), ("By Ben", "Ana wrote this.", "Ben wrote this.")
        )
        self.assertEqual(self.texts(), ["<p>It began in winter.</p>"])
        self.assertEqual(Quote.objects.get().words, "We walked.")

    def test_what_is_published_is_edited_by_one_button_in_a_working_copy_that_saves_itself(self):
        public = ArticleFactory(title="Public")
        self.page.goto(f"/admin/articles/article/{public.pk}/change/")
        self.assertFalse(self.page.locator(".submit-row [name=_save]").is_visible())
        self.newsroom.go("Edit", self.page.locator(".submit-row"))
        with self.saved():
            self.newsroom.fill(title="Public, and better")
        self.wait_until_saved()
        public.refresh_from_db()
        self.assertEqual((public.title, public.working_copy.title), ("Public", "Public, and better"))
