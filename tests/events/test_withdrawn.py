"""Somebody who cannot come after all: kept in the newsroom, said on the session's page, and named nowhere else."""

from datetime import date

from django.test import TestCase
from django.utils import timezone

from events.board.cards import cards_of
from events.exchange.table_files import people_table
from events.models import Conference
from events.programme import double_bookings
from tests.factories import (
    AppearanceFactory,
    ConferenceFactory,
    DayFactory,
    SessionFactory,
    SpeakerFactory,
)


class WithdrawnTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        forum = ConferenceFactory(slug="forum", starts_on=date(timezone.now().year + 1, 6, 12))
        day = DayFactory(conference=forum, date=forum.starts_on)
        cls.session = SessionFactory(day=day, slug="opening")
        ana = SpeakerFactory(slug="ana", given_name="Ana", family_name="Zimmerwald")
        cls.appearance = AppearanceFactory(session=cls.session, speaker=ana, is_withdrawn=True)
        AppearanceFactory(session=SessionFactory(day=day), speaker=ana)
        cls.forum = forum

    def test_the_pages_of_session_and_person_say_so(self):
        for address in ("/events/forum/opening/", "/people/ana/"):
            with self.subTest(address):
                self.assertContains(self.client.get(address), "<strong>Withdrawn</strong>", html=True)

    def test_calendars_exports_and_search_engines_do_not_name_them_there(self):
        self.assertNotContains(self.client.get("/events/forum/opening.ics"), "Zimmerwald")
        page = self.client.get("/events/forum/opening/").text
        self.assertNotIn("Zimmerwald", page[page.index("application/ld+json") : page.index("</script>")])
        calendar = self.client.get("/people/ana.ics")
        self.assertNotContains(calendar, "/forum/opening/")
        self.assertContains(calendar, "BEGIN:VEVENT", count=1)
        (event,) = [
            event
            for day in self.client.get("/events/forum/schedule.json").json()["schedule"]["conference"]["days"]
            for events in day["rooms"].values()
            for event in events
            if event["slug"] == "opening"
        ]
        self.assertEqual(event["persons"], [])
        rows = [*people_table(Conference.objects.for_export().get(pk=self.forum.pk))]
        self.assertNotIn(self.session.title, rows[1][-1])

    def test_nobody_is_warned_of_two_places_and_that_somebody_is_missing_is_marked(self):
        self.assertEqual(double_bookings(self.session.day), [])
        (card,) = [card for card in cards_of(self.forum) if card.session == self.session]
        self.assertEqual(card.people, [])

    def test_they_are_back_when_the_tick_is_taken_away(self):
        self.appearance.is_withdrawn = False
        self.appearance.save()
        self.assertContains(self.client.get("/events/forum/opening.ics"), "Zimmerwald")
        self.assertEqual(len(double_bookings(self.session.day)), 1)
