"""Sessions in several rooms on the board: which moves are refused, and what comes back."""

from events.models import Session, SessionItem
from tests.factories import AppearanceFactory, DocumentFactory, FurtherRoomFactory, SessionItemFactory

from .base import BoardTestCase, place_of


class SeveralRoomsTests(BoardTestCase):
    def test_a_room_that_another_takes_besides_its_own_is_refused_by_naming_it(self):
        posters = self.session("Posters", room=self.hall)
        answer = self.do(**self.writing(posters, further_rooms=[str(self.attic.pk)]))
        self.assertIn("data-also", answer["cards"][str(posters.pk)])
        owls = self.session("Owls", 11, 12, room=self.attic)
        refused = self.move(owls, 409, start=9 * 60, end=10 * 60)
        self.assertIn("Attic is taken at that time by “Posters” (09:00–10:00).", refused["message"])
        wanted = {"further_rooms": [str(self.attic.pk)]}
        posters_too = self.session("More posters", 11, 12, room=self.hall)
        errors = self.do(409, **self.writing(posters_too, **wanted))["errors"]
        self.assertEqual(errors, {"further_rooms": ["Attic is taken at that time by “Owls”."]})
        self.move(posters, start=14 * 60, end=15 * 60)
        done = self.move(owls, start=9 * 60, end=10 * 60)
        self.undo(done)
        self.undo(answer)
        self.assertEqual(posters.further_rooms.count(), 0)

    def test_a_plenary_keeps_all_rooms_free_wherever_it_is_moved(self):
        plenary = self.session("All of us", in_all_rooms=True)
        owls = self.session("Owls", 11, 12, room=self.attic)
        self.assertIn("Attic is taken", self.move(plenary, 409, start=11 * 60, end=12 * 60)["message"])
        self.assertIn("“All of us”", self.move(owls, 409, start=9 * 60, end=10 * 60)["message"])
        self.move(plenary, room=self.hall.pk)
        self.assertIn("“All of us”", self.move(owls, 409, start=9 * 60, end=10 * 60)["message"])

    def test_what_is_deleted_comes_back_with_its_rooms_and_items(self):
        posters = self.session("Posters", room=self.hall)
        FurtherRoomFactory(session=posters, room=self.attic)
        item = SessionItemFactory(session=posters, title="Silent mills", materials=[DocumentFactory()])
        AppearanceFactory(session=posters, item=item)
        self.undo(self.do(action="delete", session=posters.pk, seen=place_of(posters)))
        again = SessionItem.objects.get()
        self.assertEqual((again.title, again.materials.count(), again.appearances.count()), ("Silent mills", 1, 1))
        self.assertEqual(Session.objects.get().further_rooms.get().room, self.attic)

    def writing(self, session, **values):
        return {"action": "write", "session": session.pk, "values": values, "before": {}}
