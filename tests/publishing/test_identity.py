"""What others keep of us stays the same thing, whatever its address and our host become."""

import re
from uuid import UUID
from xml.etree import ElementTree as ET

from django.db import connection
from django.test import TestCase, override_settings

from articles.models import Article, Quote
from civitas_cms.publishing.models import Identified, RevisionEvent
from civitas_cms.publishing.revisions.restoring import recover
from civitas_cms.publishing.revisions.saving import save_revision
from civitas_cms.publishing.revisions.working_copies import make_working_copy, publish_working_copy
from events.models import Conference, Day, Organisation, Project, Session, Speaker
from tests.factories import (
    SUMMARY,
    ArticleFactory,
    ConferenceFactory,
    DayFactory,
    OrganisationFactory,
    ProjectFactory,
    QuoteFactory,
    SessionFactory,
    SpeakerFactory,
    UserFactory,
)

ATOM = "{http://www.w3.org/2005/Atom}"
OTHER_SITE = override_settings(SITE_UUID=UUID("0b0f3c0e-5d1f-4d0e-9d69-4c8a5f1f0c11"))


class IdentityTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.conference = ConferenceFactory(slug="forum")
        cls.session = SessionFactory(day=DayFactory(conference=cls.conference))
        cls.article = ArticleFactory(slug="report", title="Report", summary=SUMMARY)
        cls.article.conferences.add(cls.conference)

    def uids(self, path="/events/forum.ics", **headers):
        return re.findall(r"UID:(\S+)", self.client.get(path, **headers).content.decode())

    def ids(self, path="/news/feed/", **headers):
        feed = ET.fromstring(self.client.get(path, **headers).content)
        return [element.text for element in feed.iter(f"{ATOM}id")]

    def guids(self):
        return [item.findtext("guid") for item in ET.fromstring(self.client.get("/news/feed.rss").content).iter("item")]


class IdentityTests(IdentityTestCase):
    def test_calendars_name_events_alike_on_every_host_and_at_every_address(self):
        before = self.uids()
        self.assertEqual(len(set(before)), 2)
        self.assertEqual(self.uids(HTTP_HOST="localhost"), before)
        self.assertIn(before[0], self.uids("/events/calendar.ics"))
        self.conference.slug = "moved"
        self.conference.save()
        self.session.slug = "renamed"
        self.session.save()
        self.assertEqual(self.uids("/events/moved.ics"), before)

    def test_feeds_name_themselves_and_their_articles_alike_on_every_host_and_at_every_address(self):
        for path in ("/news/feed/", "/events/forum/feed.atom"):
            with self.subTest(path):
                before = self.ids(path)
                self.assertEqual(len(set(before)), 2)
                self.assertTrue(all(name.startswith("urn:uuid:") for name in before), before)
                self.assertEqual(self.ids(path, HTTP_HOST="localhost"), before)
        before = self.ids()
        self.assertEqual(self.guids(), before[1:])
        self.article.slug = "moved"
        self.article.save()
        self.assertEqual(self.ids(), before)

    def test_structured_data_names_things_alike_on_every_host_and_at_every_address(self):
        def names(path, **headers):
            return set(re.findall(r'"@id":"(urn:uuid:[^"]*)"', self.client.get(path, **headers).content.decode()))

        conference = names("/events/forum/")
        self.assertLessEqual({self.conference.identity.urn, self.session.identity.urn}, conference)
        self.assertEqual(names("/events/forum/", HTTP_HOST="localhost"), conference)
        speaker = QuoteFactory(parent=self.article).speaker
        report = {row.identity.urn for row in (self.article, self.conference, speaker)}
        self.assertLessEqual(report, names("/news/report/"))
        self.article.slug = "moved"
        self.article.save()
        self.assertLessEqual(report, names("/news/moved/"))
        self.assertIn(speaker.identity.urn, names(speaker.get_absolute_url()))

    def test_another_site_has_other_identities_for_the_same_rows(self):
        uids, ids = self.uids(), self.ids()
        with OTHER_SITE:
            self.assertFalse({*uids, *ids} & {*self.uids(), *self.ids()})

    def test_everything_that_others_may_keep_has_an_identity(self):
        for model in (Article, Quote, Conference, Day, Session, Speaker, Organisation, Project):
            with self.subTest(model.__name__):
                self.assertTrue(issubclass(model, Identified))

    def test_the_database_gives_identities_to_rows_that_come_without_one(self):
        for row in (SpeakerFactory(), OrganisationFactory(), ProjectFactory(), self.session, self.article):
            with self.subTest(row._meta.label), connection.cursor() as cursor:
                cursor.execute(f"UPDATE {row._meta.db_table} SET uuid = DEFAULT WHERE id = %s", [row.pk])
                old = row.uuid
                row.refresh_from_db()
                self.assertNotEqual(row.uuid, old)

    def test_what_is_brought_back_is_still_the_same_thing(self):
        editor = UserFactory(is_superuser=True)
        quote = QuoteFactory(parent=self.article)
        before = self.article.uuid, quote.uuid
        revision = save_revision(self.article, editor, RevisionEvent.DELETED)
        self.article.delete()
        article, _result = recover(revision, editor)
        self.assertEqual((article.uuid, article.articles_quote_set.get().uuid), before)

    def test_a_working_copy_is_a_thing_of_its_own_until_its_changes_are_published(self):
        editor = UserFactory(is_superuser=True)
        quote = QuoteFactory(parent=self.article)
        copy = make_working_copy(self.article, editor)
        self.assertNotIn(copy.uuid, [self.article.uuid, quote.uuid])
        QuoteFactory(parent=copy, words="New")
        publish_working_copy(copy, editor)
        self.article.refresh_from_db()
        self.assertIn(quote.uuid, self.article.articles_quote_set.values_list("uuid", flat=True))
        self.assertEqual(self.article.articles_quote_set.count(), 2)
