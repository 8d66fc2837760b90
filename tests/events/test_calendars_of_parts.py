"""Calendars of a part of the programme: of days, rooms, tracks, people, and of what somebody has chosen."""

from datetime import time
from zoneinfo import ZoneInfo

from icalendar import Calendar

from events.models import Session
from tests.events.test_timetable import DayTestCase, at
from tests.factories import AppearanceFactory, SessionFactory, SpeakerFactory, TrackFactory
from tests.html import links_in


class PartsTests(DayTestCase):
    def setUp(self):
        self.track = TrackFactory(conference=self.conference, name="Streets")
        self.talk = self.add("Talk", 9, 10, room=self.hall, track=self.track)
        self.walk = self.add("Walk", 9, 11, room=self.attic)
        self.add("Coffee", 10, 11, room=self.hall, kind="break")
        self.tomorrow = self.add("Tomorrow", 9, 10, room=self.hall, day=self.second)
        self.ana = SpeakerFactory(given_name="Ana", family_name="Dupont", slug="ana")
        for role in ("speaker", "moderator"):
            AppearanceFactory(session=self.talk, speaker=self.ana, role=role)
        self.parts = {
            "/events/forum/programme/2026-06-12.ics": ["Walk", "Talk"],
            f"/events/forum/rooms/{self.hall.pk}.ics": ["Talk", "Tomorrow"],
            f"/events/forum/tracks/{self.track.pk}.ics": ["Talk"],
            f"/events/forum/programme/chosen.ics?sessions={self.walk.pk},{self.tomorrow.pk},1": ["Walk", "Tomorrow"],
            "/events/forum/programme/chosen.ics": [],
            "/people/ana.ics": ["Talk"],
            "/events/forum/talk.ics": ["Talk"],
        }

    def calendar(self, address):
        response = self.client.get(address)
        self.assertEqual((response.status_code, response["Content-Type"]), (200, "text/calendar; charset=utf-8"))
        return Calendar.from_ical(response.content)

    def events(self, address):
        return {str(event["SUMMARY"]): event for event in self.calendar(address).walk("VEVENT")}

    def test_each_part_has_its_sessions_in_their_order(self):
        for address, titles in self.parts.items():
            with self.subTest(address):
                self.assertEqual(list(self.events(address)), titles)

    def test_they_are_the_same_events_in_all_calendars(self):
        whole = self.events("/events/forum.ics")
        for address in self.parts:
            for title, event in self.events(address).items():
                with self.subTest(address, title=title):
                    self.assertEqual((event["UID"], event["SEQUENCE"]), (whole[title]["UID"], whole[title]["SEQUENCE"]))

    def test_what_is_on_offer_takes_up_no_time_and_what_is_chosen_does(self):
        for address in [*self.parts, "/events/forum.ics"]:
            is_own = any(part in address for part in ("chosen", "people", "talk.ics"))
            for event in self.events(address).values():
                self.assertEqual(event["TRANSP"], "OPAQUE" if is_own else "TRANSPARENT", address)

    def test_what_is_called_off_stays_says_so_and_takes_up_no_time(self):
        Session.objects.filter(pk=self.talk.pk).update(status="cancelled")
        for address, titles in self.parts.items():
            if "Talk" in titles:
                event = self.events(address)["Cancelled: Talk"]
                self.assertEqual((event["STATUS"], event["TRANSP"]), ("CANCELLED", "TRANSPARENT"))

    def test_programs_that_have_it_already_do_not_load_it_again(self):
        for address in [*self.parts, "/events/forum.ics", "/events/calendar.ics"]:
            with self.subTest(address):
                first = self.client.get(address)
                again = self.client.get(address, headers={"If-None-Match": first["ETag"]})
                self.assertEqual(again.status_code, 304)
                self.assertIn("REFRESH-INTERVAL;VALUE=DURATION:PT12H", first.text)
                self.assertIn("X-PUBLISHED-TTL:PT12H", first.text)

    def test_a_persons_calendar_has_the_rules_of_all_its_time_zones(self):
        session = SessionFactory(
            day__conference__timezone=ZoneInfo("America/New_York"), starts_at=time(9), ends_at=time(10)
        )
        AppearanceFactory(session=session, speaker=self.ana)
        zones = [str(zone["TZID"]) for zone in self.calendar("/people/ana.ics").walk("VTIMEZONE")]
        self.assertEqual(zones, ["America/New_York", "Europe/Brussels"])

    def test_there_is_none_of_what_the_conference_does_not_have(self):
        other = TrackFactory()
        for address in (
            "/events/forum/programme/2026-06-14.ics",
            "/events/forum/rooms/0.ics",
            f"/events/forum/tracks/{other.pk}.ics",
            "/events/forum/programme/chosen.ics?sessions=1;2",
            "/events/forum/programme/chosen.ics?sessions=,",
            "/people/nobody.ics",
        ):
            with self.subTest(address):
                self.assertEqual(self.client.get(address).status_code, 404)

    def test_a_withdrawn_conference_takes_its_calendars_along(self):
        self.conference.state = "archived"
        self.conference.save()
        for address in self.parts:
            if address.startswith("/events/"):
                self.assertEqual(self.client.get(address).status_code, 410, address)

    def test_pages_lead_to_calendars_until_all_is_over(self):
        host = "webcal://testserver"
        pages = {
            "/events/forum/": "/events/forum.ics",
            "/events/forum/programme/2026-06-12/": "/events/forum/programme/2026-06-12.ics",
            "/events/forum/talk/": "/events/forum/talk.ics",
            "/people/ana/": "/people/ana.ics",
        }
        for now, offered in ((at(8), True), (at(8, day=15), False)):
            with now:
                for page, calendar in pages.items():
                    with self.subTest(page, offered=offered):
                        links = links_in(self.page(page))
                        self.assertEqual((calendar in links, host + calendar in links), (offered, offered))

    def test_a_page_has_all_calendars_of_a_conference(self):
        links = links_in(self.page("/events/forum/programme/calendars/"))
        for calendar in [address for address in self.parts if "chosen" not in address][:3]:
            self.assertEqual(links[f"webcal://testserver{calendar}"].split(":")[0], "Subscribe")
            self.assertEqual(links[calendar].split(":")[0], "Add (.ics)")
