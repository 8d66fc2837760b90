"""What search engines learn from conferences."""

from datetime import date, time

from events.models import Conference, EventStatus, PartnerRole, Session
from tests.discovery.base import StructuredDataTestCase
from tests.factories import (
    AppearanceFactory,
    ConferenceFactory,
    ConferenceOrganisationFactory,
    DayFactory,
    RoomFactory,
    SessionFactory,
)


class ConferenceTests(StructuredDataTestCase):
    def test_a_conference_says_where_it_is_and_who_is_there(self):
        conference = ConferenceFactory(
            slug="forum",
            starts_on=date(2040, 6, 12),
            format=Conference.Format.HYBRID,
            venue_name="De Krook",
            city="Ghent",
            country="BE",
            latitude="51.05",
            longitude="3.72",
            registration_url="https://register.example/",
            livestream_url="https://live.example/",
        )
        ConferenceOrganisationFactory(conference=conference, organisation__name="Ghent", role=PartnerRole.ORGANISER)
        day = DayFactory(conference=conference)
        room = RoomFactory(conference=conference, name="Blue room")
        opening = SessionFactory(day=day, title="Opening", starts_at=time(9), ends_at=time(10), room=room)
        SessionFactory(day=day, title="Coffee", kind=Session.Kind.BREAK, starts_at=time(10), ends_at=time(11))
        AppearanceFactory(session=opening, speaker__family_name="Mayer")
        event = self.things("/events/forum/")["Event"]
        self.assertEqual((event["startDate"], event["endDate"]), ("2040-06-12", "2040-06-13"))
        self.assertTrue(event["eventAttendanceMode"].endswith("/MixedEventAttendanceMode"))
        place, online = event["location"]
        self.assertEqual(place["address"]["addressCountry"], "BE")
        self.assertEqual((place["geo"]["latitude"], online["url"]), (51.05, "https://live.example/"))
        self.assertEqual([organiser["name"] for organiser in event["organizer"]], ["Ghent"])
        self.assertTrue(event["offers"]["availability"].endswith("/InStock"))
        (session,) = event["subEvent"]
        self.assertEqual((session["name"], session["startDate"]), ("Opening", "2040-06-12T09:00:00+02:00"))
        self.assertEqual(session["location"][0]["name"], "Blue room, De Krook")
        self.assertEqual([person["name"] for person in event["performer"]], ["Ana Mayer"])
        self.assertEqual(session["performer"], event["performer"])

    def test_what_does_not_take_place_says_so(self):
        for status, name in [
            (EventStatus.AS_PLANNED, "EventScheduled"),
            (EventStatus.FULL, "EventScheduled"),
            (EventStatus.CANCELLED, "EventCancelled"),
            (EventStatus.POSTPONED, "EventPostponed"),
        ]:
            with self.subTest(status):
                conference = ConferenceFactory(status=status)
                SessionFactory(day=DayFactory(conference=conference))
                event = self.things(conference.get_absolute_url())["Event"]
                self.assertEqual(event["eventStatus"], f"https://schema.org/{name}")
                self.assertEqual(event["subEvent"][0]["eventStatus"], event["eventStatus"])

    def test_of_a_long_programme_the_days_name_the_sessions(self):
        conference = ConferenceFactory(slug="forum")
        day = DayFactory(conference=conference)
        sessions = SessionFactory.create_batch(41, day=day)
        event = self.things("/events/forum/")["Event"]
        self.assertEqual(event["subEvent"], [{"@id": day.identity.urn}])
        event = self.things(day.get_absolute_url())["Event"]
        self.assertEqual((event["@id"], event["startDate"]), (day.identity.urn, "2040-06-12"))
        self.assertEqual(event["superEvent"]["@id"], conference.identity.urn)
        self.assertCountEqual(event["subEvent"], [{"@id": session.identity.urn} for session in sessions])
