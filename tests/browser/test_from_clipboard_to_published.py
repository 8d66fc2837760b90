"""From the clipboard to the public site: what it takes a contributor and an editor."""

from pathlib import Path
from time import monotonic

from articles.intake.plain_text import as_html
from articles.models import Article, Quote
from civitas_cms.publishing.models import State
from civitas_cms.roles import CONTRIBUTOR, EDITOR
from tests.browser.base import BrowserTestCase
from tests.browser.newsroom import Newsroom
from tests.browser.test_paste import PASTE
from tests.factories import staff

INTERVIEW = Path(__file__).parent.parent / "articles/intake/texts/interview_eight.txt"
FOCUSED = "() => (document.activeElement.value || document.activeElement.textContent).trim()"
MAX_KEYS = 600
MAX_CLICKS, MAX_PAGE_LOADS, MAX_SECONDS = 25, 5, 90


class FromClipboardToPublishedTests(BrowserTestCase):
    """Both begin at their desks."""

    def setUp(self):
        super().setUp()
        self.clicks, self.loads, self.windows, self.seconds = 0, [], [], 0.0

    def at_the_desk(self, role):
        staff(role, username=role)
        page = self.open_profile(bypass_csp=True)
        newsroom = Newsroom(page)
        newsroom.sign_in(role)
        newsroom.open("")
        page.on("popup", lambda window: self.windows.append(window.url))
        page.on("domcontentloaded", lambda page: self.loads.append(page.url))
        return newsroom

    def click(self, newsroom, name):
        self.clicks += 1
        newsroom.go(name)

    def press_keys(self, newsroom, name):
        """Go on with Tab until what is called ``name`` has the focus, and press Enter."""
        for _key in range(MAX_KEYS):
            newsroom.page.keyboard.press("Tab")
            if newsroom.page.evaluate(FOCUSED) == name:
                break
        else:
            self.fail(f"“{name}” is not reached with {MAX_KEYS} keys on {newsroom.page.url}.")
        with newsroom.page.expect_navigation():
            newsroom.page.keyboard.press("Enter")
        newsroom.wait_for_editors()

    def write(self, newsroom, follow):
        started = monotonic()
        follow(newsroom, "Article from a text")
        text = INTERVIEW.read_text("utf-8")
        with newsroom.page.expect_navigation():
            newsroom.page.get_by_label("Paste the text").evaluate(PASTE, [as_html(text), text])
        follow(newsroom, "Make a draft and submit it for review")
        self.seconds += monotonic() - started

    def publish(self, newsroom, follow):
        newsroom.open("")
        self.loads.pop()  # the editor's desk is where the clock starts
        started = monotonic()
        follow(newsroom, "Eight voices on the night train")
        follow(newsroom, "Publish now")
        self.seconds += monotonic() - started

    def test_an_interview_of_eight_people_by_keyboard_alone(self):
        self.write(self.at_the_desk(CONTRIBUTOR), self.press_keys)
        self.publish(self.at_the_desk(EDITOR), self.press_keys)
        self.assertEqual(Article.objects.get().state, State.PUBLISHED)

    def test_an_interview_of_eight_people(self):
        contributor, editor = self.at_the_desk(CONTRIBUTOR), self.at_the_desk(EDITOR)
        self.write(contributor, self.click)
        self.publish(editor, self.click)
        article = Article.objects.get()
        self.assertEqual(article.state, State.PUBLISHED)
        self.assertEqual(Quote.objects.filter(parent=article).values("speaker").distinct().count(), 8)
        self.page.goto(article.get_absolute_url())
        self.assertEqual(self.page.locator("blockquote").count(), 8)
        print(
            f"From the clipboard to published: {self.clicks} clicks, {len(self.windows)} pop-ups, "
            f"{len(self.loads)} page loads, {self.seconds:.1f} s"
        )
        self.assertLessEqual(self.clicks, MAX_CLICKS)
        self.assertLessEqual(len(self.loads), MAX_PAGE_LOADS)
        self.assertLessEqual(self.seconds, MAX_SECONDS)
        self.assertEqual(self.windows, [])
