"""Sessions are created, written and deleted on the board, and the history has it all."""

from datetime import time

from civitas_cms.publishing.models import Revision
from civitas_cms.publishing.revisions import snapshots
from civitas_cms.roles import PROGRAMME_MANAGER
from civitas_cms.search.models import IndexEntry
from events.models import Session, Speaker
from tests.factories import AppearanceFactory, SessionFactory, SpeakerFactory, staff
from tests.newsroom.base import url_of

from .base import BoardTestCase, place_of


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

    def test_who_speaks_in_it_is_found_by_name_or_created(self):
        berg = SpeakerFactory(given_name="Ána", family_name="Berg")
        place = {"day": self.day.pk, "start": 540, "end": 600, "room": None, "is_placed": False}
        names = ["Ana Berg", "Piet Maas, Mayor, City of Ghent", "ana berg"]
        self.do(action="create", title="Trams", kind="talk", place=place, people=names)
        session = Session.objects.get()
        self.assertTrue(session.is_unplaced)
        one, other = session.appearances.order_by("order")
        self.assertEqual((one.speaker, other.speaker.family_name), (berg, "Maas"))
        self.assertEqual((other.position_then, other.organisation_then.name), ("Mayor", "City of Ghent"))

    def test_nobody_is_doubled_unseen_and_nothing_is_half_done(self):
        SpeakerFactory(given_name="Mario", family_name="Berg")
        place = {"day": self.day.pk, "start": 540, "end": 600, "room": None}
        trams = {"action": "create", "title": "Trams", "kind": "talk", "place": place, "people": ["Maria Berg"]}
        answer = self.do(409, **trams)
        self.assertIn("“Mario Berg”", answer["message"])
        self.assertEqual((Session.objects.count(), Speaker.objects.count()), (0, 1))
        self.do(**trams, despite=answer["despite"])
        self.assertEqual(Session.objects.get().speakers.get().given_name, "Maria")

    def test_several_of_one_name_are_left_to_the_small_form(self):
        SpeakerFactory.create_batch(2, given_name="Ana", family_name="Berg")
        place = {"day": self.day.pk, "start": 540, "end": 600, "room": None}
        answer = self.do(409, action="create", title="Trams", kind="talk", place=place, people=["Ana Berg"])
        self.assertIn("Several are called “Ana Berg”", answer["message"])

    def test_a_session_is_split_in_two_at_the_same_time(self):
        session = self.session(room=self.hall, abstract="<p>How they run</p>")
        AppearanceFactory(session=session)
        answer = self.do(action="split", session=session.pk, seen=place_of(session), to_room=self.attic.pk)
        second = Session.objects.exclude(pk=session.pk).get()
        self.assertEqual(place_of(second), place_of(session, room=self.attic.pk))
        self.assertEqual((second.title, second.abstract), ("Trams", "<p>How they run</p>"))
        self.assertEqual((second.slug == session.slug, second.appearances.count()), (False, 0))
        self.assertIn(str(second.pk), answer["cards"])
        self.undo(answer)
        self.assertEqual(Session.objects.get(), session)
        self.session("Bridges", 9, 10, room=self.attic)
        answer = self.do(409, action="split", session=session.pk, seen=place_of(session), to_room=self.attic.pk)
        self.assertIn("“Bridges”", answer["message"])

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
