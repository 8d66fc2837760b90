"""What a page no longer offers when a conference or a session is called off."""

from datetime import UTC, date, datetime

import time_machine
from django.test import TestCase

from tests.factories import AppearanceFactory, ConferenceFactory, SessionFactory, SpeakerFactory
from tests.html import parse, text_of

STREAM = "https://stream.example/"


class LivestreamTests(TestCase):
    @time_machine.travel(datetime(2040, 6, 12, 7, 30, tzinfo=UTC))
    def test_it_is_offered_only_for_what_takes_place(self):
        for state, offered in (("as_planned", True), ("full", True), ("cancelled", False), ("postponed", False)):
            with self.subTest(state):
                conference = ConferenceFactory(status=state, livestream_url=STREAM)
                session = SessionFactory(day__conference=conference, livestream_url=STREAM)
                for page in (conference, session):
                    self.assertEqual(STREAM in self.client.get(page.get_absolute_url()).text, offered)

    def test_it_is_offered_only_while_it_streams(self):
        conference = ConferenceFactory(livestream_url=STREAM)
        session = SessionFactory(day__conference=conference, livestream_url="https://room.example/")
        for moment, of_conference, of_session in (
            ("2040-06-11T12:00Z", False, False),
            ("2040-06-12T06:59Z", True, False),  # in Brussels, the session is from nine to ten
            ("2040-06-12T07:00Z", True, True),
            ("2040-06-12T08:00Z", True, False),
        ):
            with self.subTest(moment), time_machine.travel(moment):
                self.assertEqual(STREAM in self.client.get(conference.get_absolute_url()).text, of_conference)
                page = self.client.get(session.get_absolute_url())
                self.assertEqual("https://room.example/" in page.text, of_session)

    def test_a_cancelled_session_is_not_streamed(self):
        session = SessionFactory(status="cancelled", livestream_url=STREAM)
        self.assertNotContains(self.client.get(session.get_absolute_url()), STREAM)

    def test_a_recording_stays_when_all_is_over(self):
        conference = ConferenceFactory(starts_on=date(2020, 1, 1))
        session = SessionFactory(
            day__conference=conference, livestream_url=STREAM, recording_url="https://film.example/"
        )
        response = self.client.get(session.get_absolute_url())
        self.assertContains(response, "https://film.example/")
        self.assertNotContains(response, STREAM)


class PersonsPageTests(TestCase):
    def test_it_says_of_each_appearance_whether_it_was_called_off(self):
        for session, conference, words in (
            ("as_planned", "as_planned", []),
            ("full", "full", []),
            ("cancelled", "as_planned", ["Cancelled"]),
            ("postponed", "as_planned", ["Postponed"]),
            ("as_planned", "cancelled", ["Cancelled"]),
            ("cancelled", "postponed", ["Cancelled"]),
        ):
            with self.subTest(session=session, conference=conference):
                person = SpeakerFactory()
                AppearanceFactory(session__day__conference__status=conference, session__status=session, speaker=person)
                page = parse(self.client.get(person.get_absolute_url()))
                marks = page.findall(".//ul[@class='appearances']//strong")
                self.assertEqual([text_of(mark) for mark in marks], words)


class AnnouncementTests(TestCase):
    def test_machines_read_why_it_does_not_take_place(self):
        conference = ConferenceFactory(slug="forum", status="postponed", status_note="A storm.", summary="About trams.")
        for address in ("/events/forum/feed.atom", "/events/forum/programme/changes.rss"):
            self.assertContains(self.client.get(address), "Postponed: A storm.")
        self.assertContains(self.client.get("/events/forum/"), '"description":"Postponed: A storm. About trams."')
        conference.status = "as_planned"
        conference.save()
        self.assertNotContains(self.client.get("/events/forum/feed.atom"), "Postponed")
