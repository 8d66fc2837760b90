"""A session takes one room, several or all of them: nothing else can be in any of them at that time."""

from datetime import time, timedelta

from django.db import IntegrityError, connection, transaction
from django.test import TestCase

from events.models import Conference, Day, FurtherRoom, Room, RoomUse, Session
from events.programme import rearranging
from tests.factories import (
    FIRST_DAY,
    ConferenceFactory,
    DayFactory,
    FurtherRoomFactory,
    RoomFactory,
    SessionFactory,
)

DAY = timedelta(days=1)
NINE = {"starts_at": time(9), "ends_at": time(10)}
TEN = {"starts_at": time(10), "ends_at": time(11)}


class SeveralRoomsTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.conference = ConferenceFactory()
        cls.day = DayFactory(conference=cls.conference, date=FIRST_DAY)
        cls.one, cls.two, cls.three = (RoomFactory(conference=cls.conference, name=f"Room {n}") for n in (1, 2, 3))

    def assert_refused(self, change):
        """Assert that the database refuses ``change`` at once, and not only when all is done."""
        with self.assertRaisesRegex(IntegrityError, r"one_(use_of_a_room|session)_at_a_time"), transaction.atomic():
            change()

    def session(self, room=None, further=(), **values):
        session = SessionFactory(**{"day": self.day, "room": room, **NINE, **values})
        FurtherRoom.objects.bulk_create([FurtherRoom(session=session, room=each) for each in further])
        return session

    def test_each_of_several_rooms_is_taken(self):
        long = self.session(self.one, [self.two])
        for room in (self.one, self.two):
            self.assert_refused(lambda room=room: self.session(room))
        other = self.session(self.three)
        self.assert_refused(lambda: FurtherRoomFactory(session=other, room=self.two))
        self.assert_refused(lambda: Session.objects.filter(pk=other.pk).update(room=self.two))
        later = self.session(self.two, **TEN)
        self.assert_refused(lambda: Session.objects.filter(pk=long.pk).update(ends_at=time(10, 5)))
        self.assert_refused(lambda: Session.objects.filter(pk=later.pk).update(starts_at=time(9, 55)))
        long.further_rooms.all().delete()
        self.session(self.two)

    def test_a_plenary_takes_all_rooms_and_those_that_come_later(self):
        plenary = self.session(in_all_rooms=True)
        self.assert_refused(lambda: self.session(self.three))
        self.assert_refused(lambda: self.session(in_all_rooms=True))
        self.session()  # a break is in no room
        new = RoomFactory(conference=self.conference, name="Annexe")
        self.assert_refused(lambda: self.session(new))
        Session.objects.filter(pk=plenary.pk).update(status="cancelled")
        self.session(new)
        self.assert_refused(lambda: Session.objects.filter(pk=plenary.pk).update(status="as_planned"))

    def test_what_waits_for_its_place_takes_no_room(self):
        waiting = self.session(in_all_rooms=True, is_unplaced=True)
        self.session(self.one)
        self.assert_refused(lambda: Session.objects.filter(pk=waiting.pk).update(is_unplaced=False))

    def test_a_room_of_another_conference_is_refused(self):
        session, elsewhere = self.session(self.one), RoomFactory()
        with self.assertRaisesRegex(IntegrityError, "room_used_is_of_the_conference"), transaction.atomic():
            FurtherRoomFactory(session=session, room=elsewhere)
            connection.check_constraints()

    def test_sessions_change_rooms_and_days_change_places(self):
        early, late = self.session(self.one, [self.two]), self.session(self.three)
        with rearranging():
            Session.objects.filter(pk=late.pk).update(room=self.two)
            FurtherRoom.objects.filter(session=early).update(room=self.three)
        next_day = DayFactory(conference=self.conference, date=FIRST_DAY + DAY)
        for day in (self.day, next_day):
            self.session(day=day, in_all_rooms=True, **TEN)
        # As the former release moves a conference: it knows one rule by its name, and defers that.
        with rearranging():
            Conference.objects.filter(pk=self.conference.pk).update(
                starts_on=FIRST_DAY + DAY, ends_on=FIRST_DAY + 3 * DAY
            )
            for day in (self.day, next_day):
                Day.objects.filter(pk=day.pk).update(date=day.date + DAY)
        self.assertEqual(RoomUse.objects.count(), 3 + 2 * 3)
        with self.assertRaises(IntegrityError), rearranging():
            Session.objects.filter(pk=late.pk).update(room=self.three)

    def test_the_former_release_moves_and_deletes_what_it_does_not_know(self):
        session = self.session(self.one, [self.two])
        SessionFactory(day=self.day, room=self.three, **TEN)
        with connection.cursor() as cursor:
            sql = "UPDATE events_session SET starts_at = '10:00', ends_at = '11:00' WHERE id = %s"
            cursor.execute(sql, [session.pk])
            self.assert_refused(lambda: FurtherRoomFactory(session=session, room=self.three))
            cursor.execute("DELETE FROM events_session WHERE id = %s", [session.pk])
        connection.check_constraints()
        self.assertEqual(RoomUse.objects.count(), 1)
        Room.objects.filter(pk=self.two.pk).delete()
