"""An editor makes an article's body of blocks, by keyboard, without leaving the text."""

from articles.models import Quote
from civitas_cms.pages.models import Page
from tests.browser.base import BrowserTestCase
from tests.browser.newsroom import Newsroom
from tests.factories import (
    ArticleFactory,
    OrganisationFactory,
    QuoteFactory,
    RichTextFactory,
    SpeakerFactory,
    UserFactory,
)

TEXT = "<p>Forty towns met.</p><p>They compared notes.</p>"


class BlocksTestCase(BrowserTestCase):
    def setUp(self):
        super().setUp()
        UserFactory(username="editor", is_staff=True, is_superuser=True)
        self.article = ArticleFactory(slug="towns", state="draft")
        self.newsroom = Newsroom(self.page)
        self.newsroom.sign_in("editor")
        self.undo = self.page.locator(".undo-bar .undo")
        self.menu = self.page.locator(".block-menu")

    def open(self, *texts):
        for number, text in enumerate(texts):
            RichTextFactory(parent=self.article, text=text, ordering=10 * (number + 1))
        self.newsroom.open(f"articles/article/{self.article.pk}/change/")
        self.page.locator(".order-machine .ProseMirror").filter(visible=True).first.wait_for()

    def place_cursor(self, words, after=True):
        """Set the cursor before or after ``words`` in a text."""
        self.select(words, collapse="to" if after else "from")

    def select(self, words, collapse=""):
        """Select ``words`` in the text that has them."""
        self.page.locator(".order-machine .ProseMirror", has_text=words).filter(visible=True).evaluate(
            """(box, [words, collapse]) => {
                let place = null;
                box.editor.state.doc.descendants((node, start) => {
                    const index = node.isText ? node.text.indexOf(words) : -1;
                    if (index >= 0) place = { from: start + index, to: start + index + words.length };
                });
                box.editor.commands.setTextSelection(collapse ? place[collapse] : place);
                box.editor.view.focus(); // with its selection: that of the box alone would come a moment later
            }""",
            [words, collapse],
        )

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def take(self, kind):
        """Type some of the name of ``kind`` into the menu, and take it."""
        self.menu.locator("input:focus").wait_for()
        self.page.keyboard.type(kind)
        self.press("Enter")
        self.menu.wait_for(state="hidden")

    def wait_for_focus(self, selector):
        self.page.wait_for_function("selector => document.activeElement.matches(selector)", arg=selector)

    def body(self):
        """Return kind and words of the blocks in the order in which they are seen, without those that go."""
        return self.page.evaluate(
            """() => [...document.querySelectorAll(".order-machine > .inline-related:not(.empty-form, .for-deletion)")]
            .sort((one, other) => one.style.order - other.style.order)
            .map((block) => block.querySelector("[name$='-text'], [name$='-words']").value)"""
        )

    def saved(self):
        self.assertIn("was changed successfully", self.newsroom.save())
        blocks = [*self.article.articles_richtext_set.all(), *self.article.articles_quote_set.all()]
        return [getattr(each, "text", None) or each.words for each in sorted(blocks, key=lambda each: each.ordering)]


class MenuTests(BlocksTestCase):
    def test_a_quote_in_mid_text_takes_a_stroke_three_letters_and_enter(self):
        self.open(TEXT)
        self.place_cursor("Forty towns met.")
        self.press("Enter")
        self.page.keyboard.type("/quo")
        self.press("Enter")
        self.wait_for_focus("[name$='-words']")
        self.page.keyboard.type("A street for all.")
        parts = ["<p>Forty towns met.</p>", "A street for all.", "<p>They compared notes.</p>"]
        self.assertEqual(self.body(), parts)
        self.assertEqual(self.saved(), parts)

    def test_escape_leaves_the_stroke_and_a_stroke_within_words_is_only_a_stroke(self):
        self.open("<p>and</p>")
        self.place_cursor("and")
        self.page.keyboard.type("/or")
        self.press("Enter")
        self.page.keyboard.type("/nobody")
        self.menu.get_by_text("Nothing is called that.").wait_for()
        self.press("Enter", "Escape")
        self.menu.wait_for(state="hidden")
        self.page.keyboard.type(" else")
        self.assertEqual(self.body(), ["<p>and/or</p><p>/nobody else</p>"])

    def test_arrows_choose_and_a_screen_reader_hears_what(self):
        self.open(TEXT)
        self.page.locator(".order-machine-insert-target.last").press("Enter")
        box = self.page.get_by_role("combobox", name="Kind of block")
        self.press("ArrowDown")
        chosen = self.page.locator(f"#{box.get_attribute('aria-activedescendant')}")
        self.assertEqual(chosen.get_attribute("aria-selected"), "true")
        self.assertEqual(chosen.inner_text(), self.menu.get_by_role("option").nth(1).inner_text())
        self.press("Escape")
        self.wait_for_focus(".order-machine-insert-target.last")

    def test_ctrl_enter_divides_a_text_and_a_second_enter_at_its_end_goes_on_below(self):
        self.open(TEXT)
        self.place_cursor("They ")
        self.press("Control+Enter")
        self.take("quote")
        self.wait_for_focus("[name$='-words']")
        self.assertEqual(self.body(), ["<p>Forty towns met.</p><p>They</p>", "", "<p>compared notes.</p>"])
        self.place_cursor("compared notes.")
        self.press("Enter", "Enter")
        self.take("quote")
        self.assertEqual(self.body()[2:], ["<p>compared notes.</p>", ""])

    def test_a_new_article_starts_in_its_title_and_a_new_block_in_its_first_field(self):
        self.newsroom.open("articles/article/add/")
        self.wait_for_focus("#id_title")
        self.newsroom.add_block("Text")
        self.wait_for_focus(".ProseMirror")

    def test_the_keys_are_listed(self):
        self.open(TEXT)
        self.page.get_by_role("button", name="Keys").press("Enter")
        self.assertIn("Ctrl+Alt+Q", self.page.get_by_role("dialog", name="Keys").inner_text())
        self.press("Escape", "?")
        self.page.get_by_role("dialog", name="Keys").wait_for()


class DividingAndJoiningTests(BlocksTestCase):
    def test_selected_words_become_a_quote_without_their_marks_and_come_back(self):
        text = "<p>It was late. “We need trams,” said Anna Berg.</p>"
        self.open(text)
        self.select("We need trams")
        self.press("Control+Alt+q")
        self.wait_for_focus("[name$='-words']")
        parts = ["<p>It was late.</p>", "We need trams", "<p>said Anna Berg.</p>"]
        self.assertEqual(self.body(), parts)
        self.press("Control+z")
        self.assertEqual(self.body(), [text])
        self.press("Control+Shift+z")
        self.assertEqual(self.body(), parts)
        self.assertEqual(self.saved(), parts)

    def test_a_quote_takes_its_speaker_over_from_the_text(self):
        organisation = OrganisationFactory(name="City of Ghent")
        SpeakerFactory(given_name="Anna", family_name="Berg", position="Mayor", organisation=organisation)
        self.open("<p>It was late. “We need trams,” said Anna Berg, Mayor, City of Ghent.</p>")
        self.select("“We need trams,” said Anna Berg, Mayor, City of Ghent.")
        self.press("Control+Alt+q")
        self.wait_for_focus("[name$='-words']")
        self.assertEqual(self.body(), ["<p>It was late.</p>", "We need trams"])
        self.page.locator(".saving-state[data-kind=saved]").wait_for()
        quote = Quote.objects.get()
        self.assertEqual(
            (str(quote.speaker), quote.position_then, quote.organisation_then),
            ("Anna Berg", "Mayor", organisation),
        )

    def test_the_button_for_a_quote_is_there_when_words_are_selected(self):
        self.open(TEXT)
        button = self.page.get_by_role("button", name="Make this a quote")
        self.assertEqual(button.count(), 0)
        self.select("compared notes")
        button.click()
        self.wait_for_focus("[name$='-words']")
        self.assertEqual(Quote.objects.count(), 0)
        self.assertEqual(self.body()[1], "compared notes")

    def test_texts_are_joined_and_parted_again(self):
        self.open("<p>One</p>", "<p>Two</p>", "<p>Three</p>")
        self.place_cursor("Two", after=False)
        self.press("Control+Alt+j")
        self.assertEqual(self.body(), ["<p>One</p><p>Two</p>", "<p>Three</p>"])
        self.page.get_by_role("button", name="More to do with this block: One").first.press("Enter")
        self.take("after")
        self.assertEqual(self.body(), ["<p>One</p><p>Two</p><p>Three</p>"])
        self.undo.press("Enter")
        self.assertEqual(self.body(), ["<p>One</p><p>Two</p>", "<p>Three</p>"])
        self.assertEqual(self.saved(), ["<p>One</p><p>Two</p>", "<p>Three</p>"])

    def test_typing_is_undone_before_what_was_done_with_blocks(self):
        self.open(TEXT)
        self.place_cursor("met.")
        self.press("Control+Enter")
        self.take("split")
        self.wait_for_focus(".ProseMirror")
        self.page.keyboard.type("Then ")
        self.assertEqual(self.body()[1], "<p>Then They compared notes.</p>")
        self.press("Control+z")
        self.assertEqual(self.body(), ["<p>Forty towns met.</p>", "<p>They compared notes.</p>"])
        self.press("Control+z")
        self.page.wait_for_function("() => !document.querySelector('.undo-bar .undo')")
        self.assertEqual(self.body(), [TEXT])

    def test_to_undo_a_division_loses_nothing_that_was_written_since(self):
        self.open(TEXT)
        self.place_cursor("met.")
        self.press("Control+Enter")
        self.take("quote")
        self.wait_for_focus("[name$='-words']")
        self.place_cursor("met.")
        self.page.keyboard.type(" All of them.")
        self.undo.click()
        self.assertEqual(self.body(), ["<p>Forty towns met. All of them.</p><p>They compared notes.</p>"])
        self.page.locator(".undo-bar .redo").click()
        self.assertEqual(self.body(), ["<p>Forty towns met. All of them.</p>", "", "<p>They compared notes.</p>"])


class CopyingTests(BlocksTestCase):
    def setUp(self):
        super().setUp()
        QuoteFactory(parent=self.article, words="Trams!", speaker=SpeakerFactory(family_name="Ozoliņa"), ordering=100)

    def test_a_block_is_duplicated_with_all_that_was_chosen(self):
        self.open(TEXT)
        self.page.locator("[name$='-words']").filter(visible=True).focus()
        self.press("Control+Alt+d")
        self.assertEqual(self.body(), [TEXT, "Trams!", "Trams!"])
        self.saved()
        self.assertEqual({quote.speaker.family_name for quote in Quote.objects.all()}, {"Ozoliņa"})
        self.assertEqual(Quote.objects.count(), 2)

    def test_what_was_cut_comes_back_and_is_pasted_within_a_text(self):
        self.open(TEXT)
        self.page.locator("[name$='-words']").filter(visible=True).focus()
        self.press("Control+Alt+x", "Control+z")
        self.assertEqual(self.body(), [TEXT, "Trams!"])
        self.place_cursor("met.")
        self.press("Control+Enter")
        self.take("paste")
        parts = ["<p>Forty towns met.</p>", "Trams!", "<p>They compared notes.</p>", "Trams!"]
        self.assertEqual(self.body(), parts)
        self.assertEqual(self.saved(), parts)

    def test_a_block_is_cut_and_pasted_into_another_article(self):
        self.open(TEXT)
        self.page.locator("[name$='-words']").filter(visible=True).focus()
        self.press("Control+Alt+x")
        self.assertEqual(self.body(), [TEXT])
        self.saved()
        other = ArticleFactory(slug="other")
        self.newsroom.open(f"articles/article/{other.pk}/change/")
        self.page.locator(".order-machine-insert-target.last").press("Enter")
        self.take("paste")
        self.newsroom.save()
        quote = Quote.objects.get()
        self.assertEqual((quote.parent, quote.words, quote.speaker.family_name), (other, "Trams!", "Ozoliņa"))

    def test_a_text_is_pasted_into_a_page_and_a_quote_is_not_offered_there(self):
        page = Page.objects.create(title="About", slug="about")
        self.open(TEXT)
        self.place_cursor("met.")
        self.press("Control+Alt+c")
        self.newsroom.open(f"pages/page/{page.pk}/change/")
        self.page.locator(".order-machine-insert-target.last").press("Enter")
        self.take("paste")
        self.newsroom.save()
        self.assertEqual(page.pages_richtext_set.get().text, TEXT)
