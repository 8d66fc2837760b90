"""Whatever program reads a calendar of ours, it is the same time in it."""

import os
from datetime import UTC, date, time, timedelta
from zoneinfo import ZoneInfo

from django.test import TestCase

from tests.calendar_readers import READERS, ical_js_reader
from tests.factories import ConferenceFactory, DayFactory, SessionFactory

ZONES = ["Europe/Brussels", "Europe/Dublin", "America/New_York", "Pacific/Auckland", "Asia/Kolkata", "UTC"]


class ReadersTests(TestCase):
    def test_every_reader_has_the_same_instants_in_every_season_and_zone(self):
        for number, zone in enumerate(ZONES):
            first = date(2026, 1, 15)
            conference = ConferenceFactory(
                slug=f"forum-{number}", starts_on=first, ends_on=date(2026, 12, 31), timezone=ZoneInfo(zone)
            )
            expected = {str(conference.identity): (first, date(2027, 1, 1))}
            for week in range(0, 50, 3):
                day = DayFactory(conference=conference, date=first + timedelta(weeks=week))
                session = SessionFactory(day=day, starts_at=time(9), ends_at=time(10, 30))
                expected[str(session.identity)] = session.starts.astimezone(UTC), session.ends.astimezone(UTC)
            text = self.client.get(f"/events/forum-{number}.ics").content.decode()
            for reader in READERS:
                with self.subTest(reader=reader.__name__, zone=zone):
                    self.assertEqual(reader(text), expected)

    def test_the_reader_of_thunderbird_is_among_them_where_all_is_checked(self):
        if os.environ.get("CI"):
            self.assertIn(ical_js_reader, READERS)
