"""The calendar files that visitors take home."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import product
from zoneinfo import ZoneInfo

from django.test import TestCase
from icalendar import Calendar

from civitas_cms.publishing.models import State
from events.models import Conference, EventStatus, Session
from tests.factories import (
    AppearanceFactory,
    ConferenceFactory,
    DayFactory,
    RoomFactory,
    SessionFactory,
    SpeakerFactory,
    TrackFactory,
)

BRUSSELS = ZoneInfo("Europe/Brussels")


class CalendarTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.conference = ConferenceFactory(
            title="Cities; streets, people",
            slug="cities",
            summary="Two days in Ghent,\nwith a party.",
            starts_on=date(2026, 3, 28),
            timezone=BRUSSELS,
            venue_name="De Krook",
            city="Ghent",
            country="BE",
        )
        cls.saturday = DayFactory(conference=cls.conference)
        cls.sunday = DayFactory(conference=cls.conference, date=date(2026, 3, 29))  # summer time begins

    def calendar(self):
        response = self.client.get("/events/cities.ics")
        self.assertEqual(response["Content-Type"], "text/calendar; charset=utf-8")
        self.file = response.content
        return Calendar.from_ical(response.content)

    def event(self, title):
        return next(event for event in self.calendar().walk("VEVENT") if event["SUMMARY"] == title)

    def test_the_conference_takes_up_its_days(self):
        event = self.event("Cities; streets, people")
        self.assertEqual(event["DTSTART"].dt, date(2026, 3, 28))
        self.assertEqual(event["DTEND"].dt, date(2026, 3, 30))  # the first day that is not part of it
        self.assertEqual(event["DESCRIPTION"], "Two days in Ghent,\nwith a party.")
        self.assertEqual(event["LOCATION"], "De Krook, Ghent, Belgium")
        self.assertEqual(event["URL"], "http://testserver/events/cities/")
        self.assertEqual(event["STATUS"], "CONFIRMED")

    def test_sessions_are_at_the_right_instants_in_their_zone(self):
        SessionFactory(day=self.saturday, title="Winter time")
        SessionFactory(day=self.sunday, title="Summer time")
        for title, instant in [
            ("Winter time", datetime(2026, 3, 28, 8, tzinfo=UTC)),
            ("Summer time", datetime(2026, 3, 29, 7, tzinfo=UTC)),
        ]:
            with self.subTest(title):
                event = self.event(title)
                self.assertEqual(event["DTSTART"].dt, instant)
                self.assertEqual(event["DTEND"].dt, instant + timedelta(hours=1))
                self.assertEqual(event["DTSTART"].params["TZID"], "Europe/Brussels")

    def test_a_session_past_midnight_ends_on_the_next_day(self):
        SessionFactory(day=self.saturday, title="Party", starts_at=time(22), ends_at=time(1), ends_next_day=True)
        self.assertEqual(self.event("Party")["DTEND"].dt, datetime(2026, 3, 29, tzinfo=UTC))

    def test_it_says_where_a_session_is(self):
        SessionFactory(day=self.saturday, title="Talk", room=RoomFactory(conference=self.conference, name="Blue room"))
        event = self.event("Talk")
        self.assertEqual(event["LOCATION"], "Blue room, De Krook, Ghent, Belgium")
        session = Session.objects.get()
        self.assertEqual(event["URL"], f"http://testserver{session.get_absolute_url()}")

    def test_what_does_not_take_place_says_so(self):
        SessionFactory(day=self.saturday, title="Cancelled", status=EventStatus.CANCELLED)
        SessionFactory(day=self.saturday, title="Postponed", status=EventStatus.POSTPONED)
        SessionFactory(day=self.saturday, title="Full", status=EventStatus.FULL)
        for title, status in [
            ("Cancelled: Cancelled", "CANCELLED"),
            ("Postponed: Postponed", "TENTATIVE"),
            ("Full", "CONFIRMED"),
        ]:
            with self.subTest(title):
                self.assertEqual(self.event(title)["STATUS"], status)

    def test_a_cancelled_conference_says_so(self):
        self.conference.status = EventStatus.CANCELLED
        self.conference.save()
        self.assertEqual(self.event(f"Cancelled: {self.conference.title}")["STATUS"], "CANCELLED")

    def test_the_graver_status_of_a_session_and_its_conference_holds(self):
        statuses = {EventStatus.AS_PLANNED: "CONFIRMED", EventStatus.POSTPONED: "TENTATIVE"}
        statuses[EventStatus.CANCELLED] = "CANCELLED"
        words = {EventStatus.AS_PLANNED: "", EventStatus.POSTPONED: "Postponed: ", EventStatus.CANCELLED: "Cancelled: "}
        gravity = list(statuses)
        for conference, session in product(gravity, gravity):
            with self.subTest(conference=conference, session=session):
                self.conference.status = conference
                self.conference.save()
                Session.objects.all().delete()
                SessionFactory(day=self.saturday, title="Talk", status=session)
                graver = max(conference, session, key=gravity.index)
                self.assertEqual(self.event(f"{words[graver]}Talk")["STATUS"], statuses[graver])

    def test_nothing_in_a_cancelled_conference_is_confirmed(self):
        SessionFactory(day=self.saturday, title="Talk")
        self.conference.status = EventStatus.CANCELLED
        self.conference.save()
        self.assertEqual(self.event("Cancelled: Talk")["STATUS"], "CANCELLED")

    def test_a_session_has_what_calendar_programs_show(self):
        self.conference.latitude, self.conference.longitude = Decimal("51.05"), Decimal("3.73")
        self.conference.save()
        track = TrackFactory(conference=self.conference, name="Streets")
        session = SessionFactory(day=self.saturday, title="Talk", abstract="<p>On <b>shade</b>.</p>", track=track)
        speaker = SpeakerFactory(given_name="Ana", family_name="Kovač")
        AppearanceFactory(session=session, speaker=speaker, position_then="Mayor", organisation_then=None)
        event = self.event("Talk")
        self.assertEqual(event["DESCRIPTION"], "On shade.\n\nAna Kovač (Speaker), Mayor\n\nCities; streets, people")
        self.assertEqual(event["CATEGORIES"].cats, ["Talk", "Streets"])
        self.assertEqual(event["GEO"].to_ical(), "51.05;3.73")

    def test_a_webinar_has_no_empty_place(self):
        for name in ("venue_name", "venue_address", "city", "country"):
            setattr(self.conference, name, "")
        self.conference.save()
        SessionFactory(day=self.saturday, title="Talk")
        self.assertTrue(self.calendar())
        self.assertNotIn(b"LOCATION", self.file)

    def test_control_characters_do_not_reach_the_file(self):
        SessionFactory(day=self.saturday, title="Ta\x0b\x07lk")
        self.assertEqual(str(self.event("Ta lk")["SUMMARY"]), "Ta lk")

    def test_a_line_break_from_anywhere_does_not_break_it(self):
        title = "Cities; streets, people\\n and more"
        Conference.objects.update(title="Cities; streets, people\\n\r\n\u2028and more")
        Session.objects.bulk_create(
            [SessionFactory.build(day=self.saturday, conference=self.conference, title="A\x85b")]
        )
        calendar = self.calendar()
        lines = self.file.replace(b"\r\n ", b"").split(b"\r\n")
        for name in (b"NAME", b"X-WR-CALNAME", b"SUMMARY"):
            self.assertIn(name + rb":Cities\; streets\, people\\n and more", lines)
        self.assertEqual([str(event["SUMMARY"]) for event in calendar.walk("VEVENT")], [title, "A b"])

    def test_programs_that_subscribe_ask_again(self):
        for path in ("/events/cities.ics", "/events/calendar.ics"):
            with self.subTest(path):
                file = self.client.get(path).content
                self.assertIn(b"REFRESH-INTERVAL;VALUE=DURATION:PT12H", file)
                self.assertIn(b"X-PUBLISHED-TTL:PT12H", file)

    def test_sessions_at_one_time_come_in_the_order_of_their_rooms(self):
        for name in ("Room 10", "Room 2", "C436", "B003"):
            SessionFactory(day=self.saturday, title=name, room=RoomFactory(conference=self.conference, name=name))
        SessionFactory(day=self.saturday, title="Coffee for all", room=None)
        titles = [str(event["SUMMARY"]) for event in self.calendar().walk("VEVENT")][1:]
        self.assertEqual(titles, ["Coffee for all", "B003", "C436", "Room 2", "Room 10"])

    def test_breaks_are_left_out(self):
        SessionFactory(day=self.saturday, title="Coffee", kind=Session.Kind.BREAK)
        self.assertEqual(len(self.calendar().walk("VEVENT")), 1)

    def test_the_file_is_well_formed(self):
        SessionFactory(day=self.saturday, title="A title that is longer than a line of a calendar file; with signs, é")
        calendar = self.calendar()
        lines = self.file.split(b"\r\n")
        self.assertNotIn(b"\n", b"".join(lines))
        self.assertLessEqual(max(map(len, lines)), 75)
        self.assertEqual(calendar["VERSION"], "2.0")
        self.assertTrue(calendar["PRODID"])
        self.assertEqual([str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")], ["Europe/Brussels"])
        events = calendar.walk("VEVENT")
        self.assertEqual(len({event["UID"] for event in events}), len(events))
        for event in events:
            self.assertIn("DTSTAMP", event)
            self.assertEqual(event.errors, [])

    def test_there_is_none_for_what_is_not_public(self):
        for state, status in {State.DRAFT: 404, State.IN_REVIEW: 404, State.ARCHIVED: 410}.items():
            with self.subTest(state):
                ConferenceFactory(slug=f"conference-{state}", state=state)
                self.assertEqual(self.client.get(f"/events/conference-{state}.ics").status_code, status)
