"""A contributor quotes somebody whom the site does not know: created where they are named, without leaving the text."""

from articles.models import Quote
from civitas_cms.roles import CONTRIBUTOR
from events.models import Organisation, Speaker
from tests.browser.base import BrowserTestCase
from tests.browser.newsroom import Newsroom
from tests.factories import ArticleFactory, RichTextFactory, SpeakerFactory, staff

WORDS = "A street for all."


class CreateNamedTests(BrowserTestCase):
    def setUp(self):
        super().setUp()
        self.mia = staff(CONTRIBUTOR, username="mia")
        self.article = ArticleFactory(state="draft", publish_at=None, created_by=self.mia)
        RichTextFactory(parent=self.article)
        self.newsroom = Newsroom(self.page)
        self.newsroom.sign_in("mia")
        self.newsroom.open(f"articles/article/{self.article.pk}/change/")
        self.posts, self.windows, self.loads = [], [], []
        self.page.on("request", lambda request: "/create/" in request.url and self.posts.append(request.url))
        self.page.context.on("page", lambda page: self.windows.append(page.url))
        self.page.on("framenavigated", lambda frame: self.loads.append(frame.url))

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def type_name(self, words):
        """Add a quote, and type who said it into its chooser, all by keyboard; Enter comes at once."""
        block = self.newsroom.add_block("Quote")
        self.page.wait_for_function("() => document.activeElement.matches('[name$=-words]')")
        self.page.keyboard.type(WORDS)
        self.press("Tab", "Enter")
        self.page.locator(".select2-container--open .select2-search__field:focus").wait_for()
        self.page.keyboard.type(words)
        self.press("Enter")
        return block

    def field(self, block, name):
        return block.locator(f"[name$='-{name}']")

    def chosen(self, block, name):
        return self.field(block, name).locator("option:checked").inner_text()

    def wait_for_note(self, block, text):
        block.locator(".create-note", has_text=text).wait_for()

    def test_by_keyboard_alone_without_a_window_or_a_page_load(self):
        block = self.type_name("Piet van der Meer, Mayor, City of Ghent")
        self.wait_for_note(block, "Created: Piet van der Meer, City of Ghent")
        self.assertEqual(len(self.posts), 1)
        self.assertEqual(self.chosen(block, "speaker"), "Piet van der Meer (Mayor, City of Ghent)")
        self.assertEqual(self.chosen(block, "organisation_then"), "City of Ghent")
        self.assertEqual(self.field(block, "position_then").input_value(), "Mayor")
        self.page.wait_for_function("() => document.activeElement.matches('.field-speaker *')")
        self.assertEqual((self.windows, self.loads), ([], []))
        self.assertIn("was changed successfully", self.newsroom.save())
        quote = Quote.objects.get()
        self.assertEqual((quote.speaker.family_name, quote.organisation_then.name), ("van der Meer", "City of Ghent"))

    def test_one_key_takes_it_back_and_another_creates_it_again(self):
        block = self.type_name("Ana Berg, Movia")
        self.wait_for_note(block, "Created: Ana Berg, Movia")
        self.press("Control+z")
        self.wait_for_note(block, "Taken back: Ana Berg, Movia")
        self.assertFalse(Speaker.objects.exists() or Organisation.objects.exists())
        self.assertEqual(self.field(block, "speaker").input_value(), "")
        self.assertEqual(self.field(block, "organisation_then").input_value(), "")
        self.press("Control+Shift+z")
        self.wait_for_note(block, "Created: Ana Berg, Movia")
        self.assertEqual(self.chosen(block, "speaker"), "Ana Berg (Movia)")
        self.assertEqual(self.chosen(block, "organisation_then"), "Movia")
        self.newsroom.save()
        self.assertEqual(Quote.objects.get().speaker, Speaker.objects.get())

    def test_somebody_of_nearly_that_name_is_shown_before_a_second_enter_creates_another(self):
        SpeakerFactory(given_name="Mario", family_name="Berg", position="Mayor")
        block = self.type_name("Maria Berg, Movia")
        self.page.locator(".create-trouble", has_text="“Mario Berg (Mayor)”").wait_for()
        self.assertEqual(Speaker.objects.count(), 1)
        self.press("Enter")
        self.wait_for_note(block, "Created: Maria Berg, Movia")

    def test_who_is_there_is_chosen_by_the_same_keys(self):
        SpeakerFactory(given_name="Ána", family_name="Berg")
        block = self.type_name("ana berg, Movia")
        self.page.wait_for_function("() => document.querySelector('[name$=\\'-0-speaker\\']').value")
        self.assertEqual(self.chosen(block, "speaker"), "Ána Berg")
        self.assertEqual(self.posts, [])
