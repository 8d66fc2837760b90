"""Two people who turn out to be one: what moves, what older versions and imports make of it, and the way back."""

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from civitas_cms.publishing.models import Merge, Redirect, Revision
from civitas_cms.publishing.revisions import merging
from civitas_cms.publishing.revisions.restoring import restore
from civitas_cms.publishing.revisions.saving import save_revision
from civitas_cms.publishing.revisions.working_copies import make_working_copy
from events.exchange.entries import Person
from events.exchange.people import People
from events.models import Appearance, Organisation, Speaker
from tests.factories import (
    AppearanceFactory,
    ArticleFactory,
    ConferenceFactory,
    ConferenceOrganisationFactory,
    OrganisationFactory,
    ProjectFactory,
    QuoteFactory,
    SpeakerFactory,
    UserFactory,
)


def names_in(article):
    return [speaker.slug for speaker in article.authors.all()] + [
        q.speaker.slug for q in article.articles_quote_set.all()
    ]


class MergingTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.editor = UserFactory(is_superuser=True)
        cls.ana = SpeakerFactory(slug="ana", given_name="Ana", family_name="Kovač", position="Mayor")
        cls.twin = SpeakerFactory(
            slug="twin", given_name="Ana", family_name="Kovac", pronouns="she/her", source="pretalx", source_id="T1"
        )
        cls.article = ArticleFactory(authors=[cls.twin])
        cls.quote = QuoteFactory(parent=cls.article, speaker=cls.twin, words="We walked.")
        cls.panel = AppearanceFactory(speaker=cls.twin, session__slug="panel")
        cls.both = AppearanceFactory(speaker=cls.ana, session__slug="both", position_then="Mayor")
        cls.double = AppearanceFactory(session=cls.both.session, speaker=cls.twin, position_then="Councillor")
        cls.moderating = AppearanceFactory(session=cls.both.session, speaker=cls.twin, role="moderator")

    def merge(self, taken=()):
        return merging.merge(self.ana, self.twin, self.editor, taken)

    def test_all_that_named_the_one_names_the_other_in_unpublished_changes_too(self):
        copy = make_working_copy(self.article, self.editor)
        self.merge(["pronouns"])
        self.assertEqual([*Speaker.objects.values_list("slug", "position", "pronouns")], [("ana", "Mayor", "she/her")])
        for article in (self.article, copy):
            self.assertEqual(names_in(article), ["ana", "ana"])
        roles = Appearance.objects.order_by("pk").values_list("session__slug", "role", "position_then")
        there = [("panel", "speaker", ""), ("both", "speaker", "Mayor"), ("both", "moderator", "")]
        self.assertEqual([*roles], there)

    def test_the_old_address_leads_on_and_the_search_finds_the_one(self):
        self.merge()
        for path in ("/people/twin/", "/people/twin.ics", "/people/twin/feed.atom"):
            self.assertRedirects(self.client.get(path), path.replace("twin", "ana"), 301)
        self.assertContains(self.client.get("/search/?q=walked Kovač"), self.article.get_absolute_url())

    def test_what_was_merged_can_be_parted_again_as_it_was(self):
        Redirect.objects.create(old_path="/people/former/", new_path="/people/twin/")
        before = {each.pk: each.speaker_id for each in Appearance.objects.all()}
        done = self.merge(["family_name", "pronouns"])
        self.assertEqual(merging.undo(done).left, [])
        self.assertEqual({each.pk: each.speaker_id for each in Appearance.objects.all()}, before)
        ana, twin = Speaker.objects.get(slug="ana"), Speaker.objects.get(slug="twin")
        self.assertEqual((ana.family_name, ana.pronouns), ("Kovač", ""))
        for name in ("pk", "uuid", "pronouns", "source_id", "family_name"):
            self.assertEqual(getattr(twin, name), getattr(self.twin, name))
        self.assertEqual(names_in(self.article), ["twin", "twin"])
        self.double.refresh_from_db()
        self.assertEqual(self.double.position_then, "Councillor")
        self.assertEqual(self.client.get("/people/twin/").status_code, 200)
        self.assertRedirects(self.client.get("/people/former/"), "/people/twin/", 301)
        self.assertFalse(Merge.objects.exists())
        with self.assertRaisesMessage(merging.NotPossible, "This was undone already."):
            merging.undo(done)

    def test_what_was_changed_since_stays_and_is_named(self):
        done = self.merge(["pronouns"])
        Speaker.objects.filter(pk=self.ana.pk).update(pronouns="they/them")
        self.quote.delete()
        self.both.session.delete()
        SpeakerFactory(slug="twin")
        left = merging.undo(done).left
        self.assertEqual(len(left), 5)
        for words in ("pronouns", "twin-2", "Quotes: 1", "Appearances: 1 were", "Appearances: 1 belonged"):
            self.assertTrue(any(words in sentence for sentence in left), words)
        self.assertEqual(Speaker.objects.get(pk=self.ana.pk).pronouns, "they/them")
        self.assertEqual(Speaker.objects.get(pk=self.twin.pk).slug, "twin-2")

    def test_merges_are_undone_from_the_last(self):
        first = self.merge()
        third = SpeakerFactory(slug="third")
        second = merging.merge(third, self.ana, self.editor, [])
        with self.assertRaisesMessage(merging.NotPossible, "undo that first"):
            merging.undo(first)
        merging.undo(second)
        merging.undo(first)
        self.assertEqual(names_in(self.article), ["twin", "twin"])

    def test_an_older_version_that_names_the_one_is_restored_with_the_other(self):
        conference = self.both.session.conference
        copy = make_working_copy(self.article, self.editor)
        old = save_revision(copy, self.editor), save_revision(conference, self.editor)
        self.assertIn(str(self.twin.pk), old[1].snapshot["names"]["events.speaker"])
        self.merge()
        copy.articles_quote_set.all().delete()
        copy.authors.clear()
        third = SpeakerFactory(slug="third")
        merging.merge(third, Speaker.objects.get(pk=self.ana.pk), self.editor, [])
        _copy, written = restore(old[0], copy, self.editor)
        self.assertEqual((names_in(copy), written.lost), (["third", "third"], []))
        conference.state = "draft"
        conference.save()
        Appearance.objects.all().delete()
        _conference, written = restore(Revision.objects.get(pk=old[1].pk), conference, self.editor)
        self.assertEqual(written.lost, [])
        roles = Appearance.objects.order_by("role").values_list("speaker__slug", "role")
        self.assertEqual([*roles], [("third", "moderator"), ("third", "speaker")])

    def test_who_comes_in_again_by_the_identifier_of_the_one_is_the_other(self):
        self.merge()
        people = People("pretalx")
        person = Person(name="Anna Somebody", source_id="T1")
        people.expect([person])
        self.assertEqual(people.find(person, {}), self.ana)

    def test_the_one_who_is_hidden_stays_hidden(self):
        Speaker.objects.filter(pk=self.twin.pk).update(hidden="words_go")
        Speaker.objects.filter(pk=self.ana.pk).update(hidden="words_stay")
        self.merge()
        self.assertEqual(Speaker.objects.get(slug="ana").hidden, "words_go")

    def test_it_costs_as_many_queries_for_much_as_for_little(self):
        counts = []
        for number in (1, 12):
            ana, twin = SpeakerFactory(), SpeakerFactory()
            for _number in range(number):
                QuoteFactory(speaker=twin).parent.authors.add(twin)
                session = AppearanceFactory(speaker=twin).session
                AppearanceFactory(speaker=ana, session=session)
                AppearanceFactory(speaker=twin)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                merging.uses_of(ana, twin)
                done = merging.merge(ana, twin, self.editor, [])
                merging.undo(done)
            counts.append(len(queries))
        self.assertEqual(counts[0], counts[1])

    def test_organisations_are_merged_as_people_are(self):
        ghent, double = OrganisationFactory(name="Ghent"), OrganisationFactory(name="City of Ghent", country="BE")
        Organisation.objects.filter(pk=ghent.pk).update(parent=double)
        Organisation.objects.filter(pk=double.pk).update(parent=ghent)
        part, project = OrganisationFactory(parent=double), ProjectFactory(coordinator=double)
        conference = ConferenceFactory()
        for partner in (ghent, double):
            ConferenceOrganisationFactory(conference=conference, organisation=partner, role="host")
        done = merging.merge(ghent, double, self.editor, ["name", "country", "parent"])
        for row in (part, project, ghent):
            row.refresh_from_db()
        self.assertEqual((part.parent, project.coordinator), (ghent, ghent))
        self.assertEqual((ghent.name, ghent.country, ghent.parent), ("City of Ghent", "BE", None))
        self.assertEqual(conference.organisation_roles.count(), 1)
        merging.undo(done)
        ghent.refresh_from_db()
        self.assertEqual((ghent.name, ghent.parent_id), ("Ghent", double.pk))
        self.assertEqual(conference.organisation_roles.count(), 2)
