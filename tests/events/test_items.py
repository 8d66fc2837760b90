"""What a session consists of: posters and short talks, each with its people, for visitors and for editors."""

import json
import re
from datetime import time

from django.test import TestCase

from civitas_cms.publishing.models import State
from civitas_cms.publishing.revisions.working_copies import make_working_copy, publish_working_copy
from civitas_cms.search.models import IndexEntry
from events.models import Appearance, FurtherRoom, SessionItem, SessionLink
from tests.factories import (
    SUMMARY,
    AppearanceFactory,
    ConferenceFactory,
    DayFactory,
    DocumentFactory,
    FurtherRoomFactory,
    PictureFactory,
    RoomFactory,
    SessionFactory,
    SessionItemFactory,
    SpeakerFactory,
    UserFactory,
)


class ItemsTestCase(TestCase):
    """A public conference with a poster session in two rooms, in which there are a poster and a short talk."""

    @classmethod
    def setUpTestData(cls):
        cls.conference = ConferenceFactory(slug="forum", summary=SUMMARY, city="Ghent")
        cls.day = DayFactory(conference=cls.conference)
        cls.hall, cls.attic, cls.cellar = (
            RoomFactory(conference=cls.conference, name=name, order=order)
            for order, name in enumerate(("Hall", "Attic", "Cellar"))
        )
        cls.session = SessionFactory(day=cls.day, title="Posters", slug="posters", room=cls.hall)
        FurtherRoomFactory(session=cls.session, room=cls.attic)
        cls.paper = DocumentFactory(title="The poster as a file")
        cls.poster = SessionItemFactory(session=cls.session, title="Silent mills", materials=[cls.paper])
        cls.talk = SessionItemFactory(session=cls.session, title="Loud mills", order=1, starts_after=15, minutes=10)
        cls.author = SpeakerFactory(given_name="Ada", family_name="Mill", slug="ada-mill")
        cls.in_poster = AppearanceFactory(session=cls.session, item=cls.poster, speaker=cls.author)
        AppearanceFactory(session=cls.session, item=cls.talk, speaker=cls.author)


class PublicTests(ItemsTestCase):
    def test_items_are_on_their_sessions_page_and_in_its_description_for_machines(self):
        page = self.client.get("/events/forum/posters/")
        self.assertContains(page, f'id="item-{self.poster.pk}"')
        self.assertContains(page, "Hall, Attic")
        self.assertContains(page, "The poster as a file")
        self.assertContains(page, '<time datetime="2040-06-12T09:15:00+02:00">09:15</time>–09:25')
        script = page.text.split('<script type="application/ld+json">')[1].split("</script>")[0]
        described = json.loads(script)
        described = next(each for each in described.get("@graph", [described]) if each.get("name") == "Posters")
        self.assertEqual([item["name"] for item in described["subEvent"]], ["Silent mills", "Loud mills"])
        self.assertEqual(described["subEvent"][1]["performer"][0]["name"], "Ada Mill")

    def test_who_speaks_in_an_item_is_public_and_found_by_it(self):
        self.assertContains(self.client.get("/people/ada-mill/"), "Silent mills")
        entry = IndexEntry.objects.get(title="Posters")
        self.assertIn("Loud mills", entry.body)
        with self.captureOnCommitCallbacks(execute=True):
            self.poster.title = "Quiet mills"
            self.poster.save()
        self.assertIn("Quiet mills", IndexEntry.objects.get(title="Posters").body)

    def test_a_session_stands_in_each_of_its_rooms_beside_others(self):
        SessionFactory(day=self.day, title="Owls", room=self.cellar)
        SessionFactory(day=self.day, title="All of us", in_all_rooms=True, starts_at=time(11), ends_at=time(12))
        page = self.client.get(self.day.get_absolute_url())
        cells = [re.findall(r"<h3>.*?>([^<]+)</a>", cell) for cell in re.findall(r"<td.*?</td>", page.text, re.DOTALL)]
        self.assertEqual(cells, [["Posters"], ["Owls"], ["All of us"]])
        self.assertContains(page, '<td colspan="2">')
        self.assertContains(page, '<td colspan="3">')
        self.assertContains(page, "All rooms")
        narrowed = self.client.get(f"{self.day.get_absolute_url()}?room={self.attic.pk}")
        self.assertContains(narrowed, "2 sessions")
        self.assertNotContains(narrowed, "Owls</a>")
        calendar = self.client.get("/events/forum.ics").text.replace("\r\n ", "")
        self.assertIn("LOCATION:Hall\\, Attic", calendar)
        self.assertIn("Silent mills (Ada Mill)", calendar)

    def test_recordings_picture_and_access_are_told(self):
        SessionLink.objects.create(session=self.session, title="Part two", url="https://a.example/2", is_recording=True)
        self.session.picture = PictureFactory()
        self.session.save()
        self.hall.access_note = "A lift is behind the stairs."
        self.hall.save()
        page = self.client.get("/events/forum/posters/")
        for words in ("Watch the recording: Part two", "A lift is behind the stairs.", "<figure"):
            self.assertContains(page, words)


class WorkingCopyTests(ItemsTestCase):
    def test_rooms_and_items_come_into_a_working_copy_and_back(self):
        by = UserFactory(is_staff=True, is_superuser=True)
        copy = make_working_copy(self.conference, by)
        session = copy.sessions.get()
        self.assertEqual([each.room.name for each in session.further_rooms.all()], ["Attic"])
        poster = session.items.get(title="Silent mills")
        self.assertEqual(poster.conference_id, copy.pk)
        poster.title = "Quiet mills"
        poster.save()
        session.further_rooms.update(room=copy.rooms.get(name="Cellar"))
        SessionItem.objects.filter(session=session, title="Loud mills").delete()
        publish_working_copy(copy, by)
        self.poster.refresh_from_db()
        self.assertEqual(self.poster.title, "Quiet mills")
        self.assertEqual(list(self.poster.materials.all()), [self.paper])
        self.assertEqual([each.item for each in self.session.appearances.all()], [self.poster])
        self.assertEqual([each.room for each in FurtherRoom.objects.filter(session=self.session)], [self.cellar])
        change = self.conference.changes.get()
        self.assertEqual(change.room, "Hall, Cellar")


class EditingTests(ItemsTestCase):
    def setUp(self):
        type(self.conference).objects.update(state=State.DRAFT)
        self.client.force_login(UserFactory(is_staff=True, is_superuser=True))
        self.url = f"/admin/events/session/{self.session.pk}/change/"

    def sent(self):
        """Return what the form of the session says, as a browser would send it."""
        page = self.client.get(self.url)
        data = {}
        forms = [page.context["adminform"].form]
        for formset in page.context["inline_admin_formsets"]:
            forms += [formset.formset.management_form, *formset.formset.initial_forms]
        for form in forms:
            for field in form:
                value = field.value()
                if value is not None and value is not False:
                    data[field.html_name] = value
        return data

    def test_an_item_is_written_with_its_speakers_and_rooms_that_are_taken_are_refused(self):
        other = SpeakerFactory(family_name="Berg")
        data = self.sent() | {"items-0-title": "Quiet mills", "items-0-speaking": [self.author.pk, other.pk]}
        answer = self.client.post(self.url, data)
        self.assertEqual(answer.status_code, 302, getattr(answer, "context", None) and answer.context["errors"])
        self.poster.refresh_from_db()
        self.assertEqual(self.poster.title, "Quiet mills")
        self.assertEqual([each.speaker for each in self.poster.appearances.all()], [self.author, other])
        self.assertTrue(Appearance.objects.filter(pk=self.in_poster.pk).exists())
        owls = SessionFactory(day=self.day, title="Owls", room=self.cellar)
        taken = self.client.post(self.url, self.sent() | {"further_rooms": [self.attic.pk, self.cellar.pk]})
        self.assertContains(taken, "Cellar is taken at that time by “Owls”.")
        self.assertContains(self.client.post(self.url, self.sent() | {"in_all_rooms": "on"}), "Cellar is taken")
        owls.delete()
        self.client.post(self.url, self.sent() | {"further_rooms": [self.cellar.pk]})
        self.assertEqual([each.room for each in self.session.further_rooms.all()], [self.cellar])

    def test_the_day_page_refuses_a_room_that_is_taken_besides_others(self):
        owls = SessionFactory(day=self.day, title="Owls")
        self.url = f"/admin/events/day/{self.day.pk}/change/"
        data = self.sent()
        number = next(
            key.split("-")[1] for key, value in data.items() if key.startswith("sessions-") and value == "Owls"
        )
        answer = self.client.post(self.url, data | {f"sessions-{number}-room": self.attic.pk})
        self.assertContains(answer, "Attic is taken at that time by “Posters”.")
        owls.refresh_from_db()
        self.assertIsNone(owls.room)
