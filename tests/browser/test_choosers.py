"""An editor chooses and uploads pictures and documents, and makes links, in dialogs."""

import base64
import io

from PIL import Image

from articles.models import Article
from civitas_cms.library.models import Picture
from civitas_cms.publishing.models import State
from tests.browser.base import BrowserTestCase
from tests.browser.newsroom import Newsroom
from tests.factories import PDF, ArticleFactory, DocumentFactory, PictureFactory, RichTextFactory, UserFactory

#: Drops files, or pastes them, at an element; each with its name, its type and its content in base64.
BRING = """(element, [happening, files]) => {
  const transfer = new DataTransfer();
  for (const [name, type, content] of files) {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    transfer.items.add(new File([bytes], name, { type }));
  }
  const options = { bubbles: true, cancelable: true };
  const event = happening === "drop"
    ? new DragEvent("drop", { ...options, dataTransfer: transfer })
    : new ClipboardEvent("paste", { ...options, clipboardData: transfer });
  element.dispatchEvent(event);
}"""


def photo(colour="teal", size=(300, 200)):
    stream = io.BytesIO()
    Image.new("RGB", size, colour).save(stream, "JPEG")
    return stream.getvalue()


class ChooserTestCase(BrowserTestCase):
    def setUp(self):
        super().setUp()
        UserFactory(username="editor", is_staff=True, is_superuser=True)
        self.article = ArticleFactory(title="A story", slug="a-story", state=State.DRAFT)
        RichTextFactory(parent=self.article, text="<p>Trams in every town</p>")

    def open_article(self, **options):
        if options:
            self.page = self.open_profile(**options)
        self.newsroom = Newsroom(self.page)
        self.newsroom.sign_in("editor")
        self.newsroom.open(f"articles/article/{self.article.pk}/change/")
        self.dialog = self.page.locator("dialog.chooser-dialog[open]")
        self.lead = self.page.locator(".field-lead_picture .chooser")

    def bring(self, happening, element, *files):
        """Drop files at ``element``, or paste them: each a pair of its name and its content."""
        kinds = {"jpg": "image/jpeg", "pdf": "application/pdf", "svg": "image/svg+xml"}
        described = [
            (name, kinds[name.rpartition(".")[2]], base64.b64encode(content).decode()) for name, content in files
        ]
        element.evaluate(BRING, [happening, described])

    def describe(self, number, **fields):
        """Fill in the row of a file in the dialog."""
        for name, value in fields.items():
            self.dialog.locator(".upload-rows > li").nth(number).locator(f"[name={name}]").fill(value)

    def upload(self):
        self.dialog.locator(".chooser-uploads [type=submit]").click()


class PictureDialogTests(ChooserTestCase):
    def test_a_picture_is_chosen_replaced_and_removed_by_keyboard(self):
        PictureFactory(title="Old tram")
        chosen = PictureFactory(title="Ozoliņa speaks")
        PictureFactory.create_batch(5)
        self.open_article()
        self.newsroom.choose_picture("lead_picture", "Ozoliņa")
        self.assertTrue(
            self.lead.get_by_role("button", name="Replace: Lead picture").evaluate("b => b === document.activeElement")
        )
        self.newsroom.save()
        self.article.refresh_from_db()
        self.assertEqual(self.article.lead_picture, chosen)
        self.newsroom.choose_picture("lead_picture", "Old tram")
        self.lead.get_by_role("button", name="Remove: Old tram").press("Enter")
        self.assertEqual(self.lead.locator(".chosen li").count(), 0)
        self.page.locator(".undo-bar .undo").press("Enter")
        self.lead.locator(".chosen", has_text="Old tram").wait_for()
        self.lead.get_by_role("button", name="Remove: Old tram").press("Enter")
        self.newsroom.save()
        self.article.refresh_from_db()
        self.assertIsNone(self.article.lead_picture)

    def test_escape_leaves_what_was_chosen(self):
        picture = PictureFactory(title="Old tram")
        Article.objects.update(lead_picture=picture)
        self.open_article()
        self.lead.get_by_role("button", name="Replace").click()
        self.dialog.wait_for()
        self.page.keyboard.press("Escape")
        self.dialog.wait_for(state="detached")
        self.assertIn("Old tram", self.lead.inner_text())

    def test_several_are_chosen_for_a_gallery_in_their_order(self):
        for title in ("One", "Two", "Three"):
            PictureFactory(title=title)
        self.open_article()
        block = self.newsroom.add_block("Picture gallery")
        block.locator(".choose").press("Enter")
        self.dialog.get_by_role("searchbox").press("ArrowDown")
        for key in (" ", "ArrowRight", "ArrowRight", " ", "Enter"):
            self.page.keyboard.press(key)
        block.locator(".chosen li").nth(1).wait_for()
        self.assertEqual(block.locator(".chosen a").all_inner_texts(), ["Three", "One"])
        block.get_by_role("button", name="Later: Three").click()
        self.newsroom.save()
        gallery = self.article.articles_gallery_set.get()
        self.assertEqual([picture.title for picture in gallery.pictures.all()], ["One", "Three"])

    def test_two_files_dropped_into_the_text_become_two_blocks(self):
        self.open_article()
        text = self.page.locator(".order-machine .ProseMirror[contenteditable]").first
        self.bring("drop", text, ("market-square.jpg", photo()), ("IMG_0001.jpg", photo("red")))
        self.dialog.locator(".upload-rows > li").nth(1).wait_for()
        self.assertEqual(
            self.dialog.locator("[name=title]").evaluate_all("all => all.map(({value}) => value)"),
            ["Market square", ""],
        )
        self.describe(0, alternative_text="A market", credit="A. Photographer")
        self.describe(1, alternative_text="A red square")
        self.upload()
        self.dialog.get_by_role("button", name="Insert into the text (2)").click()
        self.page.locator(".order-machine .chosen li").nth(1).wait_for()
        self.newsroom.save()
        blocks = self.article.articles_articlepicture_set.order_by("ordering")
        self.assertEqual([block.picture.title for block in blocks], ["Market square", "A red square"])
        self.assertEqual(blocks[0].picture.credit, "A. Photographer")

    def test_pasted_files_may_become_a_gallery_and_undoing_takes_it_away(self):
        self.open_article()
        text = self.page.locator(".order-machine .ProseMirror[contenteditable]").first
        self.bring("paste", text, ("market.jpg", photo()))
        self.describe(0, alternative_text="A market")
        self.upload()
        self.dialog.get_by_role("button", name="Insert as a gallery").click()
        self.page.locator(".order-machine .dynamic-articles_gallery_set .chosen li").wait_for()
        self.page.locator(".undo-bar .undo").click()
        self.assertEqual(self.page.locator(".dynamic-articles_gallery_set:not(.stand-in)").count(), 0)

    def test_the_focal_point_is_set_at_once_and_the_same_file_is_recognised(self):
        self.open_article()
        self.bring("drop", self.lead, ("market.jpg", photo()))
        focal_point = self.dialog.locator(".focal-point")
        focal_point.locator(".focal-mark:not([hidden])").wait_for()
        focal_point.click(position={"x": 48, "y": 120})
        focal_point.press("ArrowLeft")
        self.describe(0, alternative_text="A market")
        self.upload()
        self.lead.locator(".chosen", has_text="Market").wait_for()
        for part, expected in zip(Picture.objects.get().focal_point, (0.15, 0.75), strict=True):
            self.assertAlmostEqual(part, expected, delta=0.02)

        self.bring("drop", self.lead, ("again.jpg", photo()))
        self.dialog.get_by_role("button", name="Use that one").click()
        self.dialog.wait_for(state="detached")
        self.assertEqual(Picture.objects.count(), 1)
        self.assertIn("Market", self.lead.inner_text())

    def test_what_is_refused_says_why_and_closing_loses_nothing(self):
        self.open_article()
        block = self.newsroom.add_block("Picture gallery")
        self.bring("drop", block, ("market.jpg", photo()), ("drawing.svg", b"<svg></svg>"))
        self.describe(0, alternative_text="A market")
        self.describe(1, alternative_text="A drawing")
        self.upload()
        self.dialog.get_by_text("SVG drawings are not accepted").wait_for()
        self.assertEqual(self.dialog.locator(".upload-rows > li").count(), 1)
        self.page.keyboard.press("Escape")
        block.locator(".choose").click()
        self.assertEqual(self.dialog.locator("[name=alternative_text]").input_value(), "A drawing")
        self.dialog.get_by_role("option", name="Market").wait_for()

    def test_of_two_thousand_files_some_are_shown_and_the_rest_waits(self):
        self.open_article()
        self.lead.locator(".choose").click()
        self.dialog.evaluate(
            """(dialog) => {
                const dataTransfer = new DataTransfer();
                for (let number = 0; number < 2000; number++)
                    dataTransfer.items.add(new File([`${number}`], `tram ${number}.jpg`));
                dialog.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer }));
            }"""
        )
        self.dialog.get_by_text("1980 more wait").wait_for()
        self.assertEqual(self.dialog.locator(".upload-rows > li").count(), 20)
        self.dialog.get_by_role("button", name="Leave out").first.click()
        self.dialog.get_by_text("1979 more wait").wait_for()
        self.assertEqual(self.dialog.locator(".upload-rows > li").count(), 20)

    def test_who_is_signed_out_is_told_so_and_keeps_the_form(self):
        self.open_article()
        self.newsroom.fill(title="Not saved yet")
        self.page.context.clear_cookies()
        self.lead.locator(".choose").click()
        self.dialog.get_by_text("perhaps you are not signed in any more").wait_for()
        self.dialog.get_by_role("button", name="Close").click()
        self.assertEqual(self.page.locator("#id_title").input_value(), "Not saved yet")


class LooksTests(ChooserTestCase):
    def test_the_dialogs_have_no_problem_that_axe_knows_and_fit_the_screen(self):
        PictureFactory.create_batch(3)
        DocumentFactory()
        for width, scheme in ((390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")):
            with self.subTest(width=width, scheme=scheme):
                self.open_article(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)
                block = self.newsroom.add_block("Picture gallery")
                block.locator(".choose").click()
                self.bring("drop", self.dialog, ("market.jpg", photo()), ("tram.jpg", photo("red")))
                self.dialog.locator(".focal-mark:not([hidden])").nth(1).wait_for()
                self.dialog.locator("[role=option]").first.click()
                self.assertEqual(self.accessibility_problems(self.page, ["dialog[open]"]), [])
                self.assert_fits_the_screen(self.page)
                self.page.keyboard.press("Escape")
                self.page.locator(".order-machine .ProseMirror[contenteditable]").first.evaluate(
                    "box => box.editor.commands.addLink()"
                )
                self.page.locator("dialog.link-dialog[open] [role=option]").first.wait_for()
                self.assertEqual(self.accessibility_problems(self.page, ["dialog[open]"]), [])
                self.page.keyboard.press("Escape")


class FileTests(ChooserTestCase):
    def test_a_dropped_document_becomes_a_block(self):
        self.open_article()
        text = self.page.locator(".order-machine .ProseMirror[contenteditable]").first
        self.bring("drop", text, ("Programme_of_the_day.pdf", PDF))
        self.upload()
        self.dialog.get_by_role("button", name="Insert into the text").click()
        self.page.locator(".order-machine .chosen li").wait_for()
        self.newsroom.save()
        self.assertEqual(self.article.articles_download_set.get().document.title, "Programme of the day")

    def test_a_file_dropped_onto_the_form_of_a_picture_is_chosen_there(self):
        self.open_article()
        self.newsroom.open("library/picture/add/")
        self.bring("drop", self.page.locator("#content"), ("market.jpg", photo()))
        self.page.locator(".file-chosen", has_text="market.jpg").wait_for()
        self.newsroom.fill(title="Market", alternative_text="A market")
        self.newsroom.save()
        self.assertEqual(Picture.objects.get().title, "Market")


class LinkTests(ChooserTestCase):
    def setUp(self):
        super().setUp()
        ArticleFactory(title="Ozoliņa’s streets", slug="streets", state=State.DRAFT)
        self.open_article()
        self.box = self.page.locator(".order-machine .ProseMirror[contenteditable]").first
        self.link = self.page.locator("dialog.link-dialog[open]")

    def open_dialog(self, start=1, end=6):
        """Open the dialog of a link for the words between two places of the text."""
        self.box.evaluate(
            "(box, place) => box.editor.chain().setTextSelection(place).focus().run()", {"from": start, "to": end}
        )
        self.page.wait_for_function("() => document.activeElement.matches('.ProseMirror')")
        self.page.keyboard.press("Control+k")
        self.link.wait_for()

    def text(self):
        return self.box.evaluate("box => box.editor.getHTML()")

    def test_selected_words_lead_to_a_page_that_is_found_by_its_title(self):
        self.open_dialog()
        self.link.get_by_role("combobox").fill("ozolina")
        option = self.link.get_by_role("option", name="Ozoliņa’s streets")
        option.wait_for()
        self.assertIn("not public", option.inner_text())
        self.page.wait_for_function("() => document.querySelector('.link-options [aria-selected=true]')")
        self.page.keyboard.press("Enter")
        self.page.wait_for_function("box => box.innerHTML.includes('<a')", arg=self.box.element_handle())
        self.assertIn('<a href="/news/streets/">Trams</a> in every town', self.text())

    def test_addresses_are_taken_and_others_refused_kindly(self):
        for typed, href in (
            ("netzerocities.eu/about", "https://netzerocities.eu/about"),
            ("someone@example.org", "mailto:someone@example.org"),
            ("+32 2 123 45 67", "tel:+3221234567"),
            (f"{self.live_server_url}/news/streets/", "/news/streets/"),
        ):
            with self.subTest(typed):
                self.open_dialog()
                self.link.get_by_role("combobox").fill(typed)
                self.page.keyboard.press("Enter")
                self.link.wait_for(state="detached")
                self.assertIn(f'href="{href}"', self.text())
        self.open_dialog()
        self.link.get_by_role("combobox").fill("javascript:alert(1)")
        self.page.keyboard.press("Enter")
        self.link.get_by_text("not to javascript:").wait_for()
        self.link.get_by_role("button", name="Remove the link").click()
        self.assertEqual(self.text(), "<p>Trams in every town</p>")
