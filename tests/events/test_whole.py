"""A conference as a whole: called off, moved, and begun again."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from civitas_cms.publishing.models import Revision, State
from events import whole
from events.models import Conference, EventStatus, Session
from events.whole import NotPossible
from tests.factories import (
    FIRST_DAY,
    AppearanceFactory,
    ConferenceFactory,
    DayFactory,
    DocumentFactory,
    OrganisationFactory,
    RoomFactory,
    SessionFactory,
    SpeakerFactory,
    UserFactory,
    staff,
)
from tests.newsroom.base import AdminTestCase, url_of


def draft(**values):
    return ConferenceFactory(state=State.DRAFT, publish_at=None, **values)


class MovingTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.editor = UserFactory(is_staff=True, is_superuser=True)

    def setUp(self):
        self.conference = draft()
        self.day = DayFactory(conference=self.conference)
        self.session = SessionFactory(day=self.day, room=RoomFactory(conference=self.conference))

    def do(self, change, conference=None):
        conference = conference or self.conference
        seen = whole.arrange(conference, change).fingerprint
        return whole.rearrange(conference, self.editor, change, seen, "Moved")

    def test_all_moves_by_days_and_times_stay(self):
        before = self.session.uuid
        self.do(whole.moved_by(7))
        session = Session.objects.select_related("day", "conference").get(pk=self.session.pk)
        self.assertEqual(
            (session.day.date, session.starts_at, session.uuid), (FIRST_DAY + timedelta(7), time(9), before)
        )
        self.assertEqual(session.conference.ends_on, FIRST_DAY + timedelta(8))
        self.assertEqual(session.period.lower, session.starts)
        self.assertEqual(Revision.objects.of(self.conference).first().comment, "Moved")

    def test_one_day_moves_and_two_cannot_be_on_one_date(self):
        self.do(whole.day_moved(self.day.pk, FIRST_DAY + timedelta(1)))
        self.day.refresh_from_db()
        self.assertEqual(self.day.date, FIRST_DAY + timedelta(1))
        DayFactory(conference=self.conference, date=FIRST_DAY)
        for to in (FIRST_DAY, FIRST_DAY + timedelta(30)):
            with self.subTest(to), self.assertRaises(NotPossible):
                self.do(whole.day_moved(self.day.pk, to))

    def test_in_another_zone_either_times_or_moments_stay(self):
        zone = ZoneInfo("America/New_York")
        before = self.session.starts
        SessionFactory(day=self.day, starts_at=time(16), ends_at=time(17))
        self.do(whole.in_zone(ZoneInfo("Europe/Helsinki"), keeps_instants=True))
        session = Session.objects.get(pk=self.session.pk)
        self.assertEqual((session.starts_at, session.starts), (time(10), before))
        self.do(whole.in_zone(zone, keeps_instants=False))
        session = Session.objects.get(pk=self.session.pk)
        self.assertEqual((session.starts_at, session.starts.utcoffset()), (time(10), timedelta(hours=-4)))

    def test_over_midnight_a_session_goes_to_the_day_that_is_then(self):
        next_day = DayFactory(conference=self.conference, date=FIRST_DAY + timedelta(1))
        late = SessionFactory(day=self.day, starts_at=time(20), ends_at=time(21))
        later = SessionFactory(day=next_day, starts_at=time(20), ends_at=time(21))
        moments = late.starts, later.starts
        self.do(whole.in_zone(ZoneInfo("Asia/Tokyo"), keeps_instants=True))
        late, later = Session.objects.get(pk=late.pk), Session.objects.get(pk=later.pk)
        self.assertEqual((late.day, late.starts_next_day), (next_day, False))
        self.assertEqual((later.day, later.starts_next_day), (next_day, True))
        self.assertEqual((late.starts, later.starts), moments)

    def test_where_there_is_no_day_it_says_so_and_nothing_moves(self):
        with self.assertRaisesMessage(NotPossible, "no day of the conference"):
            self.do(whole.in_zone(ZoneInfo("Pacific/Honolulu"), keeps_instants=True))
        self.assertEqual(Session.objects.get().starts_at, time(9))

    def test_times_that_clocks_skip_are_refused(self):
        Session.objects.update(starts_at=time(2, 30), ends_at=time(4))
        spring = date(2041, 3, 31)
        with self.assertRaisesMessage(NotPossible, self.session.title):
            self.do(whole.moved_by((spring - FIRST_DAY).days))

    def test_what_is_public_moves_in_its_working_copy(self):
        Conference.objects.update(state=State.PUBLISHED, publish_at="2024-01-01T00:00Z")
        self.conference.refresh_from_db()
        copy = self.do(whole.moved_by(7))
        self.assertEqual((copy.working_copy_of, copy.starts_on), (self.conference, FIRST_DAY + timedelta(7)))
        self.conference.refresh_from_db()
        self.assertEqual(self.conference.starts_on, FIRST_DAY)

    def test_what_has_changed_since_it_was_seen_is_not_moved(self):
        change = whole.moved_by(7)
        seen = whole.arrange(self.conference, change).fingerprint
        Session.objects.update(starts_at=time(8))
        with self.assertRaisesMessage(NotPossible, "meanwhile"):
            whole.rearrange(self.conference, self.editor, change, seen, "Moved")

    def test_the_number_of_queries_does_not_grow_with_the_programme(self):
        counts = []
        for _number in range(2):
            with CaptureQueriesContext(connection) as queries:
                self.do(whole.moved_by(1))
            counts.append(len(queries))
            SessionFactory.create_batch(10, day=self.day, room=None)
        self.assertEqual(counts[0], counts[1])


class AgainTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.editor = UserFactory(is_staff=True, is_superuser=True)

    def setUp(self):
        self.conference = ConferenceFactory(
            status=EventStatus.CANCELLED, status_note="Storm", registration_url="https://a.example/"
        )
        self.session = SessionFactory(
            day__conference=self.conference,
            room=RoomFactory(conference=self.conference),
            recording_url="https://film.example/",
            materials=[DocumentFactory()],
            source="pretalx",
            source_id="ABC",
        )
        self.person = SpeakerFactory(position="Mayor", organisation=OrganisationFactory())
        AppearanceFactory(session=self.session, speaker=self.person, position_then="Student")

    def again(self, **values):
        options = {"starts_on": date(2041, 6, 11), "title": "Next year", "with_sessions": True, "with_people": True}
        return whole.duplicate(self.conference, self.editor, **options | values)

    def test_it_is_a_draft_with_everything_at_its_own_time(self):
        copy = self.again(slug="next-year")
        self.assertEqual((copy.title, copy.slug, copy.state), ("Next year", "next-year", State.DRAFT))
        self.assertEqual((copy.starts_on, copy.ends_on), (date(2041, 6, 11), date(2041, 6, 12)))
        session = copy.sessions.get()
        self.assertEqual((session.day.date, session.starts_at), (date(2041, 6, 11), time(9)))
        self.assertEqual(session.room.conference, copy)
        self.assertNotEqual(session.uuid, self.session.uuid)
        appearance = session.appearances.get()
        self.assertEqual((appearance.position_then, appearance.organisation_then), ("Mayor", self.person.organisation))

    def test_what_was_of_the_past_one_only_stays_there(self):
        copy = self.again()
        session = copy.sessions.get()
        self.assertEqual((copy.status, copy.status_note, copy.registration_url), (EventStatus.AS_PLANNED, "", ""))
        self.assertEqual((session.recording_url, session.source_id, list(session.materials.all())), ("", "", []))

    def test_people_and_sessions_may_stay_out(self):
        self.assertFalse(self.again(with_people=False).sessions.get().appearances.exists())
        copy = self.again(with_sessions=False, with_people=False)
        self.assertEqual((copy.sessions.count(), copy.days.count(), copy.rooms.count()), (0, 1, 1))

    def test_the_number_of_queries_does_not_grow_with_the_programme(self):
        counts = []
        for _time in range(2):
            with CaptureQueriesContext(connection) as queries:
                self.again()
            counts.append(len(queries))
            for session in SessionFactory.create_batch(10, day=self.session.day):
                AppearanceFactory(session=session)
        self.assertEqual(counts[0], counts[1])


class PagesTests(AdminTestCase):
    def test_a_conference_is_cancelled_after_its_editor_has_read_what_visitors_will(self):
        conference = ConferenceFactory(title="Trams")
        url, words = url_of(conference, "whole_status"), {"status": "cancelled", "status_note": "A storm is coming."}
        self.assertContains(self.client.post(url, {"status": "cancelled"}), "Say why")
        page = self.client.post(url, words)
        self.assertContains(page, "A storm is coming.")
        conference.refresh_from_db()
        self.assertEqual(conference.status, EventStatus.AS_PLANNED)
        self.assertRedirects(self.client.post(url, words | {"confirmed": "1"}), url_of(conference))
        for place in (conference.get_absolute_url(), "/events/"):
            self.assertContains(self.client.get(place), "A storm is coming.")
        calendar = self.client.get(f"{conference.get_absolute_url().rstrip('/')}.ics").text
        self.assertIn("STATUS:CANCELLED", calendar)
        self.assertIn("A storm is coming.", calendar)
        self.client.post(url, {"status": "as_planned", "status_note": "old", "confirmed": "1"})
        self.assertNotContains(self.client.get(conference.get_absolute_url()), "storm")

    def test_it_is_moved_after_its_editor_has_seen_where_to(self):
        session = SessionFactory(day__conference=draft(), title="Opening")
        conference = session.day.conference
        sent = {"do": "move", "move-starts_on": "2040-06-19"}
        page = self.client.post(url_of(conference, "whole"), sent)
        self.assertContains(page, "Opening")
        self.assertEqual(Conference.objects.get().starts_on, FIRST_DAY)
        seen = page.context["arrangement"].fingerprint
        page = self.client.post(url_of(conference, "whole"), sent | {"seen": seen})
        self.assertRedirects(page, url_of(conference))
        self.assertEqual(Session.objects.get().day.date, date(2040, 6, 19))

    def test_a_day_of_what_is_public_moves_in_the_working_copy(self):
        session = SessionFactory()
        conference, day = session.day.conference, session.day
        sent = {"do": "day", "day-day": day.pk, "day-date": "2040-06-13"}
        seen = self.client.post(url_of(conference, "whole"), sent).context["arrangement"].fingerprint
        self.client.post(url_of(conference, "whole"), sent | {"seen": seen})
        self.assertEqual(conference.working_copy.days.get().date, date(2040, 6, 13))
        day.refresh_from_db()
        self.assertEqual(day.date, FIRST_DAY)

    def test_people_without_sessions_are_refused_beside_the_form(self):
        sent = {"title": "Again", "starts_on": "2041-06-12", "with_people": "on"}
        page = self.client.post(url_of(ConferenceFactory(), "duplicate"), sent)
        self.assertContains(page, "People come along in their sessions")
        self.assertEqual(Conference.objects.count(), 1)

    def test_who_may_not_change_what_is_public_does_not_call_it_off(self):
        conference = ConferenceFactory()
        writer = staff("Contributor")
        with self.assertRaises(PermissionDenied):
            whole.set_status(conference, writer, EventStatus.CANCELLED, "No")
        self.client.force_login(writer)
        for name in ("whole_status", "whole", "duplicate"):
            self.assertEqual(self.client.post(url_of(conference, name)).status_code, 403, name)
