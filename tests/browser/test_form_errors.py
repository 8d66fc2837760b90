"""After a refused form: where the editor is, and what became of the file."""

from datetime import time

from factory.django import ImageField

from civitas_cms.library.models import Picture
from tests.browser.base import BrowserTestCase
from tests.browser.newsroom import Newsroom
from tests.factories import (
    PDF,
    ConferenceFactory,
    DayFactory,
    LinkFactory,
    QuoteFactory,
    RichTextFactory,
    SessionFactory,
    UserFactory,
    ready_article,
)


class RefusedFormTestCase(BrowserTestCase):
    def setUp(self):
        super().setUp()
        UserFactory(username="editor", is_staff=True, is_superuser=True)
        self.newsroom = Newsroom(self.page)
        self.newsroom.sign_in("editor")

    def assert_focus(self, css):
        self.page.wait_for_function(f"() => document.activeElement?.matches({css!r})")
        self.assertTrue(
            self.page.evaluate(
                """() => { const { top, bottom } = document.activeElement.getBoundingClientRect();
                return top >= 0 && bottom <= innerHeight; }"""
            )
        )


class FocusTests(RefusedFormTestCase):
    def test_it_is_on_the_first_field_of_a_session_and_not_on_its_deletion(self):
        day = DayFactory()
        for hour in (9, 10, 11):
            SessionFactory(day=day, starts_at=time(hour), ends_at=time(hour + 1))
        self.newsroom.open(f"events/day/{day.pk}/change/")
        self.page.locator("#id_sessions-2-title").fill("")
        self.page.locator("#id_sessions-1-ends_at").fill("09:30")
        self.newsroom.save()
        self.assert_focus("#id_sessions-1-ends_at")

    def test_it_is_in_the_first_of_the_blocks_as_they_are_seen_though_it_was_folded(self):
        article = ready_article(state="published", publish_at="2024-01-01T00:00Z")
        LinkFactory(parent=article, ordering=30)
        QuoteFactory(parent=article, ordering=20)
        RichTextFactory(parent=article, ordering=10)
        self.newsroom.open(f"articles/article/{article.pk}/change/")
        self.page.locator("#id_articles_link_set-0-url").fill("")
        self.page.locator("#id_articles_quote_set-0-words").fill("")
        self.page.locator(".collapse-items").click()
        self.newsroom.save()
        self.assert_focus("#id_articles_quote_set-0-words")

    def test_an_autocomplete_gets_it_where_people_type(self):
        self.newsroom.open("events/session/add/")
        self.newsroom.save()
        self.assert_focus(".field-day .select2-selection")

    def test_what_is_wrong_with_several_rows_gets_it_itself(self):
        conference = ConferenceFactory()
        day = DayFactory(conference=conference)
        SessionFactory(day=day)
        self.newsroom.open(f"events/conference/{conference.pk}/change/")
        self.page.locator("#id_days-0-DELETE").check()
        self.newsroom.save()
        self.assert_focus(".errorlist.nonform")


class ChosenFileTests(RefusedFormTestCase):
    def test_a_file_that_was_chosen_is_chosen_again(self):
        content = ImageField()._make_data({"width": 900, "height": 600, "color": "teal"})
        self.newsroom.open("library/picture/add/")
        self.page.locator("#id_image").set_input_files(
            {"name": "stand.jpg", "mimeType": "image/jpeg", "buffer": content}
        )
        self.newsroom.save()
        self.page.get_by_text("“stand.jpg” is still chosen.").wait_for()
        self.assert_focus("#id_title")
        self.newsroom.fill(title="Stand", alternative_text="A stand with a long bench")
        self.newsroom.save()
        self.assertEqual(Picture.objects.get().title, "Stand")
        self.newsroom.open("library/picture/add/")
        self.assertEqual(self.page.locator("#id_image").evaluate("input => input.files.length"), 0)

    def test_without_the_browsers_help_the_form_names_the_file(self):
        self.page.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined });")
        self.newsroom.open("library/document/add/")
        self.page.locator("#id_file").set_input_files(
            {"name": "programme.pdf", "mimeType": "application/pdf", "buffer": PDF}
        )
        self.newsroom.save()
        self.page.get_by_text("Choose “programme.pdf” again").wait_for()
