"""Sessions are moved on the board: alone, together, in any order, and back."""

import json
from datetime import time

from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from civitas_cms.publishing.models import Revision
from civitas_cms.publishing.revisions import snapshots
from events.models import Session
from events.programme import room_clashes
from tests.factories import DayFactory, RoomFactory
from tests.newsroom.base import url_of

from .base import BoardTestCase, place_of


class MovingTests(BoardTestCase):
    def test_a_session_moves_to_another_day_time_and_room_and_back(self):
        session = self.session(room=self.hall)
        answer = self.move(session, day=self.second_day.pk, start=14 * 60, end=15 * 60 + 30, room=self.attic.pk)
        moved = Session.objects.get()
        self.assertEqual((moved.day, moved.starts_at, moved.room), (self.second_day, time(14), self.attic))
        self.assertIn("14:00–15:30", answer["message"])
        self.assertEqual(moved.period.lower.date(), self.second_day.date)
        again = self.undo(answer)
        session.refresh_from_db()
        self.assertEqual((session.day, session.starts_at, session.ends_at), (self.day, time(9), time(10)))
        self.undo(again)
        self.assertEqual(Session.objects.get().day, self.second_day)

    def test_a_taken_room_is_refused_by_naming_who_is_there(self):
        self.session("Bridges", 11, 12, room=self.hall)
        session = self.session(room=self.attic)
        answer = self.move(session, 409, start=11 * 60 + 30, end=12 * 60 + 30, room=self.hall.pk)
        self.assertEqual(answer["message"], "Hall is taken at that time by “Bridges” (11:00–12:00).")
        session.refresh_from_db()
        self.assertEqual(session.room, self.attic)

    def test_the_later_of_two_who_move_one_session_is_told_and_loses_nothing(self):
        session = self.session(room=self.hall)
        seen = place_of(session)
        self.move(session, start=600, end=660)
        answer = self.move(session, 409, seen=seen, start=720, end=780)
        self.assertIn("meanwhile", answer["message"])
        self.assertIn("10:00–11:00", answer["cards"][str(session.pk)])
        session.refresh_from_db()
        self.assertEqual(session.starts_at, time(10))

    def test_undo_refuses_if_somebody_else_has_moved_it_since(self):
        session = self.session(room=self.hall)
        answer = self.move(session, start=600, end=660)
        session.refresh_from_db()
        self.move(session, start=720, end=780)
        self.undo(answer, 409)
        session.refresh_from_db()
        self.assertEqual(session.starts_at, time(12))

    def test_a_session_may_end_and_begin_after_midnight(self):
        session = self.session(room=self.hall)
        self.move(session, start=23 * 60, end=25 * 60)
        late = Session.objects.get()
        self.assertEqual((late.ends_at, late.ends_next_day, late.starts_next_day), (time(1), True, False))
        self.move(late, start=24 * 60 + 30, end=25 * 60)
        night = Session.objects.get()
        self.assertEqual((night.starts_at, night.starts_next_day, night.ends_next_day), (time(0, 30), True, False))

    def test_what_cannot_be_is_refused_in_words(self):
        session = self.session(room=self.hall)
        self.assertIn("ends after", self.move(session, 409, end=540)["message"])
        self.assertIn("24 hours", self.move(session, 409, end=540 + 1441)["message"])
        foreign = RoomFactory()
        self.assertIn("not there", self.move(session, 409, room=foreign.pk)["message"])
        self.assertIn("not there", self.move(session, 409, day=DayFactory().pk)["message"])

    def test_a_time_that_clocks_skip_is_refused(self):
        self.conference.starts_on = self.conference.ends_on = self.conference.starts_on.replace(month=3, day=25)
        self.conference.save()  # 25 March 2040, on which clocks go forward in Brussels
        self.second_day.delete()
        self.day.date = self.conference.starts_on
        self.day.save()
        session = self.session(room=self.hall)
        self.move(session, 409, start=150, end=200)

    def test_two_sessions_swap_places_and_keep_their_lengths(self):
        long, short = self.session("Long", 9, 11, room=self.hall), self.session("Short", 9, 10, room=self.attic)
        one, other = ({"session": each.pk, "seen": place_of(each)} for each in (long, short))
        answer = self.do(action="swap", one=one, other=other)
        long.refresh_from_db()
        short.refresh_from_db()
        self.assertEqual(
            (long.room, long.ends_at, short.room, short.ends_at), (self.attic, time(11), self.hall, time(10))
        )
        self.undo(answer)
        long.refresh_from_db()
        self.assertEqual(long.room, self.hall)

    def test_neighbours_in_one_room_swap_although_each_stands_where_the_other_goes(self):
        first, second = self.session("First", 9, 10, room=self.hall), self.session("Second", 10, 11, room=self.hall)
        self.do(
            action="swap",
            one={"session": first.pk, "seen": place_of(first)},
            other={"session": second.pk, "seen": place_of(second)},
        )
        self.assertEqual([*Session.objects.order_by("starts_at")], [second, first])

    def test_what_begins_after_a_session_moves_in_its_room_or_in_all(self):
        first = self.session("First", 9, 10, room=self.hall)
        second = self.session("Second", 10, 11, room=self.hall)
        beside = self.session("Beside", 10, 11, room=self.attic)
        seen = {"session": first.pk, "seen": place_of(first)}
        self.do(action="shift", minutes=15, **seen)
        answer = self.do(action="shift", minutes=15, in_all_rooms=True, **seen)
        for session in (second, beside):
            session.refresh_from_db()
        self.assertEqual((second.starts_at, beside.starts_at), (time(10, 30), time(10, 15)))
        self.undo(answer)
        beside.refresh_from_db()
        self.assertEqual(beside.starts_at, time(10))
        first.refresh_from_db()
        self.assertEqual(first.starts_at, time(9))

    def test_a_column_moves_to_another_room_or_not_at_all(self):
        first, second = self.session("First", 9, 10, room=self.hall), self.session("Second", 10, 11, room=self.hall)
        column = {"action": "move_room", "day": self.day.pk, "room": self.hall.pk, "to_room": self.attic.pk}
        self.do(**column)
        self.assertEqual(set(Session.objects.values_list("room", flat=True)), {self.attic.pk})
        self.session("Third", 10, 11, room=self.hall)
        back = column | {"room": self.attic.pk, "to_room": self.hall.pk}
        self.assertIn("“Third”", self.do(409, **back)["message"])
        first.refresh_from_db()
        self.assertEqual((first.room, second.room), (self.attic, self.hall))

    def test_a_session_waits_without_a_place_and_gets_one(self):
        session = self.session(room=self.hall)
        answer = self.move(session, is_placed=False)
        waiting = Session.objects.get()
        self.assertTrue(waiting.is_unplaced)
        self.assertIsNone(waiting.room)
        self.assertIn("no place", answer["message"])
        self.session("Bridges", room=self.hall)  # the room is free
        self.move(waiting, is_placed=True, start=660, end=720, room=self.hall.pk)
        waiting.refresh_from_db()
        self.assertEqual((waiting.is_unplaced, waiting.room), (False, self.hall))

    def test_whoever_gives_it_a_room_gives_it_its_place(self):
        session = self.session(is_unplaced=True)
        Session.objects.update(room=self.hall)  # as a release does that does not know of waiting
        session.refresh_from_db()
        self.assertFalse(session.is_unplaced)


#: Which session goes where: its number, those of day and room (None: no room), start, length, and whether it is placed.
WANTED = st.tuples(
    st.integers(0, 4),
    st.integers(0, 1),
    st.one_of(st.none(), st.integers(0, 1)),
    st.integers(0, 2900),
    st.integers(-10, 1500),
    st.booleans(),
)


class PropertyTests(PropertyTestCase, BoardTestCase):
    def setUp(self):
        """Sign in with each example, which has a client of its own."""

    @settings(max_examples=30, deadline=None, derandomize=True)
    @given(st.lists(st.one_of(WANTED, st.tuples(st.integers(0, 4), st.integers(0, 4))), max_size=8))
    def test_no_sequence_of_moves_breaks_a_rule_or_loses_a_session(self, wanted):
        self.client.force_login(self.manager)
        days, rooms = [self.day, self.second_day], [self.hall, self.attic]
        keys = [self.session(f"At {9 + number}", 9 + number, 10 + number, room=self.hall).pk for number in range(5)]
        back = []
        before = {session.pk: place_of(session) for session in Session.objects.all()}
        for each in wanted:
            seen = {session.pk: place_of(session) for session in Session.objects.all()}
            if len(each) == 2:
                one, other = ({"session": keys[number], "seen": seen[keys[number]]} for number in each)
                operation = {"action": "swap", "one": one, "other": other}
            else:
                number, day, room, start, length, is_placed = each
                after = {"day": days[day].pk, "start": start, "end": max(0, start + length), "is_placed": is_placed}
                after["room"] = None if room is None else rooms[room].pk
                key = keys[number]
                operation = {"action": "move", "moves": [{"session": key, "before": seen[key], "after": after}]}
            response = self.client.post(
                url_of(self.conference, "board_do"), json.dumps(operation), content_type="application/json"
            )
            self.assertIn(response.status_code, (200, 409), response.text[:300])
            if response.status_code == 200:
                back.append(response.json()["inverse"])
        connection.check_constraints()
        sessions = list(Session.objects.select_related("day__conference", "conference", "room"))
        self.assertEqual({session.pk for session in sessions}, set(keys))
        self.assertEqual(room_clashes(sessions), [])
        if back:
            latest = Revision.objects.of(self.conference).first()
            self.assertEqual(latest.snapshot["content"], snapshots.snapshot_of(self.conference)["content"])
        for operation in reversed(back):
            self.do(**operation)
        self.assertEqual({session.pk: place_of(session) for session in Session.objects.all()}, before)
