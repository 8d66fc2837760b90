"""What an editor has removed or moved by mistake comes back."""

from articles.models import Article, Quote
from events.models import Session
from tests.browser.base import BrowserTestCase
from tests.browser.newsroom import Newsroom
from tests.factories import (
    ConferenceFactory,
    DayFactory,
    LinkFactory,
    RoomFactory,
    SpeakerFactory,
    UserFactory,
    ready_article,
)

WORDS = "A street that a child can cross alone."


class UndoTests(BrowserTestCase):
    def setUp(self):
        super().setUp()
        UserFactory(username="editor", is_staff=True, is_superuser=True)
        self.article = ready_article(title="Report", slug="report")
        SpeakerFactory(given_name="Ilze", family_name="Ozoliņa")
        SpeakerFactory(given_name="Ben", family_name="Bauer")
        self.newsroom = Newsroom(self.page)
        self.newsroom.sign_in("editor")
        self.undo = self.page.locator(".undo-bar .undo")

    def open_article(self):
        self.newsroom.open(f"articles/article/{self.article.pk}/change/")

    def remove(self, block):
        block.locator(".inline-deletelink").press("Enter")

    def links(self):
        """Return the texts of the links in the order in which they are seen."""
        return self.page.evaluate(
            """() => [...document.querySelectorAll(".order-machine > .inline-related:not(.empty-form)")]
            .sort((one, other) => one.style.order - other.style.order)
            .map((block) => block.querySelector("input[id$='-text']")?.value).filter(Boolean)"""
        )

    def test_new_blocks_that_were_removed_come_back_one_by_one_with_all_that_was_typed(self):
        self.open_article()
        self.newsroom.quote(WORDS, "Ozoliņa")
        self.newsroom.quote("Another thing.", "Bauer")
        self.newsroom.write("A paragraph of mine.")
        quotes = self.page.locator(".dynamic-articles_quote_set")
        self.remove(self.page.locator(".dynamic-articles_richtext_set").last)
        self.remove(quotes.first)
        self.assertEqual(quotes.count(), 1)
        self.assertIn(WORDS, self.page.locator(".undo-bar").inner_text())
        self.page.wait_for_function("() => document.activeElement.matches('.undo-bar button')")
        self.page.keyboard.press("Enter")
        self.page.keyboard.press("Enter")
        self.assertEqual(self.undo.count(), 0)
        self.page.wait_for_function("() => document.activeElement.matches('.ProseMirror')")
        self.page.keyboard.press("End")
        self.page.keyboard.type(" And more.")
        # What came back is as it was: its autocomplete works, and so do those of its neighbours.
        block = quotes.filter(has=self.page.locator("textarea", has_text="")).last
        self.newsroom.choose("-speaker", "Bauer", root=block)
        self.newsroom.choose("-speaker", "Ozoliņa", root=quotes.first)
        self.assertIn("was changed successfully", self.newsroom.save())

        said = {quote.words: quote.speaker.family_name for quote in Quote.objects.all()}
        self.assertEqual(said, {"Another thing.": "Ozoliņa", WORDS: "Bauer"})
        ordered = list(Quote.objects.order_by("ordering").values_list("words", flat=True))
        self.assertEqual(ordered, [WORDS, "Another thing."])
        texts = list(self.article.articles_richtext_set.order_by("ordering").values_list("text", flat=True))
        self.assertEqual(texts[-1], "<p>A paragraph of mine. And more.</p>")

    def test_what_is_not_undone_stays_removed(self):
        self.open_article()
        self.newsroom.link("First", "https://one.example/")
        self.newsroom.link("Second", "https://two.example/")
        self.remove(self.page.locator(".dynamic-articles_link_set").first)
        self.newsroom.link("Third", "https://three.example/")
        self.newsroom.save()
        texts = self.article.articles_link_set.order_by("ordering").values_list("text", flat=True)
        self.assertEqual(list(texts), ["Second", "Third"])

    def test_blocks_that_were_moved_or_dragged_go_back_and_new_ones_stay_where_they_are(self):
        for number, text in enumerate(["One", "Two", "Three"]):
            LinkFactory(parent=self.article, text=text, ordering=100 + number)
        self.page.set_viewport_size({"width": 1280, "height": 1600})  # the page must not scroll during the drag
        self.open_article()
        self.page.get_by_role("button", name="Move up: Two").press("Enter")
        self.assertEqual(self.links(), ["Two", "One", "Three"])
        handles = {text: self.page.locator(".inline-related h3", has_text=text) for text in ("Two", "Three")}
        handles["Three"].drag_to(handles["Two"], target_position={"x": 60, "y": 4})
        self.assertEqual(self.links(), ["Three", "Two", "One"])
        self.newsroom.link("Four", "https://four.example/")
        self.undo.click()
        self.assertEqual(self.links(), ["Two", "One", "Three", "Four"])
        self.undo.press("Enter")
        self.assertEqual(self.links(), ["One", "Two", "Three", "Four"])
        self.assertEqual(self.undo.count(), 0)
        self.newsroom.save()
        texts = Article.objects.get().articles_link_set.order_by("ordering").values_list("text", flat=True)
        self.assertEqual(list(texts), ["One", "Two", "Three", "Four"])

    def test_new_sessions_and_new_rows_of_tables_come_back_too(self):
        conference = ConferenceFactory()
        day = DayFactory(conference=conference)
        RoomFactory(conference=conference, name="Hall")
        self.newsroom.open(f"events/day/{day.pk}/change/")
        for number, title in enumerate(["Opening", "Debate"]):
            self.page.get_by_role("button", name="Add another Session").click()
            for name, value in (("title", title), ("starts_at", f"1{number}:00"), ("ends_at", f"1{number}:30")):
                self.page.locator(f"#id_sessions-{number}-{name}").fill(value)
        self.newsroom.choose("sessions-0-speaking", "Ozoliņa")
        self.remove(self.page.locator("#sessions-0"))
        self.undo.press("Enter")
        self.newsroom.choose("sessions-1-moderating", "Bauer")
        self.newsroom.save()
        opening = Session.objects.get(title="Opening")
        self.assertEqual({person.speaker.family_name for person in opening.appearances.all()}, {"Ozoliņa", "Bauer"})
        self.assertEqual(Session.objects.count(), 2)

        self.newsroom.open(f"events/conference/{conference.pk}/change/")
        self.page.get_by_role("button", name="Add another Room").click()
        self.page.locator("#id_rooms-1-name").fill("Studio")
        self.remove(self.page.locator("#rooms-1"))
        self.undo.press("Enter")
        self.newsroom.save()
        self.assertEqual(sorted(conference.rooms.values_list("name", flat=True)), ["Hall", "Studio"])
