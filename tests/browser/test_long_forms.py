"""A day of many sessions: what its form does in the browser does not grow with the square of them."""

from datetime import time

from events.models import Session
from tests.browser.base import BrowserTestCase
from tests.browser.newsroom import Newsroom
from tests.factories import DayFactory, SessionFactory, SpeakerFactory, UserFactory

#: Counts how often a script looks for something in a form.
COUNT = """window.looks = 0;
for (const name of ["querySelector", "querySelectorAll"]) {
    const look = Element.prototype[name];
    HTMLFormElement.prototype[name] = function (...given) { window.looks += 1; return look.apply(this, given); };
}"""


class LongFormTests(BrowserTestCase):
    def setUp(self):
        super().setUp()
        UserFactory(username="editor", is_staff=True, is_superuser=True)
        SpeakerFactory(given_name="Ilze", family_name="Ozoliņa")
        self.day = DayFactory()
        for number in range(25):
            SessionFactory(day=self.day, title=f"Session {number}", starts_at=time(9), ends_at=time(10))
        self.newsroom = Newsroom(self.page)
        self.newsroom.sign_in("editor")

    def open(self):
        self.newsroom.open(f"events/day/{self.day.pk}/change/")

    def test_to_keep_what_was_typed_the_form_is_asked_no_more_for_more_fields(self):
        self.page.add_init_script(COUNT)
        self.open()
        self.page.locator("#id_sessions-3-title").fill("Another title")
        self.page.evaluate("() => { window.looks = 0; }")
        self.page.locator("p.unsaved-state", has_text="your browser keeps").wait_for()
        self.assertLess(self.page.evaluate("() => window.looks"), 20)

    def test_autocompletes_far_away_start_when_the_editor_comes_near(self):
        self.open()
        started = self.page.locator(".select2-container")
        started.first.wait_for()
        self.assertLess(started.count(), 40)
        last = self.page.locator("#id_sessions-24-moderating")
        self.page.locator("#id_sessions-24-title").scroll_into_view_if_needed()
        self.newsroom.choose("sessions-24-moderating", "Ozoliņa")
        self.assertEqual(last.evaluate("field => [...field.selectedOptions].map(({ text }) => text)"), ["Ilze Ozoliņa"])
        box = self.page.locator("#id_sessions-24-moderating + .select2-container .select2-search__field")
        self.assertIn("Moderators", box.get_attribute("aria-label"))
        self.newsroom.save()
        (appearance,) = Session.objects.get(title="Session 24").appearances.all()
        self.assertEqual(appearance.role, "moderator")

    def test_one_that_gets_the_focus_from_far_away_can_be_typed_into(self):
        self.open()
        self.page.evaluate("() => document.getElementById('id_sessions-24-speaking').focus()")
        self.page.keyboard.type("Ozol")
        self.page.locator(".select2-results__option", has_text="Ozoliņa").click()
        chosen = "field => [...field.selectedOptions].map(({ text }) => text)"
        self.assertEqual(self.page.locator("#id_sessions-24-speaking").evaluate(chosen), ["Ilze Ozoliņa"])
