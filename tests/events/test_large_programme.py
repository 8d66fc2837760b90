"""The working copy of a large programme takes no more queries than that of a small one."""

from datetime import time

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from civitas_cms.publishing.revisions import snapshots
from civitas_cms.publishing.revisions import working_copies as copies
from civitas_cms.search.models import IndexEntry
from events.models import Appearance, Session, SessionLink, Speaker
from tests.factories import (
    SUMMARY,
    ConferenceFactory,
    DayFactory,
    DocumentFactory,
    OrganisationFactory,
    RoomFactory,
    TrackFactory,
    UserFactory,
)


def programme(number):
    """Return a public conference of ``number`` sessions in twelve rooms, each with two people, a link and materials."""
    conference = ConferenceFactory(summary=SUMMARY, city="Turku")
    days = [DayFactory(conference=conference, date=date) for date in (conference.starts_on, conference.ends_on)]
    rooms, track = RoomFactory.create_batch(12, conference=conference), TrackFactory(conference=conference)
    host = OrganisationFactory()
    people = Speaker.objects.bulk_create(
        Speaker(family_name=f"Person {place}", slug=f"of-{conference.pk}-{place}", organisation=host)
        for place in range(number)
    )
    sessions = Session.objects.bulk_create(
        Session(
            conference=conference,
            day=days[place // 48],
            room=rooms[place % 12],
            track=track,
            title=f"Session {place}",
            slug=f"session-{place}",
            starts_at=time(9 + place // 12 % 4),
            ends_at=time(9 + place // 12 % 4, 50),
        )
        for place in range(number)
    )
    Appearance.objects.bulk_create(
        Appearance(session=session, speaker=people[(place + step) % number], organisation_then=host)
        for place, session in enumerate(sessions)
        for step in range(2)
    )
    SessionLink.objects.bulk_create(SessionLink(session=session, url="https://a.example/") for session in sessions)
    slides = DocumentFactory()
    Session.materials.through.objects.bulk_create(
        Session.materials.through(session=session, document=slides, sort_value=1) for session in sessions
    )
    return conference


class LargeProgrammeTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.editor = UserFactory(is_staff=True, is_superuser=True)

    def queries(self, work, *arguments):
        with CaptureQueriesContext(connection) as queries:
            self.result = work(*arguments)
        # Content types are remembered, and outside of a test its savepoints are the beginning and end of a transaction.
        others = ("SAVEPOINT", "RELEASE")
        counted = [query["sql"] for query in queries if not query["sql"].startswith(others)]
        return sum('FROM "django_content_type"' not in sql for sql in counted)

    def life(self, number):
        """Return how many queries it takes to make, merge, publish and discard a working copy."""
        conference = programme(number)
        counts = [self.queries(copies.make_working_copy, conference, self.editor)]
        copy = self.result
        copy.sessions.update(title="Changed")
        Session.objects.filter(conference=conference).update(subtitle="Newer")
        seen = copies.fingerprint(copy)
        counts.append(self.queries(copies.merge_from_original, copy, self.editor, seen))
        Session.objects.filter(conference=copy, slug__endswith="7").delete()
        counts.append(self.queries(copies.publish_working_copy, copy, self.editor))
        self.assertEqual(self.result[1].lost, [])
        self.assertEqual(
            set(conference.sessions.values_list("title", "subtitle", "materials__title").distinct()),
            {("Changed", "Newer", conference.sessions.first().materials.get().title)},
        )
        copy = copies.make_working_copy(conference, self.editor)
        counts.append(self.queries(copies.discard_working_copy, copy, self.editor))
        self.assertFalse(Session.objects.exclude(conference=conference).filter(slug="session-1").exists())
        conference.delete()
        return counts

    def test_neither_making_nor_publishing_nor_discarding_takes_more_queries_for_more_sessions(self):
        few, many = self.life(40), self.life(80)
        self.assertEqual(few, many)
        for name, number, limit in zip(["make", "merge", "publish", "discard"], few, [50, 40, 60, 30], strict=True):
            with self.subTest(name):
                self.assertLessEqual(number, limit)

    def test_what_is_found_is_what_was_written(self):
        conference = programme(14)
        copy = copies.make_working_copy(conference, self.editor)
        titles = IndexEntry.objects.filter(kind="session", public_from=None).values_list("title", flat=True)
        self.assertEqual(titles.count(), 14)
        copy.sessions.filter(slug="session-3").update(title="Tramway")
        copy.sessions.filter(slug="session-4").delete()
        copies.publish_working_copy(copy, self.editor)
        public = IndexEntry.objects.filter(kind="session").exclude(public_from=None)
        self.assertEqual(public.filter(title="Tramway").count(), 1)
        self.assertFalse(public.filter(title__in=["Session 3", "Session 4"]).exists())
        self.assertEqual(IndexEntry.objects.filter(kind="session").count(), 13)

    def test_a_document_that_no_session_offers_any_more_is_found_no_more(self):
        conference = programme(2)
        slides = conference.sessions.first().materials.get()
        copy = copies.make_working_copy(conference, self.editor)
        entries = IndexEntry.objects.filter(title=slides.title).exclude(public_from=None)
        self.assertTrue(entries.exists())
        for session in copy.sessions.all():
            session.materials.clear()
        self.assertTrue(entries.exists())
        copies.publish_working_copy(copy, self.editor)
        self.assertFalse(entries.exists())

    def test_sessions_keep_their_identities_and_what_visitors_saw_change_is_counted(self):
        conference = programme(14)
        before = dict(conference.sessions.values_list("slug", "uuid"))
        copy = copies.make_working_copy(conference, self.editor)
        self.assertTrue(set(before.values()).isdisjoint(copy.sessions.values_list("uuid", flat=True)))
        copy.sessions.filter(slug="session-3").update(title="Tramway")
        copies.publish_working_copy(copy, self.editor)
        self.assertEqual(dict(conference.sessions.values_list("slug", "uuid")), before)
        changed = conference.sessions.filter(revision_count=1).values_list("slug", flat=True)
        self.assertEqual(list(changed), ["session-3"])

    def test_two_sessions_change_rooms(self):
        conference = programme(2)
        copy = copies.make_working_copy(conference, self.editor)
        one, other = copy.sessions.order_by("slug")
        rooms = one.room, other.room
        one.room = None
        one.save()
        other.room = rooms[0]
        other.save()
        one.room = rooms[1]
        one.save()
        proposal = copies.proposed(copy)
        copies.publish_working_copy(copy, self.editor)
        names = conference.sessions.order_by("slug").values_list("room__name", flat=True)
        self.assertEqual(list(names), [rooms[1].name, rooms[0].name])
        self.assertEqual(snapshots.snapshot_of(conference)["content"]["parts"], proposal["content"]["parts"])
