"""What the database guarantees about a programme, and how editors are told."""

from datetime import time, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.test import TestCase

from events.models import Appearance, Conference, Day, EventStatus, Session
from tests.factories import (
    FIRST_DAY,
    AppearanceFactory,
    ConferenceFactory,
    DayFactory,
    RoomFactory,
    SessionFactory,
    SpeakerFactory,
    TrackFactory,
)

DAY = timedelta(days=1)


class DatabaseTestCase(TestCase):
    def assert_refuses(self, name, change):
        """Assert that the database itself refuses ``change``, by its rule ``name``, at the latest on commit."""
        with self.assertRaisesRegex(IntegrityError, name), transaction.atomic():
            change()
            self.commit()

    def assert_accepts(self, change):
        with transaction.atomic():
            change()
            self.commit()

    def commit(self):
        """Have the database check now what it checks at the end of a transaction."""
        connection.check_constraints()


def update(item, **values):
    """Return a change of ``item`` that goes past all forms and models."""
    return lambda: type(item).objects.filter(pk=item.pk).update(**values)


class RoomTests(DatabaseTestCase):
    """A room has one session at a time."""

    NAME = "one_session_at_a_time_in_a_room"
    MESSAGE = "Another session is in this room at that time."

    @classmethod
    def setUpTestData(cls):
        cls.day = DayFactory()
        cls.room = RoomFactory(conference=cls.day.conference)
        cls.first = SessionFactory(day=cls.day, room=cls.room, starts_at=time(9), ends_at=time(10))

    def session(self, start, end, **values):
        """Return an unsaved session in the room."""
        values = {"day": self.day, "room": self.room, **values}
        return SessionFactory.build(
            conference=values["day"].conference, starts_at=time(*start), ends_at=time(*end), **values
        )

    def insert(self, session):
        return lambda: Session.objects.bulk_create([session])

    def test_two_sessions_cannot_share_a_room_and_a_moment(self):
        for start, end in [((9,), (10,)), ((8,), (9, 1)), ((9, 59), (11,)), ((9, 15), (9, 45)), ((8,), (11,))]:
            with self.subTest(start=start, end=end):
                session = self.session(start, end)
                self.assert_refuses(self.NAME, self.insert(session))
                with self.assertRaisesMessage(ValidationError, self.MESSAGE):
                    session.full_clean()

    def test_a_session_may_begin_when_the_one_before_ends(self):
        for start, end in [((8,), (9,)), ((10,), (11,))]:
            with self.subTest(start=start, end=end):
                session = self.session(start, end)
                session.full_clean()
                self.assert_accepts(self.insert(session))

    def test_another_room_or_day_or_no_room_is_free(self):
        next_day = DayFactory(conference=self.day.conference, date=self.day.date + DAY)
        other_room = RoomFactory(conference=self.day.conference)
        for elsewhere in ({"room": other_room}, {"room": None}, {"day": next_day}):
            with self.subTest(elsewhere):
                session = self.session((9,), (10,), **elsewhere)
                session.full_clean()
                self.assert_accepts(self.insert(session))

    def test_a_cancelled_or_postponed_session_frees_its_room(self):
        for status in (EventStatus.CANCELLED, EventStatus.POSTPONED):
            with self.subTest(status), transaction.atomic():
                update(self.first, status=status)()
                session = self.session((9,), (10,))
                session.full_clean()
                self.assert_accepts(self.insert(session))
                self.assert_refuses(self.NAME, update(self.first, status=EventStatus.AS_PLANNED))
                transaction.set_rollback(True)

    def test_a_fully_booked_session_keeps_its_room(self):
        update(self.first, status=EventStatus.FULL)()
        self.assert_refuses(self.NAME, self.insert(self.session((9,), (10,))))

    def test_a_session_past_midnight_keeps_the_room_all_evening(self):
        party = self.session((22,), (1,), ends_next_day=True)
        self.insert(party)()
        self.assert_refuses(self.NAME, self.insert(self.session((23,), (23, 30))))
        self.assert_refuses(self.NAME, self.insert(self.session((23, 30), (0, 30), ends_next_day=True)))
        self.assert_accepts(self.insert(self.session((20,), (22,))))
        self.assert_accepts(self.insert(self.session((0, 30), (1,))))  # the night before

    def test_moving_a_session_into_a_taken_time_is_refused(self):
        other = self.session((11,), (12,))
        self.insert(other)()
        self.assert_refuses(self.NAME, update(other, starts_at=time(9, 30)))


class SessionTimesTests(DatabaseTestCase):
    NAME = "session_ends_after_it_starts"

    def test_a_session_ends_after_it_starts_or_says_that_it_ends_after_midnight(self):
        cases = [  # start, end, after midnight, possible
            (time(9), time(10), False, True),
            (time(9), time(9), False, False),
            (time(10), time(9), False, False),
            (time(22), time(1), True, True),
            (time(22), time(22), True, True),
            (time(9), time(10), True, False),
        ]
        session = SessionFactory()
        for starts_at, ends_at, ends_next_day, possible in cases:
            values = {"starts_at": starts_at, "ends_at": ends_at, "ends_next_day": ends_next_day}
            with self.subTest(values):
                edited = Session.objects.get(pk=session.pk)
                vars(edited).update(values)
                if possible:
                    edited.full_clean()
                    self.assert_accepts(update(session, **values))
                else:
                    with self.assertRaisesMessage(ValidationError, "A session ends after it starts."):
                        edited.full_clean()
                    self.assert_refuses(self.NAME, update(session, **values))


class DaysTests(DatabaseTestCase):
    """A day lies within its conference, and there is one for each date."""

    NAME = "lies outside of its dates"

    @classmethod
    def setUpTestData(cls):
        cls.conference = ConferenceFactory()  # two days
        cls.first = DayFactory(conference=cls.conference, date=FIRST_DAY)
        cls.second = DayFactory(conference=cls.conference, date=FIRST_DAY + DAY)

    def test_a_day_cannot_lie_outside_of_the_conference(self):
        for date in (FIRST_DAY - DAY, FIRST_DAY + 2 * DAY):
            with self.subTest(date):
                day = DayFactory.build(conference=self.conference, date=date)
                self.assert_refuses(self.NAME, lambda day=day: Day.objects.bulk_create([day]))
                self.assert_refuses(self.NAME, update(self.first, date=date))
                with self.assertRaises(ValidationError) as refusal:
                    day.full_clean()
                self.assertEqual(
                    refusal.exception.message_dict["date"],
                    ["The conference takes place from 12 June 2040 to 13 June 2040; this date is outside."],
                )

    def test_a_conference_cannot_be_shortened_below_its_days(self):
        self.assert_refuses(self.NAME, update(self.conference, ends_on=FIRST_DAY))
        self.assert_refuses(self.NAME, update(self.conference, starts_on=FIRST_DAY + DAY))

    def test_a_conference_can_be_longer_than_its_days(self):
        self.assert_accepts(update(self.conference, starts_on=FIRST_DAY - DAY, ends_on=FIRST_DAY + 9 * DAY))

    def test_a_conference_moves_together_with_its_days(self):
        week = timedelta(weeks=1)

        def move():
            update(self.conference, starts_on=FIRST_DAY + week, ends_on=FIRST_DAY + DAY + week)()
            self.conference.days.update(date=F("date") + week)

        self.assert_accepts(move)

    def test_a_day_cannot_be_given_to_a_conference_on_other_dates(self):
        elsewhere = ConferenceFactory(starts_on=FIRST_DAY + 30 * DAY)
        self.assert_refuses(self.NAME, update(self.first, conference=elsewhere))

    def test_each_date_is_one_day(self):
        self.assert_refuses("one_day_per_date", update(self.second, date=FIRST_DAY))
        self.second.date = FIRST_DAY
        with self.assertRaisesMessage(ValidationError, "The conference already has a day on this date."):
            self.second.full_clean()

    def test_a_conference_ends_on_or_after_its_first_day(self):
        conference = ConferenceFactory(ends_on=FIRST_DAY)
        self.assert_refuses("conference_ends_after_it_starts", update(conference, ends_on=FIRST_DAY - DAY))
        conference.ends_on = FIRST_DAY - DAY
        with self.assertRaisesMessage(ValidationError, "The last day cannot come before the first."):
            conference.full_clean()

    def test_coordinates_come_in_pairs_and_on_this_earth(self):
        name = "conference_coordinates_are_a_place_on_earth"
        self.assert_accepts(update(self.conference, latitude="50.866049", longitude="4.350311"))
        for latitude, longitude in [("50", None), (None, "4"), ("91", "4"), ("50", "181")]:
            with self.subTest(latitude=latitude, longitude=longitude):
                self.assert_refuses(name, update(self.conference, latitude=latitude, longitude=longitude))
        self.conference.latitude = 50
        with self.assertRaisesMessage(ValidationError, "Give both latitude and longitude, or neither."):
            self.conference.full_clean()


class BelongingTests(DatabaseTestCase):
    """What a session uses belongs to its own conference."""

    @classmethod
    def setUpTestData(cls):
        cls.session = SessionFactory()
        cls.elsewhere = ConferenceFactory()

    def test_a_room_or_track_of_another_conference_is_refused(self):
        for field, factory in [("room", RoomFactory), ("track", TrackFactory)]:
            with self.subTest(field):
                place = factory(conference=self.elsewhere)
                self.assert_refuses(f"session_{field}_is_of_its_conference", update(self.session, **{field: place}))
                session = Session.objects.get(pk=self.session.pk)
                setattr(session, field, place)
                with self.assertRaises(ValidationError) as refusal:
                    session.full_clean()
                self.assertEqual(refusal.exception.message_dict[field], ["This belongs to another conference."])

    def test_a_room_or_track_of_the_same_conference_is_accepted(self):
        for field, factory in [("room", RoomFactory), ("track", TrackFactory)]:
            with self.subTest(field):
                place = factory(conference=self.session.conference)
                self.assert_accepts(update(self.session, **{field: place}))

    def test_a_room_in_use_cannot_be_given_away(self):
        room = RoomFactory(conference=self.session.conference)
        update(self.session, room=room)()
        self.assert_refuses("session_room_is_of_its_conference", update(room, conference=self.elsewhere))

    def test_session_and_day_are_of_one_conference(self):
        other_day = DayFactory(conference=self.elsewhere)
        name = "session_day_is_of_its_conference"
        self.assert_refuses(name, update(self.session, day=other_day))
        self.assert_refuses(name, update(self.session, conference=self.elsewhere))

    def test_saving_a_session_puts_it_into_its_days_conference(self):
        self.session.day = DayFactory(conference=self.elsewhere)
        self.session.save()
        self.session.refresh_from_db()
        self.assertEqual(self.session.conference, self.elsewhere)
        self.commit()

    def test_a_session_has_its_address_alone_within_its_conference(self):
        other = SessionFactory(day=self.session.day)
        self.assert_refuses("one_session_per_address", update(other, slug=self.session.slug))
        other.slug = self.session.slug
        message = "Another session of this conference already has this address."
        with self.assertRaisesMessage(ValidationError, message):
            other.full_clean()

    def test_other_conferences_may_use_the_same_address(self):
        namesake = SessionFactory(day__conference=self.elsewhere, slug=self.session.slug)
        namesake.full_clean()
        self.assertNotEqual(namesake.get_absolute_url(), self.session.get_absolute_url())

    def test_a_conference_has_one_room_and_one_track_of_a_name(self):
        for factory, what in [(RoomFactory, "room"), (TrackFactory, "track")]:
            with self.subTest(what):
                first = factory(conference=self.elsewhere)
                second = factory(conference=self.elsewhere)
                self.assert_refuses(f"one_{what}_per_name", update(second, name=first.name))
                second.name = first.name
                message = f"The conference already has a {what} with this name."
                with self.assertRaisesMessage(ValidationError, message):
                    second.full_clean()

    def test_a_person_has_each_role_in_a_session_once(self):
        first = AppearanceFactory(session=self.session)
        second = AppearanceFactory(session=self.session)
        self.assert_refuses("one_appearance_per_session_and_role", update(second, speaker=first.speaker))
        second.speaker = first.speaker
        message = "This person already appears in this session in this role."
        with self.assertRaisesMessage(ValidationError, message):
            second.full_clean()
        moderation = {"speaker": first.speaker, "role": Appearance.Role.MODERATOR}
        self.assert_accepts(update(second, **moderation))

    def test_deleting_a_conference_takes_its_programme_along_and_leaves_the_people(self):
        speaker = AppearanceFactory(session=self.session).speaker
        update(self.session, room=RoomFactory(conference=self.session.conference))()
        self.assert_accepts(lambda: Conference.objects.filter(pk=self.session.conference_id).delete())
        self.assertFalse(Session.objects.exists())
        self.assertEqual(SpeakerFactory._meta.model.objects.get(), speaker)


class SessionAddressTests(DatabaseTestCase):
    """No session stands where a page of its conference is."""

    @classmethod
    def setUpTestData(cls):
        cls.session = SessionFactory()

    def test_the_database_and_the_form_refuse_the_address_of_another_page(self):
        self.assert_refuses("session_is_at_an_address_of_its_own", update(self.session, slug="my-programme"))
        self.session.slug = "my-programme"
        with self.assertRaisesRegex(ValidationError, "Another page of the conference has this address."):
            self.session.full_clean()

    def test_a_session_of_that_title_gets_another_address(self):
        self.assertEqual(SessionFactory(day=self.session.day, title="My programme", slug="").slug, "my-programme-2")
