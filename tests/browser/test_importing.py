"""A conference of 40 sessions and 60 people is made of a table in four clicks: a link, the file, and two buttons."""

from django.db import transaction

from events.models import Conference, Speaker
from tests.browser.base import BrowserTestCase
from tests.browser.newsroom import Newsroom
from tests.events.exchange.support import draft
from tests.factories import UserFactory


def table():
    """Return a table of 40 sessions in four rooms on two days, with 60 people."""
    rows = ["Title,Date,Start,End,Room,Speakers,Abstract"]
    for number in range(40):
        day, slot, room = 27 + number // 20, number % 20 // 4, number % 4
        people = [f"Given{n} Family{n}" for n in (number, 40 + number % 20)]
        start, end = f"{9 + slot}:00", f"{9 + slot}:45"
        rows.append(
            f'Session {number},2040-10-{day},{start},{end},Room {room},{"; ".join(people)},"Two lines\nof words"'
        )
    return "\n".join(rows)


class ImportTests(BrowserTestCase):
    def test_a_whole_programme_comes_in_with_four_clicks(self):
        UserFactory(username="editor", is_staff=True, is_superuser=True)
        conference = draft()
        newsroom = Newsroom(self.page)
        newsroom.sign_in("editor")
        newsroom.open(f"events/conference/{conference.pk}/change/")
        newsroom.go("Import a programme")
        file = {"name": "programme.csv", "mimeType": "text/csv", "buffer": table().encode()}
        self.page.get_by_label("Choose a file").set_input_files(file)
        newsroom.go("Read it")
        self.page.get_by_text("40 new").wait_for()
        newsroom.go("Import it")
        self.page.get_by_text("The programme is imported: 40 new.").wait_for()
        self.assertEqual((conference.sessions.count(), Speaker.objects.count()), (40, 60))

    def test_whoever_waits_sees_how_far_it_is_and_errors_stand_at_their_field(self):
        UserFactory(username="editor", is_staff=True, is_superuser=True)
        conference = draft()
        self.page = self.open_profile(bypass_csp=True)
        newsroom = Newsroom(self.page)
        newsroom.sign_in("editor")
        newsroom.open(f"events/conference/{conference.pk}/import/")
        self.page.get_by_label("Or paste a table").fill("<html><p>Hello</p></html>")
        self.page.get_by_role("button", name="Read it").click()
        self.page.locator("textarea[aria-invalid=true]:focus").wait_for()
        self.page.locator(".errorlist", has_text="This XML is no schedule").wait_for()
        self.page.get_by_label("Or paste a table").fill(table())
        newsroom.go("Read it")
        self.page.get_by_role("heading", name="What would become of it", level=1).and_(
            self.page.locator(":focus")
        ).wait_for()
        with transaction.atomic():
            Conference.objects.select_for_update().get(pk=conference.pk)  # so that the import has to wait
            self.page.get_by_role("button", name="Import it").click()
            words = "Checking that nothing has changed meanwhile …"
            self.page.get_by_role("progressbar", name=words).wait_for()
            self.page.get_by_role("status").filter(has_text=words).wait_for(state="attached")
            self.assert_no_problem(self.page)
            self.assertFalse(conference.sessions.exists())
        self.page.get_by_text("The programme is imported: 40 new.").wait_for()
        self.assertEqual(conference.sessions.count(), 40)
