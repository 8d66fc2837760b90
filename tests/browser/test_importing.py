"""A conference of 40 sessions and 60 people is made of a table in four clicks: a link, the file, and two buttons."""

from events.models import Speaker
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
