"""What time it is at a conference."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import TestCase

from events.models import Conference, EventStatus, Session
from tests.factories import ConferenceFactory, DayFactory, RoomFactory, SessionFactory

BRUSSELS = ZoneInfo("Europe/Brussels")
AUCKLAND = ZoneInfo("Pacific/Auckland")
LOS_ANGELES = ZoneInfo("America/Los_Angeles")


def session_on(date, zone, **times):
    return SessionFactory(day__conference=ConferenceFactory(starts_on=date, timezone=zone), **times)


class SessionTimesTests(TestCase):
    def test_a_session_begins_at_its_wall_clock_time_where_the_conference_is(self):
        cases = [
            (date(2040, 6, 12), BRUSSELS, datetime(2040, 6, 12, 7, tzinfo=UTC)),
            (date(2040, 1, 12), BRUSSELS, datetime(2040, 1, 12, 8, tzinfo=UTC)),
            (date(2040, 6, 12), LOS_ANGELES, datetime(2040, 6, 12, 16, tzinfo=UTC)),
            (date(2040, 6, 12), AUCKLAND, datetime(2040, 6, 11, 21, tzinfo=UTC)),
        ]
        for day, zone, instant in cases:
            with self.subTest(day=day, zone=zone.key):
                session = session_on(day, zone)
                session.refresh_from_db()
                self.assertEqual(session.starts, instant)
                self.assertEqual(session.ends, instant + timedelta(hours=1))
                self.assertEqual(session.starts.tzinfo, zone)

    def test_the_night_when_clocks_change_is_an_hour_longer_or_shorter(self):
        for day, hours in [(date(2026, 10, 24), 7), (date(2026, 3, 28), 5)]:
            with self.subTest(day=day):
                session = session_on(day, BRUSSELS, starts_at=time(23), ends_at=time(5), ends_next_day=True)
                duration = session.ends.astimezone(UTC) - session.starts.astimezone(UTC)
                self.assertEqual(duration, timedelta(hours=hours))

    def test_a_session_past_midnight_ends_on_the_next_date(self):
        session = session_on(date(2040, 6, 12), BRUSSELS, starts_at=time(22), ends_at=time(1), ends_next_day=True)
        self.assertEqual(session.ends, datetime(2040, 6, 13, 1, tzinfo=BRUSSELS))

    def test_moving_a_day_moves_its_sessions(self):
        session = SessionFactory(day=DayFactory(date=date(2040, 6, 12)))
        Conference.objects.update(ends_on=date(2040, 12, 1))
        session.day.date = date(2040, 11, 12)
        session.day.save()
        moved = Session.objects.get(pk=session.pk)
        self.assertEqual(moved.starts, datetime(2040, 11, 12, 9, tzinfo=BRUSSELS))
        self.assertEqual(moved.starts.utcoffset(), timedelta(hours=1))  # it is winter now

    def test_sessions_overlap_when_they_share_some_time(self):
        day = DayFactory()
        morning = SessionFactory(day=day, starts_at=time(9), ends_at=time(10))
        cases = [(time(10), time(11), False), (time(9, 59), time(11), True), (time(8), time(9), False)]
        for start, end, expected in cases:
            with self.subTest(start=start, end=end):
                other = SessionFactory(day=day, starts_at=start, ends_at=end)
                self.assertIs(morning.overlaps(other), expected)
                self.assertIs(other.overlaps(morning), expected)


class CalendarDateTests(TestCase):
    """A conference is over when its last day is over where it takes place."""

    def assert_over(self, conference, now, expected):
        with time_machine.travel(now, tick=False):
            self.assertIs(conference.is_over, expected)
            self.assertEqual(list(Conference.objects.past()), [conference] if expected else [])
            self.assertEqual(list(Conference.objects.upcoming()), [] if expected else [conference])

    def test_it_is_over_at_its_own_midnight_wherever_the_site_is(self):
        for zone in (AUCKLAND, LOS_ANGELES, BRUSSELS, UTC):
            with self.subTest(zone=str(zone)):
                Conference.objects.all().delete()
                conference = ConferenceFactory(
                    starts_on=date(2026, 6, 12), ends_on=date(2026, 6, 12), timezone=ZoneInfo(str(zone))
                )
                conference.refresh_from_db()
                midnight = datetime(2026, 6, 13, tzinfo=zone).astimezone(UTC)
                self.assert_over(conference, midnight - timedelta(seconds=1), False)
                self.assert_over(conference, midnight, True)

    def test_at_one_instant_it_is_two_dates(self):
        now = datetime(2026, 6, 12, 12, 30, tzinfo=UTC)  # the 13th in Auckland, still the 12th in Los Angeles
        day = {"starts_on": date(2026, 6, 12), "ends_on": date(2026, 6, 12)}
        east, west = ConferenceFactory(timezone=AUCKLAND, **day), ConferenceFactory(timezone=LOS_ANGELES, **day)
        self.assertSequenceEqual(Conference.objects.past(now), [east])
        self.assertSequenceEqual(Conference.objects.upcoming(now), [west])

    def test_the_next_one_comes_first_and_the_latest_past_one_too(self):
        now = datetime(2026, 6, 12, tzinfo=UTC)
        later, soon, long_ago, lately = (
            ConferenceFactory(starts_on=day)
            for day in (date(2026, 9, 1), date(2026, 7, 1), date(2024, 1, 1), date(2026, 5, 1))
        )
        self.assertSequenceEqual(Conference.objects.upcoming(now), [soon, later])
        self.assertSequenceEqual(Conference.objects.past(now), [lately, long_ago])


class RegistrationTests(TestCase):
    def test_people_can_register_until_the_last_moment(self):
        url = "https://register.example/"
        first_day = date(2026, 6, 12)
        now = datetime(2026, 6, 11, 12, 30, tzinfo=UTC)  # the 12th in Auckland
        cases = [
            ({}, True),
            ({"registration_url": ""}, False),
            ({"registration_closes_on": date(2026, 6, 12)}, True),
            ({"registration_closes_on": date(2026, 6, 11)}, False),
            ({"registration_closes_on": date(2026, 6, 11), "timezone": LOS_ANGELES}, True),
            ({"status": EventStatus.FULL}, False),
            ({"status": EventStatus.CANCELLED}, False),
            ({"status": EventStatus.POSTPONED}, False),
            ({"starts_on": date(2026, 6, 9)}, False),
        ]
        for values, expected in cases:
            with self.subTest(values), time_machine.travel(now, tick=False):
                conference = ConferenceFactory.build(
                    **{"registration_url": url, "starts_on": first_day, "timezone": AUCKLAND, **values}
                )
                self.assertIs(conference.is_registration_open, expected)


class PeriodTests(TestCase):
    """The database knows the instants of a session, whatever they follow from."""

    def assert_period(self, session, *, starts, ends):
        session.refresh_from_db()
        self.assertEqual((session.period.lower, session.period.upper), (starts, ends))

    def test_it_follows_the_day_and_the_time_zone(self):
        session = session_on(date(2040, 6, 12), BRUSSELS)
        hour = timedelta(hours=1)
        self.assert_period(
            session, starts=datetime(2040, 6, 12, 7, tzinfo=UTC), ends=datetime(2040, 6, 12, 8, tzinfo=UTC)
        )
        Conference.objects.update(timezone=AUCKLAND, starts_on=date(2040, 6, 1), ends_on=date(2040, 6, 30))
        self.assert_period(
            session, starts=datetime(2040, 6, 11, 21, tzinfo=UTC), ends=datetime(2040, 6, 11, 22, tzinfo=UTC)
        )
        session.day.date = date(2040, 6, 20)
        session.day.save()
        starts = datetime(2040, 6, 19, 21, tzinfo=UTC)
        self.assert_period(session, starts=starts, ends=starts + hour)

    def test_it_is_what_python_works_out(self):
        nights = [date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 24), date(2026, 10, 25), date(2026, 7, 1)]
        times = [
            (time(0, 30), time(2, 30), False),
            (time(1, 30), time(2), False),
            (time(2, 30), time(3), False),
            (time(23), time(2, 30), True),
        ]
        others = ("Australia/Lord_Howe", "Asia/Kolkata", "Antarctica/Troll")
        zones = [BRUSSELS, AUCKLAND, LOS_ANGELES, *map(ZoneInfo, others)]
        for night, (starts_at, ends_at, ends_next_day), zone in product(nights, times, zones):
            with self.subTest(night=night, starts_at=starts_at, zone=zone.key):
                session = session_on(night, zone, starts_at=starts_at, ends_at=ends_at, ends_next_day=ends_next_day)
                starts, ends = session.starts.astimezone(UTC), session.ends.astimezone(UTC)
                session.refresh_from_db()
                if ends <= starts:
                    self.assertTrue(session.period.isempty)
                else:
                    self.assertEqual((session.period.lower, session.period.upper), (starts, ends))

    def test_a_room_is_taken_over_midnight(self):
        conference = ConferenceFactory(starts_on=date(2026, 6, 12), ends_on=date(2026, 6, 13))
        room = RoomFactory(conference=conference)
        friday, saturday = (DayFactory(conference=conference, date=date(2026, 6, day)) for day in (12, 13))
        SessionFactory(day=friday, room=room, starts_at=time(23, 30), ends_at=time(1, 30), ends_next_day=True)
        late = {"day": saturday, "starts_at": time(0, 30), "ends_at": time(2, 30)}
        with self.assertRaises(ValidationError):
            SessionFactory.build(**late, room=room, conference=conference, slug="late").full_clean()
        with self.assertRaises(IntegrityError), transaction.atomic():
            SessionFactory(**late, room=room)
        SessionFactory(**late, room=RoomFactory(conference=conference))

    def test_a_time_that_clocks_skip_is_refused_beside_the_field(self):
        conference = ConferenceFactory(starts_on=date(2027, 3, 28), timezone=BRUSSELS)
        session = SessionFactory.build(
            day=DayFactory(conference=conference), conference=conference, starts_at=time(2, 30), ends_at=time(3)
        )
        with self.assertRaises(ValidationError) as refusal:
            session.full_clean()
        self.assertIn("no 02:30", refusal.exception.message_dict["starts_at"][0])

    def test_a_time_that_comes_twice_is_the_first(self):
        conference = ConferenceFactory(starts_on=date(2026, 10, 25), timezone=BRUSSELS)
        session = SessionFactory(day=DayFactory(conference=conference), starts_at=time(2, 30), ends_at=time(3, 30))
        self.assertEqual([f"{instant:%H:%M}" for instant in session.ambiguous_times], ["02:30"])
        self.assertEqual(session.starts.astimezone(UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
