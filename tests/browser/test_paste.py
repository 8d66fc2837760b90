"""An editor pastes from other programs."""

from tests.browser.base import LOOKS, BrowserTestCase
from tests.browser.newsroom import Newsroom
from tests.factories import ArticleFactory, ConferenceFactory, RichTextFactory, TableFactory, UserFactory

GOOGLE_DOCS = (
    '<b style="font-weight:normal" id="docs-internal-guid-1"><p><span style="font-weight:400">Plain </span>'
    '<span style="font-weight:700">strong</span></p></b>'
)
TABLE = "<p>Before</p><table><tr><th>City<th>Trams<tr><td>Ghent<td>4</table><p>After</p>"
PASTE = """(box, [html, text]) => {
  const clipboardData = new DataTransfer();
  if (html) clipboardData.setData("text/html", html);
  clipboardData.setData("text/plain", text);
  box.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


class PasteTestCase(BrowserTestCase):
    def setUp(self):
        super().setUp()
        UserFactory(username="editor", is_staff=True, is_superuser=True)
        self.article = ArticleFactory(slug="trams")
        RichTextFactory(parent=self.article, text="<p>One end</p>")
        self.newsroom = Newsroom(self.page)
        self.newsroom.sign_in("editor")
        self.open()

    def open(self):
        self.newsroom.open(f"articles/article/{self.article.pk}/change/")
        self.box = self.page.locator(".order-machine .ProseMirror").filter(visible=True).first
        self.note = self.page.locator(".paste-note")

    def paste(self, html, text="the plain text"):
        self.box.evaluate(PASTE, [html, text])

    def select_all(self):
        self.box.click()
        self.page.keyboard.press("Control+a")

    def wait_for_text(self, html):
        self.page.wait_for_function("([box, html]) => box.innerHTML === html", arg=[self.box.element_handle(), html])


class PasteTests(PasteTestCase):
    def test_what_is_pasted_becomes_a_text_of_ours_at_the_caret(self):
        # Keys pressed at once after the focus has come are undone by the editor, which then restores its own caret.
        self.box.evaluate("(box, place) => box.editor.chain().setTextSelection(place).focus().run()", 1 + len("One "))
        self.paste(GOOGLE_DOCS)
        self.wait_for_text("<p>One Plain <strong>strong</strong>end</p>")
        self.page.keyboard.press("Control+b")  # the caret stands behind strong words
        self.page.keyboard.type(", then ")
        self.wait_for_text("<p>One Plain <strong>strong</strong>, then end</p>")

    def test_it_takes_the_place_of_what_was_selected_and_is_undone_in_one_step(self):
        self.select_all()
        self.paste(GOOGLE_DOCS)
        self.wait_for_text("<p>Plain <strong>strong</strong></p>")
        self.page.keyboard.press("Control+z")
        self.wait_for_text("<p>One end</p>")

    def test_it_is_saved(self):
        self.select_all()
        self.paste(GOOGLE_DOCS)
        self.wait_for_text("<p>Plain <strong>strong</strong></p>")
        self.newsroom.save()
        self.assertEqual(self.article.articles_richtext_set.get().text, "<p>Plain <strong>strong</strong></p>")

    def test_what_was_left_out_is_said_and_can_be_dismissed(self):
        self.select_all()
        self.paste("<p>Words</p><img src=a><img src=b>")
        self.assertIn("Not taken along: 2 pictures.", self.note.inner_text())
        self.assertEqual(self.page.locator("[aria-live]", has_text="2 pictures").count(), 1)
        self.note.get_by_role("button", name="Close").press("Enter")
        self.note.wait_for(state="detached")
        self.assertTrue(self.box.evaluate("box => box === document.activeElement"))

    def test_plain_text_and_what_the_editor_copied_itself_are_not_sent(self):
        self.page.route("**/admin/paste/**", lambda route: self.fail("It was sent."))
        self.select_all()
        self.paste("", "Only words")
        self.wait_for_text("<p>Only words</p>")
        self.select_all()
        self.paste('<p data-pm-slice="1 1 []">Our <strong>own</strong></p>')
        self.wait_for_text("<p>Our <strong>own</strong></p>")

    def test_without_an_answer_the_plain_text_is_pasted(self):
        self.page.route("**/admin/paste/**", lambda route: None)  # never answered
        self.select_all()
        self.paste(GOOGLE_DOCS)
        self.note.wait_for()
        self.wait_for_text("<p>the plain text</p>")
        self.assertIn("without its formatting", self.note.inner_text())

    def test_what_is_typed_before_the_answer_comes_stays_behind_it(self):
        held = []

        def hold(route):
            held.append(route)

        self.page.route("**/admin/paste/**", hold)
        self.box.click()
        self.page.keyboard.press("End")
        with self.page.expect_request("**/admin/paste/**"):
            self.paste("<p> of it</p>")
        self.page.keyboard.type("!")
        held[0].continue_()
        self.wait_for_text("<p>One endof it!</p>")
        self.page.keyboard.type("?")
        self.wait_for_text("<p>One endof it!?</p>")

    def test_who_saves_before_the_answer_comes_loses_no_words(self):
        self.page.route("**/admin/paste/**", lambda route: None)
        self.select_all()
        self.paste(GOOGLE_DOCS)
        self.newsroom.save()
        self.assertEqual(self.article.articles_richtext_set.get().text, "<p>the plain text</p>")

    def test_a_table_is_offered_as_a_block_below_the_text(self):
        self.select_all()
        self.paste(TABLE)
        self.wait_for_text("<p>Before</p><p>City | Trams</p><p>Ghent | 4</p><p>After</p>")
        self.note.get_by_role("button", name="Insert 1 table as a block").click()
        self.wait_for_text("<p>Before</p><p>After</p>")
        self.newsroom.page.locator("[name$='-caption']:focus").fill("Trams by city")
        self.newsroom.save()
        table = self.article.articles_table_set.get()
        self.assertEqual((table.caption, table.rows), ("Trams by city", [["City", "Trams"], ["Ghent", "4"]]))
        self.assertGreater(table.ordering, self.article.articles_richtext_set.get().ordering)

    def test_a_text_that_is_no_block_has_tables_as_lines(self):
        conference = ConferenceFactory()
        self.newsroom.open(f"events/conference/{conference.pk}/change/")
        self.box = self.page.locator(".ProseMirror").filter(visible=True).first
        self.select_all()
        self.paste(TABLE)
        self.note.wait_for()
        self.assertEqual(self.note.get_by_role("button").all_inner_texts(), ["Close"])

    def test_the_note_is_accessible_on_every_screen(self):
        for width, scheme in LOOKS:
            with self.subTest(width=width, scheme=scheme):
                options = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme, "bypass_csp": True}
                state = self.page.context.storage_state()
                page = self.page = self.open_profile(**options, storage_state=state)
                self.newsroom = Newsroom(page)
                self.open()
                self.select_all()
                self.paste(TABLE + "<img src=x>")
                self.note.wait_for()
                self.assert_no_grave_problem(page, [".paste-note"])
                self.assert_fits_the_screen(page)


class TableTests(BrowserTestCase):
    def test_a_wide_table_is_read_on_every_screen(self):
        columns = " | ".join(f"Quarter {number}" for number in range(1, 9))
        cells = " | ".join(["12 345"] * 8)
        article = ArticleFactory(slug="trams")
        TableFactory(parent=article, content=f"City | {columns}\nGhent | {cells}", has_header_column=True)
        for width, scheme in LOOKS:
            with self.subTest(width=width, scheme=scheme):
                page = self.open_profile(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
                page.goto(article.get_absolute_url())
                self.assert_fits_the_screen(page)
                self.assert_no_problem(page)
                table = page.get_by_role("group", name="Trams by city")
                table.focus()
                if width == 360:
                    page.keyboard.press("ArrowRight")
                    page.wait_for_function("table => table.scrollLeft > 0", arg=table.element_handle())
                    heading = page.get_by_role("rowheader", name="Ghent")
                    self.assertAlmostEqual(heading.bounding_box()["x"], table.bounding_box()["x"], delta=1)
