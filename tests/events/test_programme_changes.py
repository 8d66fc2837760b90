"""The public list of what has changed of a programme: new, moved, called off, gone."""

from datetime import date, time, timedelta
from xml.etree import ElementTree

from django.db import IntegrityError, transaction

from civitas_cms.publishing.models import identity_of
from civitas_cms.publishing.revisions.saving import save_revision
from civitas_cms.publishing.revisions.working_copies import make_working_copy, publish_working_copy
from events.models import ProgrammeChange, Session
from tests.events.test_timetable import DAY, DayTestCase, at
from tests.factories import SUMMARY, UserFactory
from tests.html import links_in, parse, text_of

CHANGES = "/events/forum/programme/changes/"
ATOM = "{http://www.w3.org/2005/Atom}"


class ChangesTestCase(DayTestCase):
    def setUp(self):
        self.editor = UserFactory(is_superuser=True)
        self.talk = self.add("Talk", 9, 10, room=self.hall)
        self.walk = self.add("Walk", 11, 12, room=self.attic)
        with at(8, day=1):
            save_revision(self.conference, self.editor)

    def release(self, when=None):
        """Publish what the programme is like now, at noon on the 2nd of June unless ``when`` says otherwise."""
        with when or at(12, day=2):
            save_revision(self.conference, self.editor)

    def change(self, session, when=None, **values):
        for name, value in values.items():
            setattr(session, name, value)
        session.save()
        self.release(when)

    def said(self):
        return [(change.shown_title, change.words) for change in ProgrammeChange.objects.all()]


class WordsTests(ChangesTestCase):
    def test_what_has_moved_says_where_to(self):
        for values, words in (
            ({"room": self.attic}, "Moved to Attic"),
            ({"starts_at": time(14, 30), "ends_at": time(15)}, "Moved to 14:30"),
            ({"day": self.second}, "Moved to Saturday 13 June, 14:30"),
            ({"room": self.hall, "starts_at": time(13)}, "Moved to Hall, 13:00"),
            ({"room": None}, "Has no room at the moment"),
        ):
            with self.subTest(words):
                ProgrammeChange.objects.all().delete()
                self.change(self.talk, **values)
                self.assertEqual(self.said(), [("Talk", words)])

    def test_what_is_new_called_off_resumed_or_gone_says_so(self):
        new = self.add("Party", 20, 22, room=self.hall)
        self.release()
        self.assertEqual(self.said(), [("Party", "New: Friday 12 June, 20:00, Hall")])
        for day, (status, words) in enumerate(
            [
                ("cancelled", "Cancelled"),
                ("as_planned", "Takes place after all: Friday 12 June, 20:00, Hall"),
                ("full", None),
                ("postponed", "Postponed"),
            ],
            start=3,
        ):
            with self.subTest(status):
                ProgrammeChange.objects.all().delete()
                self.change(new, at(12, day=day), status=status)
                self.assertEqual(self.said(), [("Party", words)] if words else [])
        ProgrammeChange.objects.all().delete()
        new.delete()
        self.release(at(12, day=8))
        self.assertEqual(self.said(), [("Party", "No longer in the programme")])

    def test_what_concerns_nobody_is_no_change(self):
        self.change(self.talk, title="A talk", abstract="<p>New</p>", recording_url="https://film.example/")
        self.add("Pause", 10, 11, kind="break")
        self.add("Unseen", 15, 16, status="cancelled")
        self.hall.name = "Great hall"
        self.hall.save()
        self.release()
        self.assertEqual(self.said(), [])

    def test_what_an_editor_tries_out_is_one_change(self):
        self.change(self.talk, room=self.attic)
        self.change(self.talk, at(12, 10, day=2), room=self.hall, starts_at=time(8), ends_at=time(9))
        self.assertEqual(self.said(), [("Talk", "Moved to 08:00")])
        self.change(self.talk, at(12, 15, day=2), starts_at=time(9), ends_at=time(10))
        self.assertEqual(self.said(), [])
        self.change(self.talk, at(12, day=3), status="cancelled")
        self.change(self.talk, at(12, 5, day=3), status="as_planned")
        self.assertEqual(self.said(), [])
        new = self.add("Party", 20, 22)
        self.release(at(12, day=4))
        self.change(new, at(12, 5, day=4), room=self.attic)
        self.assertEqual(self.said(), [("Party", "New: Friday 12 June, 20:00, Attic")])

    def test_a_conference_that_moves_takes_its_programme_along(self):
        self.conference.starts_on, self.conference.ends_on = date(2026, 6, 19), date(2026, 6, 20)
        self.conference.save()
        for day in (self.second, self.day):
            day.date += timedelta(days=7)
            day.save()
        self.release()
        self.assertEqual(self.said(), [])

    def test_nothing_is_said_of_a_programme_that_is_announced_or_over(self):
        Session.objects.all().delete()
        self.release()
        ProgrammeChange.objects.all().delete()
        self.add("First", 9, 10)
        self.release(at(12, day=4))
        self.assertEqual(self.said(), [])
        self.add("Afterwards", 11, 12)
        self.release(at(12, day=20))
        self.assertEqual(self.said(), [])

    def test_the_database_asks_what_was_before(self):
        self.change(self.talk, room=self.attic)
        with self.assertRaisesRegex(IntegrityError, "programme_change_knows_what_was_before"), transaction.atomic():
            ProgrammeChange.objects.update(former_date=None)


class PublishedWorkingCopyTests(ChangesTestCase):
    def test_changes_are_told_when_they_are_published(self):
        self.conference.summary, self.conference.city = SUMMARY, "Turku"
        self.conference.save()
        with at(12, day=2):
            copy = make_working_copy(self.conference, self.editor)
        session = copy.sessions.get(slug="talk")
        session.room = copy.rooms.get(name="Attic")
        session.save()
        with at(13, day=2):
            save_revision(copy, self.editor)
            self.assertEqual(self.said(), [])
            publish_working_copy(copy, self.editor)
        self.assertEqual(self.said(), [("Talk", "Moved to Attic")])


class PagesTests(ChangesTestCase):
    def setUp(self):
        super().setUp()
        self.change(self.talk, room=self.attic)
        self.walk.delete()
        self.release(at(12, day=3))

    def test_a_page_has_all_changes_the_latest_first(self):
        main = self.page(CHANGES).find(".//main")
        words = text_of(main)
        places = [
            words.index(text)
            for text in ("3 June 2026", "Walk No longer in the programme", "2 June 2026", "Talk Moved to Attic")
        ]
        self.assertEqual(places, sorted(places))
        self.assertEqual(links_in(main)["/events/forum/talk/"], "Talk")
        ProgrammeChange.objects.all().delete()
        self.assertIn("Nothing has changed", text_of(self.page(CHANGES)))

    def test_sessions_are_marked_for_a_week(self):
        for now, marked in ((at(12, day=2), True), (at(11, 59, day=9), True), (at(12, day=9), False)):
            with now:
                for address in (DAY, "/events/forum/talk/"):
                    with self.subTest(address, marked=marked):
                        marks = self.page(address).findall(".//*[@class]")
                        found = [text_of(each) for each in marks if "session-changed" in each.get("class")]
                        self.assertEqual(found, ["Moved"] if marked else [])
        with at(12, day=2):
            self.assertEqual(self.changes_again(), [9, 10])

    def changes_again(self):
        """Return the days of June on which the clock alone takes marks away, one after the other."""
        days, instant = [], ProgrammeChange.objects.earliest("made_at").made_at
        while instant := ProgrammeChange.objects.next_change(instant):
            days.append(instant.day)
        return days

    def test_pages_lead_to_the_changes(self):
        for now, pages in ((at(12, day=4), [DAY]), (at(9, day=9), [DAY])):
            with now:
                for page in pages:
                    self.assertIn(CHANGES, links_in(self.page(page)))
        self.change(self.talk, at(8), starts_at=time(10), ends_at=time(11))
        with at(9):
            self.assertIn(CHANGES, links_in(self.page("/events/forum/")))

    def test_a_feed_tells_of_them(self):
        for address in ("/events/forum/programme/changes.atom", "/events/forum/programme/changes.rss"):
            self.assertIn(address, parse_links(self.client.get(CHANGES)))
        with self.assertNumQueries(3):
            response = self.client.get("/events/forum/programme/changes.atom")
        feed = ElementTree.fromstring(response.content)
        entries = feed.findall(f"{ATOM}entry")
        self.assertEqual(
            [entry.findtext(f"{ATOM}title") for entry in entries],
            ["Walk: No longer in the programme", "Talk: Moved to Attic"],
        )
        self.assertEqual(
            [entry.find(f"{ATOM}link").get("href") for entry in entries],
            [f"http://testserver{CHANGES}", "http://testserver/events/forum/talk/"],
        )
        self.assertEqual(feed.findtext(f"{ATOM}id"), identity_of(f"changes of {self.conference.uuid.hex}").urn)
        again = self.client.get("/events/forum/programme/changes.atom", headers={"If-None-Match": response["ETag"]})
        self.assertEqual(again.status_code, 304)


def parse_links(response):
    return [link.get("href") for link in parse(response).iter("link")]
