"""Every change of an item is kept, can be gone back to, and what was deleted can be brought back."""

from datetime import timedelta
from io import StringIO

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import TestCase, override_settings
from django.utils import timezone

from articles.models import Article, Quote
from civitas_cms.publishing.models import Revision, RevisionEvent
from civitas_cms.publishing.revisions import saving
from civitas_cms.publishing.revisions.restoring import recover, restore
from civitas_cms.publishing.revisions.working_copies import discard_working_copy, make_working_copy, working_copy_of
from events.models import Conference
from tests.factories import (
    AppearanceFactory,
    ArticleFactory,
    PictureFactory,
    QuoteFactory,
    RichTextFactory,
    SpeakerFactory,
    UserFactory,
)


def change(item, **values):
    for name, value in values.items():
        setattr(item, name, value)
    item.save()
    return item


class RevisionTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.editor = UserFactory(is_staff=True, is_superuser=True)

    def keep(self, item, **options):
        return saving.save_revision(item, self.editor, **options)

    def delete(self, item):
        revision = self.keep(item, event=RevisionEvent.DELETED)
        item.delete()
        return revision


class KeepingTests(RevisionTestCase):
    def test_a_change_makes_a_revision_and_saving_without_one_does_not(self):
        article = ArticleFactory(title="First")
        self.keep(article, event=RevisionEvent.CREATED)
        self.keep(article)
        change(article, title="Second")
        RichTextFactory(parent=article)
        self.keep(article, comment="Better")
        second, first = Revision.objects.of(article)
        self.assertEqual((first.number, first.title, first.event), (1, "First", "created"))
        self.assertEqual((second.number, second.title, second.comment), (2, "Second", "Better"))
        self.assertEqual(second.made_by, self.editor)

    def test_a_comment_is_kept_even_if_nothing_has_changed(self):
        article = ArticleFactory()
        self.keep(article)
        self.keep(article, comment="Please check the date")
        self.assertEqual(Revision.objects.of(article).count(), 2)

    def test_what_a_program_has_changed_is_kept_before_the_next_change(self):
        article = ArticleFactory(title="First")
        self.keep(article)
        Article.objects.update(title="Changed by a program")
        saving.save_state_as_found(article)
        latest = Revision.objects.of(article).first()
        self.assertEqual((latest.title, latest.made_by, latest.event), ("Changed by a program", None, "found"))

    def test_each_item_has_numbers_of_its_own(self):
        for article in ArticleFactory.create_batch(2):
            self.assertEqual(self.keep(article).number, 1)


class RestoringTests(RevisionTestCase):
    def test_a_draft_goes_back_and_nothing_of_what_it_was_is_lost(self):
        article = ArticleFactory(title="First", state="draft")
        first = self.keep(article)
        change(article, title="Second", slug="second")
        restored, _applied = restore(first, article, self.editor)
        restored.refresh_from_db()
        self.assertEqual((restored.pk, restored.title, restored.slug), (article.pk, "First", "second"))
        kept = [(revision.title, revision.event) for revision in Revision.objects.of(article)]
        self.assertEqual(kept, [("First", "reverted"), ("Second", "found"), ("First", "changed")])

    def test_a_public_item_stays_and_its_working_copy_gets_the_older_version(self):
        article = ArticleFactory(title="First")
        quote = QuoteFactory(parent=article, words="The first words")
        first = self.keep(article)
        change(article, title="Second")
        quote.delete()
        copy, _applied = restore(first, article, self.editor)
        self.assertEqual(Article.objects.get(pk=article.pk).title, "Second")
        self.assertContains(self.client.get(article.get_absolute_url()), "Second")
        copy.refresh_from_db()
        self.assertEqual((copy.title, copy.working_copy_of), ("First", article))
        self.assertEqual(copy.articles_quote_set.get().words, "The first words")

    def test_a_working_copy_that_was_there_already_keeps_its_words_as_a_revision(self):
        article = ArticleFactory(title="First")
        first = self.keep(article)
        copy = change(make_working_copy(article, self.editor), title="Half done")
        restore(first, article, self.editor)
        copy.refresh_from_db()
        self.assertEqual(copy.title, "First")
        self.assertIn("Half done", [revision.title for revision in Revision.objects.of(copy)])

    def test_what_refers_to_a_deleted_speaker_or_picture_is_reported_and_the_rest_comes_back(self):
        ana, picture = SpeakerFactory(given_name="Ana", family_name="Kovač"), PictureFactory(title="Town hall")
        article = ArticleFactory(state="draft", title="First", lead_picture=picture)
        quote = QuoteFactory(parent=article, speaker=ana, words="We walked.")
        first = self.keep(article)
        quote.delete()
        change(article, title="Second", lead_picture=None)
        ana.delete()
        picture.delete()
        restored, applied = restore(first, article, self.editor)
        self.assertEqual(restored.title, "First")
        lost = " ".join(applied.lost)
        for words in ("Ana Kovač", "We walked.", "Town hall"):
            self.assertIn(words, lost)

    def test_who_may_not_change_an_item_cannot_restore_it(self):
        article = ArticleFactory(state="draft")
        with self.assertRaises(PermissionDenied):
            restore(self.keep(article), article, UserFactory(is_staff=True))


class RecoveringTests(RevisionTestCase):
    def test_a_deleted_item_comes_back_as_a_draft_with_the_addresses_it_had(self):
        article = ArticleFactory(title="Lost", slug="lost")
        quote = QuoteFactory(parent=article, words="Found again")
        key = article.pk, quote.pk
        revision = self.delete(article)
        self.assertEqual(list(Revision.objects.deleted(Article)), [revision])
        recovered, _applied = recover(revision, self.editor)
        self.assertEqual((recovered.pk, Quote.objects.get().pk), key)
        self.assertEqual((recovered.slug, recovered.state, recovered.title), ("lost", "draft", "Lost"))
        self.assertFalse(Revision.objects.deleted(Article).exists())
        self.assertEqual(self.client.get(recovered.get_absolute_url()).status_code, 404)

    def test_an_address_that_something_else_has_now_is_not_taken_away(self):
        revision = self.delete(ArticleFactory(slug="wanted"))
        ArticleFactory(slug="wanted")
        self.assertEqual(recover(revision, self.editor)[0].slug, "wanted-2")

    def test_recovering_twice_is_recovering_once(self):
        revision = self.delete(ArticleFactory())
        one, other = (recover(revision, self.editor)[0] for _time in range(2))
        self.assertEqual(one, other)
        self.assertEqual(Article.objects.count(), 1)

    def test_a_conference_comes_back_with_its_programme(self):
        appearance = AppearanceFactory(session__title="Opening")
        conference = appearance.session.conference
        recover(self.delete(conference), self.editor)
        session = Conference.objects.get().sessions.get()
        self.assertEqual((session, session.title), (appearance.session, "Opening"))
        self.assertEqual(session.appearances.get().speaker, appearance.speaker)

    def test_discarded_changes_can_be_recovered_as_changes(self):
        article = ArticleFactory(title="Live")
        quote = QuoteFactory(parent=article)
        copy = change(make_working_copy(article, self.editor), title="Proposed")
        key = copy.pk
        discard_working_copy(copy, self.editor)
        (revision,) = Revision.objects.deleted(Article)
        recover(revision, self.editor)
        copy = working_copy_of(article)
        self.assertEqual((copy.pk, copy.title), (key, "Proposed"))
        self.assertEqual(copy.working_copy_keys["articles.quote"], {str(copy.articles_quote_set.get().pk): quote.pk})

    def test_who_may_not_add_items_cannot_recover_them(self):
        user = UserFactory(is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename="change_article"))
        with self.assertRaises(PermissionDenied):
            recover(self.delete(ArticleFactory()), user)


class PruningTests(RevisionTestCase):
    def make_revisions(self, article, days=100):
        for number in range(3):
            self.keep(change(article, title=f"Title {number}"))
        self.make_older(days)

    def make_older(self, days):
        Revision.objects.update(made_at=timezone.now() - timedelta(days=days))

    def prune(self, **options):
        output = StringIO()
        call_command("prune_revisions", stdout=output, **options)
        return output.getvalue()

    @override_settings(REVISIONS_KEPT_DAYS=30)
    def test_old_drafts_go_but_for_the_latest(self):
        self.make_revisions(ArticleFactory(state="draft"))
        self.assertIn("2 revisions deleted", self.prune())
        self.assertEqual(Revision.objects.get().title, "Title 2")

    @override_settings(REVISIONS_KEPT_DAYS=30)
    def test_what_was_public_stays_and_what_is_young(self):
        public = ArticleFactory()
        self.make_revisions(public)
        self.make_older(100)
        change(public, state="draft")
        self.keep(public)
        self.assertIn("0 revisions deleted", self.prune())

    @override_settings(REVISIONS_KEPT_DAYS=30)
    def test_deleted_items_are_gone_for_good_when_their_time_is_over(self):
        self.delete(ArticleFactory())
        self.prune()
        self.assertEqual(Revision.objects.count(), 1)
        self.make_older(31)
        self.prune()
        self.assertEqual(Revision.objects.count(), 0)

    @override_settings(REVISIONS_KEPT_DAYS=30)
    def test_what_a_working_copy_started_from_stays(self):
        article = ArticleFactory()
        copy = make_working_copy(article, self.editor)
        change(article, state="archived")
        for number in range(2):
            self.keep(change(article, title=f"Title {number}"))
        Revision.objects.update(state="draft")
        self.make_older(100)
        self.prune()
        copy.refresh_from_db()
        self.assertIn(copy.working_copy_basis, Revision.objects.of(article))

    @override_settings(REVISIONS_KEPT_DAYS=None)
    def test_without_a_limit_everything_stays(self):
        self.make_revisions(ArticleFactory(state="draft"), days=10_000)
        self.assertIn("0 revisions deleted", self.prune())
        self.assertIn("2 revisions deleted", self.prune(days=30))
