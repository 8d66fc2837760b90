"""Changes to what is published are made in a working copy, which nobody sees until they are published."""

from datetime import time

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import TestCase

from articles.models import Article, Quote
from civitas_cms.publishing.models import Revision, State, Transition
from civitas_cms.publishing.revisions import snapshots
from civitas_cms.publishing.revisions import working_copies as copies
from civitas_cms.publishing.workflow import transitions
from civitas_cms.publishing.workflow.permissions import may_change
from civitas_cms.publishing.workflow.transitions import NotReady, possible
from civitas_cms.search.models import IndexEntry
from events.models import Conference, Session
from events.programme import double_bookings
from tests.everything import PAGES, make_everything
from tests.factories import (
    SUMMARY,
    AppearanceFactory,
    ArticleFactory,
    ConferenceFactory,
    DayFactory,
    PageFactory,
    PageRichTextFactory,
    ProjectFactory,
    QuoteFactory,
    RichTextFactory,
    RoomFactory,
    SessionFactory,
    SpeakerFactory,
    TagFactory,
    UserFactory,
)

SECRET = "Xylophone"


class WorkingCopyTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.editor = UserFactory(is_staff=True, is_superuser=True)

    def make(self, item):
        """Make a working copy of ``item``, of which nothing is missing that visitors need."""
        self.make_ready(item)
        return copies.make_working_copy(item, self.editor)

    def make_ready(self, item):
        type(item).objects.filter(pk=item.pk, summary="").update(summary=SUMMARY)
        if isinstance(item, Conference):
            Conference.objects.filter(pk=item.pk, city="").update(city="Turku")

    def publish(self, copy, **options):
        return copies.publish_working_copy(type(copy).objects.get(pk=copy.pk), self.editor, **options)

    def contributor(self, *codes):
        user = UserFactory(is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=codes))
        return user


class MakingTests(WorkingCopyTestCase):
    def test_a_working_copy_is_a_draft_with_everything_and_is_made_once(self):
        article = ArticleFactory(title="Live", projects=[ProjectFactory()], tags=[TagFactory(name="Rail")])
        QuoteFactory(parent=article, words="Said so")
        copy = self.make(article)
        self.assertEqual((copy.title, copy.state, copy.working_copy_of), ("Live", State.DRAFT, article))
        self.assertEqual(list(copy.projects.all()), list(article.projects.all()))
        self.assertEqual(list(copy.tags.names()), ["Rail"])
        self.assertEqual(copy.articles_quote_set.get().words, "Said so")
        self.assertEqual(self.make(article), copy)

    def test_the_database_lets_no_working_copy_be_public(self):
        copy = self.make(ArticleFactory())
        for state in (State.PUBLISHED, State.ARCHIVED):
            with self.assertRaises(IntegrityError), transaction.atomic():
                Article.objects.filter(pk=copy.pk).update(state=state, publish_at="2024-01-01T00:00Z")

    def test_only_what_is_published_has_one(self):
        for item in (ArticleFactory(state="draft"), self.make(ArticleFactory())):
            with self.assertRaises(PermissionDenied):
                self.make(item)

    def test_two_conferences_one_the_copy_of_the_other_have_the_same_programme_without_a_clash(self):
        room = RoomFactory()
        session = SessionFactory(day__conference=room.conference, room=room)
        copy = self.make(room.conference).sessions.get()
        self.assertEqual((copy.slug, copy.room.name), (session.slug, room.name))
        self.assertNotEqual((copy.room, copy.day), (session.room, session.day))

    def test_who_is_in_both_programmes_is_not_in_two_places(self):
        appearance = AppearanceFactory()
        copy = self.make(appearance.session.conference)
        for day in (appearance.session.day, copy.days.get()):
            self.assertEqual(double_bookings(day), [])
        AppearanceFactory(speaker=appearance.speaker, session__day=copy.days.get(), session__starts_at=time(9, 30))
        self.assertEqual(double_bookings(appearance.session.day), [])
        self.assertEqual(len(double_bookings(copy.days.get())), 1)


class SecrecyTests(WorkingCopyTestCase):
    def test_no_page_shows_a_word_of_a_working_copy(self):
        make_everything()
        items = Article.objects.get(slug="report"), Conference.objects.get(slug="forum")
        for item in items:
            self.make_ready(item)
        before = {page: self.client.get(page).content for page in PAGES}
        for item in items:
            copy = self.make(item)
            copy.title = copy.summary = SECRET
            copy.save()
            for model, node in snapshots.nodes(snapshots.snapshot_of(copy)):
                for name in ("words", "text", "title", "name"):
                    if "key" in node and name in node["fields"]:
                        model.objects.filter(pk=node["key"]).update(**{name: f"{SECRET} {node['key']}"})
            self.assertEqual(self.client.get(copy.get_absolute_url()).status_code, 404)
        for page, content in before.items():
            self.assertEqual(self.client.get(page).content, content, page)
        for address in ("/sitemap.xml", "/news/feed/", "/events/calendar.ics", f"/search/?q={SECRET}"):
            answer = self.client.get(address).content.decode().replace(f'value="{SECRET}"', "")
            self.assertNotIn(f"{SECRET}<", answer, address)
        self.assertFalse(IndexEntry.objects.filter(title=SECRET).exclude(public_from=None).exists())
        quote = Quote.objects.exclude(parent__working_copy_of=None).first()
        self.assertEqual(self.client.get(quote.get_absolute_url()).status_code, 404)


class PublishingTests(WorkingCopyTestCase):
    def test_publishing_replaces_the_content_at_the_same_address(self):
        article = ArticleFactory(title="Before", slug="the-address", tags=[TagFactory(name="Rail")])
        text = RichTextFactory(parent=article, text="<p>Before</p>", ordering=10)
        gone = RichTextFactory(parent=article, text="<p>Gone</p>", ordering=20)
        copy = self.make(article)
        copy.title = "After"
        copy.save()
        copy.tags.set(["Air"])
        first, second = copy.articles_richtext_set.all()
        first.text = "<p>After</p>"
        first.save()
        second.delete()
        RichTextFactory(parent=copy, text="<p>New</p>", ordering=30)
        published, applied = self.publish(copy)
        self.assertEqual(applied.lost, [])
        page = self.client.get("/news/the-address/").content.decode()
        for words, is_there in [("After", True), ("New", True), ("Before", False), ("Gone", False)]:
            self.assertEqual(words in page, is_there, words)
        text.refresh_from_db()
        self.assertEqual(text.text, "<p>After</p>")
        self.assertFalse(type(gone).objects.filter(pk=gone.pk).exists())
        self.assertEqual(list(published.tags.names()), ["Air"])
        self.assertEqual(list(Article.objects.all()), [article])
        self.assertEqual((published.state, published.updated_by), (State.PUBLISHED, self.editor))

    def test_quotes_and_sessions_keep_their_addresses(self):
        quote, session = QuoteFactory(words="Before"), SessionFactory(title="Before")
        addresses = quote.get_absolute_url(), session.get_absolute_url()
        for model, item, field in [(Quote, quote.parent, "words"), (Session, session.conference, "title")]:
            copy = self.make(item)
            owner = {"parent": copy} if model is Quote else {"conference": copy}
            model.objects.filter(**owner).update(**{field: "After"})
            self.publish(copy)
        for address in addresses:
            self.assertContains(self.client.get(address), "After")

    def test_a_quote_keeps_its_session_when_the_programme_is_replaced(self):
        session = SessionFactory()
        quote = QuoteFactory(session=session)
        copy = self.make(session.conference)
        copy.sessions.update(title="Renamed")
        self.publish(copy)
        quote.refresh_from_db()
        self.assertEqual((quote.session, quote.session.title), (session, "Renamed"))

    def test_a_new_day_room_and_session_arrive_together(self):
        conference = ConferenceFactory()
        copy = self.make(conference)
        SessionFactory(title="New", day=DayFactory(conference=copy), room=RoomFactory(conference=copy, name="Aula"))
        self.publish(copy)
        session = conference.sessions.get()
        self.assertEqual((session.title, session.room.name, session.day.conference), ("New", "Aula", conference))

    def test_pages_have_working_copies_too(self):
        page = PageRichTextFactory(parent=PageFactory(slug="about"), text="<p>Before</p>").parent
        copy = self.make(page)
        copy.pages_richtext_set.update(text="<p>After</p>")
        self.assertContains(self.client.get("/about/"), "Before")
        self.publish(copy)
        self.assertContains(self.client.get("/about/"), "After")

    def test_both_versions_are_in_the_history(self):
        article = RichTextFactory(parent__title="Before").parent
        copy = self.make(article)
        Article.objects.filter(pk=copy.pk).update(title="After")
        self.publish(copy, comment="Corrected")
        self.assertEqual(
            list(Revision.objects.of(article).values_list("title", "event", "comment")),
            [("After", "changes_published", "Corrected"), ("Before", "found", "")],
        )

    def test_what_is_not_ready_for_the_public_is_not_published(self):
        article = RichTextFactory().parent
        copy = self.make(article)
        copy.articles_richtext_set.all().delete()
        with self.assertRaises(NotReady):
            self.publish(copy)
        self.assertEqual(article.articles_richtext_set.count(), 1)

    def test_a_session_that_gets_another_address_leads_on_from_the_old_one(self):
        session = SessionFactory(slug="old")
        old = session.get_absolute_url()
        copy = self.make(session.conference)
        copy.sessions.update(slug="new")
        self.assertContains(self.client.get(old), session.title)
        self.publish(copy)
        session.refresh_from_db()
        self.assertRedirects(self.client.get(old), session.get_absolute_url(), status_code=301)

    def test_steps_to_the_public_are_not_for_working_copies(self):
        copy = self.make(RichTextFactory().parent)
        self.assertEqual(possible(self.editor, copy), [Transition.Action.SUBMIT])
        for step in (transitions.publish, transitions.archive):
            with self.assertRaises(transitions.Refused):
                step(copy, self.editor)
        transitions.submit(copy, self.editor, "Please look")
        self.assertEqual(Revision.objects.of(copy).first().comment, "Please look")

    def test_a_second_click_publishes_nothing_more(self):
        copy = self.make(RichTextFactory().parent)
        self.publish(copy)
        with self.assertRaises(copies.OriginalGone):
            copies.publish_working_copy(copy, self.editor)

    def test_who_may_not_publish_cannot_publish_changes(self):
        copy = self.make(ArticleFactory())
        contributor = self.contributor("change_article")
        self.assertFalse(may_change(contributor, copy.working_copy_of))
        self.assertTrue(may_change(contributor, copy))
        with self.assertRaises(PermissionDenied):
            copies.publish_working_copy(copy, contributor)
        for user in (self.contributor("publish_article"), self.contributor()):
            for action in (copies.publish_working_copy, copies.discard_working_copy, copies.make_working_copy):
                with self.assertRaises(PermissionDenied):
                    action(copy, user)


class MeanwhileTests(WorkingCopyTestCase):
    """The original changes, is archived or deleted while somebody works on the copy."""

    def setUp(self):
        self.article = ArticleFactory(title="Live", summary="Live")
        self.first = RichTextFactory(parent=self.article, text="<p>One</p>")
        self.second = RichTextFactory(parent=self.article, text="<p>Two</p>")
        self.copy = self.make(self.article)

    def change_both(self):
        Article.objects.filter(pk=self.copy.pk).update(title="Proposed")
        self.copy.articles_richtext_set.filter(text="<p>One</p>").update(text="<p>One, proposed</p>")
        Article.objects.filter(pk=self.article.pk).update(summary="Newer")
        type(self.second).objects.filter(pk=self.second.pk).update(text="<p>Two, newer</p>")

    def test_publishing_over_newer_changes_is_refused_until_somebody_has_seen_them(self):
        self.change_both()
        self.assertTrue(copies.changed_since(self.copy))
        with self.assertRaises(copies.ChangedMeanwhile):
            self.publish(self.copy)
        self.assertEqual(Article.objects.get(pk=self.article.pk).summary, "Newer")
        self.publish(self.copy, seen=copies.fingerprint(self.copy))
        published = Article.objects.get()
        self.assertEqual((published.title, published.summary), ("Proposed", "Live"))
        self.assertIn("Newer", str(Revision.objects.of(published).values_list("snapshot", flat=True)[1]))

    def test_what_has_changed_since_it_was_seen_is_not_published(self):
        seen = copies.fingerprint(self.copy)
        Article.objects.filter(pk=self.copy.pk).update(title="Changed by a colleague")
        with self.assertRaises(copies.ChangedMeanwhile):
            self.publish(self.copy, seen=seen)

    def test_newer_changes_are_taken_over_block_by_block(self):
        self.change_both()
        merged = copies.merge_from_original(self.copy, self.editor, copies.fingerprint(self.copy))
        self.assertEqual(merged.conflicts, [])
        self.publish(self.copy)
        published = Article.objects.get()
        self.assertEqual((published.title, published.summary), ("Proposed", "Newer"))
        texts = [(text.pk, text.text) for text in published.articles_richtext_set.all()]
        self.assertEqual(texts, [(self.first.pk, "<p>One, proposed</p>"), (self.second.pk, "<p>Two, newer</p>")])

    def test_blocks_added_and_deleted_meanwhile_are_taken_over(self):
        RichTextFactory(parent=self.article, text="<p>Three, newer</p>", ordering=9000)
        RichTextFactory(parent=self.copy, text="<p>Four, proposed</p>", ordering=9001)
        self.first.delete()
        copies.merge_from_original(self.copy, self.editor, copies.fingerprint(self.copy))
        self.publish(self.copy)
        texts = [text.text for text in self.article.articles_richtext_set.all()]
        self.assertEqual(texts, ["<p>Two</p>", "<p>Three, newer</p>", "<p>Four, proposed</p>"])

    def test_where_both_changed_the_same_the_proposed_words_stay_and_it_is_said(self):
        self.copy.articles_richtext_set.filter(text="<p>One</p>").update(text="<p>Proposed</p>")
        type(self.first).objects.filter(pk=self.first.pk).update(text="<p>Newer</p>")
        merged = copies.merge_from_original(self.copy, self.editor, copies.fingerprint(self.copy))
        self.assertEqual(merged.conflicts, [("articles.richtext", self.first.pk)])
        self.assertTrue(self.copy.articles_richtext_set.filter(text="<p>Proposed</p>").exists())

    def test_a_block_that_one_deleted_and_the_other_changed_is_kept(self):
        self.copy.articles_richtext_set.filter(text="<p>One</p>").delete()
        type(self.first).objects.filter(pk=self.first.pk).update(text="<p>Newer</p>")
        merged = copies.merge_from_original(self.copy, self.editor, copies.fingerprint(self.copy))
        self.assertEqual(merged.conflicts, [("articles.richtext", self.first.pk)])
        self.publish(self.copy)
        self.assertTrue(self.article.articles_richtext_set.filter(pk=self.first.pk, text="<p>Newer</p>").exists())

    def test_a_copy_whose_original_was_deleted_is_a_draft_of_its_own(self):
        self.article.delete()
        self.copy.refresh_from_db()
        self.assertIsNone(self.copy.working_copy_of)
        self.assertEqual(self.copy.articles_richtext_set.count(), 2)
        with self.assertRaises(copies.OriginalGone):
            self.publish(self.copy)
        self.copy.state = State.PUBLISHED
        self.copy.save()
        self.assertContains(self.client.get(self.copy.get_absolute_url()), "Two")

    def test_changes_of_an_archived_original_are_kept_and_do_not_make_it_public(self):
        Article.objects.filter(pk=self.article.pk).update(state=State.ARCHIVED)
        Article.objects.filter(pk=self.copy.pk).update(title="Proposed")
        self.publish(self.copy)
        published = Article.objects.get()
        self.assertEqual((published.title, published.state), ("Proposed", State.ARCHIVED))

    def test_a_copy_can_be_made_a_draft_of_its_own(self):
        copies.detach_working_copy(self.copy, self.editor)
        self.copy.refresh_from_db()
        self.assertIsNone(self.copy.working_copy_of)
        self.assertNotEqual(self.make(self.article), self.copy)

    def test_discarding_leaves_the_original_and_keeps_the_words(self):
        Article.objects.filter(pk=self.copy.pk).update(title="Proposed")
        copies.discard_working_copy(self.copy, self.editor)
        self.assertEqual(Article.objects.get().title, "Live")
        self.assertEqual(Revision.objects.deleted(Article).get().title, "Proposed")

    def test_a_speaker_deleted_meanwhile_is_reported(self):
        quote = QuoteFactory(parent=self.copy, speaker=SpeakerFactory(), words="Said")
        snapshot = snapshots.snapshot_of(self.copy)
        quote.delete()
        quote.speaker.delete()
        self.assertEqual(
            len(copies.write_to_copy(snapshots.rekeyed(snapshot, self.copy.working_copy_keys), self.copy).lost), 1
        )
