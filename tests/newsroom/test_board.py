"""The board on which a programme is arranged: what it does, what it refuses, and what it costs."""

import json
from datetime import time

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from civitas_cms.publishing.models import Revision, State
from civitas_cms.publishing.revisions import snapshots
from civitas_cms.publishing.revisions.working_copies import make_working_copy, publish_working_copy
from civitas_cms.roles import CONTRIBUTOR, PROGRAMME_MANAGER
from civitas_cms.search.models import IndexEntry
from events.models import Session
from events.programme import room_clashes
from tests.factories import (
    SUMMARY,
    AppearanceFactory,
    ConferenceFactory,
    DayFactory,
    RoomFactory,
    SessionFactory,
    SpeakerFactory,
    TrackFactory,
    staff,
)
from tests.newsroom.base import url_of

SESSIONS = 400
MAX_QUERIES_OF_A_MOVE = 12
MAX_QUERIES_OF_THE_PAGE = 20
#: What stands in the list of queries, and asks nothing.
OF_TRANSACTIONS = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")


def place_of(session, **changes):
    """Return where ``session`` is, as the board sends it, with ``changes``."""
    start = session.starts_at.hour * 60 + session.starts_at.minute + 1440 * session.starts_next_day
    end = session.ends_at.hour * 60 + session.ends_at.minute
    end += 1440 * (session.starts_next_day + session.ends_next_day)
    place = {"day": session.day_id, "start": start, "end": end, "room": session.room_id}
    return place | {"is_placed": not session.is_unplaced} | changes


class BoardTestCase(TestCase):
    """A draft of a conference of two days and two rooms; ``self.client`` is signed in as its programme manager."""

    @classmethod
    def setUpTestData(cls):
        cls.manager = staff(PROGRAMME_MANAGER)
        cls.conference = ConferenceFactory(state=State.DRAFT, publish_at=None)
        cls.day = DayFactory(conference=cls.conference)
        cls.second_day = DayFactory(conference=cls.conference, date=cls.conference.ends_on)
        cls.hall = RoomFactory(conference=cls.conference, name="Hall")
        cls.attic = RoomFactory(conference=cls.conference, name="Attic")

    def setUp(self):
        self.client.force_login(self.manager)

    def session(self, title="Trams", start=9, end=10, room=None, **values):
        return SessionFactory(
            day=values.pop("day", self.day), title=title, starts_at=time(start), ends_at=time(end), room=room, **values
        )

    def do(self, status=200, client=None, **operation):
        """Do an operation, and return the answer."""
        response = (client or self.client).post(
            url_of(self.conference, "board_do"), json.dumps(operation), content_type="application/json"
        )
        self.assertEqual(response.status_code, status, response.text[:500])
        return response.json() if status in (200, 409) else response

    def move(self, session, status=200, seen=None, **changes):
        before = seen or place_of(session)
        moves = [{"session": session.pk, "before": before, "after": before | changes}]
        return self.do(status, action="move", moves=moves)

    def undo(self, answer, status=200):
        return self.do(status, **answer["inverse"])


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


class HistoryTests(BoardTestCase):
    def test_what_one_person_moves_in_one_sitting_is_one_revision_that_has_it_all(self):
        session, other = self.session(room=self.hall), self.session("Bridges", 10, 11, room=self.hall)
        self.move(session, start=14 * 60, end=15 * 60)
        self.move(other, is_placed=False)
        found, moved = Revision.objects.of(self.conference).order_by("number")
        self.assertEqual((found.made_by, moved.made_by, moved.rewrites), (None, self.manager, 1))
        self.assertEqual(moved.snapshot, snapshots.snapshot_of(self.conference))

    def test_what_a_program_has_changed_before_is_kept(self):
        session = self.session(room=self.hall)
        self.move(session, start=600, end=660)
        Session.objects.update(starts_at=time(12), ends_at=time(13))
        session.refresh_from_db()
        self.move(session, start=840, end=900)
        numbers = [
            revision.snapshot["content"]["parts"]["sessions"][0]["fields"]["starts_at"]
            for revision in Revision.objects.of(self.conference).order_by("number")
        ]
        self.assertEqual(numbers, ["09:00:00", "10:00:00", "12:00:00", "14:00:00"])

    def test_somebody_else_begins_a_revision(self):
        session = self.session(room=self.hall)
        self.move(session, start=600, end=660)
        self.client.force_login(staff(PROGRAMME_MANAGER))
        session.refresh_from_db()
        self.move(session, start=660, end=720)
        self.assertEqual(Revision.objects.of(self.conference).count(), 3)

    def test_search_finds_a_session_by_its_new_room(self):
        session = self.session(room=self.hall)
        self.move(session, room=self.attic.pk, day=self.second_day.pk)
        entry = IndexEntry.objects.get(object_id=session.pk, kind="session")
        self.assertIn("Attic", entry.names)
        self.assertEqual(entry.date, self.second_day.date)


class CreatingTests(BoardTestCase):
    def test_a_session_is_created_deleted_and_comes_back_with_its_people(self):
        place = {"day": self.day.pk, "start": 540, "end": 600, "room": self.hall.pk}
        answer = self.do(action="create", title="Trams", kind="talk", place=place)
        session = Session.objects.get()
        self.assertIn("Trams", answer["cards"][str(session.pk)])
        AppearanceFactory(session=session, position_then="Mayor")
        identity, slug = session.uuid, session.slug
        gone = self.do(action="delete", session=session.pk, seen=place_of(session))
        self.assertEqual((gone["gone"], Session.objects.count()), ([session.pk], 0))
        self.undo(gone)
        back = Session.objects.get()
        self.assertEqual((back.pk, back.uuid, back.slug), (session.pk, identity, slug))
        self.assertEqual(back.appearances.get().position_then, "Mayor")
        latest = Revision.objects.of(self.conference).first()
        self.assertEqual(latest.snapshot["content"], snapshots.snapshot_of(self.conference)["content"])
        self.undo(gone, 409)

    def test_undoing_a_creation_deletes_it(self):
        place = {"day": self.day.pk, "start": 540, "end": 600, "room": None}
        answer = self.do(action="create", title="Lunch", kind="break", place=place)
        self.undo(answer)
        self.assertFalse(Session.objects.exists())

    def test_a_break_for_all_names_what_goes_on_at_its_time(self):
        self.session("Bridges", 12, 13, room=self.hall)
        place = {"day": self.day.pk, "start": 12 * 60, "end": 13 * 60, "room": None}
        answer = self.do(action="create", title="Lunch", kind="break", place=place)
        self.assertIn("“Bridges”", answer["message"])

    def test_what_is_created_in_a_taken_room_is_refused(self):
        self.session("Bridges", room=self.hall)
        place = {"day": self.day.pk, "start": 540, "end": 600, "room": self.hall.pk}
        answer = self.do(409, action="create", title="Trams", kind="talk", place=place)
        self.assertIn("“Bridges”", answer["message"])
        self.do(409, action="create", title="", kind="talk", place=place | {"room": None})

    def test_what_was_kept_cannot_be_forged(self):
        self.do(409, action="restore", kept="forged")


class PanelTests(BoardTestCase):
    def write(self, session, values, before=None, status=200):
        return self.do(status, action="write", session=session.pk, values=values, before=before or {})

    def test_a_field_is_saved_by_itself_and_undone(self):
        session = self.session(room=self.hall, abstract="<p>Old</p>")
        speaker = SpeakerFactory(family_name="Berg")
        answer = self.write(session, {"title": "Night trams", "speaking": [str(speaker.pk)]}, {"title": "Trams"})
        session.refresh_from_db()
        self.assertEqual((session.title, session.abstract, session.room), ("Night trams", "<p>Old</p>", self.hall))
        self.assertIn("Berg", answer["cards"][str(session.pk)])
        self.undo(answer)
        session.refresh_from_db()
        self.assertEqual((session.title, session.appearances.count()), ("Trams", 0))

    def test_two_people_change_different_fields_and_both_stay(self):
        session = self.session()
        self.write(session, {"title": "Night trams"}, {"title": "Trams"})
        self.write(session, {"subtitle": "A view"}, {"title": "Trams", "subtitle": ""})
        session.refresh_from_db()
        self.assertEqual((session.title, session.subtitle), ("Night trams", "A view"))

    def test_two_people_change_one_field_and_the_later_sees_it_first(self):
        session = self.session()
        self.write(session, {"title": "Night trams"}, {"title": "Trams"})
        answer = self.write(session, {"title": "Day trams"}, {"title": "Trams"}, 409)
        self.assertIn("Night trams", answer["errors"]["title"][0])
        session.refresh_from_db()
        self.assertEqual(session.title, "Night trams")
        self.write(session, {"title": "Day trams"}, answer["before"])
        session.refresh_from_db()
        self.assertEqual(session.title, "Day trams")

    def test_its_end_may_be_after_midnight_without_saying_so(self):
        session = self.session(start=22, end=23)
        self.write(session, {"ends_at": "01:00"})
        session.refresh_from_db()
        self.assertTrue(session.ends_next_day)

    def test_what_is_wrong_stands_beside_its_field(self):
        session = self.session("Trams", room=self.hall)
        answer = self.write(session, {"title": ""}, status=409)
        self.assertIn("title", answer["errors"])
        self.session("Bridges", 10, 11, room=self.attic)
        answer = self.write(session, {"room": str(self.attic.pk), "ends_at": "10:30"}, status=409)
        self.assertIn("“Bridges”", answer["message"])

    def test_it_gives_a_place_and_takes_it(self):
        session = self.session(room=self.hall)
        self.write(session, {"is_unplaced": "on"})
        session.refresh_from_db()
        self.assertEqual((session.is_unplaced, session.room), (True, None))
        self.write(session, {"room": str(self.attic.pk)})
        session.refresh_from_db()
        self.assertEqual((session.is_unplaced, session.room), (False, self.attic))

    def test_the_form_has_what_is_there(self):
        session = self.session(room=self.hall, abstract="<p>How they run</p>")
        response = self.client.get(url_of(self.conference, "board_session", session.pk))
        self.assertContains(response, "How they run")
        self.assertContains(response, "Hall")
        elsewhere = SessionFactory()
        self.assertEqual(self.client.get(url_of(self.conference, "board_session", elsewhere.pk)).status_code, 404)


class PageTests(BoardTestCase):
    def test_sessions_stand_in_columns_and_beside_the_board(self):
        self.session("Trams", room=self.hall)
        self.session("Bridges", is_unplaced=True)
        response = self.client.get(url_of(self.conference, "board"))
        self.assertContains(response, "Trams")
        days = response.context["days"]
        self.assertEqual([len(column.cards) for column in days[0].columns], [0, 0, 1])
        self.assertEqual([card.session.title for card in response.context["board"].unplaced], ["Bridges"])
        self.assertContains(self.client.get(url_of(self.conference)), url_of(self.conference, "board"))

    def test_marks_say_what_to_look_at(self):
        person = SpeakerFactory(family_name="Berg")
        for start, end, room in ((9, 10, self.hall), (9, 11, self.attic), (11, 12, self.hall)):
            AppearanceFactory(session=self.session(f"At {start} in {room}", start, end, room=room), speaker=person)
        self.session("Alone", 15, 16)
        self.session("Coffee", 16, 17, kind=Session.Kind.BREAK)
        self.session("Owls", 4, 5, room=self.hall, kind=Session.Kind.NETWORKING)
        cards = self.client.get(url_of(self.conference, "board")).context["board"].cards
        marks = {card.session.title: " ".join(card.marks) for card in cards}
        self.assertIn("in two places at once: also in “At 9 in Attic”, 09:00–11:00", marks["At 9 in Hall"])
        self.assertIn("no time to change rooms: also in “At 9 in Attic”", marks["At 11 in Hall"])
        self.assertIn("Nobody is named", marks["Alone"])
        self.assertIn("no room", marks["Alone"])
        self.assertIn("before six", marks["Owls"])
        self.assertEqual(marks["Coffee"], "")

    def test_others_changes_come_with_the_next_question(self):
        session = self.session(room=self.hall)
        page = self.client.get(url_of(self.conference, "board"))
        session.title = "Night trams"
        session.save()
        url = url_of(self.conference, "board_changes")
        answer = self.client.get(url, {"cursor": page.context["cursor"]}).json()
        self.assertIn("Night trams", answer["cards"][str(session.pk)])
        self.assertEqual((answer["number"], answer["total"]), (1, session.pk))
        self.assertEqual(self.client.get(url, {"cursor": "x"}).status_code, 400)
        self.assertEqual(list(self.client.get(url, {"cursor": "3", "all": 1}).json()["cards"]), [str(session.pk)])


class PublicTests(BoardTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.conference.state, cls.conference.city, cls.conference.summary = State.PUBLISHED, "Turku", SUMMARY
        cls.conference.save()

    def test_what_is_public_is_arranged_in_its_working_copy(self):
        session = self.session(room=self.hall)
        answer = self.move(session, 409, start=600, end=660)
        self.assertIn("working copy", answer["message"])
        self.assertContains(self.client.get(url_of(self.conference, "board")), "working copy")
        response = self.client.post(url_of(self.conference, "board"))
        copy = self.conference.working_copy
        self.assertRedirects(response, url_of(copy, "board"))
        self.assertRedirects(self.client.get(url_of(self.conference, "board")), url_of(copy, "board"))

    def test_visitors_see_nothing_of_a_session_without_a_place(self):
        session, other = self.session("Trams", room=self.hall), self.session("Bridges", 10, 11, room=self.hall)
        self.client.logout()
        for url in (session.get_absolute_url(), self.conference.get_absolute_url(), self.day.get_absolute_url()):
            self.assertContains(self.client.get(url), "Trams")
        copy = make_working_copy(self.conference, self.manager)
        waiting = copy.sessions.get(title="Trams")
        waiting.room, waiting.is_unplaced = None, True
        waiting.save()
        publish_working_copy(copy, self.manager)
        for url in (self.conference.get_absolute_url(), self.day.get_absolute_url(), other.get_absolute_url()):
            self.assertNotContains(self.client.get(url), "Trams")
        self.assertIn(self.client.get(session.get_absolute_url()).status_code, (404, 410))
        calendar = self.client.get(f"{self.conference.get_absolute_url().rstrip('/')}.ics")
        self.assertNotContains(calendar, "Trams")


class PermissionTests(BoardTestCase):
    def test_who_may_only_look_sees_the_board_and_changes_nothing(self):
        session = self.session(room=self.hall)
        self.client.force_login(staff(CONTRIBUTOR))
        self.assertContains(self.client.get(url_of(self.conference, "board")), "Trams")
        self.move(session, 403, start=600, end=660)
        self.do(403, action="delete", session=session.pk, seen=place_of(session))
        self.do(403, action="create", title="Mine", kind="talk", place=place_of(session))
        self.do(403, action="write", session=session.pk, values={"title": "Mine"}, before={})
        self.assertEqual(self.client.get(url_of(self.conference, "board_session", session.pk)).status_code, 403)
        self.client.force_login(staff())
        self.assertEqual(self.client.get(url_of(self.conference, "board")).status_code, 403)
        self.assertEqual(self.client.get(url_of(self.conference, "board_changes"), {"cursor": "3"}).status_code, 403)

    def test_what_nobody_would_send_is_refused(self):
        session = self.session(room=self.hall)
        place = place_of(session)
        for operation in (
            {},
            {"action": "explode"},
            {"action": "move"},
            {"action": "move", "moves": [{"session": "1", "before": place, "after": place}]},
            {"action": "move", "moves": [{"session": session.pk, "before": place, "after": {"day": None}}]},
            {"action": "move", "moves": 3},
            {"action": "shift", "session": session.pk, "seen": place, "minutes": 10**9},
        ):
            with self.subTest(operation=operation):
                self.do(400, **operation)


class CostTests(BoardTestCase):
    """A conference of many sessions."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        rooms = [cls.hall, cls.attic, *(RoomFactory(conference=cls.conference) for _ in range(18))]
        track = TrackFactory(conference=cls.conference, colour="#0b6e4f")
        people = [SpeakerFactory() for _ in range(40)]
        days = [cls.day, cls.second_day]
        for number in range(SESSIONS):
            day, room, hour = days[number % 2], rooms[number // 2 % 20], 8 + number // 40
            session = SessionFactory(
                day=day,
                room=room,
                track=track,
                title=f"Session {number} about how towns made room for people who walk",
                starts_at=time(hour),
                ends_at=time(hour, 50),
                abstract="<p>" + "How a town has done it. " * 20 + "</p>",
            )
            AppearanceFactory(session=session, speaker=people[number % 40])

    def queries_of(self, act):
        with CaptureQueriesContext(connection) as captured:
            act()
        return [query["sql"] for query in captured if not query["sql"].startswith(OF_TRANSACTIONS)]

    def test_a_move_costs_few_queries_however_far_it_goes(self):
        session = Session.objects.filter(day=self.day).first()
        self.move(session, is_placed=False)  # begins the sitting
        session.refresh_from_db()
        queries = self.queries_of(
            lambda: self.move(session, is_placed=True, day=self.second_day.pk, start=1320, end=1380, room=self.attic.pk)
        )
        self.assertLessEqual(len(queries), MAX_QUERIES_OF_A_MOVE, "\n".join(queries))

    def test_the_page_and_what_others_changed_cost_few_queries(self):
        queries = self.queries_of(lambda: self.client.get(url_of(self.conference, "board")))
        self.assertLessEqual(len(queries), MAX_QUERIES_OF_THE_PAGE, "\n".join(queries))
        response = self.client.get(url_of(self.conference, "board"))
        self.assertLess(len(response.content), 300_000)
        # Five of these find out who asks, and for what; where nothing has changed, one more is all.
        cursor = {"cursor": response.context["cursor"]}
        queries = self.queries_of(lambda: self.client.get(url_of(self.conference, "board_changes"), cursor))
        self.assertLessEqual(len(queries), 5 + 3, "\n".join(queries))
