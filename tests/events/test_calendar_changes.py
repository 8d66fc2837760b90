"""Calendar programs recognise what has changed: LAST-MODIFIED and SEQUENCE (RFC 5545, 3.8.7)."""

from datetime import UTC, datetime, time, timedelta

import time_machine
from django.test import TestCase
from icalendar import Calendar

from civitas_cms.publishing.revisions.saving import save_revision
from events.models import EventStatus
from tests.factories import ConferenceFactory, DayFactory, RoomFactory, SessionFactory, UserFactory

MAY = datetime(2026, 5, 4, 10, tzinfo=UTC)


class ChangesTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.editor = UserFactory()
        cls.conference = ConferenceFactory(slug="forum", title="Forum")
        cls.day = DayFactory(conference=cls.conference)
        cls.talk = SessionFactory(day=cls.day, title="Talk", starts_at=time(9), ends_at=time(10))
        SessionFactory(day=cls.day, title="Walk", starts_at=time(11), ends_at=time(12))
        save_revision(cls.conference, cls.editor)

    def sequences(self):
        calendar = Calendar.from_ical(self.client.get("/events/forum.ics").content)
        self.events = {str(event["SUMMARY"]).rpartition(": ")[2]: event for event in calendar.walk("VEVENT")}
        return {title: event["SEQUENCE"] for title, event in self.events.items()}

    def change(self, row, **values):
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
        with time_machine.travel(MAY, tick=False):
            save_revision(self.conference, self.editor)

    def test_a_changed_session_is_counted_and_dated_and_the_others_are_not(self):
        before = self.sequences()
        self.change(self.talk, status=EventStatus.CANCELLED)
        self.assertEqual(self.sequences(), before | {"Talk": 1, "Forum": 1})
        self.assertEqual(self.events["Talk"]["LAST-MODIFIED"].dt, MAY)
        self.assertEqual(self.events["Talk"]["DTSTAMP"].dt, MAY)
        self.assertLess(self.events["Walk"]["LAST-MODIFIED"].dt, MAY)

    def test_what_all_sessions_show_counts_for_all(self):
        for number, (row, values) in enumerate(
            [
                (self.conference, {"venue_name": "Town hall"}),
                (self.conference, {"status": EventStatus.POSTPONED}),
                (self.day, {"title": "Streets"}),
            ],
            start=1,
        ):
            self.change(row, **values)
            self.assertEqual(self.sequences(), {"Forum": number, "Talk": number, "Walk": number})

    def test_a_new_name_of_a_room_counts_for_its_sessions(self):
        room = RoomFactory(conference=self.conference, name="Blue")
        self.change(self.talk, room=room)
        self.change(room, name="Green")
        self.assertEqual(self.sequences(), {"Forum": 2, "Talk": 2, "Walk": 0})

    def test_a_save_that_changes_nothing_is_no_change(self):
        self.change(self.talk)
        self.assertEqual(set(self.sequences().values()), {0})

    def test_what_nobody_could_see_is_no_change(self):
        self.conference.publish_at = datetime.now(UTC) + timedelta(days=1)
        self.conference.save()
        self.change(self.talk, title="Talk")
        self.change(self.talk, abstract="<p>New</p>")
        self.conference.publish_at = MAY
        self.conference.save()
        self.assertEqual(set(self.sequences().values()), {0})
