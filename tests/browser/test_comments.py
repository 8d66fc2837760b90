"""Two people talk about a text, with the keyboard and without leaving the form; one search leads to everything."""

from articles.models import Article
from civitas_cms.newsroom.models import Comment, CommentThread, Notification
from civitas_cms.publishing.models import State
from civitas_cms.roles import CONTRIBUTOR, EDITOR
from tests.browser.base import LOOKS, BrowserTestCase
from tests.browser.newsroom import Newsroom
from tests.factories import ArticleFactory, RichTextFactory, staff

#: Marks the words of a text block as an editor would, in the editor itself.
MARK = """words => {
    const { editor } = document.querySelector(".order-machine .ProseMirror[contenteditable]");
    const from = editor.state.doc.textContent.indexOf(words) + 1;
    editor.chain().focus().setTextSelection({ from, to: from + words.length }).run();
}"""
OURS = [".comments", ".comments-number"]


class CommentTests(BrowserTestCase):
    def setUp(self):
        super().setUp()
        self.mia = staff(CONTRIBUTOR, username="mia", first_name="Mia", last_name="Berg")
        self.ana = staff(EDITOR, username="ana.kovac", first_name="Ana", last_name="Kovač")
        self.article = ArticleFactory(title="Trams", created_by=self.mia, state=State.DRAFT, publish_at=None)
        self.block = RichTextFactory(parent=self.article, text="<p>Forty trams run at night.</p>")
        self.address = f"articles/article/{self.article.pk}/change/"

    def sign_in(self, user, **options):
        newsroom = Newsroom(self.open_profile(**options))
        newsroom.sign_in(user.get_username())
        return newsroom

    def open(self, newsroom):
        newsroom.open(self.address)
        newsroom.page.locator(".order-machine .ProseMirror[contenteditable]").wait_for()
        return newsroom.page

    def said(self, page, words):
        page.locator(".comments-said", has_text=words).wait_for()

    def test_words_are_marked_commented_answered_and_resolved(self):
        page = self.open(self.sign_in(self.mia))
        page.locator("#id_title").press_sequentially("!")
        page.evaluate(MARK, "Forty trams")
        page.keyboard.press("Control+Alt+m")
        page.locator("#comment-text:focus").wait_for()
        page.keyboard.type("Is that right, @an")
        page.locator("#comment-colleagues [role=option]", has_text="Ana Kovač").wait_for()
        page.keyboard.press("Enter")
        page.keyboard.type("?")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        self.said(page, "Your comment is there.")
        self.assertIn("!", page.locator("#id_title").input_value())  # nothing was loaded anew
        thread = CommentThread.objects.get()
        self.assertEqual((thread.passage, thread.block_id), ("Forty trams", self.block.pk))
        self.assertEqual(Comment.objects.get().text, "Is that right, @ana.kovac ?")
        self.assertEqual(Notification.objects.get().user, self.ana)
        page.wait_for_function("() => CSS.highlights.get('commented')?.size === 1")

        ana = self.sign_in(self.ana)
        ana.on_desk("Waits for you").get_by_role("link", name="Mia Berg mentions you").click()
        page = ana.page
        page.locator(".comment-words", has_text="Is that right, @Ana Kovač ?").wait_for()
        page.get_by_text("Answer", exact=True).first.click()
        page.get_by_label("Your answer").fill("It is: see the report.")
        page.get_by_role("button", name="Answer", exact=True).click()
        self.said(page, "Your comment is there.")
        page.locator(".comments-number", has_text="Open comments: 1").wait_for()
        page.get_by_role("button", name="Resolve").click()
        page.locator(".comment-thread.is-resolved", has_text="Resolved by Ana Kovač").wait_for()
        page.locator(".comments-number").wait_for(state="hidden")

    def test_a_comment_leads_to_its_words(self):
        newsroom = self.sign_in(self.mia)
        page = self.open(newsroom)
        page.evaluate(MARK, "at night")
        page.locator(".comment-on-block").click()
        page.locator("#comment-text:focus").wait_for()
        page.keyboard.type("Which?")
        page.get_by_role("button", name="Comment", exact=True).click()
        page.locator(".comment-leads").click()
        page.wait_for_function("() => getSelection().toString() === 'at night'")

    def test_no_word_is_lost_when_the_session_ends_or_the_item_goes(self):
        newsroom = self.sign_in(self.mia)
        page = self.open(newsroom)
        page.locator("#comment-text").fill("Do not lose me")
        cookies = page.context.cookies()
        page.context.clear_cookies(name="sessionid")
        page.get_by_role("button", name="Comment", exact=True).click()
        self.said(page, "You have been signed out. Your words are still here")
        page.context.add_cookies(cookies)
        Article.objects.all().delete()
        page.get_by_role("button", name="Comment", exact=True).click()
        self.said(page, "This is no longer there. Your words are still here")
        self.assertEqual(page.locator("#comment-text").input_value(), "Do not lose me")

    def test_the_search_is_one_key_away_but_in_a_field(self):
        page = self.open(self.sign_in(self.ana))
        page.locator("#id_title").press_sequentially("/")
        self.assertIn("/", page.locator("#id_title").input_value())
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto("/admin/")
        page.keyboard.press("/")
        page.locator("#header-search:focus").wait_for()
        page.keyboard.type("trams")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.get_by_role("region", name="Articles 1").get_by_role("link", name="Trams").wait_for()

    def test_no_problem_that_axe_knows_and_nothing_wider_than_the_screen(self):
        for width, scheme in LOOKS:
            newsroom = self.sign_in(
                self.ana, viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
            )
            page = self.open(newsroom)
            newsroom.show_about()
            page.locator("#comment-text").fill("A word")
            page.get_by_role("button", name="Comment", exact=True).click()
            self.said(page, "Your comment is there.")
            with self.subTest(scheme=scheme, width=width):
                self.assertEqual(self.accessibility_problems(page, OURS), [])
                self.assert_fits_the_screen(page)
            for path in ("account/", "activity/", "notifications/", "search/?q=trams"):
                newsroom.open(path)
                with self.subTest(scheme=scheme, width=width, path=path):
                    self.assertEqual(self.accessibility_problems(page, ["#content"]), [])
                    self.assert_fits_the_screen(page)
