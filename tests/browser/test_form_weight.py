"""What the form of a long article costs a browser that has never seen the site."""

import gzip
import sys

import brotli

from articles.models import Article
from civitas_cms.newsroom.bundles import LEFT_OUT
from tests.factories import ArticleFactory, QuoteFactory, RichTextFactory, UserFactory

from .base import BrowserTestCase
from .newsroom import Newsroom

BLOCKS = 60
#: Those that are not in the font of icons show their names, as words of more than one letter's width.
WIDE_ICONS = """() => [...document.querySelectorAll(".material-icons")].filter((icon) => {
        const text = document.createRange();
        text.selectNodeContents(icon);
        return text.getBoundingClientRect().width > 1.1 * parseFloat(getComputedStyle(icon).fontSize);
    }).map((icon) => icon.textContent)"""


def transferred(request):
    """Return how many bytes come in production: WhiteNoise has Brotli's of all files, proxies make gzip of pages."""
    body = request.response().body()
    compress = brotli.compress if "/static/" in request.url else gzip.compress
    return min(len(body), len(compress(body)))


class FormWeightTests(BrowserTestCase):
    def setUp(self):
        super().setUp()
        UserFactory(username="editor", is_staff=True, is_superuser=True)
        self.article = ArticleFactory(kind=Article.Kind.INTERVIEW)
        for number in range(BLOCKS):
            make = QuoteFactory if number % 3 == 2 else RichTextFactory
            make(parent=self.article, ordering=number)

    def test_it_loads_few_files_and_is_soon_ready_to_type_in(self):
        newsroom = Newsroom(self.page)
        newsroom.sign_in("editor")
        page = newsroom.page = self.page.context.new_page()
        browser = page.context.new_cdp_session(page)
        browser.send("Network.setCacheDisabled", {"cacheDisabled": True})
        browser.send("Performance.enable", {"timeDomain": "threadTicks"})
        loaded = []
        page.on("requestfinished", lambda request: request.method == "GET" and loaded.append(request))
        newsroom.open(f"articles/article/{self.article.pk}/change/")
        page.wait_for_function(
            """() => [...document.querySelectorAll(".inline-related:not(.empty-form) .field-text textarea")]
                .every((text) => text.closest(".prose-editor"))"""
        )
        page.wait_for_load_state("networkidle")
        seconds = {each["name"]: each["value"] for each in browser.send("Performance.getMetrics")["metrics"]}
        size = sum(map(transferred, loaded))
        print(
            f"\n{BLOCKS} blocks: {len(loaded)} requests, {size / 1000:.0f} KB compressed,"
            f" {seconds['TaskDuration']:.2f} s of CPU in the browser",
            file=sys.stderr,
        )
        self.assertLessEqual(len(loaded), 25)
        self.assertLessEqual(size, 350_000)
        self.assertLess(seconds["TaskDuration"], 2)  # 0.6 on a quiet machine
        self.assertFalse([request.url for request in loaded if any(path in request.url for path in LEFT_OUT)])

    def test_texts_far_away_are_shown_and_their_editors_start_when_somebody_goes_there(self):
        newsroom = Newsroom(self.page)
        newsroom.sign_in("editor")
        newsroom.open(f"articles/article/{self.article.pk}/change/")
        self.assertGreater(self.page.locator(".waiting-text").count(), BLOCKS / 3)
        row = self.page.locator(f"#articles_richtext_set-{BLOCKS * 2 // 3 - 1}")
        text, field = row.locator(".waiting-text"), row.locator("textarea")
        self.assertEqual((text.text_content(), text.get_attribute("aria-label")), ("Some text", "Text"))
        field.evaluate(
            """field => {
                field.value = "<p class='x'>Other <strong>words</strong><img src='x'></p>";
                field.dispatchEvent(new Event("input", { bubbles: true }));
            }"""
        )
        self.assertEqual(text.inner_html(), "<p>Other <strong>words</strong></p>")
        text.evaluate("box => box.focus()")
        self.page.keyboard.type("Ah! ")
        self.assertEqual(field.input_value(), "<p>Ah! Other <strong>words</strong></p>")

    def test_a_click_into_a_text_that_waits_puts_the_caret_there(self):
        newsroom = Newsroom(self.page)
        newsroom.sign_in("editor")
        newsroom.open(f"articles/article/{self.article.pk}/change/")
        row = self.page.locator(f"#articles_richtext_set-{BLOCKS * 2 // 3 - 1}")
        row.locator(".waiting-text").evaluate(
            """box => {
                const words = new Range();
                words.selectNodeContents(box);
                const { right, top, height } = words.getBoundingClientRect();
                const place = { clientX: right - 1, clientY: top + height / 2, bubbles: true, cancelable: true };
                box.dispatchEvent(new MouseEvent("mousedown", place));
            }"""
        )
        self.page.keyboard.type("!")
        self.assertEqual(row.locator("textarea").input_value(), "<p>Some text!</p>")

    def test_every_icon_is_in_the_font(self):
        newsroom = Newsroom(self.page)
        newsroom.sign_in("editor")
        newsroom.open(f"articles/article/{self.article.pk}/change/")
        self.page.evaluate("document.fonts.ready")
        self.page.locator(".order-machine-insert-target.last").press("Enter")
        self.page.locator("[id^='block-menu-option-']").first.wait_for()
        self.assertGreater(self.page.locator(".material-icons").count(), 9)
        self.assertEqual(self.page.evaluate(WIDE_ICONS), [])
